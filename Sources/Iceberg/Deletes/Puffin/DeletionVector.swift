// Deletion vectors: the deleted rows of one data file, as a blob of a Puffin file.
//
//     length of magic and bitmap (4 bytes, big-endian)
//     D1 D3 39 64
//     64-bit Roaring bitmap (portable form, little-endian)
//     CRC-32 of magic and bitmap (4 bytes, big-endian)
//
// A manifest says where the blob lies, so that the Puffin footer is not needed, and files were seen
// that have none.
// Source: Puffin specification, "deletion-vector-v1 blob type".

package import Columnar
import Compression
package import Storage

/// Reads deletion vectors.
package enum DeletionVector {
    /// The type of the blob in Puffin footers.
    package static let blobType = "deletion-vector-v1"
    /// The blob's property that names the data file.
    package static let referencedDataFileProperty = "referenced-data-file"

    private static let magic: [UInt8] = [0xD1, 0xD3, 0x39, 0x64]
    /// Length, magic, count of bitmaps, CRC.
    private static let sizeBytesMin = 20

    /// Reads a vector from its place in a file.
    ///
    /// - Parameters:
    ///   - offset: `content_offset` of the manifest.
    ///   - sizeBytes: `content_size_in_bytes`.
    ///   - cardinality: `record_count`; nil when it is unknown.
    /// - Throws: `LakeError.corrupt` or `.limit` at `.file`, `.byteOffset` when the place is not
    ///   within the file or the blob is damaged or has another cardinality; `.io`.
    package static func read(
        _ file: OpenFile, offset: Int64, sizeBytes: Int64, cardinality: Int64?
    ) throws(LakeError) -> PositionSet {
        let bytes = try readBlob(file, offset: offset, sizeBytes: sizeBytes)
        do throws(LakeError) {
            return try decode(bytes, cardinality: cardinality, fileOffset: Int(offset))
        } catch {
            throw error.at(.file(file.path))
        }
    }

    /// Reads a vector from the bytes of its blob.
    ///
    /// - Parameter fileOffset: where the blob begins in its file, for errors.
    /// - Throws: `LakeError.corrupt` at `.byteOffset`.
    package static func decode(
        _ bytes: ByteBuffer, cardinality: Int64?, fileOffset: Int = 0
    ) throws(LakeError) -> PositionSet {
        var reader = ByteReader(bytes, fileOffset: fileOffset)
        guard bytes.countBytes >= sizeBytesMin else {
            throw reader.corrupt("a deletion vector of \(bytes.countBytes) bytes is too short")
        }
        let length = try reader.bigEndian(UInt32.self)
        guard Int(length) == bytes.countBytes - 8 else {
            throw reader.corrupt(
                "the deletion vector says that it has \(length) bytes, it has "
                    + "\(bytes.countBytes - 8)")
        }
        guard try reader.bytes(magic.count) == magic else {
            throw reader.corrupt("this is no deletion vector: its magic bytes are missing")
        }
        let bitmapEnd = bytes.countBytes - 4
        var tail = ByteReader(bytes, range: bitmapEnd..<bytes.countBytes, fileOffset: fileOffset)
        let expected = try tail.bigEndian(UInt32.self)
        // Safe: the size was checked; magic and bitmap lie between the length and the CRC.
        let sum = unsafe crc32(UnsafeBufferPointer(start: bytes.base + 4, count: bitmapEnd - 4))
        guard sum == expected else {
            throw reader.corrupt("the CRC of the deletion vector is wrong, its bytes are damaged")
        }
        var bitmap = ByteReader(
            bytes, range: reader.offset..<bitmapEnd, fileOffset: fileOffset)
        let set = try PositionSet(roaring: &bitmap)
        guard cardinality.map({ $0 == Int64(set.count) }) ?? true else {
            throw reader.corrupt(
                "the deletion vector has \(set.count) positions, the manifest says "
                    + "\(cardinality ?? 0)")
        }
        return set
    }
}

/// Reads the bytes of a blob.
///
/// - Throws: `LakeError.corrupt` at `.file`, `.byteOffset` when it does not lie within the file,
///   `.limit` when it is too long, `.io`.
func readBlob(
    _ file: OpenFile, offset: Int64, sizeBytes: Int64
) throws(LakeError) -> ByteBuffer {
    guard offset >= 0, sizeBytes >= 0, offset <= Int64(file.sizeBytes),
        sizeBytes <= Int64(file.sizeBytes) - offset
    else {
        throw LakeError(
            .corrupt,
            "a blob of \(sizeBytes) bytes at \(offset), where the file has \(file.sizeBytes)",
            at: [.file(file.path)])
    }
    guard sizeBytes <= Int64(IcebergLimits.puffinBlobBytesMax) else {
        throw LakeError(
            .limit, "a blob of \(sizeBytes) bytes", at: [.file(file.path)])
    }
    let bytes = try ByteBuffer(capacityBytes: Int(sizeBytes))
    guard
        try file.read(at: Int(offset), count: Int(sizeBytes), appendingTo: bytes)
            == Int(sizeBytes)
    else {
        throw LakeError(
            .corrupt, "the file ends early; it has become shorter while it was read",
            at: [.file(file.path), .byteOffset(Int(offset) + bytes.countBytes)])
    }
    return bytes
}
