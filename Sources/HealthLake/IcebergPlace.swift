// Where an Iceberg table is, seen from a connection.
//
//     #db.person         a table of the catalog in the connection's own main database
//     lake#db.person     the same of an attached database; also lake.sqlite#db.person
//     anything else      as TableLocation reads it
//
// A table of the connection's own catalog is looked up through the connection, so that a statement
// sees what its own transaction committed to the table.

import Columnar
import Iceberg
import SQLiteBridge

/// A location, and the connection that it is meant for.
struct IcebergPlace {
    /// As the user wrote it.
    let text: String
    let database: Database
    /// Where the catalog is a database of the connection.
    private let own: (catalog: ConnectionCatalog, name: String)?

    /// - Throws: as `ConnectionCatalog.table`.
    init(_ text: String, _ database: Database) throws(LakeError) {
        self.text = text
        self.database = database
        own = try ConnectionCatalog.table(text, database)
    }

    /// Whether commits of SQLite and commits to the table are one.
    var isOwn: Bool { own != nil }

    /// What TableLocation can read: the text itself, or the table's metadata file of now.
    ///
    /// - Throws: `LakeError.notFound` when the connection's catalog lacks the table.
    func location() throws(LakeError) -> String {
        guard let own else { return text }
        let path = own.catalog.file
        let file = path.isEmpty ? own.catalog.schema : path
        let catalog = try SQLCatalog(database, schema: own.catalog.schema, file: file)
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) }
        return try TableLocation(
            try catalog.table(named: own.name), catalogDirectory: directory, file: file
        ).metadataPath
    }

    /// Opens the table for reading.
    ///
    /// - Returns: the table, and how to find it as it is before each statement; nil where it finds
    ///   itself.
    func open(
        _ selector: SnapshotSelector
    ) throws(LakeError) -> (IcebergTable, refresh: (() throws(LakeError) -> any TableSource)?) {
        let first = try location()
        let table = try IcebergTable(location: first, selector: selector)
        guard isOwn else { return (table, nil) }
        var (current, path) = (table, first)
        return (
            table,
            { () throws(LakeError) in
                let now = try location()
                guard now != path else { return current }
                let next = try IcebergTable(location: now, selector: selector)
                guard next.fields == table.fields else {
                    throw LakeError(
                        .conflict, "the table's columns changed since it was opened",
                        at: [.file(text)], advice: "open the database again")
                }
                (current, path) = (next, now)
                return next
            }
        )
    }

    /// Refuses to write where the database of the connection may only be read.
    ///
    /// - Throws: `LakeError.unsupported`.
    func checkWritable() throws(LakeError) {
        guard !database.isReadOnly(schema: own?.catalog.schema ?? "main") else {
            throw LakeError(
                .unsupported, "the database is open read-only, and so are its Iceberg tables",
                at: [.file(text)], advice: "open it for writing")
        }
    }

    /// Takes SQLite's write lock where the table's catalog is a database of the connection, as the
    /// first INSERT into an ordinary table does: what this transaction read of the catalog then
    /// holds until its end, and no load of an hour finds at its end that somebody else came first.
    ///
    /// - Throws: `LakeError.conflict` when another connection has the lock.
    func lockCatalog() throws(LakeError) {
        guard let own else { return }
        do throws(SQLiteError) {
            try database.execute(
                "UPDATE \(Database.quoted(own.catalog.schema)).iceberg_tables "
                    + "SET metadata_location = metadata_location WHERE 0")
        } catch {
            throw LakeError(
                .conflict, "its catalog cannot be locked: \(error.message)", at: [.file(text)],
                advice: "ROLLBACK, and run it again when no other connection writes to the database"
            )
        }
    }
}
