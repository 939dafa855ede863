// What a test asks of each row, read out of its SQL: tests of one relation can share a scan.
//
//     select … from R where C                               no row for which C is true
//     select …, count(*) from R where C group by …          the same
//     select …, count(*) from R [where k is not null]
//         group by k, l having count(*) > 1                 no two rows with the same k, l
//     select … from R as child where child.k is not null    every k is among the p of P
//         and child.k not in (select parent.p from P as parent where parent.p is not null)
//
// All four say whether the test finds a row at all, not how many: that is enough for a test that
// passes, and one that does not is run as it stands. SQL of any other shape has none.
//
// What is taken out of a statement must mean the same outside of it. It does not in
//
//     select b - a as bad from R where "bad" < 0        alone, "bad" is a text
//     select count(*) from R where a < 0                finds a row where the condition finds none
//     select a from R where (select sum(R.a) from P)    in a select list it makes one row of all
//
// so such statements have no shape either. Source: SQLite, "Double-quoted String Literals Are
// Accepted" (quirks.html), "SELECT" (names of the result in conditions; aggregates of outer rows).

/// A condition on the rows of one relation under which a test finds nothing.
struct TestShape: Equatable {
    enum Kind: Equatable {
        /// The condition, as SQL, that no row may fulfil.
        case noRow(where: String)
        /// The columns, as SQL, whose values occur once; rows with NULL in the first are passed
        /// over when it is so said.
        case distinct(columns: [String], skipsNull: Bool)
        /// The column of the relation, and the relation and column where its values are.
        case known(column: String, parent: String, field: String)
    }

    /// The relation as the SQL names it.
    let relation: String
    let kind: Kind
    /// The test as it would be run. Its shape tells nothing where SQLite does not take it.
    let sql: String

    /// - Parameter sql: a test as it would be run.
    init?(_ sql: String) {
        let reader = ShapeReader(SQLTokens(sql))
        guard let (relation, kind) = reader.shape() else { return nil }
        self.relation = relation
        self.kind = kind
        self.sql = sql
    }

    /// A name of the SQL without its quotation marks.
    static func plainName(_ name: String) -> String {
        guard name.count > 2, name.hasPrefix("\""), name.hasSuffix("\"") else { return name }
        return String(name.dropFirst().dropLast()).replacing("\"\"", with: "\"")
    }
}

/// Reads one statement.
private struct ShapeReader {
    let tokens: SQLTokens
    private let count: Int

    init(_ tokens: SQLTokens) {
        self.tokens = tokens
        count = tokens.tokens.count
    }

    func shape() -> (relation: String, kind: TestShape.Kind)? {
        guard tokens.isKeyword(0, "select"), !tokens.isKeyword(1, "distinct"),
            tokens.tokens.indices.allSatisfy({ !tokens.isSymbol($0, ";") }),
            let from = place(of: "from", in: 1..<count),
            place(ofAny: Self.excluded, in: 0..<count) == nil,
            let (relation, alias, rest) = relation(behind: from),
            aliases(1..<from).isDisjoint(with: namesUsed(rest..<count))
        else { return nil }
        let grouping = place(of: "group", in: rest..<count)
        let condition = condition(rest..<(grouping ?? count))
        guard let condition, callsScalarsOnly(condition),
            let kind = kind(1..<from, alias, condition, grouping)
        else { return nil }
        return (relation, kind)
    }

    /// What stands between relations, or makes of no row one.
    private static let excluded = [
        "union", "intersect", "except", "order", "limit", "window", "join", "over", "values",
    ]

    private func kind(
        _ list: Range<Int>, _ alias: String?, _ condition: Range<Int>, _ grouping: Int?
    ) -> TestShape.Kind? {
        guard let grouping else {
            guard isPlainList(list), !condition.isEmpty else { return nil }
            if let alias { return reference(alias, condition) }
            return .noRow(where: text(condition))
        }
        guard alias == nil else { return nil }
        if let having = place(of: "having", in: grouping..<count) {
            return distinct(condition, grouping, having)
        }
        return condition.isEmpty ? nil : .noRow(where: text(condition))
    }

    // MARK: Parts

    /// The relation's name, its alias, and where what follows begins.
    private func relation(behind from: Int) -> (text: String, alias: String?, next: Int)? {
        var end = from + 1
        guard tokens.name(end) != nil else { return nil }
        while tokens.isSymbol(end + 1, "."), tokens.name(end + 2) != nil { end += 2 }
        let name = text(from + 1..<end + 1)
        if tokens.isKeyword(end + 1, "as"), let alias = tokens.name(end + 2) {
            return (name, alias, end + 3)
        }
        return (name, nil, end + 1)
    }

    /// The tokens behind WHERE, none when there is no condition; nil when something else stands
    /// there.
    private func condition(_ range: Range<Int>) -> Range<Int>? {
        if range.isEmpty { return range }
        guard tokens.isKeyword(range.lowerBound, "where") else { return nil }
        return range.lowerBound + 1..<range.upperBound
    }

    /// Whether a select list has only columns: an aggregate would make a row out of none.
    private func isPlainList(_ range: Range<Int>) -> Bool {
        range.allSatisfy { !tokens.isSymbol($0, "(") }
    }

