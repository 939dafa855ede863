// Appends a source to an Iceberg table batch by batch: what iceberg_append() and
// iceberg_overwrite() do.
//
//     source ─ ColumnBatch ─ TypedColumn of the table's types ─ DataFileWriter ─ TableCommitter
//     (threads decode)       (columns by name)                  (threads encode)  one snapshot
//
// Values are converted as INSERT converts them, but rows never become values of SQLite.

import Columnar
import Iceberg
import JSON
import SQLiteBridge
import Storage

/// One call of the functions.
struct IcebergAppend {
    let place: IcebergPlace
    let options: IcebergAppendOptions
    let settings: ScanSettings
    let log: ScanLog

    /// - Parameter name: of the source.
    /// - Returns: a JSON object that says what was written.
    /// - Throws: `LakeError.invalidInput` when columns or values do not fit the table, at the
    ///   column; what reading, writing and committing throw. The table is then as it was, and the
    ///   files are gone.
    func run(source name: String) throws(LakeError) -> Value {
        try place.checkWritable()
        try place.lockCatalog()
        // Before the source: should it be the same table, an overwrite replaces what was read.
        let committer = try TableCommitter.open(place.text, in: CommitEnvironment(place))
        let branch = options.table.branch ?? SnapshotReference.main
        try committer.metadata.checkBranch(branch, at: place.text)
        let writer = try DataFileWriter(
            to: committer, options.table, threadCount: settings.values.threadCount)
        var written = Written(source: name)
        let prepared: PreparedCommit?
        do throws(LakeError) {
            let source = try NamedSource(settings: settings, log: log, place.database).open(name)
            written.rowCount = try copy(source, name, to: writer, committer.metadata.currentSchema)
            let files = try writer.finish()
            written.fileCount = files.count
            written.sizeBytes = files.reduce(0) { $0 + ($1.sizeBytes ?? 0) }
            prepared =
                files.isEmpty
                ? nil
                : try committer.prepare(
                    TableChange(options.table.operation, files: files, branch: branch))
        } catch {
            writer.abandon()
            throw error
        }
        guard let prepared else { return written.summary(place, nil) }
        do throws(LakeError) {
            return written.summary(place, try committer.publish(prepared))
        } catch {
            // Of other errors nobody knows whether they came before the commit or behind it.
            if error.code == .conflict { writer.abandon() }
            throw error
        }
    }

    private func copy(
        _ source: any TableSource, _ name: String, to writer: DataFileWriter,
        _ schema: IcebergSchema
    ) throws(LakeError) -> Int {
        let matching = try ColumnMatching(
            source.schema, named: name, to: schema, as: options.columns)
        let database = place.database
        let report = ScanReport(table: name)
        let environment = ScanEnvironment(
            threadCount: settings.values.threadCount,
            memoryBytesMax: settings.values.memoryBytesMax, report: report,
            checkpoint: { () throws(LakeError) in try database.checkInterrupt() })
        defer { log.add(report) }
        let stream = try source.open(
            ScanRequest(columns: matching.sourceColumns), in: environment)
        var rowCount = 0
        while let batch = try stream.next() {
            try writer.append(try matching.rows(of: batch, before: rowCount))
            rowCount += batch.rowCount
        }
        return rowCount
    }

    /// What was written.
    private struct Written {
        let source: String
        var rowCount = 0
        var fileCount = 0
        var sizeBytes: Int64 = 0

        /// - Parameter result: nil when there were no rows, and no snapshot was made.
        func summary(_ place: IcebergPlace, _ result: CommitResult?) -> Value {
            func id(_ id: Int64?) -> JSONValue { id.map { .number("\($0)") } ?? .null }
            var members: [JSONValue.Member] = [
                .init("table", .string(place.text)), .init("source", .string(source)),
                .init("rows", .number("\(rowCount)")), .init("files", .number("\(fileCount)")),
                .init("bytes", .number("\(sizeBytes)")),
                .init("snapshot_id", id(result?.snapshotID)),
            ]
            if let result {
                members += [
                    .init("previous_snapshot_id", id(result.parentID)),
                    .init("metadata_location", .string(result.metadataLocation)),
                ]
                if !result.warnings.isEmpty {
                    members.append(
                        .init("warnings", .array(result.warnings.map { .string($0) })))
                }
            }
            return .text(JSONValue.object(members).text)
        }
    }
}
