// The binary encoding of Avro's primitive types, read from bytes that nobody vouches for.
//
//     int, long      zigzag (0, -1, 1, -2, …), then seven bits a byte, the lowest first; the top
//                    bit says that another byte follows: 1 → 02, -64 → 7f, 64 → 80 01
//     float, double  IEEE 754, little-endian
//     bytes, string  a long, then so many bytes
//     array, map     blocks: a count, then so many items; a negative count is followed by the size
//                    of the block in bytes; a count of 0 ends
//
// Source: Avro 1.12.0 specification, "Binary Encoding".

import Columnar

/// A place in a block. Every read is checked against the end.
@safe
struct AvroCursor {
    let buffer: ByteBuffer
    /// The first byte of the buffer.
    private let base: UnsafePointer<UInt8>
    /// The next byte, counted from the buffer's first; at most `end`.
    private(set) var offset: Int
    /// Where reading stops; at most `buffer.countBytes`.
    let end: Int
    private let start: Int
    /// Where errors are said to be.
    let origin: Origin

    /// What the offset of an error is.
    enum Origin {
        /// The buffer's first byte is this byte of the file.
        case file(Int)
        /// The buffer was decompressed from what is at this byte of the file.
        case decompressed(Int)
    }

    /// - Parameter range: the bytes to read, within those in use.
    init(_ buffer: ByteBuffer, range: Range<Int>, origin: Origin) {
        let range = range.clamped(to: 0..<buffer.countBytes)
        self.buffer = buffer
        unsafe base = unsafe UnsafePointer(buffer.base)
        start = range.lowerBound
        offset = start
        end = range.upperBound
        self.origin = origin
    }

    @inline(__always) var remainingBytes: Int { end &- offset }
    var consumedBytes: Int { offset - start }

    // MARK: Errors

    /// An error at the next byte.
    @inline(never)
    func failure(_ code: LakeError.Code, _ what: String) -> LakeError {
        switch origin {
        case .file(let start):
            LakeError(code, what, at: [.byteOffset(start + offset)])
        case .decompressed(let start):
            LakeError(
                code, "\(what), at byte \(offset) of the decompressed block",
                at: [.byteOffset(start)])
        }
    }

    @inline(never)
    private func endsEarly() -> LakeError { failure(.corrupt, "the data ends early") }

    @inline(never)
    private func tooLong(_ count: Int64) -> LakeError {
        failure(.corrupt, "\(count) bytes are announced, \(remainingBytes) follow")
    }

    // MARK: Numbers

    @inline(__always)
    mutating func byte() throws(LakeError) -> UInt8 {
        guard offset < end else { throw endsEarly() }
        // Safe: offset < end <= buffer.countBytes.
        let value = unsafe base[offset]
        offset &+= 1
        return value
    }

    @inline(__always)
    private mutating func varint() throws(LakeError) -> UInt64 {
        // Safe: offset < end.
        if offset < end, unsafe base[offset] < 0x80 {
            let value = unsafe UInt64(base[offset])
            offset &+= 1
            return value
        }
        return try longVarint()
    }

    @inline(never)
    private mutating func longVarint() throws(LakeError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var at = offset
        while at < end {
            // Safe: at < end.
            let next = unsafe base[at]
            at &+= 1
            guard shift < 63 || next <= 1 else {
                throw failure(.corrupt, "an integer of more than 64 bits")
            }
            value |= UInt64(next & 0x7f) &<< shift
            if next & 0x80 == 0 {
                offset = at
                return value
            }
            shift &+= 7
        }
        throw endsEarly()
    }

    @inline(__always)
    mutating func long() throws(LakeError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ (0 &- Int64(bitPattern: value & 1))
    }

    @inline(__always)
    mutating func int() throws(LakeError) -> Int64 {
        let value = try long()
        guard Int64(Int32(truncatingIfNeeded: value)) == value else {
            throw failure(.corrupt, "an int of more than 32 bits")
        }
        return value
    }

