// Reads tokens into a tree: the cursor that the grammars of expressions and of tags share.

import Columnar

/// Parses one template.
struct Parser {
    let path: String
    /// The normalised text, for the blocks that are kept as they were written.
    let source: [UInt8]
    private let tokens: [Token]
    private var index = 0
    private var nesting = 0
    /// The special names that were read since each open macro began.
    var specialNames: [SpecialNames] = []
    /// The tags that are open, for messages.
    var openTags: [(name: String, position: TextPosition)] = []
    /// How many loops are open inside of the macro that is open.
    var loopDepth = 0
    var blocks: [NamedBlock] = []

    /// - Throws: `LakeError.invalidInput` with file, line and column.
    static func parse(
        _ text: String, path: String,
        from start: TextPosition = TextPosition(line: 1, column: 1)
    ) throws(LakeError) -> Template {
        var parser = try Parser(text, path: path, from: start)
        let statements = try parser.statements(until: [])
        return Template(path: path, statements: statements, blocks: parser.blocks)
    }

    /// Parses an expression that stands alone.
    ///
    /// - Throws: `LakeError.invalidInput` with file, line and column.
    static func expression(_ text: String, path: String) throws(LakeError) -> Expression {
        var parser = try Parser("{{ " + text + "\n}}", path: path, from: .init(line: 1, column: -2))
        parser.next()
        let expression = try parser.tupleOrExpression()
        try parser.expect(.outputEnd, "the expression")
        return expression
    }

    private init(_ text: String, path: String, from start: TextPosition) throws(LakeError) {
        let lexer = try Lexer(text, path: path, from: start)
        source = lexer.bytes
        tokens = try lexer.run()
        self.path = path
    }

    // MARK: - The cursor

    /// The last token is the end, which the cursor never passes.
    var current: Token { tokens[index] }

    func look(_ count: Int = 1) -> Token { tokens[min(index + count, tokens.count - 1)] }

    /// - Returns: the token that was passed.
    @discardableResult
    mutating func next() -> Token {
        let token = tokens[index]
        if index + 1 < tokens.count { index += 1 }
        return token
    }

    func isAt(_ symbol: Token.Symbol) -> Bool { current.kind == .symbol(symbol) }

    func isAt(name: String) -> Bool { current.kind == .name && current.text == name }

    mutating func skip(_ symbol: Token.Symbol) -> Bool {
        guard isAt(symbol) else { return false }
        next()
        return true
    }

    mutating func skip(name: String) -> Bool {
        guard isAt(name: name) else { return false }
        next()
        return true
    }

    mutating func expect(_ symbol: Token.Symbol) throws(LakeError) {
        guard skip(symbol) else {
            throw fail("'\(symbol.rawValue)' is expected, not \(current.description)")
        }
    }

    mutating func expect(_ kind: Token.Kind, _ what: String) throws(LakeError) {
        guard current.kind == kind else {
            throw fail("\(what) ends at \(current.description), where it cannot")
        }
        next()
    }

    mutating func expectName(_ what: String) throws(LakeError) -> Token {
        guard current.kind == .name else {
            throw fail("\(what) is expected, not \(current.description)")
        }
        return next()
    }

    // MARK: - Limits and errors

    /// Parses something inside of something else.
    mutating func nested<Result>(
        _ parse: (inout Parser) throws(LakeError) -> Result
    ) throws(LakeError) -> Result {
        guard nesting < JinjaLimits.nestingMax else {
            throw LakeError(
                .limit, "more than \(JinjaLimits.nestingMax) tags or brackets are open",
                at: place(current.position))
        }
        nesting += 1
        defer { nesting -= 1 }
        return try parse(&self)
    }

    /// A node above others.
    func node(
        _ kind: Expression.Kind, at position: TextPosition, above children: [Expression] = []
    ) throws(LakeError) -> Expression {
        var height = 1
        for child in children where child.height >= height { height = child.height + 1 }
        guard height <= JinjaLimits.expressionHeightMax else {
            throw LakeError(
                .limit, "the expression is more than \(JinjaLimits.expressionHeightMax) deep",
                at: place(position))
        }
        return Expression(kind, at: position, height: height)
    }

    func place(_ position: TextPosition) -> [LakeError.Place] {
        [.file(path), .line(position.line), .column(String(position.column))]
    }

    func fail(
        _ what: String, at position: TextPosition? = nil, advice: String? = nil
    ) -> LakeError {
        LakeError(.invalidInput, what, at: place(position ?? current.position), advice: advice)
    }
}
