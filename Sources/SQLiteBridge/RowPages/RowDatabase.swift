// A database whose tables hold the rows that are handed over just now: a way into a table that is
// several times faster than binding values.
//
//     RowPages ──► page of healthlake_rows_21 ──► INSERT INTO t SELECT * FROM healthlake_rows_21
//     (threads)    (a VFS answers from memory)    (SQLite copies records whole)
//
// Where both tables have the same number of columns, none with a type, a default or an index,
// SQLite takes each record as it is from one b-tree to the other ("transfer optimization"), and
// does no work for single values. So the database has a table for each number of columns. It is
// attached with mmap_size set, which lets SQLite ask the VFS for each page as it comes to it,
// instead of keeping copies: the same page numbers hold other rows in the next statement. That each
// page was asked for is checked; where it was not, the rows are not as they should be, and the
// caller takes them back.
//
//     page 1        the schema
//     page 1 + n    the root of the table with n columns: empty, or above the rows of now
//     page 512 …    their leaves
//
// Source: SQLite, "Database File Format"; "The SQLite OS Interface or VFS"; "Memory-Mapped I/O";
// insert.c, xferOptimization(); pager.c, getPageMMap().

/// Attached to a connection, which must be used by one thread. Detach it outside of a transaction.
package final class RowDatabase {
    /// Tables with more columns are filled otherwise.
    package static let columnCountMax = 128

    /// The name it is attached under.
    package static let schema = "healthlake_rows"

    private let database: Database
    private let file: RowFile
    private var isAttached = false

    /// Attaches the database.
    ///
    /// - Returns: nil where it cannot be: the connection is not our own (it may not know file names
    ///   that are URIs), has no room for one more, or is in a transaction.
    package init?(attachedTo database: Database) {
        guard database.isOwned, database.isAutocommit, let file = RowFile() else { return nil }
        self.database = database
        self.file = file
        let name = Database.literal("file:rows?vfs=\(file.name)&immutable=1")
        isAttached = (try? database.execute("ATTACH \(name) AS \(Self.schema)")) != nil
        let pragma = "PRAGMA \(Self.schema).mmap_size=\(RowPages.pageBytes)"
        guard isAttached, (try? database.execute(pragma)) != nil else {
            detach()
            return nil
        }
    }

    /// Takes the database away again.
    package func detach() {
        if isAttached, (try? database.execute("DETACH \(Self.schema)")) == nil {
            // SQLite may still ask for a page.
            file.keepForEver()
            return
        }
        isAttached = false
        file.unregister()
    }

    deinit { if isAttached { detach() } }

    /// A statement for `insert`.
    ///
    /// - Parameters:
    ///   - table: quoted; without types, defaults, constraints, triggers and indexes.
    ///   - columnCount: of the table, at most `columnCountMax`.
    package func prepareInsert(
        into table: String, columnCount: Int
    ) throws(SQLiteError) -> Statement? {
        try database.prepare(
            "INSERT INTO \(table) SELECT * FROM \(Self.schema).\(RowFile.tableName(columnCount))"
        ).statement
    }

    /// Copies rows into a table.
    ///
    /// - Parameter statement: of `prepareInsert`, for as many columns as the rows have.
    /// - Returns: false where SQLite did not read what it was given; the table may then hold
    ///   anything.
    package func insert(
        _ rows: RowPages, columnCount: Int, _ statement: Statement
    ) throws(SQLiteError) -> Bool {
        guard rows.rowCount > 0 else { return true }
        guard file.hand(over: rows, toTableWith: columnCount) else { return false }
        // SQLite lets go of the pages when the statement is reset.
        defer { statement.reset() }
        _ = try statement.step()
        return file.takeBack() && database.changeCount == rows.rowCount
    }
}
