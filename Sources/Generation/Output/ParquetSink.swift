// One Parquet file for each table.

import Columnar
import Compression
import Parquet
import Storage
import SynthesisOMOP

/// Gathers rows into row groups of a fixed number of rows, and writes them.
final class ParquetSink: OMOPSink {
    /// A row group is written when the rows take as much memory: some 50,000 measurements. Many
    /// tables at once stay within a few hundred megabytes, and memory that a run touches for the
    /// first time costs it more than the encoding of the rows.
    private static let rowGroupBytes = 8 << 20

    /// Row groups that may be under way while the next are gathered.
    private static let underWayMax = 2

    private final class Table {
        let writer: ParquetFileWriter
        let encoder: RowGroupEncoder
        let file: any OutputFile
        var pieces: [TypedBatch] = []
        var pieceRows = 0
        var pieceBytes = 0
        var rowCount: Int64 = 0
        /// Row groups that are being encoded.
        var underWay = 0

        init(
            _ file: any OutputFile, columns: [ParquetWriterColumn], options: ParquetWriterOptions
        ) throws(LakeError) {
            self.file = file
            encoder = try RowGroupEncoder(columns: columns, options: options)
            writer = try ParquetFileWriter(columns: columns, options: options, into: file)
        }
    }

    private let files: OMOPFiles
    private var tables: [OMOPTable: Table] = [:]
    private let queue = RowGroupQueue()
    private let lanes: OrderedLanes<RowGroupQueue>
    private let underWayMax: Int
    private var underWay = 0
    private var summaries: [OMOPTable: OMOPTableSummary] = [:]

    // Before `lanes` joins its threads, which may sleep in there.
    deinit { queue.close() }

    init(
        _ output: OMOPOutput, mode: WriteMode, hasDefects: Bool, codec: Codec,
        threadCount: Int, metadata: [(String, String)], fileSystem: TogetherFileSystem
    ) throws(LakeError) {
        // With one thread, a row group is encoded when it is asked for.
        underWayMax = threadCount > 1 ? Self.underWayMax : 0
        lanes = OrderedLanes([queue], workerCount: threadCount)
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
        if table.pieceBytes >= Self.rowGroupBytes { try flush(rows.table, table) }
    }

    /// Hands the rows of a table over to be encoded.
    private func flush(_ name: OMOPTable, _ table: Table) throws(LakeError) {
        guard table.pieceRows > 0 else { return }
        queue.add(
            RowGroupQueue.Rows(
                table: name, encoder: table.encoder, pieces: table.pieces,
                rowCount: table.pieceRows))
        table.pieces.removeAll()
        table.pieceRows = 0
        table.pieceBytes = 0
        underWay += 1
        table.underWay += 1
        while underWay > underWayMax { _ = try collect() }
    }

    /// Appends the oldest row group under way to its file.
    ///
    /// - Returns: its table.
    private func collect() throws(LakeError) -> OMOPTable? {
        underWay -= 1
        guard let encoded = try lanes.next(), let table = tables[encoded.table] else { return nil }
        table.underWay -= 1
        do throws(LakeError) {
            try table.writer.append(encoded.group)
        } catch {
            throw error.at(.table(encoded.table.rawValue))
        }
        return encoded.table
    }

    func complete() throws(LakeError) {
        let names = OMOPTable.allCases.filter { tables[$0] != nil }
        // The largest first, so that the threads are done at about the same time.
        let sizes = names.map { (name: $0, bytes: tables[$0]?.pieceBytes ?? 0) }
        for (name, _) in sizes.sorted(by: { $0.bytes > $1.bytes }) {
            if let table = tables[name] { try flush(name, table) }
        }
        for name in names { try finish(name) }
        while underWay > 0 {
            if let name = try collect() { try finish(name) }
        }
    }

    /// Writes the end of a table's file, once all its row groups are in it.
    private func finish(_ name: OMOPTable) throws(LakeError) {
        guard let table = tables[name], table.underWay == 0, summaries[name] == nil
        else { return }
        do throws(LakeError) {
            let summary = try table.writer.finish()
            summaries[name] = OMOPTableSummary(
                table: name, rowCount: table.rowCount, sizeBytes: summary.sizeBytes,
                fileCount: 1, snapshotID: nil)
        } catch {
            throw error.at(.table(name.rawValue))
        }
    }

    func publish() throws(LakeError) -> [OMOPTableSummary] {
        let summaries = OMOPTable.allCases.compactMap { self.summaries[$0] }
        try files.publish(summaries.map(\.table))
        tables = [:]
        return summaries
    }

    func abandon() {
        for table in tables.values { table.file.abandon() }
        files.discard(tables.keys)
        tables = [:]
    }
}
