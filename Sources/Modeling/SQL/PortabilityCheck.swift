// What a view says to SQLite and to DuckDB's scanner of SQLite files in two ways.
//
// DuckDB parses the text of a view in its own dialect, without a word about what differs:
//
//     1/2                          0 in SQLite, 0.5 in DuckDB
//     name like 'a%'               ASCII case does not count in SQLite, it does in DuckDB
//     cast(2.55 as integer)        2 in SQLite, 3 in DuckDB
//     min(a, b), max(a, b)         the lesser in SQLite; in DuckDB the n least of one
//     strftime('%Y', date)         the arguments are in the other order
//     json_extract(…), ->>         a value of SQL in SQLite, JSON in DuckDB
//     "text"                       a text where no column has the name, an error in DuckDB
//     group_concat, total, iif, …  functions of SQLite alone
//
// Marts are views, so they keep to what both read alike; the work happens in tables below them.

/// Looks for what is not portable in the SQL of a view.
struct PortabilityCheck {
    private let tokens: SQLTokens

    init(_ sql: String) { tokens = SQLTokens(sql) }

    /// Functions of SQLite that DuckDB does not have, or that mean something else there.
    private static let functions: [String: String] = [
        "strftime": "takes its arguments in the other order in DuckDB",
        "julianday": "counts differently in DuckDB",
        "datetime": "is no function in DuckDB",
        "unixepoch": "is no function in DuckDB",
        "json_extract": "gives JSON with quotes in DuckDB",
        "json_each": "has other columns in DuckDB",
        "json_tree": "has other columns in DuckDB",
        "group_concat": "keeps another order in DuckDB",
        "total": "is no function in DuckDB",
        "iif": "is no function in DuckDB",
        "ifnull": "takes values of one type in DuckDB",
        "likely": "is no function in DuckDB",
        "glob": "is an operator in DuckDB",
        "instr": "counts code points of graphemes in DuckDB",
        "typeof": "gives other names in DuckDB",
        "hex": "gives other text for numbers in DuckDB",
        "random": "is between 0 and 1 in DuckDB",
        "printf": "takes other directives in DuckDB",
        "zeroblob": "is no function in DuckDB",
        "quote": "is no function in DuckDB",
        "date": "takes one argument in DuckDB",
        "time": "is no function in DuckDB",
    ]

    /// One sentence for each kind of finding, with the line of the compiled SQL where it is first.
    var findings: [String] {
        var findings: [(place: Int, what: String)] = []
        for index in tokens.tokens.indices {
            guard let what = finding(at: index) else { continue }
            if findings.contains(where: { $0.what == what }) { continue }
            findings.append((tokens.tokens[index].range.lowerBound, what))
        }
        return findings.map { place, what in
            let line = tokens.bytes[..<place].filter { $0 == 0x0a }.count + 1
            return "line \(line) of the compiled view: \(what)"
        }
    }

    private func finding(at index: Int) -> String? {
        let token = tokens.tokens[index]
        switch token.kind {
        case .symbol:
            if tokens.isSymbol(index, "/"), !isReal(index + 1), !isReal(index - 1) {
                return "'/' between whole numbers gives whole numbers in SQLite and fractions in "
                    + "DuckDB; multiply by 1.0 in a table below"
            }
            if tokens.isSymbol(index, "-"), tokens.isSymbol(index + 1, ">") {
                return "'->' and '->>' give other values in DuckDB"
            }
        case .word:
            if tokens.isKeyword(index, "like") {
                return "LIKE does not tell ASCII case apart in SQLite, and does in DuckDB"
            }
            if tokens.isKeyword(index, "glob") { return "GLOB has other classes in DuckDB" }
            if tokens.isKeyword(index, "cast"), tokens.isSymbol(index + 1, "(") {
                return castFinding(index + 1)
            }
            return functionFinding(index)
        case .quotedName, .string, .number: return nil
        }
        return nil
    }

    private func isReal(_ index: Int) -> Bool {
        guard tokens.tokens.indices.contains(index), tokens.tokens[index].kind == .number else {
            return false
        }
        return tokens.text(tokens.tokens[index]).contains(".")
    }

    /// A cast to a whole number cuts off in SQLite and rounds in DuckDB; of NULL, neither.
    private func castFinding(_ open: Int) -> String? {
        if tokens.isKeyword(open + 1, "null"), tokens.isKeyword(open + 2, "as") { return nil }
        let close = tokens.closing(open)
        let depth = tokens.tokens[open].depth + 1
        for index in (open + 1)..<max(open + 1, close)
        where tokens.tokens[index].depth == depth && tokens.isKeyword(index, "as") {
            guard let type = tokens.name(index + 1)?.lowercased(), type.contains("int") else {
                return nil
            }
            return "CAST to a whole number cuts off in SQLite and rounds in DuckDB"
        }
        return nil
    }

    private func functionFinding(_ index: Int) -> String? {
        guard tokens.isSymbol(index + 1, "("), !tokens.isSymbol(index - 1, "."),
            let name = tokens.name(index)?.lowercased()
        else { return nil }
        if name == "min" || name == "max" {
            let close = tokens.closing(index + 1)
            let depth = tokens.tokens[index + 1].depth + 1
            let hasTwo = ((index + 2)..<max(index + 2, close)).contains {
                tokens.tokens[$0].depth == depth && tokens.isSymbol($0, ",")
            }
            return hasTwo ? "\(name)() of two values is something else in DuckDB" : nil
        }
        return Self.functions[name].map { "\(name)() \($0)" }
    }
}
