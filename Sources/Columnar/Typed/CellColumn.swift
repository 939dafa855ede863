// One column while its rows come value by value: what INSERT fills.
//
//     values   [ 8 bytes | 8 bytes | … ]        or 4, or 1, as the type's layout has them
//     offsets  [ 0 | 4 | 10 | … ] bytes [ malefemale… ]       of texts
//     flags    [ 1 | 1 | 0 | … ]                whether each row has a value
//
// Most values are what their column is made of, and are stored without a look at anything but the
// column's `way`. All others go through a TypedColumnBuilder of one row, whose rules and messages
// hold for both.

import Glibc

/// The values of one column, at most as many as `CellRows` has room for, which owns the memory.
@safe
struct CellColumn {
    /// What is stored at once.
    enum Way {
        case boolean, int32, int64, double, text, date, others
        case timestamp(TimeUnit)
    }

    let type: ScalarType
    let way: Way
    private let layout: TypedColumn.Layout
    /// Bytes of a slot; 0 where values are bytes.
    private let slotBytes: Int
    private(set) var count = 0
    private var hasNull = false
    private var values: UnsafeMutableRawPointer
    private var flags: UnsafeMutablePointer<Bool>
    private var offsets: UnsafeMutablePointer<Int32>
    private var bytes: UnsafeMutablePointer<UInt8>
    private var bytesCapacity: Int

    init(_ type: ScalarType, capacity: Int) {
        self.type = type
        layout = type.layout
        switch type {
        case .boolean: way = .boolean
        case .integer(32, _): way = .int32
        case .integer(64, _): way = .int64
        case .double: way = .double
        case .string, .json: way = .text
        case .date: way = .date
        case .timestamp(let unit, _): way = .timestamp(unit)
        default: way = .others
        }
        switch layout {
        case .booleans: slotBytes = 1
        case .int32s, .floats: slotBytes = 4
        case .int64s, .doubles: slotBytes = 8
        case .bytes: slotBytes = 0
        }
        unsafe values = .allocate(byteCount: max(1, capacity * slotBytes), alignment: 16)
        unsafe flags = .allocate(capacity: capacity)
        unsafe offsets = .allocate(capacity: capacity + 1)
        unsafe offsets[0] = 0
        bytesCapacity = slotBytes == 0 ? capacity * 8 : 1
        unsafe bytes = .allocate(capacity: bytesCapacity)
    }

    func deallocate() {
        unsafe values.deallocate()
        unsafe flags.deallocate()
        unsafe offsets.deallocate()
        unsafe bytes.deallocate()
    }

    // MARK: Values
    //
    // Safe, in all of these: `row` is below the capacity, which is the caller's promise, and texts
    // are stored where there is room for them.

    @inline(__always)
    private mutating func store<Number: BitwiseCopyable>(_ value: Number, at row: Int) {
        unsafe values.storeBytes(
            of: value, toByteOffset: row &* MemoryLayout<Number>.size, as: Number.self)
        unsafe flags[row] = true
        count = row &+ 1
    }

    mutating func setNull(at row: Int) {
        switch slotBytes {
        case 0: unsafe offsets[row + 1] = unsafe offsets[row]
        case 1: store(false, at: row)
        case 4: store(Int32(0), at: row)
        default: store(Int64(0), at: row)
        }
        unsafe flags[row] = false
        hasNull = true
        count = row + 1
    }

    mutating func set(_ value: Int64, at row: Int) throws(LakeError) {
        switch way {
        case .int64: return store(value, at: row)
        case .int32:
            let small = Int32(truncatingIfNeeded: value)
            if Int64(small) == value { return store(small, at: row) }
        case .double: return store(Double(value), at: row)
        case .boolean where value == 0 || value == 1: return store(value == 1, at: row)
        default: break
        }
        var builder = TypedColumnBuilder(type: type)
        try builder.append(value)
        try set(builder.take(), at: row)
    }

    /// - Parameter value: a number.
    mutating func set(_ value: Double, at row: Int) throws(LakeError) {
        if case .double = way { return store(value, at: row) }
        var builder = TypedColumnBuilder(type: type)
        try builder.append(value)
        try set(builder.take(), at: row)
    }

