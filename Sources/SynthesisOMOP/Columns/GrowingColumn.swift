// A column to which chunks of rows are appended. Only the array of its type is used.

import Columnar

/// A column that grows.
struct GrowingColumn {
    let type: ScalarType
    private var ints: [Int32] = []
    private var longs: [Int64] = []
    private var doubles: [Double] = []
    private var bytes = ByteColumn()
    /// The rows in the array of numbers, which may be longer.
    private var filled = 0
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
        let first = beginInts(rows.count)
        let source = rows.span
        var target = ints.mutableSpan
        // Safe: there is room for the rows.
        for index in source.indices {
            unsafe target[unchecked: first &+ index] = unsafe value(source[unchecked: index])
        }
    }

    /// Appends values of which those for which `isPresent` is false are NULL.
    @inline(__always)
    mutating func appendInts<Row>(
        _ rows: [Row], _ value: (Row) -> Int32, isPresent: (Int32) -> Bool
    ) {
        let first = beginInts(rows.count)
        let source = rows.span
        var target = ints.mutableSpan
        var isComplete = true
        // Safe: there is room for the rows.
        for index in source.indices {
            let number = unsafe value(source[unchecked: index])
            unsafe target[unchecked: first &+ index] = number
            isComplete = isPresent(number) && isComplete
        }
        guard beginMarks(first, rows.count, isComplete: isComplete) else { return }
        // A copy shares the values and keeps the borrow of `self` short.
        let shared = ints
        let values = shared.span
        let end = filled
        var marks = validity.mutableSpan
        // Safe: there is a mark for each row.
        for index in first..<end {
            unsafe marks[unchecked: index] = isPresent(values[unchecked: index])
        }
    }

    /// Makes room for rows, and says where they begin.
    private mutating func beginInts(_ more: Int) -> Int {
        let first = filled
        filled += more
        if filled > ints.count {
            let missing = max(filled - ints.count, first == 0 ? capacity : first / 2)
            ints.append(contentsOf: repeatElement(0, count: missing))
        }
        return first
    }

    @inline(__always)
    mutating func appendLongs<Row>(_ rows: [Row], _ value: (Row) -> Int64) {
        let first = beginLongs(rows.count)
        let source = rows.span
        var target = longs.mutableSpan
        // Safe: there is room for the rows.
        for index in source.indices {
            unsafe target[unchecked: first &+ index] = unsafe value(source[unchecked: index])
        }
    }

    /// Appends values of which those for which `isPresent` is false are NULL.
    @inline(__always)
    mutating func appendLongs<Row>(
        _ rows: [Row], _ value: (Row) -> Int64, isPresent: (Int64) -> Bool
    ) {
        let first = beginLongs(rows.count)
        let source = rows.span
        var target = longs.mutableSpan
        var isComplete = true
        // Safe: there is room for the rows.
        for index in source.indices {
            let number = unsafe value(source[unchecked: index])
            unsafe target[unchecked: first &+ index] = number
            isComplete = isPresent(number) && isComplete
        }
        guard beginMarks(first, rows.count, isComplete: isComplete) else { return }
        // A copy shares the values and keeps the borrow of `self` short.
        let shared = longs
        let values = shared.span
        let end = filled
        var marks = validity.mutableSpan
        // Safe: there is a mark for each row.
        for index in first..<end {
            unsafe marks[unchecked: index] = isPresent(values[unchecked: index])
        }
    }

    /// Makes room for rows, and says where they begin.
    private mutating func beginLongs(_ more: Int) -> Int {
        let first = filled
        filled += more
        if filled > longs.count {
            let missing = max(filled - longs.count, first == 0 ? capacity : first / 2)
            longs.append(contentsOf: repeatElement(0, count: missing))
        }
        return first
    }

    @inline(__always)
    mutating func appendDoubles<Row>(_ rows: [Row], _ value: (Row) -> Double) {
        let first = beginDoubles(rows.count)
        let source = rows.span
        var target = doubles.mutableSpan
        // Safe: there is room for the rows.
        for index in source.indices {
            unsafe target[unchecked: first &+ index] = unsafe value(source[unchecked: index])
        }
    }

    /// Appends values of which those for which `isPresent` is false are NULL.
    @inline(__always)
    mutating func appendDoubles<Row>(
        _ rows: [Row], _ value: (Row) -> Double, isPresent: (Double) -> Bool
    ) {
        let first = beginDoubles(rows.count)
        let source = rows.span
        var target = doubles.mutableSpan
        var isComplete = true
        // Safe: there is room for the rows.
        for index in source.indices {
            let number = unsafe value(source[unchecked: index])
            unsafe target[unchecked: first &+ index] = number
            isComplete = isPresent(number) && isComplete
        }
        guard beginMarks(first, rows.count, isComplete: isComplete) else { return }
        // A copy shares the values and keeps the borrow of `self` short.
        let shared = doubles
        let values = shared.span
        let end = filled
        var marks = validity.mutableSpan
        // Safe: there is a mark for each row.
        for index in first..<end {
            unsafe marks[unchecked: index] = isPresent(values[unchecked: index])
        }
    }

    /// Makes room for rows, and says where they begin.
    private mutating func beginDoubles(_ more: Int) -> Int {
        let first = filled
        filled += more
        if filled > doubles.count {
            let missing = max(filled - doubles.count, first == 0 ? capacity : first / 2)
            doubles.append(contentsOf: repeatElement(0, count: missing))
        }
        return first
    }

    /// Makes room for marks where some are needed.
    ///
    /// - Returns: whether they are.
    private mutating func beginMarks(_ first: Int, _ more: Int, isComplete: Bool) -> Bool {
        if validity.isEmpty {
            if isComplete { return false }
            fillValidity(first)
        }
        validity.append(contentsOf: repeatElement(true, count: more))
        return true
    }

    /// Appends indexes of a dictionary. Those below 0 are NULL; the slot then points to the first
    /// entry.
    @inline(__always)
    mutating func appendEntries<Row>(_ rows: [Row], _ entry: (Row) -> Int32) {
        let first = filled
        appendInts(rows, entry) { $0 >= 0 }
        guard !validity.isEmpty else { return }
        let end = filled
        var values = ints.mutableSpan
        for index in first..<end where values[index] < 0 { values[index] = 0 }
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
    mutating func column(_ shared: inout SharedValues) -> TypedColumn {
        let count = shared.count
        if isNull {
            return TypedColumn(
                type: type, count: count, validity: shared.noFlags, values: shared.noValues(type))
        }
        let validity = validity.isEmpty ? nil : validity
        if let constant {
            return TypedColumn(
                type: type, count: count, values: .int32s(shared.numbers(constant)))
        }
        return TypedColumn(type: type, count: count, validity: validity, values: takeValues())
    }

    private mutating func takeValues() -> TypedColumn.Values {
        // Nothing moves: the rest is cut off.
        ints.removeLast(max(ints.count - filled, 0))
        longs.removeLast(max(longs.count - filled, 0))
        doubles.removeLast(max(doubles.count - filled, 0))
        if let entries { return .dictionary(indexes: ints, entries: entries) }
        switch type {
        case .string: return .bytes(bytes)
        case .double: return .doubles(doubles)
        case .int, .date: return .int32s(ints)
        default: return .int64s(longs)
        }
    }
}

/// The values of columns that have one value or none, made once for all columns of a batch.
struct SharedValues {
    let count: Int
    private var constants: [Int32: [Int32]] = [:]
    private(set) lazy var noFlags = [Bool](repeating: false, count: count)
    private lazy var noLongs = [Int64](repeating: 0, count: count)
    private lazy var noDoubles = [Double](repeating: 0, count: count)

    init(count: Int) { self.count = count }

    /// The same number in each row.
    mutating func numbers(_ number: Int32) -> [Int32] {
        if let made = constants[number] { return made }
        let made = [Int32](repeating: number, count: count)
        constants[number] = made
        return made
    }

    /// What stands in the slots of a column of NULLs.
    mutating func noValues(_ type: ScalarType) -> TypedColumn.Values {
        switch type {
        case .string:
            .dictionary(indexes: numbers(0), entries: ByteColumn(offsets: [0, 0], bytes: []))
        case .double: .doubles(noDoubles)
        case .int: .int32s(numbers(0))
        default: .int64s(noLongs)
        }
    }
}
