// The running state of one aggregate over all groups.

/// Accumulates one aggregate; arrays are indexed by group.
struct AggregateState {
    private let function: Aggregate.Function
    private var counts: [Int64] = []
    private var integerSums: [Int64] = []
    private var realSums: [Double] = []
    /// Set once a sum met a REAL (or a text taken as one).
    private var isReal: [Bool] = []
    private var extremes: [Value] = []

    init(_ function: Aggregate.Function) { self.function = function }

    /// Makes room for groups up to `groupCount`.
    mutating func grow(to groupCount: Int) {
        let added = groupCount - counts.count
        guard added > 0 else { return }
        counts.append(contentsOf: repeatElement(0, count: added))
        switch function {
        case .sum, .average:
            integerSums.append(contentsOf: repeatElement(0, count: added))
            realSums.append(contentsOf: repeatElement(0, count: added))
            isReal.append(contentsOf: repeatElement(false, count: added))
        case .minimum, .maximum:
            extremes.append(contentsOf: repeatElement(.null, count: added))
        case .countRows, .count:
            break
        }
    }

    /// Takes in one batch: `groups[row]` is the group of each row.
    ///
    /// - Throws: `LakeError.invalidInput` when a sum of integers leaves 64 bits.
    mutating func add(_ vector: ColumnVector?, groups: [UInt32]) throws(LakeError) {
        guard let vector, function != .countRows else {
            unsafe counts.withUnsafeMutableBufferPointer { counts in
                // Safe: grow(to:) made room for every group there is.
                for group in groups { unsafe counts[Int(group)] &+= 1 }
            }
            return
        }
        for (row, group) in groups.enumerated() {
            let kind = vector.kind(at: row)
            if kind == ValueKind.null { continue }
            let group = Int(group)
            counts[group] += 1
            switch function {
            case .sum, .average: try addNumber(vector, row, kind, to: group)
            case .minimum: keep(vector.value(at: row), in: group, when: { $0 < 0 })
            case .maximum: keep(vector.value(at: row), in: group, when: { $0 > 0 })
            case .countRows, .count: break
            }
        }
    }

    private mutating func addNumber(
        _ vector: ColumnVector, _ row: Int, _ kind: UInt8, to group: Int
    ) throws(LakeError) {
        switch kind {
        case ValueKind.integer:
            let value = Int64(bitPattern: vector.word(at: row))
            realSums[group] += Double(value)
            let (sum, overflow) = integerSums[group].addingReportingOverflow(value)
            if overflow && function == .sum && !isReal[group] {
                throw LakeError(.invalidInput, "integer overflow in sum()")
            }
            integerSums[group] = sum
        case ValueKind.real:
            isReal[group] = true
            realSums[group] += Double(bitPattern: vector.word(at: row))
        default:
            isReal[group] = true
            unsafe realSums[group] += numericPrefix(of: vector.bytes(at: row))
        }
    }

    private mutating func keep(
        _ value: Value, in group: Int, when isBetter: (Int) -> Bool
    ) {
        if extremes[group] == .null || isBetter(compareValues(value, extremes[group])) {
            extremes[group] = value
        }
    }

    /// The aggregate of one group.
    func result(of group: Int) -> Value {
        switch function {
        case .countRows, .count: return .integer(counts[group])
        case .minimum, .maximum: return extremes[group]
        case .sum:
            if counts[group] == 0 { return .null }
            return isReal[group] ? .real(realSums[group]) : .integer(integerSums[group])
        case .average:
            return counts[group] == 0 ? .null : .real(realSums[group] / Double(counts[group]))
        }
    }
}

/// SQLite's order of values: NULL, numbers, texts by bytes, BLOBs.
package func compareValues(_ left: Value, _ right: Value) -> Int {
    func rank(_ value: Value) -> Int {
        switch value {
        case .null: 0
        case .integer, .real: 1
        case .text: 2
        case .blob: 3
        }
    }
    switch (left, right) {
    case (.text(let a), .text(let b)), (.blob(let a), .blob(let b)):
        return unsafe a.withUnsafeBufferPointer { unsafe compareBytes($0, b) }
    default:
        return compareNumbers(left, right) ?? (rank(left) - rank(right))
    }
}

/// The number at the start of a text, 0 when there is none: how SQLite's sum() takes text.
func numericPrefix(of bytes: UnsafeBufferPointer<UInt8>) -> Double {
    var text = unsafe Array(bytes.prefix(64))
    while !text.isEmpty {
        if let number = Double(String(decoding: text, as: UTF8.self)) { return number }
        text.removeLast()
    }
    return 0
}
