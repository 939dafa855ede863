// The least and the largest value of a page, chunk or file, in the order that the format prescribes
// for the type.
//
//     integers      signed, or unsigned where the annotation says so
//     reals         NaN left out; a least zero becomes -0.0, a largest one +0.0
//     bytes         byte by byte, unsigned; decimals by their sign first
//
// Long bounds are cut: the least one behind its first bytes, the largest one so too and then made
// larger in its last place. Texts are cut between characters.
// Source: parquet.thrift, "ColumnOrder" and "Statistics".

import Columnar
import Glibc

/// A bound and whether it is a value of the column.
struct ColumnBound: Hashable, Sendable {
    var value: LeafBound
    var isExact = true
}

/// The least and the largest of some values; nil where there is none that counts.
struct ValueBounds: Sendable {
    var minimum: ColumnBound?
    var maximum: ColumnBound?
    /// Of reals.
    var nanCount = 0

    /// Takes in the bounds of further values.
    mutating func add(_ other: ValueBounds, _ order: BoundOrder) {
        nanCount += other.nanCount
        if let low = other.minimum,
            minimum.map({ order.isLess(low.value, $0.value) }) ?? true
        {
            minimum = low
        }
        if let high = other.maximum,
            maximum.map({ order.isLess($0.value, high.value) }) ?? true
        {
            maximum = high
        }
    }
}

/// How the bounds of a leaf are ordered.
enum BoundOrder: Sendable {
    case boolean, integer, real
    /// Integers of 32 bits as they are, of 64 bits by their bits.
    case unsigned
    case bytes
    /// Two's complement, big-endian, all of one length.
    case decimalBytes
    /// Values without an order.
    case none

    init(_ type: ScalarType, _ physicalType: PhysicalType) {
        switch (type, physicalType) {
        case (.unknown, _): self = .none
        case (_, .boolean): self = .boolean
        case (.integer(_, isSigned: false), _): self = .unsigned
        case (_, .int32), (_, .int64): self = .integer
        case (_, .float), (_, .double): self = .real
        case (.decimal, _): self = .decimalBytes
        default: self = .bytes
        }
    }

    /// Whether one bound is below another of the same leaf.
    func isLess(_ left: LeafBound, _ right: LeafBound) -> Bool {
        switch (left, right) {
        case (.boolean(let left), .boolean(let right)): return !left && right
        case (.integer(let left), .integer(let right)):
            guard self == .unsigned else { return left < right }
            return UInt64(bitPattern: left) < UInt64(bitPattern: right)
        case (.real(let left), .real(let right)):
            if left == 0 && right == 0 { return left.sign == .minus && right.sign == .plus }
            return left < right
        case (.bytes(let left), .bytes(let right)):
            if self == .decimalBytes, let first = left.first, let second = right.first,
                (first ^ second) & 0x80 != 0
            {
                return first & 0x80 != 0
            }
            return left.lexicographicallyPrecedes(right)
        default: return false
        }
    }
}

// MARK: Numbers

/// What one look at a page's integers tells.
struct IntegerScan<Number: FixedWidthInteger & SignedInteger> {
    var least: Number
    var largest: Number
    /// Values above, and below, the one before; where there are both, at least so many.
    var ascents = 0
    var descents = 0

    /// - Parameters:
    ///   - values: at least one.
    ///   - previous: the value before the first, or the first.
    ///   - flip: what values are combined with (exclusive or) to be compared as signed ones.
    init(_ values: UnsafePointer<Number>, count: Int, previous: Number, flip: Number) {
        var previous = previous ^ flip
        let first = unsafe values[0] ^ flip
        var changes = first == previous ? 0 : 1
        let descends = first < previous
        (least, largest) = (first, first)
        previous = first
        var index = 1
        // Most columns of keys and dates ascend, and then the ends tell all.
        while index < count {
            let value = unsafe values[index] ^ flip
            if value < previous { break }
            changes &+= value == previous ? 0 : 1
            previous = value
            index &+= 1
        }
        largest = previous
        let ascended = changes &- (descends ? 1 : 0)
        if index < count {
            (least, largest) = unsafe Self.bounds(
                values + index, count: count - index, flip: flip, least: least, largest: largest)
            // A column of which nothing ascends beside what descends is rare.
            (ascents, descents) = unsafe Self.turns(
                values + index, count: count - index, previous: previous, flip: flip)
        }
        ascents += ascended
        descents += descends ? 1 : 0
        (least, largest) = (least ^ flip, largest ^ flip)
    }

