// INSERT into an Iceberg table: one snapshot for each transaction of SQLite.
//
//     row ─ TableRowWriter ─ data files ─ TableCommitter ─ snapshot
//           (savepoints)                  publish, in xSync

import Columnar
import Iceberg
import SQLiteBridge
import Storage

/// Writes the rows of one connection to one table.
final class IcebergSink: RowSink {
    private let place: IcebergPlace
    private let options: IcebergOptions
    private let settings: ScanSettings
    private let log: ScanLog
    /// The columns that the virtual table has.
    private let columns: [NestedField]

    /// Bytes of texts and BLOBs after which the writer has to make columns of its rows: it counts
    /// rows only, and one may have a gigabyte.
    private static let waitingBytesMax = 4 << 20

    private var committer: TableCommitter?
    private var writer: TableRowWriter?
    private var waitingBytes = 0
    /// Appended to hand on what waits.
    private var noRows = TypedBatch(rowCount: 0, columns: [])
    /// Whether a commit was tried of which nobody knows whether it succeeded.
    private var mayBeCommitted = false
    private var result: CommitResult?

    init(
        _ place: IcebergPlace, _ options: IcebergOptions, columns: [NestedField],
        settings: ScanSettings, log: ScanLog
    ) {
        self.place = place
        self.options = options
        self.columns = columns
        self.settings = settings
        self.log = log
    }

    // MARK: Rows

    func begin() throws(LakeError) {
        try place.checkWritable()
        try place.lockCatalog()
        let committer = try TableCommitter.open(place.text, in: CommitEnvironment(place))
        let metadata = committer.metadata
        guard metadata.currentSchema.fields == columns else {
            throw LakeError(
                .conflict, "the table's columns changed since it was opened",
                at: [.file(place.text)], advice: "open the database again")
        }
        let branch = options.branch ?? SnapshotReference.main
        try metadata.checkBranch(branch, at: place.text)
        let spec = metadata.partitionSpecs.first { $0.id == metadata.defaultSpecID }
        writer = try TableRowWriter(
            schema: metadata.currentSchema, spec: spec ?? PartitionSpec(id: 0, fields: []),
            sortOrder: metadata.sortOrders.first {
                $0.id == metadata.defaultSortOrderID && !$0.fields.isEmpty
            },
            directory: committer.dataDirectory, fileSystem: LocalFileSystem(),
            options: DataFileOptions(
                options, properties: metadata.properties,
                threadCount: settings.values.threadCount))
        noRows.columns = []
        for field in columns {
            noRows.columns.append(TypedColumn(emptyOf: try field.typedColumnType()))
        }
        waitingBytes = 0
        self.committer = committer
    }

    func append(_ row: RowValues) throws(LakeError) {
        guard let writer else { return }
        let before = writer.rowCount
        do throws(LakeError) {
            try writer.appendRow { (encoder) throws(LakeError) in
                var column = 0
                while column < row.count {
                    try append(row, column, to: &encoder)
                    column += 1
                }
            }
            if waitingBytes >= Self.waitingBytesMax {
                waitingBytes = 0
                try writer.append(noRows)
            }
        } catch {
            // Where the row was taken, earlier ones are in trouble.
            throw writer.rowCount == before ? error : error.ofEarlierRows
        }
    }

    @inline(__always)
    private func append(
        _ row: RowValues, _ column: Int, to encoder: inout RowEncoder
    ) throws(LakeError) {
        switch row.type(at: column) {
        case .null: try encoder.appendNull(to: column)
        case .integer: try encoder.append(row.integer(at: column), to: column)
        case .real: try encoder.append(row.real(at: column), to: column)
        case .text:
            unsafe try row.withBytes(at: column) { (bytes) throws(LakeError) in
                waitingBytes &+= bytes.count
                unsafe try encoder.append(text: bytes, to: column)
            }
        case .blob:
            unsafe try row.withBytes(at: column) { (bytes) throws(LakeError) in
                waitingBytes &+= bytes.count
                unsafe try encoder.append(blob: bytes, to: column)
            }
        }
    }

    // MARK: Savepoints

    func mark() -> Int { writer?.mark() ?? 0 }

