// Which columns a statement reads, as SQLite's own compiler says it.
//
// sqlite3_set_authorizer() is told of every column when a name is resolved to it: also of those in
// expressions, which the metadata of result columns do not show. Each mention is reported once.
// Source: SQLite, "Compile-Time Authorization Callbacks", SQLITE_READ.

import CSQLite

/// One mention of a column.
package struct ColumnRead: Sendable, Hashable {
    /// The database's name: main, temp or an attached one.
    package let schema: String
    package let table: String
    package let column: String
}

private final class ColumnReads {
    var reads: [ColumnRead] = []
}

extension Database {
    /// Compiles a statement without running it, and tells what it reads, in the compiler's order.
    ///
    /// An authorizer that the connection had is gone afterwards, so this is for connections of our
    /// own.
    ///
    /// - Throws: `SQLiteError` when the statement does not compile.
    package func columnsRead(
        compiling sql: String
    ) throws(SQLiteError) -> (columns: [String], reads: [ColumnRead]) {
        let found = ColumnReads()
        // Safe: `found` lives until the authorizer is taken back, below.
        let pointer = unsafe Unmanaged.passUnretained(found).toOpaque()
        _ = unsafe sqlite.pointee.set_authorizer(handle, noteRead, pointer)
        defer {
            _ = unsafe sqlite.pointee.set_authorizer(handle, nil, nil)
            withExtendedLifetime(found) {}
        }
        guard let statement = try prepare(sql).statement else { return ([], []) }
        let columns = (0..<statement.columnCount).map { statement.columnName(at: $0) }
        return (columns, found.reads)
    }
}

private func noteRead(
    _ context: UnsafeMutableRawPointer?, _ action: Int32, _ table: UnsafePointer<CChar>?,
    _ column: UnsafePointer<CChar>?, _ schema: UnsafePointer<CChar>?,
    _ trigger: UnsafePointer<CChar>?
) -> Int32 {
    guard action == SQLITE_READ, let context = unsafe context, let table = unsafe table,
        let column = unsafe column, let schema = unsafe schema
    else {
        return SQLITE_OK
    }
    let name = unsafe String(cString: column)
    // A table that is read without any of its columns.
    if name.isEmpty { return SQLITE_OK }
    // Safe: the object outlives the authorizer.
    let found = unsafe Unmanaged<ColumnReads>.fromOpaque(context).takeUnretainedValue()
    unsafe found.reads.append(
        ColumnRead(
            schema: String(cString: schema), table: String(cString: table), column: name))
    return SQLITE_OK
}
