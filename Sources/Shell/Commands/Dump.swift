// .dump: the database as a script that stock sqlite3 loads. Only the main database; temporary
// objects, and with them mounted tables, are never in it.

import SQLiteBridge

extension DotCommand {
    static let dump = DotCommand(
        "dump", "?OBJECTS?", "Render database content as SQL",
        details: """
               OBJECTS are LIKE patterns of the names of tables, indexes, triggers and views.
               Options:
                 --data-only            Output only INSERT statements
                 --nosys                Omit system tables (ex: "sqlite_stat1")
            """
    ) { session, arguments in
        var dump = Dump(session)
        for word in arguments {
            switch word {
            case "--data-only", "-data-only": dump.dataOnly = true
            case "--nosys", "-nosys": dump.omitsSystem = true
            case _ where word.hasPrefix("-"):
                throw CommandError.message("Unknown option \"\(word)\" on \".dump\"")
            default: dump.patterns.append(word)
            }
        }
        return try dump.run() ? .done : .failed
    }
}

/// One run of `.dump`.
private struct Dump {
    var dataOnly = false
    var omitsSystem = false
    var patterns: [String] = []

    private let session: ShellSession
    private var database: Database { session.database }
    private var output: OutputBuffer { session.output }
    private var writesSchema = false
    private var errorCount = 0

    init(_ session: ShellSession) { self.session = session }

    /// Prints the script; false when a table could not be read.
    mutating func run() throws -> Bool {
        if !dataOnly { output.append("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n") }
        try database.execute("SAVEPOINT dump; PRAGMA writable_schema=ON")
        defer { try? database.execute("PRAGMA writable_schema=OFF; RELEASE dump") }
        for table in try rows(
            "SELECT name, sql FROM main.sqlite_schema AS o WHERE \(condition) AND type=='table'"
                + " AND sql NOT NULL ORDER BY tbl_name='sqlite_sequence', rowid")
        {
            dumpTable(name: table[0], sql: table[1])
            if output.isBroken || InterruptFlag.isRaised { return false }
        }
        if !dataOnly {
            for object in try rows(
                "SELECT sql FROM main.sqlite_schema AS o WHERE \(condition) AND sql NOT NULL"
                    + " AND type IN ('index','trigger','view')")
            {
                output.append(object[0] + (object[0].contains("--") ? "\n;\n" : ";\n"))
            }
            if writesSchema { output.append("PRAGMA writable_schema=OFF;\n") }
            output.append(errorCount > 0 ? "ROLLBACK; -- due to errors\n" : "COMMIT;\n")
        }
        return errorCount == 0
    }

    /// Which objects are wanted: those that match a pattern, and the shadow tables of virtual ones.
    private var condition: String {
        let matches = patterns.map { pattern in
            let literal = Database.literal(pattern)
            return "name LIKE \(literal) ESCAPE '\\' OR EXISTS (SELECT 1 FROM main.sqlite_schema "
                + "WHERE name LIKE \(literal) ESCAPE '\\' AND sql LIKE 'CREATE VIRTUAL%' "
                + "AND substr(o.name, 1, length(name)+1) == (name||'_'))"
        }
        return "(\(matches.isEmpty ? "true" : matches.joined(separator: " OR ")))"
    }

    private func rows(_ sql: String) throws -> [[String]] {
        guard let statement = try database.prepare(sql).statement else { return [] }
        var rows: [[String]] = []
        while try statement.step() {
            rows.append((0..<statement.columnCount).map { statement.text(at: $0) ?? "" })
        }
        return rows
    }

    private mutating func dumpTable(name: String, sql: String) {
        if name == "sqlite_sequence" && !omitsSystem {
            if !dataOnly { output.append("DELETE FROM sqlite_sequence;\n") }
        } else if name.utf8.count == 12 && name.hasPrefix("sqlite_stat") && !omitsSystem {
            if !dataOnly { output.append("ANALYZE sqlite_schema;\n") }
        } else if name.hasPrefix("sqlite_") {
            return
        } else if !dataOnly {
            if sql.hasPrefix("CREATE VIRTUAL TABLE") { return dumpVirtualTable(name, sql) }
            output.append(schemaLine(sql))
        }
        do {
            try dumpRows(of: name)
        } catch {
            errorCount += 1
            output.append("/****** ERROR: \(error) ******/\n")
            session.report("Error: table \(name): \(error)")
        }
    }

    private mutating func dumpVirtualTable(_ name: String, _ sql: String) {
        if !writesSchema { output.append("PRAGMA writable_schema=ON;\n") }
        writesSchema = true
        let quoted = Database.literal(name)
        output.append(
            "INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)"
                + "VALUES('table',\(quoted),\(quoted),0,\(Database.literal(sql)));\n")
    }

    private func dumpRows(of table: String) throws {
        let columns = try database.columnNames(of: table, schema: "main")
        guard !columns.isEmpty else { throw CommandError.message("it has no columns") }
        let list = columns.map { Database.quotedIfNeeded($0) }.joined(separator: ",")
        let sql = "SELECT \(list) FROM main.\(Database.quoted(table))"
        guard let statement = try database.prepare(sql).statement else { return }
        let writer = InsertWriter(
            target: Database.quotedIfNeeded(table), columnCount: columns.count)
        while try statement.step() {
            writer.writeRow(of: statement, to: output)
            output.flushIfFull()
            if output.isBroken { return }
        }
    }
}
