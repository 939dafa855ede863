// Records of a query, computed by threads: waited for, or taken as they are ready.

import Columnar
import Projection
import SQLiteBridge

/// A query that is being computed. One thread at a time.
final class RecordScan {
    private let database: Database
    private let rowDatabase: RowDatabase
    private let columnCount: Int
    private let scan: ProjectionScan<EncodedRows?>
    private var statement: Statement?
    /// How the source was read.
    let report: ScanReport
    /// The values that a guess is about.
    let watched: WatchedValues?
    private let keys: KeyWatch?
    private(set) var rowCount = 0

    enum Stop {
        /// There is more, but not yet.
        case later
        case end
        /// A value must be converted, or SQLite did not take the records.
        case needsTypes
    }

    init(
        _ scan: ProjectionScan<EncodedRows?>, columnCount: Int, report: ScanReport,
        watched: WatchedValues?, keys: KeyWatch?, on database: Database, _ rowDatabase: RowDatabase
    ) {
        self.scan = scan
        self.columnCount = columnCount
        self.report = report
        self.watched = watched
        self.keys = keys
        self.database = database
        self.rowDatabase = rowDatabase
    }

    /// Puts records into the table.
    ///
    /// - Parameters:
    ///   - table: quoted, the same in each call.
    ///   - waits: whether for those that are not ready, too.
    /// - Throws: `LakeError` of the source or of a value, `LakeError.interrupted`.
    func insert(into table: String, waits: Bool) throws(LakeError) -> Stop {
        while true {
            let rows: EncodedRows?
            if waits {
                guard let next = try scan.next() else { return end() }
                rows = next
            } else {
                switch try scan.nextIfReady() {
                case .later: return .later
                case .end: return end()
                case .output(let next): rows = next
                }
            }
            try database.checkInterrupt()
            guard let rows, try insert(rows.pages, into: table) else { return .needsTypes }
            rowCount += rows.pages.rowCount
            keys?.add(rows.keys)
        }
    }

    private func end() -> Stop {
        keys?.finish()
        return .end
    }

    private func insert(_ pages: RowPages, into table: String) throws(LakeError) -> Bool {
        try database.sql { () throws(SQLiteError) in
            if statement == nil {
                statement = try rowDatabase.prepareInsert(into: table, columnCount: columnCount)
            }
            guard let statement else { return false }
            return try rowDatabase.insert(pages, columnCount: columnCount, statement)
        }
    }
}
