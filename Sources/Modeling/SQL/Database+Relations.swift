// Tables and views of the main database, and errors of SQL as errors of ours.

import Columnar
import SQLiteBridge

extension Database {
    /// `table` or `view`, or nil when the main database has no relation of this name.
    func relationKind(_ name: String) throws(LakeError) -> String? {
        try sql { () throws(SQLiteError) in
            try text(
                of: "SELECT type FROM main.sqlite_schema WHERE lower(name) = lower(?1) "
                    + "AND type IN ('table', 'view')", [name])
        }
    }

    /// The columns of a relation as SQLite lists them, with their declared types.
    func relationColumns(
        _ name: String, schema: String = "main"
    ) throws(LakeError) -> [(name: String, type: String)] {
        try sql { () throws(SQLiteError) in
            var columns: [(name: String, type: String)] = []
            let query = "SELECT name, type FROM pragma_table_info(?1, ?2)"
            guard let statement = try prepare(query).statement else { return [] }
            try statement.bind(name, at: 1)
            try statement.bind(schema, at: 2)
            while try statement.step() {
                columns.append((statement.text(at: 0) ?? "", statement.text(at: 1) ?? ""))
            }
            return columns
        }
    }

    /// Does something with SQLite and makes its errors ours.
    func sql<Result>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(LakeError) -> Result {
        do { return try body() } catch {
            if error.isOfStorage {
                throw LakeError(
                    .io, error.message,
                    advice: "make room where the database is, or build into a file elsewhere")
            }
            throw LakeError(error.isInterrupt ? .interrupted : .invalidInput, error.message)
        }
    }

    /// Runs SQL of our own.
    func perform(_ text: String) throws(LakeError) {
        try sql { () throws(SQLiteError) in try execute(text) }
    }
}
