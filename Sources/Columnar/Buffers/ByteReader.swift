// Reads fixed and variable-length values from bytes that nobody vouches for.

import Glibc

/// A place in a block of bytes. Every read is checked against the end; offsets in errors count from
/// the start of the file.
@safe
package struct ByteReader {
    package let buffer: ByteBuffer
    /// The next byte, counted from the buffer's first.
    package private(set) var offset: Int
    /// Where reading stops, counted from the buffer's first.
    package let end: Int
    /// The place in the file of the buffer's first byte.
    package let fileOffset: Int

    /// - Parameters:
    ///   - range: the bytes to read, within those in use; all of them by default.
    ///   - fileOffset: the place in the file of the buffer's first byte.
    package init(_ buffer: ByteBuffer, range: Range<Int>? = nil, fileOffset: Int = 0) {
        let range = (range ?? 0..<buffer.countBytes).clamped(to: 0..<buffer.countBytes)
        self.buffer = buffer
        self.fileOffset = fileOffset
        offset = range.lowerBound
        end = range.upperBound
    }

    @inlinable package var remainingBytes: Int { end - offset }
    @inlinable package var isAtEnd: Bool { offset == end }

    /// `LakeError.corrupt` at the place of the next byte.
    package func corrupt(_ what: String) -> LakeError {
        LakeError(.corrupt, what, at: [.byteOffset(fileOffset + offset)])
    }

    /// Goes to another place of the buffer.
    ///
    /// - Throws: `LakeError.corrupt` when it lies outside of what may be read.
    package mutating func seek(to target: Int) throws(LakeError) {
        guard target >= 0, target <= end else {
            throw corrupt("an offset of \(target) bytes, where there are \(end)")
        }
        offset = target
    }

    /// Passes over `count` bytes.
    ///
    /// - Throws: `LakeError.corrupt` when there are fewer.
    package mutating func skip(_ count: Int) throws(LakeError) {
        _ = try take(count)
    }

    /// The next `count` bytes, as a range of the buffer.
    ///
    /// - Throws: `LakeError.corrupt` when there are fewer, or `count` is negative.
    package mutating func take(_ count: Int) throws(LakeError) -> Range<Int> {
        guard count >= 0, count <= remainingBytes else {
            throw corrupt("\(count) bytes are announced, \(remainingBytes) follow")
        }
        let start = offset
        offset += count
        return start..<offset
    }

    /// The next `count` bytes, copied.
    package mutating func bytes(_ count: Int) throws(LakeError) -> [UInt8] {
        let range = try take(count)
        return copy(range)
    }

    /// Bytes of the buffer, copied; `range` lies within what may be read.
    package func copy(_ range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= end)
        return unsafe Array(
            UnsafeBufferPointer(start: buffer.base + range.lowerBound, count: range.count))
    }

    package mutating func byte() throws(LakeError) -> UInt8 {
        guard offset < end else { throw corrupt("the data ends early") }
        // Safe: offset < end <= buffer.countBytes.
        let value = unsafe buffer.base[offset]
        offset += 1
        return value
    }

    /// A little-endian integer.
    package mutating func littleEndian<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(LakeError) -> Number {
        let range = try take(MemoryLayout<Number>.size)
        // Safe: take() checked the bounds.
        return unsafe Number(
            littleEndian: UnsafeRawPointer(buffer.base + range.lowerBound).loadUnaligned(
                as: Number.self))
    }

    /// A big-endian integer.
    package mutating func bigEndian<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(LakeError) -> Number {
        try littleEndian(type).byteSwapped
    }

    /// An unsigned LEB128 integer of at most 64 bits: seven bits a byte, the lowest first.
    ///
    /// - Throws: `LakeError.corrupt` when it is longer or the data ends within it.
    package mutating func varint() throws(LakeError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw corrupt("an integer of more than 64 bits") }
            value |= UInt64(next & 0x7f) << shift
            if next & 0x80 == 0 { return value }
            shift += 7
        }
    }

    /// A signed integer in zigzag form: 0, -1, 1, -2, …
    package mutating func zigzag() throws(LakeError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
