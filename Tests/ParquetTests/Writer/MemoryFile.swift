// Files in memory that writers write to, and that fail when a test wants it.

import Columnar
import Parquet
import Storage
import Testing

/// Keeps what is written; its operation number `failing`, counted from 0, throws.
final class MemoryFile: OutputFile {
    let path = "memory"
    private(set) var bytes: [UInt8] = []
    private(set) var isFinished = false
    private(set) var operations = 0
    private let failing: Int?

    init(failing: Int? = nil) { self.failing = failing }

    var sizeBytes: Int { bytes.count }

    func write(_ bytes: UnsafeRawBufferPointer) throws(LakeError) {
        try count()
        unsafe self.bytes.append(contentsOf: bytes)
    }

    func finish() throws(LakeError) {
        try count()
        isFinished = true
    }

    func abandon() {}

    private func count() throws(LakeError) {
        operations += 1
        if operations - 1 == failing { throw LakeError(.io, "no space left", at: [.file(path)]) }
    }
}

/// A file of some row groups, and what its writer said of it.
struct WrittenFile {
    let file: ScratchFile
    let summary: ParquetFileSummary

    /// - Parameter groups: by row group, by column.
    init(
        _ columns: [ParquetWriterColumn], _ groups: [(rowCount: Int, data: [ParquetColumnData])],
        _ options: ParquetWriterOptions = ParquetWriterOptions()
    ) throws {
        let output = MemoryFile()
        let encoder = try RowGroupEncoder(columns: columns, options: options)
        let writer = try ParquetFileWriter(columns: columns, options: options, into: output)
        for group in groups {
            try writer.append(try encoder.encode(group.data, rowCount: group.rowCount))
        }
        summary = try writer.finish()
        try #require(output.isFinished)
        try #require(Int(summary.sizeBytes) == output.bytes.count)
        file = try ScratchFile(output.bytes)
    }

    /// All rows as a scan gives them.
    func rows(_ predicates: [Predicate] = []) throws -> [[Value]] {
        let table = try ParquetTable(path: file.path)
        return try ParquetTests.rows(
            of: table, Array(table.schema.fields.indices.dropLast(2)), predicates)
    }

    func metadata() throws -> FileMetadata { try FileMetadata.read(file: file.open()) }
}
