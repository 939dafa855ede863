// +, -, *, CAST and sum().
// Source: SQLite, "SQL Language Expressions" (CAST), "Built-in Aggregate Functions" (sum).

import Columnar
import JSON

extension Evaluator {
    func arithmetic(
        _ operation: ScalarOperation, _ operands: [AddressedVector], _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        let (left, right) = (operands[0], operands[1])
        let result = AddressedVector(count: frame.rowCount)
        for row in 0..<frame.rowCount {
            switch (left.kind(row), right.kind(row)) {
            case (ValueKind.null, _), (_, ValueKind.null): result.setNull(row)
            case (ValueKind.integer, ValueKind.integer):
                let one = Int64(bitPattern: left.word(row))
                let other = Int64(bitPattern: right.word(row))
                let (value, overflows) =
                    switch operation {
                    case .add: one.addingReportingOverflow(other)
                    case .subtract: one.subtractingReportingOverflow(other)
                    default: one.multipliedReportingOverflow(by: other)
                    }
                // Such a result is a real.
                if overflows {
                    try ask(operation, operands, result, row, frame)
                } else {
                    result.set(row, value)
                }
            case (ValueKind.integer, ValueKind.real), (ValueKind.real, ValueKind.integer),
                (ValueKind.real, ValueKind.real):
                let (one, other) = (number(left, row), number(right, row))
                switch operation {
                case .add: result.set(row, one + other)
                case .subtract: result.set(row, one - other)
                default: result.set(row, one * other)
                }
            default: try ask(operation, operands, result, row, frame)
            }
        }
        return result
    }

    @inline(always)
    private func number(_ vector: AddressedVector, _ row: Int) -> Double {
        vector.kind(row) == ValueKind.real
            ? Double(bitPattern: vector.word(row)) : Double(Int64(bitPattern: vector.word(row)))
    }

    // MARK: CAST

    func cast(
        _ operand: AddressedVector, _ target: CastTarget, _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        let result = AddressedVector(count: frame.rowCount)
        for row in 0..<frame.rowCount {
            let isDone =
                switch target {
                case .text: castToText(operand, row, result, frame)
                case .integer: castToInteger(operand, row, result)
                case .real: castToReal(operand, row, result)
                }
            if !isDone { try ask(target.sql, [operand.value(row)], result, row, frame) }
        }
        return result
    }

    private func castToText(
        _ operand: AddressedVector, _ row: Int, _ result: AddressedVector, _ frame: Frame
    ) -> Bool {
        switch operand.kind(row) {
        case ValueKind.null: result.setNull(row)
        case ValueKind.text, ValueKind.json:
            unsafe result.set(row, operand.bytes(row), kind: ValueKind.text)
        case ValueKind.integer:
            unsafe result.set(
                row, integerText(operand.word(row), frame.arena), kind: ValueKind.text)
        default: return false
        }
        return true
    }

    /// The digits of an integer.
    func integerText(_ word: UInt64, _ arena: TextArena) -> UnsafeBufferPointer<UInt8> {
        let integer = Int64(bitPattern: word)
        var rest = integer.magnitude
        // 19 digits and a sign.
        let bytes = unsafe arena.allocate(20)
        var at = 20
        repeat {
            at &-= 1
            unsafe bytes[at] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        if integer < 0 {
            at &-= 1
            unsafe bytes[at] = UInt8(ascii: "-")
        }
        return unsafe UnsafeBufferPointer(start: bytes + at, count: 20 - at)
    }

    private func castToInteger(
        _ operand: AddressedVector, _ row: Int, _ result: AddressedVector
    ) -> Bool {
        switch operand.kind(row) {
        case ValueKind.null: result.setNull(row)
        case ValueKind.integer: result.set(row, from: operand, row)
        case ValueKind.real:
            guard
                let integer = Int64(
                    exactly: Double(bitPattern: operand.word(row)).rounded(.towardZero))
            else { return false }
            result.set(row, integer)
        case ValueKind.text:
            let bytes = unsafe operand.bytes(row)
            guard bytes.count <= 18, let integer = unsafe JSONNumber.integer(bytes) else {
                return false
            }
            result.set(row, integer)
        default: return false
        }
        return true
    }

    private func castToReal(
        _ operand: AddressedVector, _ row: Int, _ result: AddressedVector
    ) -> Bool {
        switch operand.kind(row) {
        case ValueKind.null: result.setNull(row)
        case ValueKind.real: result.set(row, from: operand, row)
        case ValueKind.integer: result.set(row, Double(Int64(bitPattern: operand.word(row))))
        default: return false
        }
        return true
    }

    // MARK: Sums over lists

    func sum(_ node: PlanNode, _ frame: Frame) throws(LakeError) -> AddressedVector {
        let items = try itemFrame(node.operands[0], level: PlanBuilder.innerLevel, frame)
        let values = try vector(node.operands[1], items)
        var sums = Array(repeating: RunningSum(), count: frame.rowCount)
        for item in 0..<items.rowCount {
            let row = Int(items.parentRows[item])
            switch values.kind(item) {
            case ValueKind.null: break
            case ValueKind.integer: sums[row].add(Int64(bitPattern: values.word(item)))
            case ValueKind.real: sums[row].add(Double(bitPattern: values.word(item)))
            default:
                throw LakeError(
                    .unsupported, "a sum of texts is not computed on batches")
            }
        }
        let result = AddressedVector(count: frame.rowCount)
        for row in 0..<frame.rowCount {
            guard let value = sums[row].value else {
                throw LakeError(.invalidInput, "integer overflow")
            }
            switch value {
            case .integer(let integer): result.set(row, integer)
            case .real(let real): result.set(row, real)
            default: result.setNull(row)
            }
        }
        return result
    }
}

/// SQLite's sum(): of integers an integer, of reals among them a real. Reals are added as they
/// come, as in SQLite before 3.43.
private struct RunningSum {
    private var integer: Int64 = 0
    private var real = 0.0
    private var count = 0
    private var isReal = false
    private var overflows = false

    mutating func add(_ value: Int64) {
        count &+= 1
        real += Double(value)
        guard !isReal, !overflows else { return }
        (integer, overflows) = integer.addingReportingOverflow(value)
    }

    mutating func add(_ value: Double) {
        count &+= 1
        isReal = true
        real += value
    }

    /// nil for integers whose sum is none, which is an error.
    var value: Value? {
        if count == 0 { return .null }
        if isReal { return .real(real) }
        return overflows ? nil : .integer(integer)
    }
}
