// One row of a SQL catalog as the pointer to a table's metadata: read, inserted, swapped.
//
//     swap   UPDATE iceberg_tables SET metadata_location = new, previous_metadata_location = old
//            WHERE catalog_name = … AND table_namespace = … AND table_name = …
//              AND metadata_location = old            one row: committed; none: somebody was first
//
// The tables are made as PyIceberg's `SqlCatalog` and version 1 of Iceberg's JDBC catalog make
// them; a catalog of version 0 is used as it is. In the user's own connection the statements join
// the transaction that is open, so that the commit stands or falls with it; another file gets a
// connection of its own, and a transaction of this one statement.
// Source: PyIceberg `SqlCatalog`; Iceberg `JdbcUtil`, `JdbcTableOperations`.

import Columnar
import SQLiteBridge

/// A table of a SQL catalog, which may not be there yet. One thread at a time.
final class SQLCatalogTable {
    /// The name of catalogs made here.
    static let defaultCatalog = "healthlake"
    private static let busyTimeoutMilliseconds: Int32 = 30_000

    /// What errors call the catalog.
    let file: String
    /// The directory of the database; nil when it is in memory.
    let directory: String?
    let namespace: String
    let table: String
    private(set) var catalog: String
    private let database: Database
    /// `"main"`.
    private let schema: String
    private let isOwnTransaction: Bool
    private var hasTypes = true

    /// A table in the user's connection.
    ///
    /// - Parameters:
    ///   - file: of the database; nil when it is in memory.
    ///   - name: `namespace.table` or `catalog/namespace.table`.
    init(_ database: Database, schema: String, file: String?, name: String) throws(LakeError) {
        self.file = file ?? schema
        directory = file.map { parentDirectory($0) }
        (catalog, namespace, table) = try SQLCatalogTable.parts(name, self.file)
        self.database = database
        self.schema = SQLCatalogTable.quoted(schema)
        isOwnTransaction = false
        try look(named: name)
    }

    /// A table of a catalog in a file.
    ///
    /// - Parameter mayCreate: whether the file is made when it is not there.
    /// - Throws: `LakeError.notFound` at `.file` when it is not there.
    init(path: String, name: String, mayCreate: Bool) throws(LakeError) {
        if !mayCreate, case .missing = PathKind(path) {
            throw LakeError(.notFound, "there is no such catalog", at: [.file(path)])
        }
        (catalog, namespace, table) = try SQLCatalogTable.parts(name, path)
        schema = "\"main\""
        file = path
        directory = parentDirectory(path)
        isOwnTransaction = true
        do throws(SQLiteError) {
            // SQLite would take other paths for URIs.
            database = try Database(
                path: path.hasPrefix("/") ? path : "./" + path,
                mode: mayCreate ? .readWriteCreate : .readWrite)
        } catch {
            throw SQLCatalogTable.error(error, path)
        }
        database.setBusyTimeout(milliseconds: SQLCatalogTable.busyTimeoutMilliseconds)
        try look(named: name)
    }

    /// `catalog/namespace.table`; without a catalog its name is empty.
    private static func parts(
        _ name: String, _ file: String
    ) throws(LakeError) -> (catalog: String, namespace: String, table: String) {
        var rest = name[...]
        var catalog = ""
        if let slash = rest.firstIndex(of: "/") {
            catalog = String(rest[..<slash])
            rest = rest[rest.index(after: slash)...]
        }
        let levels = rest.split(separator: ".", omittingEmptySubsequences: false)
        let isSound = levels.allSatisfy { level in
            !level.isEmpty && !level.contains("/") && !level.utf8.contains(0)
        }
        guard levels.count > 1, isSound, let table = levels.last else {
            throw LakeError(
                .invalidInput, "'\(name)' is not the name of a table in a catalog",
                at: [.file(file)], advice: "write namespace.table, as in '\(file)#omop.person'")
        }
        return (catalog, levels.dropLast().joined(separator: "."), String(table))
    }

