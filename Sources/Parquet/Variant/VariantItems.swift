// The elements of a variant's array or the members of its object, one after the other.
//
//     array    := count offset{count + 1} values
//     object   := count id{count} offset{count + 1} values
//     count    := 1 byte, or 4 where bit 2 (array) or 4 (object) of the header is set
//     id       := a place in the dictionary, of 1-4 bytes: bits 2-3 of an object's header
//     offset   := counted from `values`, of 1-4 bytes: bits 0-1 of the header
//
// The last offset is the length of `values`. The members of an object come in the order of their
// names; their values stand in any order.
//
// Source: Parquet format, VariantEncoding.md, "Value Data for Object" and "Value Data for Array".

import Columnar

/// Goes through an array or object.
struct VariantItems {
    /// Items that follow.
    private(set) var count: Int
    /// Bytes before the values.
    let headBytes: Int
    private let idBytes: Int
    private let offsetBytes: Int
    private var ids: ByteReader
    private var offsets: ByteReader
    private let values: ByteReader

    /// Reads the head.
    ///
    /// - Parameters:
    ///   - reader: behind the byte of the type; its end is that of what the item may reach.
    ///   - header: the upper six bits of that byte.
    /// - Throws: `LakeError.corrupt` when ids, offsets or values are longer than the bytes.
    init(_ reader: ByteReader, header: UInt8, isObject: Bool) throws(LakeError) {
        var reader = reader
        let start = reader.offset
        offsetBytes = 1 + Int(header & 3)
        idBytes = isObject ? 1 + Int(header >> 2 & 3) : 0
        let isLarge = header & (isObject ? 16 : 4) != 0
        count = try reader.unsigned(bytes: isLarge ? 4 : 1)
        ids = reader
        // At most 2^32 items of 4 bytes: no overflow.
        try reader.skip(count * idBytes)
        offsets = reader
        try reader.skip(count * offsetBytes)
        let length = try reader.unsigned(bytes: offsetBytes)
        headBytes = reader.offset - start
        let bytes = try reader.take(length)
        values = ByteReader(reader.buffer, range: bytes, fileOffset: reader.fileOffset)
    }

    /// The next item.
    ///
    /// - Returns: nil at the end. The id is 0 in an array; the reader is at the value, which ends
    ///   at the reader's end at the latest.
    /// - Throws: `LakeError.corrupt` when the value begins behind the last one's end.
    mutating func next() throws(LakeError) -> (id: Int, value: ByteReader)? {
        guard count > 0 else { return nil }
        count -= 1
        let id = try ids.unsigned(bytes: idBytes)
        let offset = try offsets.unsigned(bytes: offsetBytes)
        guard offset < values.remainingBytes else {
            throw offsets.corrupt(
                "a value at \(offset) of \(values.remainingBytes) bytes of a variant")
        }
        var value = values
        try value.skip(offset)
        return (id, value)
    }
}

extension ByteReader {
    /// An unsigned little-endian integer of 0...4 bytes.
    mutating func unsigned(bytes count: Int) throws(LakeError) -> Int {
        var value = 0
        for index in 0..<count { value |= Int(try byte()) << (8 * index) }
        return value
    }
}
