// A column to which chunks of rows are appended. Only the array of its type is used.

import Columnar

/// A column that grows.
struct GrowingColumn {
    let type: ScalarType
    private var ints: [Int32] = []
    private var longs: [Int64] = []
    private var doubles: [Double] = []
    private var bytes = ByteColumn()
    /// The dictionary that `ints` are indexes of.
    var entries: ByteColumn?
    /// The number of every row.
    var constant: Int32?
    /// Whether every row is NULL.
    var isNull = false
    /// Whether each row has a value; empty while all have.
    private var validity: [Bool] = []

    /// The rows to make room for when the first comes.
    private let capacity: Int

    init(type: ScalarType, capacity: Int) {
        self.type = type
        self.capacity = capacity
    }

    @inline(__always)
    mutating func appendInts<Row>(_ rows: [Row], _ value: (Row) -> Int32) {
        let first = ints.count
        if first == 0 { ints.reserveCapacity(capacity) }
        ints.append(contentsOf: repeatElement(0, count: rows.count))
        let source = rows.span
        var target = ints.mutableSpan
        // Safe: the target was made longer by the rows.
        for index in source.indices {
            unsafe target[unchecked: first &+ index] = unsafe value(source[unchecked: index])
        }
    }

    @inline(__always)
    mutating func appendLongs<Row>(_ rows: [Row], _ value: (Row) -> Int64) {
        let first = longs.count
        if first == 0 { longs.reserveCapacity(capacity) }
        longs.append(contentsOf: repeatElement(0, count: rows.count))
        let source = rows.span
        var target = longs.mutableSpan
        // Safe: the target was made longer by the rows.
        for index in source.indices {
            unsafe target[unchecked: first &+ index] = unsafe value(source[unchecked: index])
        }
    }

    @inline(__always)
    mutating func appendDoubles<Row>(_ rows: [Row], _ value: (Row) -> Double) {
        let first = doubles.count
        if first == 0 { doubles.reserveCapacity(capacity) }
        doubles.append(contentsOf: repeatElement(0, count: rows.count))
        let source = rows.span
        var target = doubles.mutableSpan
        // Safe: the target was made longer by the rows.
        for index in source.indices {
            unsafe target[unchecked: first &+ index] = unsafe value(source[unchecked: index])
        }
    }

    /// Notes which of the last integers are there.
    @inline(__always)
    mutating func noteInts(_ count: Int, _ isPresent: (Int32) -> Bool) {
        let first = ints.count - count
        if validity.isEmpty {
            if isComplete(first, isPresent) { return }
            fillValidity(first)
        }
        validity.append(contentsOf: repeatElement(true, count: count))
        // A copy shares the values and keeps the borrow of `self` short.
        let shared = ints
        let values = shared.span
        var marks = validity.mutableSpan
        // Safe: there is a mark for each value.
        for index in first..<values.count {
            unsafe marks[unchecked: index] = isPresent(values[unchecked: index])
        }
    }

    @inline(__always)
    private func isComplete(_ first: Int, _ isPresent: (Int32) -> Bool) -> Bool {
        for index in first..<ints.count where !isPresent(ints[index]) { return false }
        return true
    }

    /// Notes which of the last keys and moments are there.
    @inline(__always)
    mutating func noteLongs(_ count: Int, _ isPresent: (Int64) -> Bool) {
        let first = longs.count - count
        if validity.isEmpty {
            if isComplete(first, isPresent) { return }
            fillValidity(first)
        }
        validity.append(contentsOf: repeatElement(true, count: count))
        // A copy shares the values and keeps the borrow of `self` short.
        let shared = longs
        let values = shared.span
        var marks = validity.mutableSpan
        // Safe: there is a mark for each value.
        for index in first..<values.count {
            unsafe marks[unchecked: index] = isPresent(values[unchecked: index])
        }
    }

    @inline(__always)
    private func isComplete(_ first: Int, _ isPresent: (Int64) -> Bool) -> Bool {
        for index in first..<longs.count where !isPresent(longs[index]) { return false }
        return true
    }

    /// Notes which of the last numbers are there.
    @inline(__always)
    mutating func noteDoubles(_ count: Int, _ isPresent: (Double) -> Bool) {
        let first = doubles.count - count
        if validity.isEmpty {
            if isComplete(first, isPresent) { return }
            fillValidity(first)
        }
        validity.append(contentsOf: repeatElement(true, count: count))
        // A copy shares the values and keeps the borrow of `self` short.
        let shared = doubles
        let values = shared.span
        var marks = validity.mutableSpan
        // Safe: there is a mark for each value.
        for index in first..<values.count {
            unsafe marks[unchecked: index] = isPresent(values[unchecked: index])
        }
    }

    @inline(__always)
    private func isComplete(_ first: Int, _ isPresent: (Double) -> Bool) -> Bool {
        for index in first..<doubles.count where !isPresent(doubles[index]) { return false }
        return true
    }

    /// Indexes below 0 are NULL; the slot then points to the first entry.
    mutating func noteEntries(_ count: Int) {
        let first = ints.count - count
        noteInts(count) { $0 >= 0 }
        guard !validity.isEmpty else { return }
        var values = ints.mutableSpan
        for index in first..<values.count where values[index] < 0 { values[index] = 0 }
    }

    mutating func move(_ more: inout ByteColumn) {
        let base = Int32(truncatingIfNeeded: bytes.bytes.count)
        let first = bytes.count
        bytes.bytes.append(contentsOf: more.bytes)
        for offset in more.offsets.dropFirst() { bytes.offsets.append(base + offset) }
        var hasNull = !validity.isEmpty
        for index in 0..<more.count where more.offsets[index] == more.offsets[index + 1] {
            hasNull = true
        }
        if hasNull {
            fillValidity(first)
            for index in 0..<more.count {
                validity.append(more.offsets[index] != more.offsets[index + 1])
            }
        }
        more.bytes.removeAll(keepingCapacity: true)
        more.offsets.removeAll(keepingCapacity: true)
        more.offsets.append(0)
    }

    /// The rows so far had values.
    private mutating func fillValidity(_ count: Int) {
        guard validity.isEmpty else { return }
        validity.reserveCapacity(capacity)
        validity.append(contentsOf: repeatElement(true, count: count))
    }

    /// The column as it is handed on.
    func column(count: Int) -> TypedColumn {
        if isNull {
            return TypedColumn(
                type: type, count: count, validity: [Bool](repeating: false, count: count),
                values: emptyValues(count))
        }
        let validity = validity.isEmpty ? nil : validity
        if let constant {
            return TypedColumn(
                type: type, count: count,
                values: .int32s([Int32](repeating: constant, count: count)))
        }
        return TypedColumn(type: type, count: count, validity: validity, values: values)
    }

    private var values: TypedColumn.Values {
        if let entries { return .dictionary(indexes: ints, entries: entries) }
        switch type {
        case .string: return .bytes(bytes)
        case .double: return .doubles(doubles)
        case .int, .date: return .int32s(ints)
        default: return .int64s(longs)
        }
    }

    private func emptyValues(_ count: Int) -> TypedColumn.Values {
        switch type {
        case .string:
            .dictionary(
                indexes: [Int32](repeating: 0, count: count),
                entries: ByteColumn(offsets: [0, 0], bytes: []))
        case .double: .doubles([Double](repeating: 0, count: count))
        case .int: .int32s([Int32](repeating: 0, count: count))
        default: .int64s([Int64](repeating: 0, count: count))
        }
    }
}
