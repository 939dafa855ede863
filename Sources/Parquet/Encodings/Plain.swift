// PLAIN: values one after the other, little-endian; byte arrays with their length in front;
// booleans as bits, the lowest first.
//
// Source: Parquet format, Encodings.md, "Plain (PLAIN = 0)".

import Columnar

/// Decodes `count` values of a fixed size into words.
///
/// - Parameters:
///   - reader: at the first value.
///   - words: integers sign-extended, reals as doubles; INT96 as microseconds since 1970.
/// - Throws: `LakeError.corrupt` when there are too few bytes.
func decodePlain(
    _ reader: inout ByteReader, _ type: PhysicalType, typeLength: Int,
    into words: UnsafeMutablePointer<UInt64>, count: Int
) throws(LakeError) {
    switch type {
    case .boolean: unsafe try decodePlainBooleans(&reader, into: words, count: count)
    case .int32:
        let raw = unsafe try fixed(&reader, bytes: 4, count)
        for index in 0..<count {
            let value = unsafe Int32(
                littleEndian: raw.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self))
            unsafe words[index] = UInt64(bitPattern: Int64(value))
        }
    case .int64, .double:
        let raw = unsafe try fixed(&reader, bytes: 8, count)
        for index in 0..<count {
            unsafe words[index] = unsafe UInt64(
                littleEndian: raw.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
    case .float:
        let raw = unsafe try fixed(&reader, bytes: 4, count)
        for index in 0..<count {
            let bits = unsafe UInt32(
                littleEndian: raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
            unsafe words[index] = Double(Float(bitPattern: bits)).bitPattern
        }
    case .int96:
        let raw = unsafe try fixed(&reader, bytes: 12, count)
        for index in 0..<count {
            let nanoseconds = unsafe Int64(
                littleEndian: raw.loadUnaligned(fromByteOffset: 12 * index, as: Int64.self))
            let day = unsafe Int32(
                littleEndian: raw.loadUnaligned(fromByteOffset: 12 * index + 8, as: Int32.self))
            unsafe words[index] = UInt64(
                bitPattern: microseconds(julianDay: day, nanoseconds))
        }
    case .byteArray: unsafe try decodePlainByteArrays(&reader, into: words, count: count)
    case .fixedLengthByteArray:
        let start = reader.offset
        _ = unsafe try fixed(&reader, bytes: typeLength, count)
        for index in 0..<count {
            unsafe words[index] =
                UInt64(start + index * typeLength) << 32 | UInt64(typeLength)
        }
    }
}

/// The next `count` values of a size.
private func fixed(
    _ reader: inout ByteReader, bytes: Int, _ count: Int
) throws(LakeError) -> UnsafeRawPointer {
    let (total, isTooLarge) = bytes.multipliedReportingOverflow(by: count)
    guard !isTooLarge else { throw reader.corrupt("\(count) values of \(bytes) bytes") }
    let range = try reader.take(total)
    return unsafe UnsafeRawPointer(reader.buffer.base + range.lowerBound)
}

private func decodePlainBooleans(
    _ reader: inout ByteReader, into words: UnsafeMutablePointer<UInt64>, count: Int
) throws(LakeError) {
    let bytes = try reader.take((count + 7) / 8)
    let base = unsafe reader.buffer.base + bytes.lowerBound
    for index in 0..<count {
        unsafe words[index] = unsafe UInt64(base[index >> 3] >> UInt8(index & 7) & 1)
    }
}

private func decodePlainByteArrays(
    _ reader: inout ByteReader, into words: UnsafeMutablePointer<UInt64>, count: Int
) throws(LakeError) {
    let base = unsafe UnsafeRawPointer(reader.buffer.base)
    var offset = reader.offset
    let end = reader.end
    for index in 0..<count {
        guard end - offset >= 4 else {
            try reader.seek(to: offset)
            throw reader.corrupt("value \(index) of \(count) is missing")
        }
        // Safe: the four bytes are within the reader's range, and so must be those they announce.
        let length = unsafe Int(
            UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        offset += 4
        guard length <= end - offset else {
            try reader.seek(to: offset)
            throw reader.corrupt("a value of \(length) bytes, where \(end - offset) follow")
        }
        unsafe words[index] = UInt64(offset) << 32 | UInt64(length)
        offset += length
    }
    try reader.seek(to: offset)
}

/// INT96: nanoseconds within a day and the Julian day (2440588 is 1970-01-01).
///
/// The sum wraps around as Spark's does, which writes years up to 294246 that way: their day count
/// is negative in the file.
private func microseconds(julianDay: Int32, _ nanoseconds: Int64) -> Int64 {
    let days = Int64(julianDay) - 2_440_588
    let part = nanoseconds >= 0 ? nanoseconds / 1000 : (nanoseconds + 1) / 1000 - 1
    return days &* 86_400_000_000 &+ part
}
