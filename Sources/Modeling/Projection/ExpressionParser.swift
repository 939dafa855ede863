// Expressions of SQL text by SQLite's grammar, as far as they are computed on batches.
//
//     level  operators (all of them from left to right)
//     1      OR
//     2      AND
//     3      NOT x
//     4      = == <> != IS [NOT] NULL, ISNULL, NOTNULL, NOT NULL, [NOT] IN, [NOT] BETWEEN
//     5      < <= > >=
//     6      & | << >>                 left to SQLite
//     7      + -
//     8      * / %                     / and % are left to SQLite
//     9      || -> ->>                 arrows are left to SQLite
//     10     -x +x
//
// Source: SQLite, "SQL Language Expressions", section 2; parse.y for BETWEEN, whose limits are
// expressions of level 5.

import Columnar

/// Reads expressions and, in extensions, queries.
struct SQLParser {
    var cursor: SQLCursor
    /// Expressions that are being read inside each other.
    private var depth = 0

    init(_ sql: String) { cursor = SQLCursor(sql) }

    private enum Level {
        static let or = 1
        static let and = 2
        static let not = 3
        static let equality = 4
        static let order = 5
        static let sum = 7
        static let product = 8
        static let concatenation = 9
    }

    /// Reads an expression of operators of this level and above.
    mutating func expression(_ level: Int = Level.or) throws(NotComputed) -> SQLExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= ModelingLimits.projectionHeightMax else { throw Self.tooDeep }
        var left = try first(level)
        while true {
            if let (operation, own, length) = operation(), own >= level {
                cursor.advance(length)
                let right = try expression(own + 1)
                left = try node(.binary(operation, left, right), over: [left, right])
            } else if level <= Level.equality, let test = try test(of: left) {
                left = test
            } else {
                return left
            }
        }
    }

    /// - Throws: when the parts lie too deep in each other.
    func node(
        _ form: SQLExpression.Form, over parts: [SQLExpression] = []
    ) throws(NotComputed) -> SQLExpression {
        let height = (parts.map(\.height).max() ?? 0) + 1
        guard height <= ModelingLimits.projectionHeightMax else { throw Self.tooDeep }
        return SQLExpression(form: form, height: height)
    }

    private static let tooDeep = NotComputed("has expressions that lie too deep in each other")

    /// The first operand with the operators before it.
    private mutating func first(_ level: Int) throws(NotComputed) -> SQLExpression {
        guard cursor.isKeyword("not") else { return try operand() }
        // An operand that begins with NOT would take in all that follows it.
        guard level <= Level.not else { throw cursor.unexpected() }
        cursor.advance()
        let part = try expression(Level.not)
        return try node(.not(part), over: [part])
    }

    /// The operator here, its level and its tokens.
    private func operation() -> (operation: SQLOperation, level: Int, length: Int)? {
        if cursor.isKeyword("or") { return (.or, Level.or, 1) }
        if cursor.isKeyword("and") { return (.and, Level.and, 1) }
        guard let symbol = cursor.symbol() else { return nil }
        let length = symbol.utf8.count
        switch symbol {
        case "=", "==": return (.equal, Level.equality, length)
        case "<>", "!=": return (.notEqual, Level.equality, length)
        case "<": return (.less, Level.order, length)
        case "<=": return (.lessOrEqual, Level.order, length)
        case ">": return (.greater, Level.order, length)
        case ">=": return (.greaterOrEqual, Level.order, length)
        case "+": return (.add, Level.sum, length)
        case "-": return (.subtract, Level.sum, length)
        case "*": return (.multiply, Level.product, length)
        case "||": return (.concatenate, Level.concatenation, length)
        default: return nil
        }
    }

    // MARK: Tests behind an operand

    /// `x IS NULL` and its like; nil where no such test follows.
    private mutating func test(of left: SQLExpression) throws(NotComputed) -> SQLExpression? {
        if cursor.pass("isnull") { return try node(.isNull(left), over: [left]) }
        if cursor.pass("notnull") || cursor.pass("not", "null") {
            return try node(.isNotNull(left), over: [left])
        }
        if cursor.isKeyword("is") {
            cursor.advance()
            let isNegated = cursor.pass("not")
            // What follows is an operand like any other, which NULL may only begin.
            guard try expression(Level.order).form == .literal(.null) else {
                throw NotComputed("uses IS with other than NULL")
            }
            return try node(isNegated ? .isNotNull(left) : .isNull(left), over: [left])
        }
        let isNegated =
            cursor.isKeyword("not")
            && (cursor.isKeyword("in", ahead: 1) || cursor.isKeyword("between", ahead: 1))
        if isNegated { cursor.advance() }
        let positive: SQLExpression
        if cursor.pass("in") {
            try cursor.expectSymbol("(")
            guard !cursor.isKeyword("select"), !cursor.isKeyword("with") else {
                throw NotComputed("uses IN with a query")
            }
            let values = try list()
            positive = try node(.isIn(left, values), over: [left] + values)
        } else if cursor.pass("between") {
            let low = try expression(Level.order)
            try cursor.expect("and")
            let high = try expression(Level.order)
            positive = try node(.between(left, low: low, high: high), over: [left, low, high])
        } else {
            return nil
        }
        return isNegated ? try node(.not(positive), over: [positive]) : positive
    }

    /// Expressions between commas, and the parenthesis that closes them.
    mutating func list() throws(NotComputed) -> [SQLExpression] {
        var values = [try expression()]
        while cursor.passSymbol(",") { values.append(try expression()) }
        try cursor.expectSymbol(")")
        return values
    }
}