    mutating func set(
        text: UnsafeBufferPointer<UInt8>, at row: Int
    ) throws(LakeError) {
        switch way {
        case .text where unsafe TextReading.isUTF8(text):
            return unsafe try store(bytes: text, at: row)
        case .date:
            if let days = unsafe CalendarReading.date(text) { return store(days, at: row) }
        case .timestamp(let unit):
            if let value = unsafe CalendarReading.timestamp(text, unit) {
                return store(value, at: row)
            }
        default: break
        }
        var builder = TypedColumnBuilder(type: type)
        unsafe try builder.append(text: text)
        try set(builder.take(), at: row)
    }

    mutating func set(
        blob: UnsafeBufferPointer<UInt8>, at row: Int
    ) throws(LakeError) {
        var builder = TypedColumnBuilder(type: type)
        unsafe try builder.append(blob: blob)
        try set(builder.take(), at: row)
    }

    /// Stores the value of a column of one row that is not NULL.
    private mutating func set(_ one: TypedColumn, at row: Int) throws(LakeError) {
        switch one.values {
        case .booleans(let values): store(values[0], at: row)
        case .int32s(let values): store(values[0], at: row)
        case .int64s(let values): store(values[0], at: row)
        case .floats(let values): store(values[0], at: row)
        case .doubles(let values): store(values[0], at: row)
        case .bytes(let column), .dictionary(_, let column):
            unsafe try column.bytes.withUnsafeBufferPointer { (value) throws(LakeError) in
                unsafe try store(bytes: value, at: row)
            }
        }
    }

    private mutating func store(
        bytes value: UnsafeBufferPointer<UInt8>, at row: Int
    ) throws(LakeError) {
        let start = unsafe Int(offsets[row])
        let end = start + value.count
        if end > bytesCapacity {
            guard end <= ByteColumn.bytesMax else { throw ByteColumn.tooLong }
            growBytes(to: max(end, bytesCapacity * 2), keeping: start)
        }
        if let source = value.baseAddress {
            unsafe memcpy(bytes + start, source, value.count)
        }
        unsafe offsets[row + 1] = Int32(truncatingIfNeeded: end)
        unsafe flags[row] = true
        count = row + 1
    }

    // MARK: Memory

    private mutating func growBytes(to capacity: Int, keeping count: Int) {
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        unsafe memcpy(grown, bytes, count)
        unsafe bytes.deallocate()
        unsafe bytes = unsafe grown
        bytesCapacity = capacity
    }

    /// Makes room for more rows.
    mutating func grow(to capacity: Int) {
        let grown = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, capacity * slotBytes), alignment: 16)
        unsafe memcpy(grown, values, count * slotBytes)
        unsafe values.deallocate()
        unsafe values = unsafe grown
        let grownFlags = UnsafeMutablePointer<Bool>.allocate(capacity: capacity)
        unsafe memcpy(grownFlags, flags, count)
        unsafe flags.deallocate()
        unsafe flags = unsafe grownFlags
        let grownOffsets = UnsafeMutablePointer<Int32>.allocate(capacity: capacity + 1)
        unsafe memcpy(grownOffsets, offsets, (slotBytes == 0 ? count + 1 : 1) * 4)
        unsafe offsets.deallocate()
        unsafe offsets = unsafe grownOffsets
    }

    /// Forgets the values from `count` on.
    mutating func truncate(to count: Int) { self.count = min(count, self.count) }

    /// The values so far; none are left.
    mutating func take() -> TypedColumn {
        let values: TypedColumn.Values =
            switch layout {
            case .booleans: .booleans(copied())
            case .int32s: .int32s(copied())
            case .int64s: .int64s(copied())
            case .floats: .floats(copied())
            case .doubles: .doubles(copied())
            case .bytes:
                .bytes(
                    unsafe ByteColumn(
                        offsets: Array(UnsafeBufferPointer(start: offsets, count: count + 1)),
                        bytes: Array(UnsafeBufferPointer(start: bytes, count: Int(offsets[count]))))
                )
            }
        let validity =
            unsafe hasNull ? Array(UnsafeBufferPointer(start: flags, count: count)) : nil
        defer {
            count = 0
            hasNull = false
        }
        return TypedColumn(type: type, count: count, validity: validity, values: values)
    }

    private func copied<Number: BitwiseCopyable>() -> [Number] {
        // Safe: the layout says of what type the slots are, and all up to `count` were stored.
        unsafe Array(
            UnsafeBufferPointer(
                start: values.assumingMemoryBound(to: Number.self), count: count))
    }
}
