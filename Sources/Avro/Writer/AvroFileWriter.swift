// Writes object container files.
//
//     header   "Obj" 01 · the metadata as a map of bytes · 16 bytes of sync marker
//     block    count of records · size in bytes (both long) · the records, deflated · sync marker
//     …
//
// The codec is deflate: the only one besides null that every reader has.
//
// Records are encoded by the caller, one closure a record; a block is written when it is full.
// Source: Avro 1.12.0 specification, "Object Container Files".

package import Columnar
import Compression
package import JSON
package import Storage

/// Writes one file. One thread at a time.
package struct AvroFileWriter {
    private let file: any OutputFile
    private let compressor: BlockCompressor
    private let compressed: ByteBuffer
    private let syncMarker: [UInt8]
    private var block = AvroEncoder()
    private var blockRecordCount = 0
    /// Records so far.
    package private(set) var recordCount = 0

    /// Bytes of a block, before compression, from which on it is written.
    private static let blockBytes = 64 << 10

    /// Writes the header.
    ///
    /// - Parameters:
    ///   - file: an empty file.
    ///   - schema: the schema of a record.
    ///   - metadata: what stands in the header besides schema and codec, in this order.
    ///   - syncMarker: 128 bits that no other file has, so that readers can find blocks.
    /// - Throws: `LakeError.io` at `.file`.
    package init(
        _ file: any OutputFile, schema: JSONValue, metadata: [(key: String, value: String)],
        syncMarker: (UInt64, UInt64)
    ) throws(LakeError) {
        self.file = file
        compressor = try BlockCompressor(.deflate)
        compressed = try ByteBuffer(capacityBytes: AvroFileWriter.blockBytes)
        var marker: [UInt8] = []
        for half in [syncMarker.0, syncMarker.1] {
            for index in 0..<8 { marker.append(UInt8(truncatingIfNeeded: half >> (8 * index))) }
        }
        self.syncMarker = marker
        var header = AvroEncoder()
        header.fixed(AvroHeader.magic)
        let entries = [("avro.schema", schema.text), ("avro.codec", "deflate")] + metadata
        header.array(entries) { encoder, entry in
            encoder.string(entry.0)
            encoder.string(entry.1)
        }
        header.fixed(marker)
        try file.write(header.bytes)
    }

    /// Appends a record.
    ///
    /// - Parameter encode: encodes all fields of the record in their order.
    /// - Throws: `LakeError.io` at `.file`.
    package mutating func append(_ encode: (inout AvroEncoder) -> Void) throws(LakeError) {
        encode(&block)
        blockRecordCount += 1
        recordCount += 1
        if block.bytes.count >= AvroFileWriter.blockBytes { try writeBlock() }
    }

    /// Writes what is left, makes the file durable and closes it.
    ///
    /// - Throws: `LakeError.io` at `.file`.
    package mutating func finish() throws(LakeError) {
        try writeBlock()
        try file.finish()
    }

    private mutating func writeBlock() throws(LakeError) {
        guard blockRecordCount > 0 else { return }
        compressed.countBytes = 0
        let countBytes = unsafe try block.bytes.withUnsafeBufferPointer {
            (source) throws(LakeError) in
            unsafe try compressor.compress(source, appendingTo: compressed)
        }
        var head = AvroEncoder()
        head.long(Int64(blockRecordCount))
        head.long(Int64(countBytes))
        try file.write(head.bytes)
        // Safe: the compressor appended this many bytes.
        unsafe try file.write(UnsafeRawBufferPointer(start: compressed.base, count: countBytes))
        try file.write(syncMarker)
        block.removeAll()
        blockRecordCount = 0
    }
}
