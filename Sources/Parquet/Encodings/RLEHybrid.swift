// The hybrid of run-length encoding and bit-packing: levels, dictionary indexes, booleans.
//
//     run      := header values
//     header   := varint; lowest bit 0: run of (header >> 1) equal values
//                         lowest bit 1: (header >> 1) groups of 8 bit-packed values
//     equal    := the value in ceil(bitWidth / 8) bytes, little-endian
//     packed   := bitWidth bytes a group, lowest bits first
//
// Source: Parquet format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)".

import Columnar

/// Decodes `count` values.
///
/// - Parameters:
///   - reader: at the first header; afterwards behind the last run that was needed.
///   - bitWidth: 0...32.
///   - values: room for `count` values.
/// - Throws: `LakeError.corrupt` at the offset of the run when the runs end early or are longer
///   than the bytes that follow.
/// - Complexity: O(count); no allocation.
func decodeRLEHybrid<Number: FixedWidthInteger & UnsignedInteger>(
    _ reader: inout ByteReader, bitWidth: Int, into values: UnsafeMutablePointer<Number>, count: Int
) throws(LakeError) {
    guard (0...32).contains(bitWidth) else {
        throw reader.corrupt("values of \(bitWidth) bits, where 32 are the most")
    }
    var done = 0
    while done < count {
        let header = try reader.varint()
        guard header >> 1 > 0 else { throw reader.corrupt("an empty run of values") }
        let left = count - done
        if header & 1 == 0 {
            let run = Int(min(header >> 1, UInt64(left)))
            var value: UInt32 = 0
            for place in 0..<(bitWidth + 7) / 8 {
                value |= UInt32(try reader.byte()) << UInt32(8 * place)
            }
            unsafe (values + done).update(repeating: Number(truncatingIfNeeded: value), count: run)
            done += run
        } else {
            // The last group may be cut off where its values are not needed.
            let groups = Int(min(header >> 1, UInt64((left + 7) / 8)))
            let wanted = min(groups * 8, left)
            guard (wanted * bitWidth + 7) / 8 <= reader.remainingBytes else {
                throw reader.corrupt(
                    "\(wanted) values of \(bitWidth) bits are announced, "
                        + "\(reader.remainingBytes) bytes follow")
            }
            let bytes = try reader.take(min(groups * bitWidth, reader.remainingBytes))
            unsafe unpackBits(
                reader.buffer.base + bytes.lowerBound, bitWidth: bitWidth, into: values + done,
                count: wanted)
            done += wanted
        }
    }
}

/// Unpacks values of up to 32 bits, lowest bits first.
///
/// - Parameter bytes: the packed values, with 8 readable bytes behind them (a `ByteBuffer` has
///   them).
@inline(__always)
func unpackBits<Number: FixedWidthInteger & UnsignedInteger>(
    _ bytes: UnsafePointer<UInt8>, bitWidth: Int, into values: UnsafeMutablePointer<Number>,
    count: Int
) {
    let raw = unsafe UnsafeRawPointer(bytes)
    switch bitWidth {
    case 0: unsafe values.update(repeating: 0, count: count)
    case 8:
        for index in 0..<count {
            unsafe values[index] = unsafe Number(truncatingIfNeeded: bytes[index])
        }
    case 16:
        for index in 0..<count {
            unsafe values[index] = unsafe Number(
                truncatingIfNeeded: UInt16(
                    littleEndian: raw.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)))
        }
    default:
        let mask: UInt64 = 1 << UInt64(bitWidth) - 1
        var bit = 0
        for index in 0..<count {
            // Safe: a value starts within the packed bytes and the load reaches 7 bytes further.
            let word = unsafe UInt64(
                littleEndian: raw.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
            unsafe values[index] = Number(truncatingIfNeeded: word >> UInt64(bit & 7) & mask)
            bit += bitWidth
        }
    }
}

/// The bits that hold every value up to `largest`.
func bitWidth(of largest: Int) -> Int { Int.bitWidth - largest.leadingZeroBitCount }
