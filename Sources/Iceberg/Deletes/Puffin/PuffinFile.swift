// Puffin files: blobs, and a footer that says what they are.
//
//     "PFA1" · blob · blob · … · footer
//     footer = "PFA1" · payload · length of the payload (4, little-endian) · flags (4) · "PFA1"
//
// Bit 0 of the first flag byte: the payload is an LZ4 frame. The payload is JSON:
//
//     {"blobs":[{"type","fields","snapshot-id","sequence-number","offset","length",
//                "compression-codec"?,"properties"?}, …],"properties"?}
//
// Source: Puffin specification, "File structure" and "Footer structure".

package import Columnar
import Compression
import JSON
package import Storage

/// An open Puffin file whose footer has been read.
package struct PuffinFile: Sendable {
    /// What the footer says about a blob. Types that are not known are no error.
    package struct Blob: Hashable, Sendable {
        package let type: String
        package let fieldIDs: [Int]
        package let snapshotID: Int64
        package let sequenceNumber: Int64
        package let offset: Int64
        /// In the file, before decompression.
        package let sizeBytes: Int64
        /// `lz4` or `zstd`; nil when it is not compressed.
        package let codec: String?
        package let properties: [String: String]
    }

    package let file: OpenFile
    package let blobs: [Blob]
    package let properties: [String: String]

    private static let magic: [UInt8] = Array("PFA1".utf8)
    /// Length, flags, magic.
    private static let tailBytes = 12

    /// Reads the footer.
    ///
    /// - Throws: `LakeError.corrupt` at `.file` when this is no Puffin file or it is damaged,
    ///   `.limit`, `.unsupported` for flags that are not known, `.io`.
    package init(_ file: OpenFile) throws(LakeError) {
        self.file = file
        do throws(LakeError) {
            let root = DocumentNode(
                try JSONValue(parsing: PuffinFile.payload(file)), path: "footer")
            var blobs: [Blob] = []
            for node in try root.required("blobs").elements() { blobs.append(try Blob(node)) }
            self.blobs = blobs
            properties = try root.member("properties")?.texts() ?? [:]
        } catch {
            throw error.places.contains(.file(file.path)) ? error : error.at(.file(file.path))
        }
    }

    /// The bytes of a blob, decompressed.
    ///
    /// - Throws: `LakeError.corrupt` at `.file` when it does not lie within the file or is damaged,
    ///   `.limit` when it becomes too long, `.unsupported` for an unknown codec, `.io`.
    package func read(_ blob: Blob) throws(LakeError) -> ByteBuffer {
        let bytes = try readBlob(file, offset: blob.offset, sizeBytes: blob.sizeBytes)
        let codec: Codec
        switch blob.codec {
        case nil: return bytes
        case "lz4": codec = .lz4Hadoop
        case "zstd": codec = .zstd
        case let other?:
            throw LakeError(
                .unsupported, "a blob is compressed with '\(other)'", at: [.file(file.path)])
        }
        do throws(LakeError) {
            return try PuffinFile.decompressed(
                bytes, codec, sizeBytesMax: IcebergLimits.puffinBlobBytesMax)
        } catch {
            throw error.at(.file(file.path))
        }
    }

    // MARK: The footer

    private static func payload(_ file: OpenFile) throws(LakeError) -> ByteBuffer {
        let least = Int64(2 * magic.count + tailBytes)
        guard Int64(file.sizeBytes) >= least else {
            throw LakeError(.corrupt, "this is no Puffin file: it has \(file.sizeBytes) bytes")
        }
        let head = try readBlob(file, offset: 0, sizeBytes: Int64(magic.count))
        let tailOffset = Int64(file.sizeBytes - tailBytes)
        let tail = try readBlob(file, offset: tailOffset, sizeBytes: Int64(tailBytes))
        var first = ByteReader(head)
        var reader = ByteReader(tail, fileOffset: Int(tailOffset))
        let length = try reader.littleEndian(Int32.self)
        let flags = try reader.littleEndian(UInt32.self)
        guard try first.bytes(magic.count) == magic, try reader.bytes(magic.count) == magic else {
            throw LakeError(.corrupt, "this is no Puffin file: PFA1 is not at both of its ends")
        }
        guard length >= 0, Int64(length) <= Int64(file.sizeBytes) - least else {
            throw reader.corrupt("a footer of \(length) bytes, which the file does not have")
        }
        guard length <= IcebergLimits.puffinFooterBytesMax else {
            throw LakeError(.limit, "a footer of \(length) bytes")
        }
        // Bits that are not known may change what the payload is.
        guard flags & ~1 == 0 else {
            throw LakeError(.unsupported, "the footer has flags that are not known: \(flags)")
        }
        let start = tailOffset - Int64(length) - Int64(magic.count)
        let begin = try readBlob(file, offset: start, sizeBytes: Int64(magic.count))
        var beginReader = ByteReader(begin, fileOffset: Int(start))
        guard try beginReader.bytes(magic.count) == magic else {
            throw beginReader.corrupt("the footer does not begin with PFA1")
        }
        let payload = try readBlob(
            file, offset: start + Int64(magic.count), sizeBytes: Int64(length))
        guard flags & 1 == 1 else { return payload }
        return try decompressed(
            payload, .lz4Hadoop, sizeBytesMax: IcebergLimits.puffinFooterBytesMax)
    }

    private static func decompressed(
        _ bytes: ByteBuffer, _ codec: Codec, sizeBytesMax: Int
    ) throws(LakeError) -> ByteBuffer {
        let target = try ByteBuffer(capacityBytes: min(bytes.countBytes * 4, sizeBytesMax))
        // Safe: the bytes live across the call.
        _ = unsafe try BlockDecompressor().decompress(
            UnsafeBufferPointer(start: bytes.base, count: bytes.countBytes), codec,
            sizeBytesMax: sizeBytesMax, appendingTo: target)
        return target
    }
}

extension PuffinFile.Blob {
    init(_ node: DocumentNode) throws(LakeError) {
        type = try node.required("type").string()
        fieldIDs = try node.member("fields")?.ints() ?? []
        snapshotID = try node.required("snapshot-id").identifier()
        sequenceNumber = try node.required("sequence-number").int64()
        offset = try node.required("offset").int64()
        sizeBytes = try node.required("length").int64()
        codec = try node.member("compression-codec")?.string()
        properties = try node.member("properties")?.texts() ?? [:]
    }
}
