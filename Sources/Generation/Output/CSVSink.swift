// One CSV file for each table: RFC 4180 with a header line, empty for NULL, dates as SQL has them.

import Columnar
import Storage
import SynthesisOMOP

/// Writes rows as text.
final class CSVSink: OMOPSink {
    private struct Table {
        let file: any OutputFile
        var rowCount: Int64 = 0
    }

    private let files: OMOPFiles
    private var tables: [OMOPTable: Table] = [:]
    private var summaries: [OMOPTableSummary] = []

    init(
        _ output: OMOPOutput, mode: WriteMode, fileSystem: TogetherFileSystem
    ) throws(LakeError) {
        files = OMOPFiles(
            directory: output.location, suffix: ".csv", mode: mode, fileSystem: fileSystem)
        try files.prepare(output.tables)
        do {
            for table in OMOPTable.allCases where output.tables.contains(table) {
                let file = try files.create(table)
                tables[table] = Table(file: file)
                let header = table.columns.map(\.name).joined(separator: ",") + "\r\n"
                try file.write(Array(header.utf8))
            }
        } catch {
            abandon()
            throw error
        }
    }

    func append(_ rows: OMOPRows) throws(LakeError) {
        guard rows.batch.rowCount > 0, var table = tables[rows.table] else { return }
        try table.file.write(CSVText.lines(rows.batch))
        table.rowCount += Int64(rows.batch.rowCount)
        tables[rows.table] = table
    }

    func complete() throws(LakeError) {
        for name in OMOPTable.allCases {
            guard let table = tables[name] else { continue }
            let sizeBytes = Int64(table.file.sizeBytes)
            try table.file.finish()
            summaries.append(
                OMOPTableSummary(
                    table: name, rowCount: table.rowCount, sizeBytes: sizeBytes, fileCount: 1,
                    snapshotID: nil))
        }
    }

    func publish() throws(LakeError) -> [OMOPTableSummary] {
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