    /// Takes in the bounds of values, as flipped.
    private static func bounds(
        _ values: UnsafePointer<Number>, count: Int, flip: Number, least: Number, largest: Number
    ) -> (Number, Number) {
        // A comparison waits for the one before, and two pairs of them do not.
        var (least0, largest0, least1, largest1) = (least, largest, least, largest)
        var index = 0
        while index &+ 2 <= count {
            let value0 = unsafe values[index] ^ flip
            let value1 = unsafe values[index &+ 1] ^ flip
            least0 = value0 < least0 ? value0 : least0
            largest0 = value0 > largest0 ? value0 : largest0
            least1 = value1 < least1 ? value1 : least1
            largest1 = value1 > largest1 ? value1 : largest1
            index &+= 2
        }
        if index < count {
            let value = unsafe values[index] ^ flip
            least0 = value < least0 ? value : least0
            largest0 = value > largest0 ? value : largest0
        }
        return (min(least0, least1), max(largest0, largest1))
    }

    /// Ascents and descents, up to the first value that makes both above 0.
    private static func turns(
        _ values: UnsafePointer<Number>, count: Int, previous: Number, flip: Number
    ) -> (Int, Int) {
        var previous = previous
        var (ascents, descents) = (0, 0)
        var index = 0
        while index < count, ascents == 0 || descents == 0 {
            let value = unsafe values[index] ^ flip
            ascents &+= value > previous ? 1 : 0
            descents &+= value < previous ? 1 : 0
            previous = value
            index &+= 1
        }
        return (ascents, descents)
    }
}

extension ValueBounds {
    /// Bounds of reals; NaN is counted and left out.
    init<Real: BinaryFloatingPoint>(reals values: UnsafePointer<Real>, count: Int) {
        var (least, largest) = (Real.infinity, -Real.infinity)
        var numbers = 0
        for index in 0..<count {
            let value = unsafe values[index]
            // A comparison with NaN is false.
            least = value < least ? value : least
            largest = value > largest ? value : largest
            numbers &+= value == value ? 1 : 0
        }
        nanCount = count - numbers
        guard numbers > 0 else { return }
        minimum = ColumnBound(value: .real(least == 0 ? -0.0 : Double(least)))
        maximum = ColumnBound(value: .real(largest == 0 ? 0.0 : Double(largest)))
    }
}

// MARK: Bytes

/// Goes through byte values and remembers the least and the largest. The values stay in memory
/// until `bounds` is asked for.
@safe
struct BytesExtremes {
    private let isSigned: Bool
    private var least: UnsafeBufferPointer<UInt8>?
    private var largest: UnsafeBufferPointer<UInt8>?
    private var leastKey: UInt64 = 0
    private var largestKey: UInt64 = 0

    /// - Parameter order: `.bytes` or `.decimalBytes`.
    init(_ order: BoundOrder) { isSigned = order == .decimalBytes }

    /// - Parameter value: in a `ByteBuffer`, which has readable bytes behind it.
    @inline(__always)
    mutating func add(_ value: UnsafeBufferPointer<UInt8>) {
        let key = unsafe key(value)
        guard let low = unsafe least, let high = unsafe largest else {
            unsafe (least, largest) = unsafe (value, value)
            (leastKey, largestKey) = (key, key)
            return
        }
        if unsafe key < leastKey || (key == leastKey && isLess(value, low)) {
            unsafe least = unsafe value
            leastKey = key
        }
        if unsafe key > largestKey || (key == largestKey && isLess(high, value)) {
            unsafe largest = unsafe value
            largestKey = key
        }
    }

