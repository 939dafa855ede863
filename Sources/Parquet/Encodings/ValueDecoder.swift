// The one place that knows every encoding of values.

import Columnar

/// Decodes the values of a page that are not dictionary indexes.
///
/// - Parameters:
///   - reader: the bytes of the page behind its levels.
///   - words: room for `count` values: integers sign-extended, reals as doubles, byte arrays as
///     (offset << 32 | length).
/// - Returns: the buffer that byte arrays point into.
/// - Throws: `LakeError.corrupt`; `.unsupported` when the encoding is unknown or not for this type.
func decodeValues(
    _ reader: inout ByteReader, _ encoding: Encoding, _ type: PhysicalType, typeLength: Int,
    into words: UnsafeMutablePointer<UInt64>, count: Int
) throws(LakeError) -> ByteBuffer {
    switch (encoding, type) {
    case (.plain, _), (.plainDictionary, _):
        unsafe try decodePlain(&reader, type, typeLength: typeLength, into: words, count: count)
        return reader.buffer
    case (.rle, .boolean):
        // A length stands in front, also in pages of version 2.
        let length: UInt32 = try reader.littleEndian()
        var runs = ByteReader(
            reader.buffer,
            range: try reader.take(min(Int(length), reader.remainingBytes)))
        unsafe try decodeRLEHybrid(&runs, bitWidth: 1, into: words, count: count)
        return reader.buffer
    case (.deltaBinaryPacked, .int32), (.deltaBinaryPacked, .int64):
        unsafe try decodeDeltaBinaryPacked(
            &reader, is32Bit: type == .int32, into: words, count: count)
        return reader.buffer
    case (.deltaLengthByteArray, .byteArray):
        unsafe try decodeDeltaLengthByteArrays(&reader, into: words, count: count)
        return reader.buffer
    case (.deltaByteArray, .byteArray), (.deltaByteArray, .fixedLengthByteArray):
        let texts = try ByteBuffer(capacityBytes: reader.remainingBytes)
        unsafe try decodeDeltaByteArrays(
            &reader, into: words, count: count, texts: texts,
            fixedLength: type == .fixedLengthByteArray ? typeLength : nil)
        return texts
    case (.byteStreamSplit, _):
        let texts = try ByteBuffer(capacityBytes: reader.remainingBytes)
        unsafe try decodeByteStreamSplit(
            &reader, type, typeLength: typeLength, into: words, count: count, texts: texts)
        return texts
    default:
        throw LakeError(.unsupported, "the encoding \(encoding.name) of \(type.name)")
    }
}
