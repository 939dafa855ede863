// The grammar of expressions, from the loosest to the tightest:
//
//     conditional  or [if or [else conditional]]
//     or           and {or and}
//     and          not {and not}
//     not          not not | comparison
//     comparison   sum {(== != < <= > >= in | not in) sum}
//     sum          concat {(+ | -) concat}
//     concat       product {~ product}
//     product      power {(* | / | // | %) power}
//     power        unary {** unary}                     (from the left, as in Jinja)
//     unary        (- | +) unary | primary, then  .name [item] (call) | filter  is test
//
// Source: Jinja 3.1, "Expressions"; the precedence of its parser.

import Columnar

extension Parser {
    /// One expression.
    mutating func expression(conditional: Bool = true) throws(LakeError) -> Expression {
        try nested { (parser) throws(LakeError) in
            conditional ? try parser.conditional() : try parser.disjunction()
        }
    }

    private mutating func conditional() throws(LakeError) -> Expression {
        var value = try disjunction()
        while isAt(name: "if") {
            let position = next().position
            let test = try disjunction()
            let other =
                skip(name: "else")
                ? try nested { (parser) throws(LakeError) in try parser.conditional() } : nil
            value = try node(
                .conditional(value, if: test, else: other), at: position,
                above: [value, test] + (other.map { [$0] } ?? []))
        }
        return value
    }

    private mutating func disjunction() throws(LakeError) -> Expression {
        let position = current.position
        var operands = [try conjunction()]
        while skip(name: "or") { operands.append(try conjunction()) }
        return operands.count == 1
            ? operands[0] : try node(.or(operands), at: position, above: operands)
    }

    private mutating func conjunction() throws(LakeError) -> Expression {
        let position = current.position
        var operands = [try negation()]
        while skip(name: "and") { operands.append(try negation()) }
        return operands.count == 1
            ? operands[0] : try node(.and(operands), at: position, above: operands)
    }

    private mutating func negation() throws(LakeError) -> Expression {
        guard isAt(name: "not") else { return try comparison() }
        let position = next().position
        let operand = try nested { (parser) throws(LakeError) in try parser.negation() }
        return try node(.not(operand), at: position, above: [operand])
    }

    private mutating func comparison() throws(LakeError) -> Expression {
        let position = current.position
        let first = try sum()
        var rest: [(Expression.Comparison, Expression)] = []
        while let comparison = comparisonOperator() { rest.append((comparison, try sum())) }
        if rest.isEmpty { return first }
        return try node(.comparison(first, rest), at: position, above: [first] + rest.map(\.1))
    }

    private mutating func comparisonOperator() -> Expression.Comparison? {
        switch current.kind {
        case .symbol(let symbol):
            guard let comparison = Expression.Comparison(rawValue: symbol.rawValue) else {
                return nil
            }
            next()
            return comparison
        case .name:
            if skip(name: "in") { return .isIn }
            guard isAt(name: "not"), look().kind == .name, look().text == "in" else { return nil }
            next()
            next()
            return .isNotIn
        default: return nil
        }
    }

    private mutating func sum() throws(LakeError) -> Expression {
        try level([.add, .subtract]) { (parser) throws(LakeError) in
            try parser.concatenation()
        }
    }

    private mutating func concatenation() throws(LakeError) -> Expression {
        let position = current.position
        var parts = [try product()]
        while skip(.concatenate) { parts.append(try product()) }
        return parts.count == 1
            ? parts[0] : try node(.concatenation(parts), at: position, above: parts)
    }

    private mutating func product() throws(LakeError) -> Expression {
        try level([.multiply, .divide, .floorDivide, .modulo]) { (parser) throws(LakeError) in
            try parser.level([.power]) { (parser) throws(LakeError) in try parser.unary() }
        }
    }

    private mutating func level(
        _ symbols: [Expression.Operator],
        operand: (inout Parser) throws(LakeError) -> Expression
    ) throws(LakeError) -> Expression {
        let position = current.position
        let first = try operand(&self)
        var rest: [(Expression.Operator, Expression)] = []
        while case .symbol(let symbol) = current.kind,
            let found = symbols.first(where: { $0.rawValue == symbol.rawValue })
        {
            next()
            rest.append((found, try operand(&self)))
        }
        if rest.isEmpty { return first }
        return try node(.arithmetic(first, rest), at: position, above: [first] + rest.map(\.1))
    }

    private mutating func unary(filters: Bool = true) throws(LakeError) -> Expression {
        let position = current.position
        var value: Expression
        if isAt(.subtract) || isAt(.add) {
            let isNegative = next().kind == .symbol(.subtract)
            let operand = try nested { (parser) throws(LakeError) in
                try parser.unary(filters: false)
            }
            value = try node(
                isNegative ? .negative(operand) : .positive(operand), at: position,
                above: [operand])
        } else {
            value = try primary()
        }
        value = try postfixes(value)
        return filters ? try filtersAndTests(value) : value
    }

    // MARK: - What stands behind a value

    private mutating func postfixes(_ start: Expression) throws(LakeError) -> Expression {
        var value = start
        while true {
            if isAt(.dot) {
                value = try attribute(of: value)
            } else if isAt(.openBracket) {
                value = try subscripted(value)
            } else if isAt(.openParenthesis) {
                value = try call(value)
            } else {
                return value
            }
        }
    }

