// `SELECT … FROM 'path'`: a table that SQLite does not know, but one of our modules can read, is
// declared for as long as the statement runs.

import Columnar
import HealthLake
import SQLiteBridge

/// The temporary tables that one statement reads paths through.
struct ReplacementScan {
    /// More paths than this in one statement are a mistake.
    private static let tableCountMax = 64

    private var tables: [String] = []

    /// Compiles the first statement of `sql`, declaring the paths that it reads.
    ///
    /// - Throws: `SQLiteError` when it does not compile for another reason, and what a module says
    ///   of
    ///   a path that it cannot read.
    mutating func prepare(
        _ sql: ArraySlice<UInt8>, on database: Database, _ lake: LakeSession?
    ) throws -> (statement: Statement?, consumedBytes: Int) {
        while true {
            do {
                return try database.prepare(bytes: sql)
            } catch let error {
                guard let lake, let name = unknownTable(error),
                    !tables.contains(name), tables.count < ReplacementScan.tableCountMax,
                    let module = try lake.module(reading: name)
                else { throw error }
                let arguments = module.arguments.joined(separator: ", ")
                try database.execute(
                    "CREATE VIRTUAL TABLE temp.\(Database.quoted(name)) "
                        + "USING \(Database.quotedIfNeeded(module.name))(\(arguments))")
                tables.append(name)
            }
        }
    }

    /// Takes the tables away again, once the statement is finalized.
    mutating func dropTables(from database: Database) {
        for name in tables.reversed() {
            // A transaction that was rolled back has taken the table with it.
            try? database.execute("DROP TABLE IF EXISTS temp.\(Database.quoted(name))")
        }
        tables.removeAll()
    }

    private func unknownTable(_ error: SQLiteError) -> String? {
        let prefix = "no such table: "
        guard error.message.hasPrefix(prefix) else { return nil }
        return String(error.message.dropFirst(prefix.count))
    }
}
