// The files of other writers that the tests read, as bytes and opened.

import Columnar
import Parquet
import Storage
import Testing

/// A file below Fixtures/parquet.
struct ParquetFixture: CustomStringConvertible, Sendable {
    let name: String

    init(_ name: String) { self.name = name }

    var description: String { name }

    var path: String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(4).joined(separator: "/") + "/Fixtures/parquet/" + name
    }

    func open() throws -> OpenFile { try OpenFile(path) }

    func metadata() throws -> FileMetadata { try FileMetadata.read(file: open()) }

    func bytes() throws -> [UInt8] {
        let file = try open()
        let buffer = try ByteBuffer(capacityBytes: file.sizeBytes)
        _ = try file.read(at: 0, count: file.sizeBytes, appendingTo: buffer)
        return ByteReader(buffer).copy(0..<buffer.countBytes)
    }

    /// A reader of bytes of the file.
    func reader(at offset: Int, count: Int) throws -> ByteReader {
        ByteReader(try buffer(Array(bytes()[offset..<offset + count])), fileOffset: offset)
    }
}

/// Bytes in a buffer of their own.
func buffer(_ bytes: [UInt8]) throws(LakeError) -> ByteBuffer {
    let buffer = try ByteBuffer(capacityBytes: bytes.count)
    unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
        if let start = source.baseAddress { unsafe try buffer.append(start, count: source.count) }
    }
    return buffer
}

/// The error that a body throws.
func lakeError(_ body: () throws(LakeError) -> Void) -> LakeError? {
    do throws(LakeError) {
        try body()
        return nil
    } catch {
        return error
    }
}