    private mutating func filtersAndTests(_ start: Expression) throws(LakeError) -> Expression {
        var value = start
        while true {
            if skip(.pipe) {
                let filter = try application("the name of a filter")
                value = try node(
                    .filter(value, filter), at: filter.position,
                    above: [value] + filter.arguments.all)
            } else if isAt(name: "is") {
                value = try test(of: value)
            } else if isAt(.openParenthesis) {
                value = try call(value)
            } else {
                return value
            }
        }
    }

    private mutating func attribute(of value: Expression) throws(LakeError) -> Expression {
        next()
        let token = next()
        switch token.kind {
        case .name:
            return try node(.attribute(of: value, token.text), at: token.position, above: [value])
        case .integer:
            let index = try literal(token)
            return try node(.item(of: value, index), at: token.position, above: [value])
        default:
            throw fail(
                "a name is expected after '.', not \(token.description)", at: token.position)
        }
    }

    private mutating func subscripted(_ value: Expression) throws(LakeError) -> Expression {
        let position = next().position
        if isAt(.closeBracket) { throw fail("'[]' needs a key or an index") }
        let first = isAt(.colon) ? nil : try expression()
        if isAt(.colon) { return try slice(of: value, from: first, at: position) }
        var keys = first.map { [$0] } ?? []
        while skip(.comma) { keys.append(try expression()) }
        try expect(.closeBracket)
        let key =
            keys.count == 1 ? keys[0] : try node(.tuple(keys), at: position, above: keys)
        return try node(.item(of: value, key), at: position, above: [value, key])
    }

    private mutating func slice(
        of value: Expression, from start: Expression?, at position: TextPosition
    ) throws(LakeError) -> Expression {
        try expect(.colon)
        var end: Expression?
        var step: Expression?
        if !isAt(.colon), !isAt(.closeBracket) { end = try expression() }
        if skip(.colon), !isAt(.closeBracket) { step = try expression() }
        try expect(.closeBracket)
        return try node(
            .slice(of: value, from: start, to: end, by: step), at: position,
            above: [value] + [start, end, step].compactMap { $0 })
    }

    private mutating func call(_ callee: Expression) throws(LakeError) -> Expression {
        // The name that is called is what a message should point at.
        let position = callee.position
        let arguments = try arguments()
        return try node(
            .call(callee, arguments), at: position, above: [callee] + arguments.all)
    }

    mutating func arguments() throws(LakeError) -> Arguments {
        try expect(.openParenthesis)
        var arguments = Arguments()
        while !isAt(.closeParenthesis) {
            try argument(&arguments)
            if !skip(.comma) { break }
        }
        try expect(.closeParenthesis)
        return arguments
    }

    private mutating func argument(_ arguments: inout Arguments) throws(LakeError) {
        let position = current.position
        let isOrdered: Bool
        if skip(.multiply) {
            isOrdered = arguments.spread == nil && arguments.keywordSpread == nil
            arguments.spread = try expression()
        } else if skip(.power) {
            isOrdered = arguments.keywordSpread == nil
            arguments.keywordSpread = try expression()
        } else if current.kind == .name, look().kind == .symbol(.assign) {
            isOrdered = arguments.keywordSpread == nil
            let name = next().text
            next()
            if arguments.keywords.contains(where: { $0.name == name }) {
                throw fail("the argument '\(name)' is given twice", at: position)
            }
            arguments.keywords.append((name, try expression()))
        } else {
            isOrdered =
                arguments.spread == nil && arguments.keywordSpread == nil
                && arguments.keywords.isEmpty
            arguments.positional.append(try expression())
        }
        if !isOrdered {
            throw fail("arguments without a name come before those with one", at: position)
        }
    }

    /// A filter's or a test's name with its arguments.
    mutating func application(_ what: String) throws(LakeError) -> Application {
        let token = try expectName(what)
        var name = token.text
        while skip(.dot) { name += "." + (try expectName(what)).text }
        let arguments = isAt(.openParenthesis) ? try arguments() : Arguments()
        return Application(name: name, arguments: arguments, position: token.position)
    }

    private mutating func test(of value: Expression) throws(LakeError) -> Expression {
        next()
        let isNegated = skip(name: "not")
        var test = try application("the name of a test")
        if test.arguments.all.isEmpty, startsOperand() {
            if isAt(name: "is") { throw fail("tests cannot follow each other") }
            let operand = try nested { (parser) throws(LakeError) in
                try parser.postfixes(try parser.primary())
            }
            test.arguments.positional = [operand]
        }
        let result = try node(
            .test(value, test), at: test.position, above: [value] + test.arguments.all)
        return isNegated ? try node(.not(result), at: test.position, above: [result]) : result
    }

    /// Whether the operand of a test such as `is divisibleby 3` begins here.
    private func startsOperand() -> Bool {
        switch current.kind {
        case .name: !["else", "or", "and"].contains(current.text)
        case .string, .integer, .float: true
        case .symbol(let symbol): symbol == .openBracket || symbol == .openBrace
        default: false
        }
    }
}