    private static func quoted(_ name: String) -> String {
        let parts = name.split(separator: "\"", omittingEmptySubsequences: false)
        return "\"" + parts.joined(separator: "\"\"") + "\""
    }

    static func error(_ error: SQLiteError, _ file: String) -> LakeError {
        // SQLITE_BUSY, SQLITE_LOCKED; SQLITE_FULL.
        let advice: String? =
            switch error.primaryCode {
            case 5, 6: "another connection writes to it; run the statement again"
            case 13: "free some space and run it again; nothing was committed"
            default: nil
            }
        return LakeError(
            .io, "the catalog cannot be used: \(error.message)", at: [.file(file)], advice: advice)
    }

    // MARK: What is there

    /// Finds out which version the catalog has, and which of its catalogs is meant.
    private func look(named name: String) throws(LakeError) {
        guard let names = try catalogNames() else {
            if catalog.isEmpty { catalog = SQLCatalogTable.defaultCatalog }
            return
        }
        guard catalog.isEmpty else { return }
        let owners = try rows(
            "SELECT catalog_name FROM \(tables) WHERE table_namespace = ? AND table_name = ? "
                + "ORDER BY 1",
            [namespace, table])
        guard owners.count <= 1 else {
            throw LakeError(
                .invalidInput, "several catalogs have the table '\(name)'", at: [.file(file)],
                advice: "write "
                    + list(owners.map { "\($0[0] ?? "")/\(name)" }, last: " or "))
        }
        // Whoever uses the file with one catalog looks for the table in that one.
        catalog =
            owners.first?[0] ?? (names.count == 1 ? names[0] : SQLCatalogTable.defaultCatalog)
    }

    /// The names of the catalogs in the file; nil when it has no catalog tables.
    private func catalogNames() throws(LakeError) -> [String]? {
        let columns: [String]
        do throws(SQLiteError) {
            let statement = try database.prepare("SELECT * FROM \(tables) LIMIT 0").statement
            columns = (0..<(statement?.columnCount ?? 0)).map {
                statement?.columnName(at: $0) ?? ""
            }
        } catch {
            // SQLITE_ERROR: there is no such table.
            guard error.primaryCode == 1 else { throw SQLCatalogTable.error(error, file) }
            return nil
        }
        hasTypes = columns.contains("iceberg_type")
        return try rows("SELECT DISTINCT catalog_name FROM \(tables) ORDER BY 1", [])
            .compactMap { $0[0] }
    }

    private var tables: String { schema + ".\"iceberg_tables\"" }
    private var namespaces: String { schema + ".\"iceberg_namespace_properties\"" }

    /// `AND …` so that a view of the name is no table.
    private var onlyTables: String {
        hasTypes ? " AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)" : ""
    }

    private var keys: [String?] { [catalog, namespace, table] }
    private static let isThisRow = "catalog_name = ? AND table_namespace = ? AND table_name = ?"

    /// `namespace.table`.
    var name: String { namespace + "." + table }

    /// The metadata file that the catalog names; nil when it has no such table.
    ///
    /// - Throws: `LakeError.io` at `.file`; `.conflict` when a view has the name.
    func metadataLocation() throws(LakeError) -> String? {
        guard try catalogNames() != nil else { return nil }
        let found = try rows(
            "SELECT metadata_location FROM \(tables) WHERE \(Self.isThisRow)\(onlyTables)", keys)
        guard found.isEmpty else {
            guard let location = found[0][0] else {
                throw LakeError(
                    .corrupt, "the catalog names no metadata file",
                    at: [.file(file), .table(name)])
            }
            return location
        }
        let others = try rows("SELECT 1 FROM \(tables) WHERE \(Self.isThisRow)", keys)
        guard others.isEmpty else {
            throw LakeError(
                .conflict, "the catalog has a view of this name", at: [.file(file), .table(name)])
        }
        return nil
    }

    // MARK: Changes

