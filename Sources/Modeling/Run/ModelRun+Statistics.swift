// Statistics for SQLite's planner, in `sqlite_stat1`:
//
//     tbl        idx           stat
//     person     NULL          10000          a table without an index: its rows
//     person     person__id    10000 1        an index: rows, and rows for each value
//
// The rows of a table without an index ANALYZE counts by reading all of it. A run knows how many it
// has put into the tables that it has built, and that others are as they were.
// Source: SQLite, "ANALYZE"; "Database File Format", "The sqlite_stat1 table".

import Columnar
import SQLiteBridge

extension ModelRun {
    func writeStatistics() throws(LakeError) {
        // Makes the table where there is none.
        try database.perform("PRAGMA analysis_limit=1000; ANALYZE main.sqlite_schema")
        let rows = rowsOfBuiltTables()
        for table in try tablesToCount() {
            if !table.hasIndex, let count = rows[table.name.lowercased()] ?? nil {
                try write(count, of: table.name)
            } else if table.hasIndex || !table.isCounted || RunLedger.isReserved(table.name)
                || rows[table.name.lowercased()] != nil
            {
                try database.perform("ANALYZE main.\(Database.quoted(table.name))")
            }
        }
        // Statistics are read when the schema is, and here.
        try database.perform("ANALYZE main.sqlite_schema")
    }

    /// The tables of this run by their names in lower case: how many rows, or nil where something
    /// else may have changed them.
    private func rowsOfBuiltTables() -> [String: Int?] {
        var rows: [String: Int?] = [:]
        let hasHooks = !project.projectSettings.onRunEnd.isEmpty
        for outcome in result.nodes where outcome.kind == .model || outcome.kind == .seed {
            guard let index = graph.index(of: outcome.uniqueID) else { continue }
            let node = graph.nodes[index]
            let isWhole =
                outcome.status == .success && result.rolledBack == nil
                && (outcome.materialisation == .table || outcome.materialisation == .seed)
            let isChanged = hasHooks || !node.config.list("post-hook").isEmpty
            rows[node.relationName.lowercased()] =
                .some(isWhole && !isChanged ? outcome.rows : nil)
        }
        return rows
    }

    private struct TableToCount {
        let name: String
        let hasIndex: Bool
        /// Whether there are statistics of it.
        let isCounted: Bool
    }

    private func tablesToCount() throws(LakeError) -> [TableToCount] {
        try database.sql { () throws(SQLiteError) in
            let query = """
                SELECT name,
                    EXISTS (SELECT 1 FROM main.sqlite_schema AS other
                        WHERE other.type = 'index' AND other.tbl_name = part.name),
                    EXISTS (SELECT 1 FROM main.sqlite_stat1 WHERE tbl = part.name)
                FROM main.sqlite_schema AS part
                WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                ORDER BY name
                """
            guard let statement = try database.prepare(query).statement else { return [] }
            var tables: [TableToCount] = []
            while try statement.step() {
                tables.append(
                    TableToCount(
                        name: statement.text(at: 0) ?? "", hasIndex: statement.integer(at: 1) != 0,
                        isCounted: statement.integer(at: 2) != 0))
            }
            return tables
        }
    }

    /// As ANALYZE does, which writes nothing of an empty table.
    private func write(_ rows: Int, of table: String) throws(LakeError) {
        let name = Database.literal(table)
        try database.perform("DELETE FROM main.sqlite_stat1 WHERE tbl = \(name)")
        if rows > 0 {
            try database.perform(
                "INSERT INTO main.sqlite_stat1 (tbl, idx, stat) VALUES (\(name), NULL, '\(rows)')")
        }
    }
}
