// What the Tab key offers.

import SQLiteBridge

/// Finds what a word at the prompt could become.
struct Completion {
    private let session: ShellSession

    init(_ session: ShellSession) { self.session = session }

    /// The candidates for `word`, or nil when it is to be completed as a file name.
    ///
    /// - Parameter before: the line up to the word.
    func candidates(for word: String, after before: String) -> [String]? {
        if before.isEmpty && word.hasPrefix(".") {
            return DotCommand.all.map { ".\($0.name)" }.filter { $0.hasPrefix(word) }.sorted()
        }
        if before.hasPrefix(".") { return commandArguments(before, word) }
        // Inside quotes a path is meant: SELECT … FROM 'path'.
        if let last = before.last, last == "'" || last == "\"" { return nil }
        return names(beginningWith: word)
    }

    private func commandArguments(_ line: String, _ word: String) -> [String]? {
        let command = splitCommandLine(String(line.dropFirst())).first ?? ""
        switch DotCommand.named(command)?.name {
        case "mode": return OutputMode.all.map(\.name).filter { $0.hasPrefix(word) }
        case "help": return DotCommand.all.map(\.name).filter { $0.hasPrefix(word) }
        case "tables", "schema", "dump", "indexes": return names(beginningWith: word)
        case "bail", "changes", "echo", "eqp", "headers", "timer":
            return ["on", "off"].filter { $0.hasPrefix(word) }
        default: return nil
        }
    }

    /// Keywords, functions, tables and columns that begin with a word, in any case.
    private func names(beginningWith word: String) -> [String] {
        let prefix = word.lowercased()
        var found = Set<String>()
        // Keywords and functions take the case in which the word was begun.
        let isUpper = word == word.uppercased() && word != prefix
        for name in Database.keywords + functions() where name.lowercased().hasPrefix(prefix) {
            found.insert(isUpper ? name.uppercased() : name.lowercased())
        }
        for name in tablesAndColumns() where name.lowercased().hasPrefix(prefix) {
            found.insert(name)
        }
        return found.sorted()
    }

    private func functions() -> [String] {
        names("SELECT name FROM pragma_function_list UNION SELECT name FROM pragma_module_list")
    }

    private func tablesAndColumns() -> [String] {
        names(
            """
            SELECT name FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'
            UNION SELECT c.name
            FROM pragma_table_list AS t, pragma_table_info(t.name, t.schema) AS c
            WHERE t.name NOT LIKE 'sqlite_%'
            """)
    }

    private func names(_ sql: String) -> [String] {
        var names: [String] = []
        guard let statement = try? session.database.prepare(sql).statement else { return [] }
        while (try? statement.step()) == true {
            if let name = statement.text(at: 0) { names.append(name) }
        }
        return names
    }
}