    private func distinct(
        _ condition: Range<Int>, _ grouping: Int, _ having: Int
    ) -> TestShape.Kind? {
        guard tokens.isKeyword(grouping + 1, "by"), matches("having count ( * ) > 1", having),
            having + 7 == count
        else { return nil }
        let columns = names(grouping + 2..<having)
        guard let first = columns?.first, let columns else { return nil }
        let skipsNull = !condition.isEmpty
        if skipsNull {
            guard condition.count == 4,
                text(condition.lowerBound..<condition.lowerBound + 1) == first,
                matches("is not null", condition.lowerBound + 1)
            else { return nil }
        }
        return .distinct(columns: columns, skipsNull: skipsNull)
    }

    private func reference(_ alias: String, _ condition: Range<Int>) -> TestShape.Kind? {
        let start = condition.lowerBound
        // child . k is not null and child . k not in ( select p . f from P as p
        //   where p . f is not null )
        guard
            matches("\(alias) . ? is not null and \(alias) . ? not in ( select", start),
            text(start + 2..<start + 3) == text(start + 9..<start + 10),
            tokens.closing(start + 12) + 1 == condition.upperBound,
            let parent = tokens.name(start + 14), matches("\(parent) . ? from", start + 14),
            let (name, parentAlias, next) = self.relation(behind: start + 17),
            parentAlias == parent,
            matches("where \(parent) . ? is not null", next), next + 7 == condition.upperBound - 1,
            text(next + 3..<next + 4) == text(start + 16..<start + 17)
        else { return nil }
        let (column, field) = (text(start + 2..<start + 3), text(start + 16..<start + 17))
        // Alone, `current_date` is not the column of that name.
        guard ![column, field].contains(where: { $0.lowercased().hasPrefix("current_") }) else {
            return nil
        }
        return .known(column: column, parent: name, field: field)
    }

    // MARK: Names and calls

    /// The names, in lower case, that a select list gives its columns, and perhaps some more: each
    /// last word or text of a column that can end one.
    private func aliases(_ list: Range<Int>) -> Set<String> {
        var aliases: Set<String> = []
        for index in list.dropFirst() {
            let isLast =
                index + 1 == list.upperBound
                || (tokens.tokens[index + 1].depth == 0 && tokens.isSymbol(index + 1, ","))
            guard isLast else { continue }
            // Behind an operator, a dot or a comma stands a column.
            let isBehindValue = tokens.isSymbol(index - 1, ")") || tokens.isSymbol(index - 1, "?")
            if tokens.tokens[index - 1].kind == .symbol, !isBehindValue { continue }
            if let name = tokens.name(index) { aliases.insert(name.lowercased()) }
            // SQLite takes a text for a name here.
            if tokens.tokens[index].kind == .string {
                aliases.insert(String(text(index..<index + 1).dropFirst().dropLast()).lowercased())
            }
        }
        return aliases
    }

    /// All words and quoted names, in lower case.
    private func namesUsed(_ range: Range<Int>) -> Set<String> {
        Set(range.compactMap { tokens.name($0)?.lowercased() })
    }

    /// Whether nothing is called in a condition but what makes one value of one row: an aggregate
    /// belongs to the outermost statement whose columns it names, also out of another in
    /// parentheses.
    private func callsScalarsOnly(_ condition: Range<Int>) -> Bool {
        condition.allSatisfy { index in
            guard tokens.isSymbol(index + 1, "("), tokens.name(index) != nil else { return true }
            return matches("count ( * )", index)
                || Self.scalars.contains(text(index..<index + 1).lowercased())
        }
    }

    /// Words that may stand in front of a parenthesis: SQLite's scalar functions, except for those
    /// that are aggregates with fewer arguments, and parts of its grammar.
    private static let scalars: Set<String> = [
        "abs", "char", "coalesce", "date", "datetime", "format", "glob", "hex", "ifnull", "iif",
        "instr", "json_array_length", "json_extract", "json_type", "json_valid", "julianday",
        "length", "like", "lower", "ltrim", "nullif", "printf", "quote", "replace", "round",
        "rtrim", "sign", "strftime", "substr", "substring", "time", "trim", "typeof", "unicode",
        "unixepoch", "upper",
        "all", "and", "between", "by", "case", "cast", "else", "escape", "exists", "from", "having",
        "in", "is", "join", "not", "on", "or", "select", "then", "union", "using", "when", "where",
    ]

    // MARK: Tokens

    private func text(_ range: Range<Int>) -> String { tokens.text(tokens.range(range)) }

    /// Names with commas between them.
    private func names(_ range: Range<Int>) -> [String]? {
        var names: [String] = []
        for (offset, index) in range.enumerated() {
            if offset % 2 == 1 {
                guard tokens.isSymbol(index, ",") else { return nil }
            } else {
                guard tokens.name(index) != nil else { return nil }
                names.append(text(index..<index + 1))
            }
        }
        return names.count * 2 - 1 == range.count ? names : nil
    }

    /// Whether these words stand at an index; `?` is any name.
    private func matches(_ words: String, _ index: Int) -> Bool {
        for (offset, word) in words.split(separator: " ").enumerated() {
            let place = index + offset
            guard place < count else { return false }
            if word == "?" {
                guard tokens.name(place) != nil else { return false }
            } else if tokens.text(tokens.tokens[place]).lowercased() != word.lowercased() {
                return false
            }
        }
        return true
    }

    /// The first such word outside of parentheses.
    private func place(of word: String, in range: Range<Int>) -> Int? {
        place(ofAny: [word], in: range)
    }

    private func place(ofAny words: [String], in range: Range<Int>) -> Int? {
        range.first { tokens.tokens[$0].depth == 0 && tokens.isKeyword($0, oneOf: words) }
    }
}
