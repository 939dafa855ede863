// .indexes and .tables: names in columns.

import SQLiteBridge

extension DotCommand {
    static let indexes = DotCommand("indexes", "?TABLE?", "Show names of indexes") {
        session, arguments in
        guard arguments.count <= 1 else { throw CommandError.usage }
        try session.listNames(
            "type = 'index' AND tbl_name LIKE ?1", pattern: arguments.first ?? "%")
        return .done
    }

    static let tables = DotCommand(
        "tables", "?TABLE?", "List names of tables matching LIKE pattern TABLE"
    ) { session, arguments in
        guard arguments.count <= 1 else { throw CommandError.usage }
        try session.listNames(
            "type IN ('table','view') AND name NOT LIKE 'sqlite_%' AND name LIKE ?1",
            pattern: arguments.first ?? "%")
        return .done
    }
}

extension ShellSession {
    /// Prints the names of schema entries in as many columns as 80 characters hold.
    fileprivate func listNames(_ condition: String, pattern: String) throws {
        let parts = try database.schemas().map { schema, _ in
            let prefix = schema == "main" ? "" : "\(Database.literal(schema))||'.'||"
            return "SELECT \(prefix)name FROM \(Database.quoted(schema)).sqlite_schema "
                + "WHERE \(condition)"
        }
        let sql = parts.joined(separator: " UNION ALL ") + " ORDER BY 1"
        guard let statement = try database.prepare(sql).statement else { return }
        try statement.bind(pattern, at: 1)
        var names: [String] = []
        while try statement.step() { names.append(statement.text(at: 0) ?? "") }
        printInColumns(names)
    }

    private func printInColumns(_ names: [String]) {
        guard let width = names.map({ displayWidth(of: $0) }).max() else { return }
        let columnCount = max(1, 80 / (width + 2))
        let lineCount = (names.count + columnCount - 1) / columnCount
        for line in 0..<lineCount {
            for index in stride(from: line, to: names.count, by: lineCount) {
                if index >= lineCount { output.append("  ") }
                output.append(names[index])
                output.append(spaces: width - displayWidth(of: names[index]))
            }
            output.append("\n")
        }
    }
}