    /// The first eight bytes as a number: of two values, the one with the smaller number is less.
    @inline(__always)
    private func key(_ value: UnsafeBufferPointer<UInt8>) -> UInt64 {
        guard let start = value.baseAddress, value.count > 0 else { return 0 }
        // Safe: a buffer's padding lets eight bytes be read from any byte in use.
        let word = unsafe UInt64(bigEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self))
        let dropped = UInt64(truncatingIfNeeded: 64 &- 8 &* min(value.count, 8))
        let kept = (word >> dropped) << dropped
        return isSigned ? kept ^ 1 << 63 : kept
    }

    /// The same for values whose first bytes are alike.
    private func isLess(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let common = min(left.count, right.count)
        guard common > 0, let first = left.baseAddress, let second = right.baseAddress else {
            return left.count < right.count
        }
        let order = unsafe memcmp(first, second, common)
        return order == 0 ? left.count < right.count : order < 0
    }

    /// - Parameter isText: whether values are cut between characters only.
    func bounds(isText: Bool) -> ValueBounds {
        var bounds = ValueBounds()
        guard let least = unsafe least, let largest = unsafe largest else { return bounds }
        let bytesMax = ParquetWriterLimits.summaryBytesMax
        bounds.minimum = unsafe ColumnBound(value: .bytes(Array(least)))
            .shortened(to: bytesMax, isUpper: false, isText: isText)
        bounds.maximum = unsafe ColumnBound(value: .bytes(Array(largest)))
            .shortened(to: bytesMax, isUpper: true, isText: isText)
        return bounds
    }
}

extension ColumnBound {
    /// The bound with at most `bytesMax` bytes; as it is where there is no larger one so short.
    func shortened(to bytesMax: Int, isUpper: Bool, isText: Bool) -> ColumnBound {
        guard case .bytes(let bytes) = value, bytes.count > bytesMax else { return self }
        var end = bytesMax
        if isText {
            // Continuation bytes belong to the character before.
            while end > 0 && bytes[end] & 0xc0 == 0x80 { end -= 1 }
        }
        guard end > 0 else { return self }
        let prefix = Array(bytes.prefix(end))
        guard isUpper else { return ColumnBound(value: .bytes(prefix), isExact: false) }
        guard let larger = isText ? nextText(after: prefix) : nextBytes(after: prefix) else {
            return self
        }
        return ColumnBound(value: .bytes(larger), isExact: false)
    }
}

/// The shortest bytes above all that begin with `prefix`.
private func nextBytes(after prefix: [UInt8]) -> [UInt8]? {
    guard let place = prefix.lastIndex(where: { $0 != 0xff }) else { return nil }
    var bytes = Array(prefix[...place])
    bytes[place] += 1
    return bytes
}

/// A text above all that begin with `prefix`: its last character that has a next one, made that.
private func nextText(after prefix: [UInt8]) -> [UInt8]? {
    var scalars = Array(String(decoding: prefix, as: UTF8.self).unicodeScalars)
    while let last = scalars.popLast() {
        // Surrogates are no characters.
        let value = last.value == 0xd7ff ? 0xe000 : last.value + 1
        guard let next = Unicode.Scalar(value) else { continue }
        // A character with more bytes would make the bound longer; the one before does too then.
        guard UTF8.width(next) == UTF8.width(last) else { continue }
        scalars.append(next)
        return Array(String(String.UnicodeScalarView(scalars)).utf8)
    }
    return nil
}

// MARK: As files hold them

extension ColumnBound {
    /// The bytes of the bound in statistics and indexes: PLAIN, byte arrays without their length.
    func plain(_ type: PhysicalType) -> [UInt8] {
        switch (value, type) {
        case (.boolean(let value), _): [value ? 1 : 0]
        case (.integer(let value), .int32): littleEndian(UInt32(truncatingIfNeeded: value))
        case (.integer(let value), _): littleEndian(UInt64(bitPattern: value))
        case (.real(let value), .float): littleEndian(Float(value).bitPattern)
        case (.real(let value), _): littleEndian(value.bitPattern)
        case (.bytes(let bytes), _): bytes
        }
    }
}

private func littleEndian<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Number($0 * 8)) }
}