    /// Enters a new table, and the catalog's own tables where they are missing.
    ///
    /// - Throws: `LakeError.conflict` at `.file`, `.table` when somebody entered it before.
    func insert(_ location: String) throws(LakeError) {
        try transaction { () throws(SQLiteError) in
            try createTables()
            let isThere = "SELECT 1 FROM \(tables) WHERE \(Self.isThisRow)"
            if try !rowsUnchecked(isThere, keys).isEmpty { return false }
            let type = hasTypes ? (", iceberg_type", ", 'TABLE'") : ("", "")
            try database.run(
                "INSERT INTO \(tables) (catalog_name, table_namespace, table_name, "
                    + "metadata_location, previous_metadata_location\(type.0)) "
                    + "VALUES (?, ?, ?, ?, NULL\(type.1))", keys + [location])
            // So that the namespace outlives its tables, as those made by other clients do.
            try database.run(
                "INSERT OR IGNORE INTO \(namespaces) (catalog_name, namespace, property_key, "
                    + "property_value) VALUES (?, ?, 'exists', 'true')", [catalog, namespace])
            return true
        }
    }

    /// Goes from one metadata file to the next.
    ///
    /// - Throws: `LakeError.conflict` at `.file`, `.table` when the catalog names another by now.
    func swap(from old: String, to new: String) throws(LakeError) {
        try transaction { () throws(SQLiteError) in
            try database.run(
                "UPDATE \(tables) SET metadata_location = ?, previous_metadata_location = ? "
                    + "WHERE \(Self.isThisRow) AND metadata_location = ?\(onlyTables)",
                [new, old] + keys + [old])
            return database.changeCount == 1
        }
    }

    /// Runs a change, in a transaction of its own where there is none of the user's.
    ///
    /// - Parameter change: answers false when somebody came first.
    private func transaction(
        _ change: () throws(SQLiteError) -> Bool
    ) throws(LakeError) {
        var isDone = false
        do throws(SQLiteError) {
            if isOwnTransaction { try database.execute("BEGIN IMMEDIATE") }
            isDone = try change()
            if isOwnTransaction { try database.execute(isDone ? "COMMIT" : "ROLLBACK") }
        } catch {
            if isOwnTransaction, !database.isAutocommit { try? database.execute("ROLLBACK") }
            throw SQLCatalogTable.error(error, file)
        }
        guard isDone else {
            throw LakeError(
                .conflict, "another writer changed the table first",
                at: [.file(file), .table(name)])
        }
    }

    private func createTables() throws(SQLiteError) {
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS \(tables) (
            \tcatalog_name VARCHAR(255) NOT NULL,
            \ttable_namespace VARCHAR(255) NOT NULL,
            \ttable_name VARCHAR(255) NOT NULL,
            \tmetadata_location VARCHAR(1000),
            \tprevious_metadata_location VARCHAR(1000),
            \ticeberg_type VARCHAR(5),
            \tPRIMARY KEY (catalog_name, table_namespace, table_name)
            );
            CREATE TABLE IF NOT EXISTS \(namespaces) (
            \tcatalog_name VARCHAR(255) NOT NULL,
            \tnamespace VARCHAR(255) NOT NULL,
            \tproperty_key VARCHAR(255) NOT NULL,
            \tproperty_value VARCHAR(1000) NOT NULL,
            \tPRIMARY KEY (catalog_name, namespace, property_key)
            );
            """)
    }

    private func rows(_ sql: String, _ parameters: [String?]) throws(LakeError) -> [[String?]] {
        do throws(SQLiteError) {
            return try rowsUnchecked(sql, parameters)
        } catch {
            throw SQLCatalogTable.error(error, file)
        }
    }

    private func rowsUnchecked(
        _ sql: String, _ parameters: [String?]
    ) throws(SQLiteError) -> [[String?]] {
        guard let statement = try database.prepare(sql).statement else { return [] }
        for (index, parameter) in parameters.enumerated() {
            try statement.bind(parameter, at: index + 1)
        }
        var rows: [[String?]] = []
        while try statement.step() {
            rows.append((0..<statement.columnCount).map { statement.text(at: $0) })
        }
        return rows
    }
}
