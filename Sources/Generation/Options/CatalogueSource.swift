// Where the catalogue comes from: the binary, a directory of CSV files, or tables of a database.

package import Columnar
package import SQLiteBridge
import Storage
package import Synthesis

/// Loads catalogues.
package enum CatalogueSource {
    /// In front of the names of catalogue tables in a database.
    package static let tablePrefix = "synthetic_"

    /// The catalogue of a directory (`conditions.csv`, …) or of a database file; what is missing
    /// there is as in the binary.
    ///
    /// - Throws: `LakeError` at `.file` or `.table`, `.line`, `.column`.
    package static func load(_ path: String) throws(LakeError) -> Catalogue {
        let names = try? fileNames(in: path)
        guard let names else {
            let database: Database
            do throws(SQLiteError) {
                database = try Database(path: path, mode: .readOnly)
            } catch {
                throw LakeError(
                    .notFound, "is neither a directory with CSV files nor a database: \(error)",
                    at: [.file(path)])
            }
            return try load(from: database)
        }
        return try Catalogue.load { (name) throws(LakeError) in
            let file = name + ".csv"
            guard names.contains(file) else { return nil }
            let path = path + "/" + file
            let bytes = try readWholeFile(path: path, bytesMax: CatalogueTable.sizeBytesMax)
            return try CatalogueTable(name: name, origin: .file(path), text: bytes.span)
        }
    }

    /// The catalogue of a connection's main database.
    package static func load(from database: Database) throws(LakeError) -> Catalogue {
        try Catalogue.load { (name) throws(LakeError) in
            try table(name, of: database)
        }
    }

    /// Whether the database has catalogue tables.
    package static func isIn(_ database: Database) -> Bool {
        Catalogue.tableNames.contains { exists($0, in: database) }
    }

    private static func exists(_ name: String, in database: Database) -> Bool {
        let found = try? database.text(
            of: "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name = ?1",
            [tablePrefix + name])
        return found != nil
    }

    private static func table(
        _ name: String, of database: Database
    ) throws(LakeError) -> CatalogueTable? {
        guard exists(name, in: database) else { return nil }
        var columns: [String] = []
        var rows: [[String]] = []
        do throws(SQLiteError) {
            let prepared = try database.prepare(
                "SELECT * FROM main.\(Database.quoted(tablePrefix + name))")
            guard let statement = prepared.statement else { return nil }
            columns = (0..<statement.columnCount).map { statement.columnName(at: $0) }
            while try statement.step() {
                rows.append(columns.indices.map { statement.text(at: $0) ?? "" })
            }
        } catch {
            throw LakeError(.io, error.message, at: [.table(tablePrefix + name)])
        }
        return try CatalogueTable(
            name: name, origin: .table(tablePrefix + name), columns: columns, rows: rows)
    }

    /// Puts the catalogue's tables into the main database, where a user can edit them; those that
    /// are there stay as they are.
    ///
    /// - Returns: the names of the tables that were made.
    /// - Throws: `LakeError.io` when the database cannot be written.
    package static func install(in database: Database) throws(LakeError) -> [String] {
        var made: [String] = []
        for name in Catalogue.tableNames where !exists(name, in: database) {
            guard let table = try CatalogueTable.embedded(name) else { continue }
            let target = "main." + Database.quoted(tablePrefix + name)
            let columns = table.columns.map { Database.quoted($0) + " TEXT" }
            let marks = table.columns.indices.map { "?\($0 + 1)" }
            do throws(SQLiteError) {
                try database.execute(
                    "CREATE TABLE \(target) (\(columns.joined(separator: ", ")))")
                let insert =
                    "INSERT INTO \(target) VALUES (\(marks.joined(separator: ", ")))"
                for row in table.rows {
                    try database.run(insert, row.fields.map { $0.isEmpty ? nil : $0 })
                }
            } catch {
                throw LakeError(.io, error.message, at: [.table(tablePrefix + name)])
            }
            made.append(tablePrefix + name)
        }
        return made
    }

    /// A table as the text of a CSV file.
    package static func csv(of table: CatalogueTable) -> [UInt8] {
        var text: [UInt8] = []
        for fields in [table.columns] + table.rows.map(\.fields) {
            for (index, field) in fields.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                CSVText.appendField(Array(field.utf8)[...], quotesEmpty: false, to: &text)
            }
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }
}
