// BYTE_STREAM_SPLIT: the first bytes of all values, then the second bytes of all values, and so on.
//
// Source: Parquet format, Encodings.md, "Byte Stream Split (BYTE_STREAM_SPLIT = 9)".

import Columnar

/// Puts the values back together and decodes them as PLAIN.
///
/// - Parameters:
///   - texts: gets the values of FIXED_LEN_BYTE_ARRAY, which words then point into.
///   - words: room for `count` values.
/// - Throws: `LakeError.corrupt` when the bytes are no multiple of the value's size, or too few;
///   `.unsupported` for a type without a fixed size.
func decodeByteStreamSplit(
    _ reader: inout ByteReader, _ type: PhysicalType, typeLength: Int,
    into words: UnsafeMutablePointer<UInt64>, count: Int, texts: ByteBuffer
) throws(LakeError) {
    let size: Int
    switch type {
    case .int32, .float: size = 4
    case .int64, .double: size = 8
    case .fixedLengthByteArray: size = typeLength
    default:
        throw LakeError(.unsupported, "BYTE_STREAM_SPLIT of \(type.name)")
    }
    // The page's own count, which may be larger than what is wanted of it.
    let stride = size == 0 ? 0 : reader.remainingBytes / size
    guard stride >= count, size * stride == reader.remainingBytes else {
        throw reader.corrupt(
            "\(reader.remainingBytes) bytes for \(count) values of \(size) bytes each")
    }
    let bytes = try reader.take(reader.remainingBytes)
    let source = unsafe reader.buffer.base + bytes.lowerBound
    let start = texts.countBytes
    try texts.reserve(start + size * count)
    let target = unsafe texts.base + start
    // Safe: place < size and index < count <= stride, so both stay within size * stride bytes.
    for place in 0..<size {
        let stream = unsafe source + place * stride
        for index in 0..<count { unsafe target[index * size + place] = unsafe stream[index] }
    }
    texts.countBytes += size * count
    var joined = ByteReader(texts, range: start..<texts.countBytes)
    unsafe try decodePlain(&joined, type, typeLength: typeLength, into: words, count: count)
}
