// DELTA_BINARY_PACKED, written: blocks of 128 values in 4 miniblocks, as every other writer has
// them. The grammar stands in Encodings/DeltaBinaryPacked.swift.
//
// Differences wrap at the width of the column's type, as the format demands of both sides.
// Source: Parquet format, Encodings.md, "Delta Encoding (DELTA_BINARY_PACKED = 5)".

import Columnar

/// How blocks are cut.
private enum DeltaBlock {
    static let values = 128
    static let miniblocks = 4
    static let miniblockValues = 32
}

/// Appends `count` integers.
///
/// - Throws: `LakeError.limit` without memory.
/// - Complexity: O(count); no allocation but the buffer's.
func encodeDeltaBinaryPacked<Number: FixedWidthInteger & SignedInteger>(
    _ values: UnsafePointer<Number>, count: Int, to buffer: ByteBuffer
) throws(LakeError) {
    try buffer.reserve(buffer.countBytes + 64)
    buffer.appendVarint(UInt64(DeltaBlock.values))
    buffer.appendVarint(UInt64(DeltaBlock.miniblocks))
    buffer.appendVarint(UInt64(count))
    unsafe buffer.appendZigzag(count > 0 ? Int64(values[0]) : 0)
    let differences = UnsafeMutablePointer<UInt64>.allocate(capacity: DeltaBlock.values)
    defer { unsafe differences.deallocate() }
    var start = 1
    while start < count {
        let blockCount = min(DeltaBlock.values, count - start)
        // The block's header, its values at their widest, and what packing stores further on.
        try buffer.reserve(
            buffer.countBytes + 16 + DeltaBlock.values * Number.bitWidth / 8 + 32)
        let least = unsafe subtract(values + start, count: blockCount, into: differences)
        buffer.appendZigzag(least)
        unsafe appendMiniblocks(differences, count: blockCount, to: buffer)
        start += blockCount
    }
}

/// Differences to the value before, less the least of them, which is returned.
@inline(__always)
private func subtract<Number: FixedWidthInteger & SignedInteger>(
    _ values: UnsafePointer<Number>, count: Int, into differences: UnsafeMutablePointer<UInt64>
) -> Int64 {
    var least = Number.max
    for index in 0..<count {
        let difference = unsafe values[index] &- values[index &- 1]
        least = difference < least ? difference : least
    }
    for index in 0..<count {
        let difference = unsafe values[index] &- values[index &- 1] &- least
        unsafe differences[index] = UInt64(
            truncatingIfNeeded: Number.Magnitude(truncatingIfNeeded: difference))
    }
    return Int64(least)
}

/// Appends the bit widths and the miniblocks; room was reserved.
private func appendMiniblocks(
    _ differences: UnsafeMutablePointer<UInt64>, count: Int, to buffer: ByteBuffer
) {
    // Of the last miniblock, the values that there are not are zeros.
    for index in count..<max(count, DeltaBlock.values) { unsafe differences[index] = 0 }
    let widths = unsafe buffer.base + buffer.countBytes
    buffer.countBytes += DeltaBlock.miniblocks
    for miniblock in 0..<DeltaBlock.miniblocks {
        let first = miniblock * DeltaBlock.miniblockValues
        unsafe widths[miniblock] = 0
        guard first < count else { continue }
        var all: UInt64 = 0
        for index in first..<first + DeltaBlock.miniblockValues { unsafe all |= differences[index] }
        let width = UInt64.bitWidth - all.leadingZeroBitCount
        unsafe widths[miniblock] = UInt8(truncatingIfNeeded: width)
        let target = unsafe buffer.base + buffer.countBytes
        if width <= 32 {
            unsafe packBits(
                UnsafePointer(differences + first), count: DeltaBlock.miniblockValues,
                bitWidth: width, into: target)
        } else {
            unsafe packWideBits(
                differences + first, count: DeltaBlock.miniblockValues, bitWidth: width,
                into: target)
        }
        buffer.countBytes += DeltaBlock.miniblockValues / 8 * width
    }
}

/// Packs values of 33 to 64 bits.
private func packWideBits(
    _ values: UnsafePointer<UInt64>, count: Int, bitWidth: Int,
    into target: UnsafeMutablePointer<UInt8>
) {
    var word: UInt64 = 0
    var bits = 0
    var offset = 0
    for index in 0..<count {
        let value = unsafe values[index]
        word |= value << UInt64(bits)
        bits += bitWidth
        guard bits >= 64 else { continue }
        unsafe UnsafeMutableRawPointer(target).storeBytes(
            of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
        offset += 8
        bits -= 64
        // The bits of the value that did not fit; a shift of 64 gives 0.
        word = value >> UInt64(bitWidth - bits)
    }
    // 32 values of any width end with a whole 32-bit word.
    while bits > 0 {
        unsafe target[offset] = UInt8(truncatingIfNeeded: word)
        word >>= 8
        offset += 1
        bits -= 8
    }
}

extension ByteBuffer {
    fileprivate func appendZigzag(_ value: Int64) {
        appendVarint(UInt64(bitPattern: value << 1 ^ value >> 63))
    }
}

/// Bytes of the differences of some blocks, spread evenly over the values, scaled up to all.
///
/// - Complexity: O(1): at most 32 blocks are looked at.
func deltaBytesEstimate<Number: FixedWidthInteger & SignedInteger>(
    _ values: UnsafePointer<Number>, count: Int
) -> Int {
    guard count > 1 else { return 16 }
    let miniblock = DeltaBlock.miniblockValues
    let samples = min(128, max(1, count / miniblock))
    let step = count / samples
    var bits = 0
    for sample in 0..<samples {
        let start = max(1, sample * step)
        let end = min(count, start + miniblock)
        guard start < end else { continue }
        var least = Number.max
        var largest = Number.min
        for index in start..<end {
            let difference = unsafe values[index] &- values[index &- 1]
            least = difference < least ? difference : least
            largest = difference > largest ? difference : largest
        }
        let spread = Number.Magnitude(truncatingIfNeeded: largest &- least)
        bits += Number.bitWidth - spread.leadingZeroBitCount
    }
    let blockHeaders = count / DeltaBlock.values * 8
    return count / 8 * bits / samples + blockHeaders + 16
}
