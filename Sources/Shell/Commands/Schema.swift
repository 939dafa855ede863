// .schema

import SQLiteBridge

extension DotCommand {
    static let schema = DotCommand(
        "schema", "?PATTERN?", "Show the CREATE statements matching PATTERN",
        details: """
               PATTERN is for LIKE, or for GLOB when it holds *, ? or [; with a dot in it, it is
               compared with SCHEMA.TABLE.
               Options:
                 --nosys   Omit objects whose names start with "sqlite_"
            """
    ) { session, arguments in
        var pattern: String?
        var omitsSystem = false
        for word in arguments {
            switch word {
            case "--nosys", "-nosys": omitsSystem = true
            case "--indent", "-indent": continue
            case _ where word.hasPrefix("-") || pattern != nil: throw CommandError.usage
            default: pattern = word
            }
        }
        try session.printSchema(matching: pattern, omitsSystem: omitsSystem)
        return .done
    }
}

extension ShellSession {
    fileprivate func printSchema(matching pattern: String?, omitsSystem: Bool) throws {
        if let pattern, let table = systemTable(pattern) {
            output.append(
                "CREATE TABLE \(table) (\n  type text,\n  name text,\n  tbl_name text,\n"
                    + "  rootpage integer,\n  sql text\n);\n")
        }
        let parts = try database.schemas().enumerated().map { number, schema in
            "SELECT sql, \(Database.literal(schema.name)) AS sname, tbl_name, name, rowid, "
                + "\(number) AS snum FROM \(Database.quoted(schema.name)).sqlite_schema"
        }
        var condition = "sql IS NOT NULL"
        if omitsSystem { condition = "name NOT LIKE 'sqlite_%' AND " + condition }
        if let pattern { condition = match(pattern) + " AND " + condition }
        let sql =
            "SELECT sql, sname, name FROM (\(parts.joined(separator: " UNION ALL "))) "
            + "WHERE \(condition) ORDER BY snum, rowid"
        guard let statement = try database.prepare(sql).statement else { return }
        while try statement.step() {
            let schema = statement.text(at: 1) ?? "main"
            let text = qualified(
                statement.text(at: 0) ?? "", schema: schema, name: statement.text(at: 2) ?? "")
            output.append(schemaLine(text))
        }
    }

    private func match(_ pattern: String) -> String {
        let subject =
            pattern.contains(".") ? "lower(printf('%s.%s',sname,tbl_name))" : "lower(tbl_name)"
        let literal = Database.literal(pattern)
        return pattern.contains(where: { "*?[".contains($0) })
            ? "\(subject) GLOB \(literal)" : "\(subject) LIKE \(literal) ESCAPE '\\'"
    }

    private func systemTable(_ pattern: String) -> String? {
        let names = [
            "sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema",
        ]
        return names.first { $0 == pattern.lowercased() }
    }

    /// A CREATE statement with the name of its schema put in, and a comment with the columns behind
    /// a view or a virtual table.
    private func qualified(_ sql: String, schema: String, name: String) -> String {
        let kinds = ["TABLE", "INDEX", "UNIQUE INDEX", "VIEW", "TRIGGER", "VIRTUAL TABLE"]
        guard let kind = kinds.first(where: { sql.hasPrefix("CREATE \($0) ") }) else { return sql }
        var text = sql
        if schema != "main" {
            let head = "CREATE \(kind) "
            let prefix = schema == "temp" ? schema : Database.quotedIfNeeded(schema)
            text = head + prefix + "." + sql.dropFirst(head.count)
        }
        if kind.hasPrefix("V"), let columns = columnList(schema: schema, table: name) {
            text += "\n/* \(columns) */"
        }
        return text
    }

    /// `t(a,b)`, or nil when the columns are not known.
    private func columnList(schema: String, table: String) -> String? {
        let names = try? database.columnNames(of: table, schema: schema)
        guard let names, !names.isEmpty else { return nil }
        let prefix =
            schema == "main"
            ? "" : (schema == "temp" ? schema : Database.quotedIfNeeded(schema)) + "."
        let columns = names.map { Database.quotedIfNeeded($0) }.joined(separator: ",")
        return "\(prefix)\(Database.quotedIfNeeded(table))(\(columns))"
    }
}

extension Database {
    /// The names of a table's columns, without hidden and generated ones.
    func columnNames(of table: String, schema: String) throws -> [String] {
        let sql = "PRAGMA \(Database.quoted(schema)).table_info(\(Database.quoted(table)))"
        guard let statement = try prepare(sql).statement else { return [] }
        var names: [String] = []
        while try statement.step() { names.append(statement.text(at: 1) ?? "") }
        return names
    }
}

/// A CREATE statement as a line of a script: a comment that it ends in is closed, and a quoted name
/// may exist already.
func schemaLine(_ sql: String) -> String {
    var text = sql
    if sql.contains("/*") || sql.contains("--") {
        let endings = ["", "*/", "\n"]
        if let ending = endings.first(where: { Database.isComplete(sql + $0 + ";") }) {
            text += ending
        }
    }
    let head = "CREATE TABLE "
    let tail = text.dropFirst(head.count)
    if text.hasPrefix(head), tail.hasPrefix("'") || tail.hasPrefix("\"") {
        text = "CREATE TABLE IF NOT EXISTS " + tail
    }
    return text + ";\n"
}
