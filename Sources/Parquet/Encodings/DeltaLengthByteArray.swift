// DELTA_LENGTH_BYTE_ARRAY: all lengths (DELTA_BINARY_PACKED), then all bytes.
//
// Source: Parquet format, Encodings.md, "Delta-length byte array (DELTA_LENGTH_BYTE_ARRAY = 6)".

import Columnar

/// Decodes `count` byte arrays into words that point into the reader's buffer.
///
/// - Throws: `LakeError.corrupt` when a length is negative or the bytes end early.
func decodeDeltaLengthByteArrays(
    _ reader: inout ByteReader, into words: UnsafeMutablePointer<UInt64>, count: Int
) throws(LakeError) {
    unsafe try decodeDeltaBinaryPacked(&reader, is32Bit: true, into: words, count: count)
    var offset = reader.offset
    let end = reader.end
    for index in 0..<count {
        let length = unsafe Int(Int64(bitPattern: words[index]))
        guard length >= 0, length <= end - offset else {
            throw reader.corrupt("a value of \(length) bytes, where \(end - offset) follow")
        }
        unsafe words[index] = UInt64(offset) << 32 | UInt64(length)
        offset += length
    }
    try reader.seek(to: offset)
}
