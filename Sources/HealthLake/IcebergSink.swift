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

    private var committer: TableCommitter?
    private var writer: TableRowWriter?
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
        writer = try TableRowWriter(
            DataFileWriter(to: committer, options, threadCount: settings.values.threadCount),
            schema: metadata.currentSchema)
        self.committer = committer
    }

    func append(_ row: RowValues) throws(LakeError) {
        guard let writer else { return }
        let before = writer.rowCount
        do throws(LakeError) {
            try writer.append(row)
        } catch {
            // Where the row was taken, earlier ones are in trouble.
            throw writer.rowCount == before ? error : error.ofEarlierRows
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
        let prepared = try committer.prepare(
            TableChange(
                options.operation, files: files,
                branch: options.branch ?? SnapshotReference.main))
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
