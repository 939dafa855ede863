// The hybrid of run-length encoding and bit-packing, written: levels and dictionary indexes. The
// grammar stands in Encodings/RLEHybrid.swift.
//
//     values    5 5 5 5 5 5 5 5 5 5 5 5 | 1 7 2 2 3 9 1 4 | 4 2 2 2 …
//               run of 12                 packed groups of 8, one header for all
//
// Packed groups must be whole but for the last, so a run begins only where a group may.
// Source: Parquet format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)".

import Columnar

/// Appends `count` values.
///
/// - Parameters:
///   - values: none of more than `bitWidth` bits.
///   - bitWidth: 1...32.
/// - Throws: `LakeError.limit` without memory.
/// - Complexity: O(count); eight values at a time.
func encodeRLEHybrid<Number: FixedWidthInteger & UnsignedInteger>(
    _ values: UnsafePointer<Number>, count: Int, bitWidth: Int, to buffer: ByteBuffer
) throws(LakeError) {
    // The most there can be: all values packed and a header for every second group.
    try buffer.reserve(buffer.countBytes + (count + 7) / 8 * (bitWidth + 1) + 32)
    // A shorter run takes more bytes than its groups would, packed.
    let runMin = bitWidth == 1 ? 64 : bitWidth <= 4 ? 24 : 8
    var packedStart = 0
    var index = 0
    while index < count {
        let run = unsafe runLength(values, from: index, to: count)
        guard run >= runMin else {
            index += 8
            continue
        }
        if packedStart < index {
            unsafe appendPacked(
                values + packedStart, count: index - packedStart, bitWidth: bitWidth, to: buffer)
        }
        unsafe appendRun(
            UInt32(truncatingIfNeeded: values[index]), count: run, bitWidth, to: buffer)
        index += run
        packedStart = index
    }
    if packedStart < count {
        unsafe appendPacked(
            values + packedStart, count: count - packedStart, bitWidth: bitWidth, to: buffer)
    }
}

/// Appends one value, many times.
func encodeRLERun(
    _ value: UInt32, count: Int, bitWidth: Int, to buffer: ByteBuffer
) throws(LakeError) {
    try buffer.reserve(buffer.countBytes + 32)
    if count > 0 { appendRun(value, count: count, bitWidth, to: buffer) }
}

/// Room for the run was reserved.
private func appendRun(_ value: UInt32, count: Int, _ bitWidth: Int, to buffer: ByteBuffer) {
    buffer.appendVarint(UInt64(count) << 1)
    for place in 0..<(bitWidth + 7) / 8 {
        unsafe buffer.base[buffer.countBytes] = UInt8(
            truncatingIfNeeded: value >> UInt32(8 * place))
        buffer.countBytes += 1
    }
}

/// Room for the groups was reserved.
@inline(__always)
private func appendPacked<Number: FixedWidthInteger & UnsignedInteger>(
    _ values: UnsafePointer<Number>, count: Int, bitWidth: Int, to buffer: ByteBuffer
) {
    let groups = (count + 7) / 8
    buffer.appendVarint(UInt64(groups) << 1 | 1)
    unsafe packBits(values, count: count, bitWidth: bitWidth, into: buffer.base + buffer.countBytes)
    buffer.countBytes += groups * bitWidth
}

/// Packs values of at most 32 bits, lowest bits first, into whole groups of eight.
///
/// - Parameter target: room for the groups and 16 bytes more.
@inline(__always)
func packBits<Number: FixedWidthInteger & UnsignedInteger>(
    _ values: UnsafePointer<Number>, count: Int, bitWidth: Int,
    into target: UnsafeMutablePointer<UInt8>
) {
    let raw = UnsafeMutableRawPointer(target)
    let width = UInt64(truncatingIfNeeded: bitWidth)
    var index = 0
    var offset = 0
    // Safe: stores reach at most 8 bytes behind the group they begin in.
    if bitWidth <= 8 {
        while index &+ 8 <= count {
            var word: UInt64 = 0
            for place in 0..<8 {
                unsafe word |=
                    UInt64(truncatingIfNeeded: values[index &+ place])
                    &<< (width &* UInt64(truncatingIfNeeded: place))
            }
            unsafe raw.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
            offset &+= bitWidth
            index &+= 8
        }
    }
    var word: UInt64 = 0
    var bits: UInt64 = 0
    while index < count {
        unsafe word |= UInt64(truncatingIfNeeded: values[index]) &<< bits
        bits &+= width
        if bits >= 32 {
            unsafe raw.storeBytes(
                of: UInt32(truncatingIfNeeded: word).littleEndian, toByteOffset: offset,
                as: UInt32.self)
            offset &+= 4
            word &>>= 32
            bits &-= 32
        }
        index &+= 1
    }
    // The rest of the last group is zeros, and what stood there may be anything.
    let end = (count &+ 7) / 8 &* bitWidth
    while offset < end {
        unsafe target[offset] = UInt8(truncatingIfNeeded: word)
        word &>>= 8
        offset &+= 1
    }
}

extension ByteBuffer {
    /// Appends an unsigned LEB128 integer; room for ten bytes was reserved.
    func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            unsafe base[countBytes] = UInt8(truncatingIfNeeded: rest) | 0x80
            countBytes += 1
            rest >>= 7
        }
        unsafe base[countBytes] = UInt8(truncatingIfNeeded: rest)
        countBytes += 1
    }
}
