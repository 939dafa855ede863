// The header of an object container file.
//
//     "Obj" 01     magic
//     metadata     a map of bytes: avro.schema, avro.codec, and whatever the writer adds
//     16 bytes     the sync marker, which also ends every block
//
// Source: Avro 1.12.0 specification, "Object Container Files".

import Columnar
import Compression
import JSON

/// What the header of a file says.
package struct AvroHeader: Sendable {
    /// Every entry of the metadata: Iceberg keeps `schema`, `partition-spec`, `content` and others
    /// there. Of entries with the same key the last one counts.
    package let metadata: [String: [UInt8]]
    package let schema: AvroSchema
    let codec: AvroCodec
    let syncMarker: [UInt8]
    /// Where the first block begins.
    let countBytes: Int

    static let magic: [UInt8] = [0x4f, 0x62, 0x6a, 0x01]
    static let syncMarkerBytes = 16
}

extension AvroHeader {
    /// The text of an entry of the metadata; nil when there is none, or it is not UTF-8.
    package func text(_ key: String) -> String? {
        metadata[key].flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The codec's name as the file has it.
    package var codecName: String { text("avro.codec") ?? "null" }

    /// Reads the header at the beginning of a file.
    ///
    /// - Parameter bytes: the file's first bytes.
    /// - Throws: `LakeError.corrupt` at `.byteOffset` when it is damaged or goes on behind `bytes`;
    ///   `.unsupported` for a codec that is not read.
    init(_ bytes: ByteBuffer) throws(LakeError) {
        var cursor = AvroCursor(bytes, range: 0..<bytes.countBytes, origin: .file(0))
        guard try AvroHeader.hasMagic(bytes) else {
            throw LakeError(
                .corrupt, "this is no Avro file: it does not begin with Obj and 1",
                at: [.byteOffset(0)])
        }
        _ = try cursor.take(AvroHeader.magic.count)
        metadata = try AvroHeader.metadata(&cursor)
        syncMarker =
            AvroBytes(
                bytes, offset: try cursor.take(AvroHeader.syncMarkerBytes),
                count: AvroHeader.syncMarkerBytes
            ).array
        countBytes = cursor.offset
        guard let text = metadata["avro.schema"] else {
            throw LakeError(.corrupt, "the header has no schema", at: [.byteOffset(4)])
        }
        schema = try AvroSchema(AvroHeader.json(text))
        codec = try AvroCodec(metadata["avro.codec"])
    }

    /// Whether a file begins as one of Avro does.
    ///
    /// - Throws: `LakeError.corrupt` at `.byteOffset` when it ends before that can be told.
    static func hasMagic(_ bytes: ByteBuffer) throws(LakeError) -> Bool {
        var cursor = AvroCursor(bytes, range: 0..<bytes.countBytes, origin: .file(0))
        for byte in magic where try cursor.byte() != byte { return false }
        return true
    }

    private static func metadata(
        _ cursor: inout AvroCursor
    ) throws(LakeError) -> [String: [UInt8]] {
        var metadata: [String: [UInt8]] = [:]
        while true {
            let head = try cursor.blockHead(itemBytesMin: 2)
            if head.count == 0 { return metadata }
            for _ in 0..<head.count {
                let key = try cursor.run()
                guard let name = key.string else {
                    throw cursor.failure(.corrupt, "a key of the metadata that is not UTF-8")
                }
                metadata[name] = try cursor.run().array
            }
        }
    }

    private static func json(_ text: [UInt8]) throws(LakeError) -> JSONValue {
        do throws(LakeError) {
            return try JSONValue(parsing: text)
        } catch {
            // Its offset counts from the beginning of the text.
            throw LakeError(error.code, "the schema of the file: " + error.description)
        }
    }
}