    func forgetMarks(after mark: Int?) { writer?.release(mark.map { $0 + 1 } ?? 0) }

    func rollBack(to mark: Int) throws(LakeError) { try writer?.rollBack(to: mark) }

    // MARK: The end

    func publish() throws(LakeError) {
        guard let committer, let writer else { return }
        let files: [ContentFile]
        do throws(LakeError) {
            files = try writer.finish()
        } catch {
            throw error.ofEarlierRows
        }
        guard !files.isEmpty else { return }
        let operation: TableChange.Operation =
            switch options.mode {
            case .overwrite: .overwriteAll
            case .dynamicOverwrite: .dynamicPartitionOverwrite
            case .append, .error, nil: .append
            }
        let prepared = try committer.prepare(
            TableChange(
                operation, files: files, branch: options.branch ?? SnapshotReference.main))
        do throws(LakeError) {
            result = try committer.publish(prepared)
        } catch {
            mayBeCommitted = error.code != .conflict
            throw error
        }
        warn(result?.warnings ?? [])
    }

    func didCommit() { reset() }

    func rollBack() {
        if let result, let committer {
            // The row of the connection's own catalog went back with SQLite. Its files stay: when
            // the commit broke off half-way, a recovery may still find it.
            if !place.isOwn { undo(result, committer) }
        } else if !mayBeCommitted {
            writer?.abandon()
        }
        reset()
    }

    private func undo(_ result: CommitResult, _ committer: TableCommitter) {
        do throws(LakeError) {
            try committer.undo(result)
        } catch {
            warn(["the transaction was rolled back, but its snapshot stays: \(error)"])
        }
    }

    private func warn(_ texts: [String]) {
        for text in texts { log.add(warning: "\(place.text): \(text)") }
    }

    private func reset() {
        committer = nil
        writer = nil
        mayBeCommitted = false
        result = nil
    }

    func refusal(of change: RowChange) -> LakeError {
        switch change {
        case .delete:
            LakeError(
                .unsupported, "rows of Iceberg tables cannot be deleted one by one yet",
                advice: "write what shall stay with mode='overwrite' (the whole table) or "
                    + "mode='dynamic_overwrite' (the partitions that the rows fall in)")
        case .update:
            LakeError(
                .unsupported, "rows of Iceberg tables cannot be updated yet",
                advice: "write them anew with mode='overwrite' (the whole table) or "
                    + "mode='dynamic_overwrite' (the partitions that the rows fall in)")
        }
    }
}

extension LakeError {
    /// The error of a row that was accepted before: nothing of SQLite's ON CONFLICT can apply.
    fileprivate var ofEarlierRows: LakeError {
        guard code == .invalidInput else { return self }
        var error = self
        error.code = .corrupt
        return error
    }
}

extension TableMetadata {
    /// - Throws: `LakeError.notFound` when rows cannot go to a branch.
    fileprivate func checkBranch(_ name: String, at place: String) throws(LakeError) {
        if name == SnapshotReference.main { return }
        guard references.contains(where: { $0.name == name && $0.kind == .branch }) else {
            throw LakeError(
                .notFound, "the table has no branch '\(name)'", at: [.file(place)],
                advice: "SELECT iceberg_branch(\(Database.literal(place)), "
                    + "\(Database.literal(name))) makes it")
        }
    }
}

extension DataFileOptions {
    /// - Parameter properties: those of the table; the options come before them.
    /// - Throws: as `init(properties:)`.
    init(
        _ options: IcebergOptions, properties: [String: String], threadCount: Int
    ) throws(LakeError) {
        try self.init(properties: properties.merging(options.writingProperties) { $1 })
        self.threadCount = threadCount
    }
}

extension IcebergOptions {
    /// How files are written, as properties of the table say it.
    var writingProperties: [String: String] {
        var properties: [String: String] = [:]
        if let codec {
            properties[DataFileOptions.codecProperty] = DataFileOptions.propertyName(ofCodec: codec)
        }
        if let bytes = targetFileBytes {
            properties[DataFileOptions.targetFileBytesProperty] = "\(bytes)"
        }
        return properties
    }
}
