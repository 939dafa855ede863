// Iceberg's SQL catalog (also called JDBC catalog): a table of tables in a SQLite database.
//
//     iceberg_tables(catalog_name, table_namespace, table_name, metadata_location,
//                    previous_metadata_location [, iceberg_type])
//
// Version 0 has no `iceberg_type`; with it, views stand in the same table. One database can hold
// several catalogs, told apart by the name with which their clients opened them. Levels of a
// namespace are joined by dots.
// Source: Iceberg's JDBC catalog, `JdbcUtil`; PyIceberg's `SqlCatalog`.

package import Columnar
package import SQLiteBridge

/// The catalogs of one database. Nothing is ever written. One thread at a time, as its connection.
package struct SQLCatalog {
    /// A table by its names.
    package struct Entry: Hashable, Sendable {
        package let catalog: String
        package let namespace: String
        package let table: String
        /// Whatever the warehouse was called: a URI, an absolute or a relative path.
        package let metadataLocation: String?

        /// `namespace.table`.
        package var name: String { namespace.isEmpty ? table : namespace + "." + table }
        /// `catalog/namespace.table`.
        package var qualifiedName: String { catalog + "/" + name }
    }

    private let database: Database
    /// `"main"."iceberg_tables"`.
    private let tableName: String
    /// What errors call the database.
    private let file: String
    private let hasTypes: Bool

    /// - Parameters:
    ///   - database: a connection, which may be the user's own.
    ///   - schema: the database of the connection.
    ///   - file: what errors call it.
    /// - Throws: `LakeError.notFound` at `.file` when the database holds no catalog, `.io` when it
    ///   cannot be read.
    package init(
        _ database: Database, schema: String = "main", file: String
    ) throws(LakeError) {
        self.database = database
        self.file = file
        let quoted = schema.split(separator: "\"", omittingEmptySubsequences: false)
        tableName = "\"" + quoted.joined(separator: "\"\"") + "\".\"iceberg_tables\""
        // The columns are asked for by SELECT, which works where PRAGMA is not allowed.
        var columns: [String] = []
        do throws(SQLiteError) {
            let statement = try database.prepare("SELECT * FROM \(tableName) LIMIT 0").statement
            for index in 0..<(statement?.columnCount ?? 0) {
                columns.append(statement?.columnName(at: index) ?? "")
            }
        } catch {
            // SQLITE_ERROR: the statement does not compile, since there is no such table.
            guard error.primaryCode == 1 else { throw SQLCatalog.error(error, file) }
        }
        guard columns.contains("metadata_location"), columns.contains("table_namespace") else {
            throw LakeError(
                .notFound, "the database has no Iceberg catalog, that is, no table iceberg_tables",
                at: [.file(file)])
        }
        hasTypes = columns.contains("iceberg_type")
    }

    /// Opens a database file without writing to it.
    ///
    /// - Throws: as the other initialiser.
    package init(path: String) throws(LakeError) {
        let database: Database
        do throws(SQLiteError) {
            database = try Database(path: SQLCatalog.literalPath(path), mode: .readOnly)
        } catch {
            throw SQLCatalog.error(error, path)
        }
        database.setBusyTimeout(milliseconds: 5000)
        try self.init(database, file: path)
    }

    /// A path that SQLite does not take for a URI.
    private static func literalPath(_ path: String) -> String {
        path.hasPrefix("/") ? path : "./" + path
    }

    private static func error(_ error: SQLiteError, _ file: String) -> LakeError {
        LakeError(.io, "the catalog cannot be read: \(error.message)", at: [.file(file)])
    }

    /// All tables, by catalog, namespace and name.
    ///
    /// - Throws: `LakeError.io` at `.file`.
    package func tables() throws(LakeError) -> [Entry] {
        let types = hasTypes ? "WHERE iceberg_type = 'TABLE' OR iceberg_type IS NULL" : ""
        let sql = """
            SELECT catalog_name, table_namespace, table_name, metadata_location
            FROM \(tableName) \(types) ORDER BY 1, 2, 3
            """
        var entries: [Entry] = []
        do throws(SQLiteError) {
            guard let statement = try database.prepare(sql).statement else { return [] }
            while try statement.step() {
                entries.append(
                    Entry(
                        catalog: statement.text(at: 0) ?? "",
                        namespace: statement.text(at: 1) ?? "", table: statement.text(at: 2) ?? "",
                        metadataLocation: statement.text(at: 3)))
            }
        } catch {
            throw SQLCatalog.error(error, file)
        }
        return entries
    }

    /// The table of a name, in the exact case: `namespace.table`, or with the catalog in front
    /// where several have it, `catalog/namespace.table`.
    ///
    /// - Throws: `LakeError.notFound` at `.file` when there is none, with near names or what there
    ///   is in the advice; `.invalidInput` when several catalogs have it; `.io`.
    package func table(named name: String) throws(LakeError) -> Entry {
        let tables = try tables()
        let wanted = Array(name.utf8)
        let plain = tables.filter { Array($0.name.utf8) == wanted }
        if let first = plain.first, plain.count == 1 { return first }
        if let qualified = tables.first(where: { Array($0.qualifiedName.utf8) == wanted }) {
            return qualified
        }
        guard plain.isEmpty else {
            throw LakeError(
                .invalidInput, "several catalogs have the table '\(name)'", at: [.file(file)],
                advice: "write " + list(plain.map(\.qualifiedName), last: " or "))
        }
        throw LakeError(
            .notFound, "the catalog has no table '\(name)'", at: [.file(file)],
            advice: SQLCatalog.advice(name, tables))
    }

    private static func advice(_ name: String, _ tables: [Entry]) -> String {
        guard !tables.isEmpty else { return "it has no tables at all" }
        let near = tables.filter { entry in
            entry.name.lowercased() == name.lowercased() || entry.table == name
                || editDistance(Array(entry.name.utf8), Array(name.utf8), max: 2)
                    < min(3, name.utf8.count)
        }
        if !near.isEmpty { return "did you mean \(list(near.map(\.name), last: " or "))?" }
        let catalogs = Set(tables.map(\.catalog))
        return "it has "
            + list(tables.map { catalogs.count > 1 ? $0.qualifiedName : $0.name }, last: " and ")
    }
}

/// Some names for an error, quoted.
func list(_ names: [String], last conjunction: String) -> String {
    let shown = names.prefix(IcebergLimits.namesShownMax).map { "'\($0)'" }
    guard names.count <= shown.count else {
        return shown.joined(separator: ", ") + " and \(names.count - shown.count) more"
    }
    guard let last = shown.last, shown.count > 1 else { return shown.joined() }
    return shown.dropLast().joined(separator: ", ") + conjunction + last
}
