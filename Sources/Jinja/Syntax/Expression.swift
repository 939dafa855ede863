// The tree of an expression. Operators of one level that follow each other lie in one node, so that
// a long sum or concatenation is not deep.

/// One expression with its place.
final class Expression {
    enum Kind {
        case literal(JinjaValue)
        case name(String)
        case list([Expression])
        case tuple([Expression])
        case dict([(key: Expression, value: Expression)])
        case attribute(of: Expression, String)
        case item(of: Expression, Expression)
        case slice(of: Expression, from: Expression?, to: Expression?, by: Expression?)
        case call(Expression, Arguments)
        case filter(Expression, Application)
        case test(Expression, Application)
        case not(Expression)
        case negative(Expression)
        case positive(Expression)
        case arithmetic(Expression, [(Operator, Expression)])
        case concatenation([Expression])
        case and([Expression])
        case or([Expression])
        case comparison(Expression, [(Comparison, Expression)])
        case conditional(Expression, if: Expression, else: Expression?)
    }

    enum Operator: String {
        case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//"
        case modulo = "%", power = "**"
    }

    enum Comparison: String {
        case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">"
        case greaterOrEqual = ">=", isIn = "in", isNotIn = "not in"
    }

    let kind: Kind
    let position: TextPosition
    /// Nodes above each other; bounded, since evaluating and releasing the tree recurse.
    let height: Int

    init(_ kind: Kind, at position: TextPosition, height: Int) {
        self.kind = kind
        self.position = position
        self.height = height
    }
}

/// What stands between the parentheses of a call.
struct Arguments {
    var positional: [Expression] = []
    var keywords: [(name: String, value: Expression)] = []
    /// `*values`
    var spread: Expression?
    /// `**values`
    var keywordSpread: Expression?

    var all: [Expression] {
        positional + keywords.map(\.value) + [spread, keywordSpread].compactMap { $0 }
    }
}

/// A filter or a test with its arguments.
struct Application {
    var name: String
    var arguments: Arguments
    var position: TextPosition
}
