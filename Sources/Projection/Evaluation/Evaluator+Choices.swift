// coalesce, IS NULL, nullif, CASE, AND, OR, NOT: what hands on one of its operands, and logic of
// three values.
// Source: SQLite, "SQL Language Expressions".

import Columnar

extension Evaluator {
    func coalesce(_ operands: [AddressedVector], _ frame: Frame) -> AddressedVector {
        let result = AddressedVector(count: frame.rowCount)
        var row = 0
        while row < frame.rowCount {
            var place = 0
            while place < operands.count &- 1, operands[place].kind(row) == ValueKind.null {
                place &+= 1
            }
            result.set(row, from: operands[place], row)
            row &+= 1
        }
        return result
    }

    func isNull(_ operand: AddressedVector, _ wanted: Bool, _ frame: Frame) -> AddressedVector {
        let result = AddressedVector(count: frame.rowCount)
        var row = 0
        while row < frame.rowCount {
            result.set(row, (operand.kind(row) == ValueKind.null) == wanted ? Int64(1) : 0)
            row &+= 1
        }
        return result
    }

    func nullIf(_ operands: [AddressedVector], _ frame: Frame) throws(LakeError) -> AddressedVector
    {
        let result = AddressedVector(count: frame.rowCount)
        for row in 0..<frame.rowCount {
            if ValueOrder.compare(operands[0], row, operands[1], row) == 0 {
                result.setNull(row)
            } else {
                result.set(row, from: operands[0], row)
            }
        }
        return result
    }

    /// A branch is taken by the rows that no branch before it took; what none takes is not computed
    /// for them, but for all rows or none.
    func choice(_ node: PlanNode, _ frame: Frame) throws(LakeError) -> AddressedVector {
        let result = AddressedVector(count: frame.rowCount)
        var open = unsafe [UInt32](unsafeUninitializedCapacity: frame.rowCount) { buffer, count in
            for row in 0..<frame.rowCount {
                unsafe buffer[row] = UInt32(truncatingIfNeeded: row)
            }
            count = frame.rowCount
        }
        var place = 0
        while place + 1 < node.operands.count, !open.isEmpty {
            let condition = try vector(node.operands[place], frame)
            var taken: [UInt32] = []
            var left: [UInt32] = []
            for row in open {
                if try isTrue(condition, Int(row), frame) ?? false {
                    taken.append(row)
                } else {
                    left.append(row)
                }
            }
            if !taken.isEmpty {
                let value = try vector(node.operands[place + 1], frame)
                for row in taken { result.set(Int(row), from: value, Int(row)) }
            }
            open = left
            place += 2
        }
        guard !open.isEmpty, let last = node.operands.last else { return result }
        let otherwise = try vector(last, frame)
        for row in open { result.set(Int(row), from: otherwise, Int(row)) }
        return result
    }

    /// A value as a condition; nil for NULL.
    private func isTrue(
        _ vector: AddressedVector, _ row: Int, _ frame: Frame
    ) throws(LakeError) -> Bool? {
        switch vector.kind(row) {
        case ValueKind.null: return nil
        case ValueKind.integer: return vector.word(row) != 0
        case ValueKind.real: return Double(bitPattern: vector.word(row)) != 0
        default:
            let answer = AddressedVector(count: 1)
            try ask("CAST(?1 AS REAL) <> 0", [vector.value(row)], answer, 0, frame)
            return answer.word(0) != 0
        }
    }

    func logic(
        _ operation: ScalarOperation, _ operands: [AddressedVector], _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        let result = AddressedVector(count: frame.rowCount)
        for row in 0..<frame.rowCount {
            let left = try isTrue(operands[0], row, frame)
            guard operation != .not else {
                if let left { result.set(row, left ? Int64(0) : 1) } else { result.setNull(row) }
                continue
            }
            let right = try isTrue(operands[1], row, frame)
            // The value of an operand that decides alone.
            let decider = operation == .or
            if left == decider || right == decider {
                result.set(row, decider ? Int64(1) : 0)
            } else if left == nil || right == nil {
                result.setNull(row)
            } else {
                result.set(row, decider ? Int64(0) : 1)
            }
        }
        return result
    }
}
