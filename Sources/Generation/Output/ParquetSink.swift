// One Parquet file for each table.

import Columnar
import Compression
import Parquet
import Storage
import SynthesisOMOP

/// Gathers rows into row groups of a fixed number of rows, and writes them.
final class ParquetSink: OMOPSink {
    /// A row group is written when the rows take as much memory, so that many tables at once stay
    /// within a few hundred megabytes.
    private static let rowGroupBytes = 32 << 20

    private final class Table {
        let writer: ParquetFileWriter
        let encoder: RowGroupEncoder
        let file: any OutputFile
        var pieces: [TypedBatch] = []
        var pieceRows = 0
        var pieceBytes = 0
        var rowCount: Int64 = 0

        init(
            _ file: any OutputFile, columns: [ParquetWriterColumn], options: ParquetWriterOptions
        ) throws(LakeError) {
            self.file = file
            encoder = try RowGroupEncoder(columns: columns, options: options)
            writer = try ParquetFileWriter(columns: columns, options: options, into: file)
        }

        func flush() throws(LakeError) {
            guard pieceRows > 0 else { return }
            var columns: [ParquetColumnData] = []
            for index in pieces[0].columns.indices {
                columns.append(.scalar(pieces.map { $0.columns[index] }))
            }
            try writer.append(try encoder.encode(columns, rowCount: pieceRows))
            pieces.removeAll()
            pieceRows = 0
            pieceBytes = 0
        }
    }

    private let files: OMOPFiles
    private var tables: [OMOPTable: Table] = [:]

    init(
        _ output: OMOPOutput, mode: WriteMode, hasDefects: Bool, codec: Codec,
        metadata: [(String, String)], fileSystem: any FileSystem
    ) throws(LakeError) {
        files = OMOPFiles(
            directory: output.location, suffix: ".parquet", mode: mode, fileSystem: fileSystem)
        try files.prepare(output.tables)
        var options = ParquetWriterOptions()
        options.codec = codec
        options.keyValueMetadata = metadata
        do {
            for table in OMOPTable.allCases where output.tables.contains(table) {
                let columns = table.columns.enumerated().map { index, column in
                    ParquetWriterColumn(
                        name: column.name, fieldID: index + 1,
                        isRequired: column.isRequired && !hasDefects, type: .scalar(column.type))
                }
                tables[table] = try Table(
                    try files.create(table), columns: columns, options: options)
            }
        } catch {
            abandon()
            throw error
        }
    }

    func append(_ rows: OMOPRows) throws(LakeError) {
        guard rows.batch.rowCount > 0, let table = tables[rows.table] else { return }
        table.pieces.append(rows.batch)
        table.pieceRows += rows.batch.rowCount
        table.pieceBytes += rows.batch.sizeBytes
        table.rowCount += Int64(rows.batch.rowCount)
        if table.pieceBytes >= Self.rowGroupBytes {
            do { try table.flush() } catch { throw error.at(.table(rows.table.rawValue)) }
        }
    }

    func finish() throws(LakeError) -> [OMOPTableSummary] {
        var summaries: [OMOPTableSummary] = []
        let written = OMOPTable.allCases.filter { tables[$0] != nil }
        for name in written {
            guard let table = tables[name] else { continue }
            do throws(LakeError) {
                try table.flush()
                let summary = try table.writer.finish()
                summaries.append(
                    OMOPTableSummary(
                        table: name, rowCount: table.rowCount, sizeBytes: summary.sizeBytes,
                        fileCount: 1, snapshotID: nil))
            } catch {
                throw error.at(.table(name.rawValue))
            }
        }
        try files.publish(written)
        tables = [:]
        return summaries
    }

    func abandon() {
        for table in tables.values { table.file.abandon() }
        files.discard(tables.keys)
        tables = [:]
    }
}
