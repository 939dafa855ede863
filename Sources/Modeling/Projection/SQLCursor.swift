// A place in the tokens of a query, and the small steps that parsers take from there.

/// Walks over tokens; what it does not find as expected is left to SQLite.
struct SQLCursor {
    let tokens: SQLTokens
    private(set) var index = 0
    /// Tokens before the semicolon that may end the text.
    private let count: Int

    init(_ sql: String) {
        tokens = SQLTokens(sql)
        var count = tokens.tokens.count
        while count > 0, tokens.isSymbol(count - 1, ";") { count -= 1 }
        self.count = count
    }

    var isAtEnd: Bool { index >= count }

    mutating func advance(_ steps: Int = 1) { index = min(index + steps, count) }

    func isKeyword(_ keyword: String, ahead: Int = 0) -> Bool {
        index + ahead < count && tokens.isKeyword(index + ahead, keyword)
    }

    /// Passes keywords when all of them follow.
    mutating func pass(_ keywords: String...) -> Bool {
        for (ahead, keyword) in keywords.enumerated() where !isKeyword(keyword, ahead: ahead) {
            return false
        }
        advance(keywords.count)
        return true
    }

    mutating func passSymbol(_ symbol: String) -> Bool {
        guard self.symbol() == symbol else { return false }
        advance(symbol.utf8.count)
        return true
    }

    mutating func expect(_ keyword: String) throws(NotComputed) {
        guard pass(keyword) else { throw unexpected() }
    }

    mutating func expectSymbol(_ symbol: String) throws(NotComputed) {
        guard passSymbol(symbol) else { throw unexpected() }
    }

    /// The operator or mark that begins here, as long as SQLite takes it: `<=` is not `<`, and
    /// `- >` not `->`. Its bytes are tokens of one byte each.
    func symbol(ahead: Int = 0) -> String? {
        guard let first = mark(index + ahead) else { return nil }
        let end = tokens.tokens[index + ahead].range.upperBound
        guard let second = mark(index + ahead + 1),
            tokens.tokens[index + ahead + 1].range.lowerBound == end,
            SQLCursor.pairs.contains(first + second)
        else { return first }
        return first + second
    }

    /// `->>` needs no entry: `->` is left to SQLite anyway.
    private static let pairs: Set<String> = ["->", "||", "<=", "<>", "<<", "==", ">=", ">>", "!="]

    private func mark(_ index: Int) -> String? {
        guard index < count, tokens.tokens.indices.contains(index),
            tokens.tokens[index].kind == .symbol
        else { return nil }
        return tokens.text(tokens.tokens[index])
    }

    /// The token here; nil at the end.
    var token: SQLToken? { isAtEnd ? nil : tokens.tokens[index] }

    /// Whether a name stands here. Words with a meaning in SQL are none, though SQLite takes some
    /// of them for names where nothing else could be meant.
    func isName(ahead: Int = 0) -> Bool {
        guard index + ahead < count else { return false }
        let token = tokens.tokens[index + ahead]
        switch token.kind {
        case .quotedName: return isClosed(token)
        case .word:
            // SQLite takes a word that begins with $ for a parameter.
            return tokens.bytes[token.range.lowerBound] != UInt8(ascii: "$")
                && !SQLCursor.reserved.contains(FoldedName(tokens.text(token)))
        case .string, .number, .symbol: return false
        }
    }

    /// Passes a name.
    mutating func name() throws(NotComputed) -> String {
        guard isName(), let name = tokens.name(index), !name.isEmpty else { throw unexpected() }
        advance()
        return name
    }

    /// Whether a quoted token ends with its quote: SQLite refuses texts that end inside.
    func isClosed(_ token: SQLToken) -> Bool {
        let bytes = tokens.bytes[token.range]
        guard bytes.count >= 2, let first = bytes.first, let last = bytes.last else { return false }
        guard first != UInt8(ascii: "[") else { return last == UInt8(ascii: "]") }
        // Quotes inside are doubled, so that the quotes of a whole one are even in number.
        return last == first && bytes.count(where: { $0 == first }).isMultiple(of: 2)
    }

    /// What stands here instead of what is computed on batches.
    func unexpected() -> NotComputed {
        guard let token else { return NotComputed("ends early") }
        let text = tokens.text(token)
        guard token.kind == .word else {
            return NotComputed("has \((symbol() ?? text).prefix(40)) in it")
        }
        return NotComputed("uses \(text.uppercased().prefix(40))")
    }

    /// Words that are not read as names without quotes.
    ///
    /// Source: SQLite, "SQLite Keywords", without those that are plain names everywhere but in
    /// statements of other kinds (KEY, FIRST, ROW, PLAN and the like).
    private static let reserved: Set<FoldedName> = [
        "add", "all", "alter", "and", "as", "between", "case", "cast", "check", "collate", "commit",
        "constraint", "create", "cross", "current_date", "current_time", "current_timestamp",
        "default", "deferrable", "delete", "distinct", "drop", "else", "end", "escape", "except",
        "exists", "filter", "foreign", "from", "full", "glob", "group", "having", "in", "index",
        "indexed", "inner", "insert", "intersect", "into", "is", "isnull", "join", "left", "like",
        "limit", "match", "natural", "not", "nothing", "notnull", "null", "offset", "on", "or",
        "order", "outer", "over", "primary", "raise", "recursive", "references", "regexp",
        "returning", "right", "select", "set", "table", "then", "to", "transaction", "union",
        "unique", "update", "using", "values", "when", "where", "window", "with",
    ]
}
