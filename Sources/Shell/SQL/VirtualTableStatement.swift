// The two statements that concern mounts, recognised before SQLite sees them:
//
//     CREATE VIRTUAL TABLE [IF NOT EXISTS] [schema.]name USING module [(argument, …)] [;]
//     DROP TABLE [IF EXISTS] [schema.]name [;]

/// A CREATE VIRTUAL TABLE statement.
struct VirtualTableStatement: Equatable {
    var schema: String?
    var name: String
    var ifNotExists: Bool
    var module: String
    /// The text between the commas, without the white space around it, as SQLite passes it on.
    var arguments: [String]
    /// How many bytes of the text the statement takes, its semicolon included.
    var byteCount: Int

    /// Reads the statement with which `sql` begins; nil when that is another one, or not complete.
    init?(_ sql: ArraySlice<UInt8>) {
        var tokens = SQLTokenizer(sql)
        guard tokens.isKeyword(tokens.next(), "CREATE"), tokens.isKeyword(tokens.next(), "VIRTUAL"),
            tokens.isKeyword(tokens.next(), "TABLE")
        else { return nil }
        guard
            let target = QualifiedName(&tokens, condition: ["IF", "NOT", "EXISTS"]),
            tokens.isKeyword(target.following, "USING"),
            let module = tokens.name(of: tokens.next())
        else { return nil }
        schema = target.schema
        name = target.name
        ifNotExists = target.hasCondition
        self.module = module
        arguments = []
        var token = tokens.next()
        if tokens.isSymbol(token, "(") {
            guard let read = VirtualTableStatement.readArguments(&tokens) else { return nil }
            arguments = read
            token = tokens.next()
        }
        guard token == nil || tokens.isSymbol(token, ";") else { return nil }
        byteCount = tokens.position - sql.startIndex
    }

    /// Reads up to the closing parenthesis; nil when there is none.
    private static func readArguments(_ tokens: inout SQLTokenizer) -> [String]? {
        var arguments: [String] = []
        var depth = 0
        var start = tokens.position
        while let token = tokens.next() {
            guard token.kind == .symbol else { continue }
            let end = token.range.lowerBound
            if tokens.isSymbol(token, "(") {
                depth += 1
            } else if tokens.isSymbol(token, ")") && depth > 0 {
                depth -= 1
            } else if depth == 0 && (tokens.isSymbol(token, ",") || tokens.isSymbol(token, ")")) {
                arguments.append(trimmed(tokens.bytes[start..<end]))
                start = token.range.upperBound
                if tokens.isSymbol(token, ")") { return arguments == [""] ? [] : arguments }
            }
        }
        return nil
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
        var inside = bytes.drop(while: isSpace)
        while let last = inside.last, isSpace(last) { inside.removeLast() }
        return String(decoding: inside, as: UTF8.self)
    }
}

/// A DROP TABLE statement.
struct DropTableStatement: Equatable {
    var schema: String?
    var name: String
    var ifExists: Bool
    /// How many bytes of the text the statement takes, its semicolon included.
    var byteCount: Int

    /// Reads the statement with which `sql` begins; nil when that is another one.
    init?(_ sql: ArraySlice<UInt8>) {
        var tokens = SQLTokenizer(sql)
        guard tokens.isKeyword(tokens.next(), "DROP"), tokens.isKeyword(tokens.next(), "TABLE"),
            let target = QualifiedName(&tokens, condition: ["IF", "EXISTS"]),
            target.following == nil || tokens.isSymbol(target.following, ";")
        else { return nil }
        schema = target.schema
        name = target.name
        ifExists = target.hasCondition
        byteCount = tokens.position - sql.startIndex
    }
}

/// `[IF [NOT] EXISTS] [schema.]name` and the token behind it.
private struct QualifiedName {
    var schema: String?
    var name: String
    var hasCondition = false
    var following: SQLToken?

    init?(_ tokens: inout SQLTokenizer, condition: [String]) {
        var token = tokens.next()
        if tokens.isKeyword(token, condition[0]) {
            for word in condition.dropFirst() {
                guard tokens.isKeyword(tokens.next(), word) else { return nil }
            }
            hasCondition = true
            token = tokens.next()
        }
        guard let first = tokens.name(of: token) else { return nil }
        name = first
        following = tokens.next()
        guard tokens.isSymbol(following, ".") else { return }
        guard let second = tokens.name(of: tokens.next()) else { return nil }
        schema = first
        name = second
        following = tokens.next()
    }
}
