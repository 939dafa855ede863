// DELTA_BYTE_ARRAY: how many bytes each value shares with the one before (DELTA_BINARY_PACKED), and
// the rest of each (DELTA_LENGTH_BYTE_ARRAY).
//
// Source: Parquet format, Encodings.md, "Delta Strings (DELTA_BYTE_ARRAY = 7)".

import Columnar
import Glibc

/// Decodes `count` byte arrays into words that point into `texts`.
///
/// - Parameter fixedLength: the length that all must have, for FIXED_LEN_BYTE_ARRAY.
/// - Throws: `LakeError.corrupt` when a prefix is longer than the value before, or the bytes end
///   early; `.limit` when the values together are larger than `ParquetLimits.pageBytesMax`.
func decodeDeltaByteArrays(
    _ reader: inout ByteReader, into words: UnsafeMutablePointer<UInt64>, count: Int,
    texts: ByteBuffer, fixedLength: Int?
) throws(LakeError) {
    let prefixes = UnsafeMutablePointer<UInt64>.allocate(capacity: max(count, 1))
    defer { unsafe prefixes.deallocate() }
    unsafe try decodeDeltaBinaryPacked(&reader, is32Bit: true, into: prefixes, count: count)
    unsafe try decodeDeltaLengthByteArrays(&reader, into: words, count: count)
    var total = 0
    var previousLength = 0
    for index in 0..<count {
        let prefix = unsafe Int(Int64(bitPattern: prefixes[index]))
        guard prefix >= 0, prefix <= previousLength else {
            throw reader.corrupt(
                "value \(index) shares \(prefix) bytes with a value of \(previousLength)")
        }
        previousLength = unsafe prefix + Int(words[index] & 0xffff_ffff)
        if let fixedLength, previousLength != fixedLength {
            throw reader.corrupt("a value of \(previousLength) bytes, not \(fixedLength)")
        }
        total += previousLength
        guard total <= ParquetLimits.pageBytesMax else {
            throw LakeError(.limit, "the values of one page have more than \(total) bytes")
        }
    }
    try texts.reserve(texts.countBytes + total)
    // Safe: the room for all values was reserved; prefixes lie within the value before.
    var target = unsafe texts.base + texts.countBytes
    var previous = unsafe target
    for index in 0..<count {
        let prefix = unsafe Int(prefixes[index])
        let suffixLength = unsafe Int(words[index] & 0xffff_ffff)
        unsafe memcpy(target, previous, prefix)
        unsafe memcpy(target + prefix, reader.buffer.base + Int(words[index] >> 32), suffixLength)
        unsafe words[index] =
            unsafe UInt64(target - texts.base) << 32 | UInt64(prefix + suffixLength)
        unsafe previous = unsafe target
        unsafe target += prefix + suffixLength
    }
    texts.countBytes += total
}
