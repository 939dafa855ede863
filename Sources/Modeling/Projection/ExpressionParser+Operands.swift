// Operands: what stands between operators.
//
//     operand = literal | name | call | CAST | CASE | "(" expression ")" | "(" sum ")"
//             | ( "-" | "+" ) operand
//     sum     = SELECT sum "(" expression ")" FROM json_each "(" expression ")" [ [ AS ] name ]

import Columnar

extension SQLParser {
    mutating func operand() throws(NotComputed) -> SQLExpression {
        guard let token = cursor.token else { throw cursor.unexpected() }
        switch token.kind {
        case .string: return try string(token)
        case .number: return try number(token)
        case .symbol: return try marked()
        case .quotedName: return try name(isQuoted: true)
        case .word: return try word()
        }
    }

    private mutating func word() throws(NotComputed) -> SQLExpression {
        if cursor.pass("null") { return try node(.literal(.null)) }
        if cursor.isKeyword("case") { return try choice() }
        let isCall = cursor.symbol(ahead: 1) == "("
        if cursor.isKeyword("cast"), isCall { return try cast() }
        return isCall ? try call() : try name(isQuoted: false)
    }

    /// Signs and parentheses.
    private mutating func marked() throws(NotComputed) -> SQLExpression {
        switch cursor.symbol() {
        case "-":
            cursor.advance()
            return try negative()
        case "+":
            cursor.advance()
            let part = try expression(Self.aboveOperators)
            return try node(.positive(part), over: [part])
        case "(":
            cursor.advance()
            if cursor.isKeyword("select") { return try sum() }
            let inner = try expression()
            try cursor.expectSymbol(")")
            return inner
        default: throw cursor.unexpected()
        }
    }

    /// Above the level of every operator with two sides.
    private static let aboveOperators = 10

    private mutating func negative() throws(NotComputed) -> SQLExpression {
        let isNumber = cursor.token?.kind == .number
        let part = try expression(Self.aboveOperators)
        if isNumber {
            switch part.form {
            // Zero has no sign as an integer; the least integer is read as a real without it.
            case .literal(.integer(let value)): return try node(.literal(.integer(-value)))
            case .literal(.real(let value)): return try node(.literal(.real(-value)))
            default: break
            }
        }
        return try node(.negative(part), over: [part])
    }

    // MARK: Literals and names

    private mutating func string(_ token: SQLToken) throws(NotComputed) -> SQLExpression {
        guard cursor.isClosed(token) else { throw NotComputed("has a text that does not end") }
        var text: [UInt8] = []
        var isFirstOfTwo = false
        for byte in cursor.tokens.bytes[token.range].dropFirst().dropLast() {
            isFirstOfTwo = byte == UInt8(ascii: "'") && !isFirstOfTwo
            if !isFirstOfTwo { text.append(byte) }
        }
        // SQLite's own text functions end at a zero byte, some of them.
        guard !text.contains(0) else { throw NotComputed("has a text with a zero byte") }
        cursor.advance()
        return try node(.literal(.text(text)))
    }

    /// Integers of 64 bits, and reals that any reader rounds alike.
    private mutating func number(_ token: SQLToken) throws(NotComputed) -> SQLExpression {
        let text = cursor.tokens.text(token)
        let digits = text.utf8.filter { (0x30...0x39).contains($0) }.count
        if digits == text.utf8.count, let value = Int64(text) {
            cursor.advance()
            return try node(.literal(.integer(value)))
        }
        // SQLite divides 64 bits by a power of ten and rounds the quotient again. By 1000 at most,
        // no quotient comes so near to the middle of two reals that this makes a difference.
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard digits + 1 == text.utf8.count, parts.count == 2, digits <= 15, parts[1].count <= 3,
            let value = Double("0" + text + "0")
        else { throw NotComputed("has the number \(text.prefix(40)) in it") }
        cursor.advance()
        return try node(.literal(.real(value)))
    }

    private mutating func name(isQuoted: Bool) throws(NotComputed) -> SQLExpression {
        let first = try cursor.name()
        guard cursor.passSymbol(".") else {
            return try node(.name(SQLName(table: nil, column: first, isQuoted: isQuoted)))
        }
        let column = try cursor.name()
        guard cursor.symbol() != "." else { throw NotComputed("names a column with its schema") }
        return try node(.name(SQLName(table: first, column: column, isQuoted: isQuoted)))
    }

    // MARK: Calls

    private mutating func call() throws(NotComputed) -> SQLExpression {
        guard let token = cursor.token, cursor.isName() else { throw cursor.unexpected() }
        let name = cursor.tokens.text(token).lowercased()
        cursor.advance(2)
        guard cursor.symbol() != "*", !cursor.isKeyword("distinct"), !cursor.passSymbol(")") else {
            throw NotComputed("calls \(name)()")
        }
        let arguments = try list()
        guard !cursor.isKeyword("over"), !cursor.isKeyword("filter") else {
            throw NotComputed("calls \(name)() over a window")
        }
        return try node(.call(name, arguments), over: arguments)
    }

    /// `CAST(value AS type)`, with the type as its words have it.
    private mutating func cast() throws(NotComputed) -> SQLExpression {
        cursor.advance(2)
        let value = try expression()
        try cursor.expect("as")
        var words: [String] = []
        while cursor.isName() { words.append(try cursor.name()) }
        if cursor.passSymbol("(") {
            // Lengths and digits mean nothing to SQLite.
            repeat {
                guard cursor.token?.kind == .number else { throw cursor.unexpected() }
                cursor.advance()
            } while cursor.passSymbol(",")
            try cursor.expectSymbol(")")
        }
        try cursor.expectSymbol(")")
        return try node(.cast(value, type: words.joined(separator: " ")), over: [value])
    }

    private mutating func choice() throws(NotComputed) -> SQLExpression {
        try cursor.expect("case")
        var parts: [SQLExpression] = []
        let subject = cursor.isKeyword("when") ? nil : try expression()
        if let subject { parts.append(subject) }
        var branches: [SQLExpression.Branch] = []
        while cursor.pass("when") {
            let condition = try expression()
            try cursor.expect("then")
            let value = try expression()
            branches.append(SQLExpression.Branch(condition: condition, value: value))
            parts += [condition, value]
        }
        guard !branches.isEmpty else { throw cursor.unexpected() }
        let otherwise = cursor.pass("else") ? try expression() : nil
        if let otherwise { parts.append(otherwise) }
        try cursor.expect("end")
        return try node(.choice(subject: subject, branches, otherwise: otherwise), over: parts)
    }

    /// The one query that may be an operand.
    private mutating func sum() throws(NotComputed) -> SQLExpression {
        try cursor.expect("select")
        guard cursor.isKeyword("sum"), cursor.symbol(ahead: 1) == "(",
            !cursor.isKeyword("distinct", ahead: 2)
        else { throw NotComputed("has a query in an expression") }
        cursor.advance(2)
        let value = try expression()
        try cursor.expectSymbol(")")
        guard cursor.pass("from"), cursor.isKeyword("json_each"), cursor.symbol(ahead: 1) == "("
        else { throw NotComputed("has a query in an expression") }
        cursor.advance(2)
        let items = try expression()
        try cursor.expectSymbol(")")
        let alias = try self.alias() ?? "json_each"
        guard cursor.passSymbol(")") else { throw NotComputed("has a query in an expression") }
        return try node(.sum(value, items: items, alias: alias), over: [value, items])
    }

    /// `AS name` or a name alone; nil where none follows.
    mutating func alias() throws(NotComputed) -> String? {
        guard cursor.pass("as") || cursor.isName() else { return nil }
        return try cursor.name()
    }
}
