// Rows of a table whose turn has not come: other threads compute them while SQLite runs statements
// of other nodes in this one.
//
//     threads      ── records of a ──────────── records of b ─────
//     this thread  node x │ a: what is there │ node y │ a: … │ a: the rest, a is a table │ …
//
// Between two nodes what is ready is inserted into a table of the name that the model is built
// under, so that memory is bounded by what is computed during one node.

import Columnar
import SQLiteBridge

/// A table that is begun before its turn.
final class RowsAhead {
    private let materialiser: Materialiser
    private let insert: BatchInsert
    private let scan: RecordScan
    private let target: Target
    /// What has become of the rows, when nothing more will come of the threads.
    private(set) var outcome: BatchOutcome?
    private var hasTable = false

    /// What the rows are for.
    struct Target: Equatable {
        let sql: String
        /// The statement that makes the table for records.
        let definition: String
        let affinities: [ColumnAffinity]
        let keepsFirstSeen: Bool
    }

    init(
        with materialiser: Materialiser, _ insert: BatchInsert, _ scan: RecordScan,
        _ target: Target
    ) {
        self.materialiser = materialiser
        self.insert = insert
        self.scan = scan
        self.target = target
    }

    /// Inserts what is ready.
    ///
    /// - Throws: `LakeError` when the transaction is gone.
    func takeReady() throws(LakeError) {
        guard outcome == nil else { return }
        try makeTable()
        outcome = try insert.part(of: scan, into: materialiser.table)
    }

    /// Inserts the rest.
    ///
    /// - Returns: nil where the rows are not those that are wanted.
    func finish(_ wanted: Target) throws(LakeError) -> BatchOutcome? {
        guard wanted == target else { return nil }
        if let outcome {
            if case .inserted = outcome { insert.didFinish(scan.report, scan.watched) }
            return outcome
        }
        try makeTable()
        return try insert.rest(of: scan, into: materialiser.table)
    }

    private func makeTable() throws(LakeError) {
        if hasTable { return }
        try materialiser.dropBuilding()
        try materialiser.database.perform(target.definition)
        hasTable = true
    }
}