    mutating func boolean() throws(LakeError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        case let other: throw failure(.corrupt, "a boolean of \(other)")
        }
    }

    mutating func float() throws(LakeError) -> Float {
        Float(bitPattern: try littleEndian(UInt32.self))
    }

    mutating func double() throws(LakeError) -> Double {
        Double(bitPattern: try littleEndian(UInt64.self))
    }

    private mutating func littleEndian<Number: FixedWidthInteger>(
        _ type: Number.Type
    ) throws(LakeError) -> Number {
        let start = try take(MemoryLayout<Number>.size)
        // Safe: take() checked the bounds.
        return unsafe Number(
            littleEndian: UnsafeRawPointer(base + start).loadUnaligned(as: Number.self))
    }

    // MARK: Runs of bytes

    /// Passes over `count` bytes, not negative.
    ///
    /// - Returns: where they begin.
    @inline(__always)
    mutating func take(_ count: Int) throws(LakeError) -> Int {
        guard count <= remainingBytes else { throw tooLong(Int64(count)) }
        let start = offset
        offset &+= count
        return start
    }

    /// Reads a length and passes over so many bytes.
    @inline(__always)
    mutating func run() throws(LakeError) -> AvroBytes {
        let count = try length()
        return AvroBytes(buffer, offset: try take(count), count: count)
    }

    /// A number of bytes that follow.
    @inline(__always)
    mutating func length() throws(LakeError) -> Int {
        let count = try long()
        guard count >= 0, count <= Int64(remainingBytes) else { throw tooLong(count) }
        return Int(count)
    }

    /// Passes over `count` values of these runs. Integers are not checked for 64 bits.
    mutating func skip(
        _ runs: UnsafeBufferPointer<DecodingPlan.Run>, count: Int
    ) throws(LakeError) {
        var at = offset
        var left = count
        while left > 0 {
            left &-= 1
            var run = 0
            while run < runs.count {
                // Safe: run < runs.count.
                let kind = unsafe runs[run]
                run &+= 1
                if kind == DecodingPlan.varint {
                    // Safe: at < end.
                    while at < end, unsafe base[at] >= 0x80 { at &+= 1 }
                    at &+= 1
                } else if kind == DecodingPlan.sized {
                    guard at < end else { throw endsEarly() }
                    // Safe: at < end.
                    let first = unsafe base[at]
                    if first & 0x81 == 0 {
                        at &+= 1 &+ Int(first >> 1)
                    } else {
                        offset = at
                        let length = try length()
                        at = offset &+ length
                    }
                } else {
                    at &+= Int(kind)
                }
                guard at <= end else { throw endsEarly() }
            }
        }
        offset = at
    }

    /// The head of a block of an array or map.
    struct BlockHead {
        /// Items; 0 behind the last block.
        let count: Int
        /// Where the block ends, when the writer says so.
        let end: Int?
    }

    /// - Parameter itemBytesMin: the fewest bytes of an item.
    @inline(__always)
    mutating func blockHead(itemBytesMin: Int) throws(LakeError) -> BlockHead {
        let count = try long()
        if count >= 0, count <= Int64(remainingBytes) || itemBytesMin == 0 {
            return BlockHead(count: Int(count), end: nil)
        }
        return try unusualBlockHead(count, itemBytesMin: itemBytesMin)
    }

    private mutating func unusualBlockHead(
        _ count: Int64, itemBytesMin: Int
    ) throws(LakeError) -> BlockHead {
        guard count < 0, count > Int64.min else {
            throw failure(
                .corrupt, "\(count) items are announced, \(remainingBytes) bytes follow")
        }
        let size = try length()
        let items = Int(-count)
        guard itemBytesMin == 0 || items <= size / itemBytesMin else {
            throw failure(.corrupt, "\(items) items are announced in \(size) bytes")
        }
        return BlockHead(count: items, end: offset + size)
    }
}
