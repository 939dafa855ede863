// The deprecated bit-packed encoding of levels: no runs, the highest bits first.
//
// Source: Parquet format, Encodings.md, "Bit-packed (Deprecated) (BIT_PACKED = 4)".

import Columnar

/// Decodes `count` levels.
///
/// - Parameters:
///   - reader: at the first level; afterwards behind the last byte of levels.
///   - bitWidth: 0...8.
///   - levels: room for `count` levels.
/// - Throws: `LakeError.corrupt` when there are too few bytes.
func decodeBitPackedLevels(
    _ reader: inout ByteReader, bitWidth: Int, into levels: UnsafeMutablePointer<UInt8>, count: Int
) throws(LakeError) {
    let bytes = try reader.take((count * bitWidth + 7) / 8)
    let base = unsafe reader.buffer.base + bytes.lowerBound
    let mask = UInt16(1) << UInt16(bitWidth) - 1
    for index in 0..<count {
        let bit = index * bitWidth
        // Safe: the byte behind the last one is part of the buffer's padding at worst.
        let pair = unsafe UInt16(base[bit >> 3]) << 8 | UInt16(base[bit >> 3 + 1])
        unsafe levels[index] = UInt8(
            truncatingIfNeeded: pair >> UInt16(16 - (bit & 7) - bitWidth) & mask)
    }
}
