// Evaluates expressions.

import Columnar

extension Rendering {
    /// The value of an expression.
    ///
    /// - Parameter caller: what a `call` block passes on to the call that the expression is.
    /// - Throws: `LakeError` with file, line and column.
    func evaluate(
        _ expression: Expression, _ scope: Scope, caller: JinjaCallable? = nil
    ) throws(LakeError) -> JinjaValue {
        try budget.spend()
        switch expression.kind {
        case .literal(let value): return value
        case .name(let name): return lookup(name, scope)
        default: break
        }
        do {
            return try nested { () throws(LakeError) in
                try compute(expression, scope, caller)
            }
        } catch {
            throw located(error, expression.position, scope)
        }
    }

    private func compute(
        _ expression: Expression, _ scope: Scope, _ caller: JinjaCallable?
    ) throws(LakeError) -> JinjaValue {
        switch expression.kind {
        case .literal(let value): return value
        case .name(let name): return lookup(name, scope)
        case .list(let items): return .list(try evaluate(all: items, scope))
        case .tuple(let items): return .tuple(try evaluate(all: items, scope))
        case .dict(let pairs): return try dictionary(pairs, scope)
        case .attribute(let base, let name):
            let value = try evaluate(base, scope)
            return try located(base.position, scope) { () throws(LakeError) in
                try attribute(name, of: value)
            }
        case .item(let base, let key):
            let value = try evaluate(base, scope)
            let keyValue = try evaluate(key, scope)
            return try located(base.position, scope) { () throws(LakeError) in
                try item(keyValue, of: value)
            }
        case .slice(let base, let start, let end, let step):
            return try Slicing(
                try bound(start, scope), try bound(end, scope), try bound(step, scope)
            ).slice(try evaluate(base, scope), budget)
        case .call(let callee, let arguments):
            return try call(callee, arguments, scope, caller)
        case .filter(let base, let filter):
            return try apply(filter, to: try evaluate(base, scope), scope)
        case .test(let base, let test):
            return .bool(try check(test, try evaluate(base, scope), scope))
        case .not(let operand): return .bool(!(try evaluate(operand, scope).isTrue))
        case .negative(let operand): return try Arithmetic.negated(try evaluate(operand, scope))
        case .positive(let operand): return try Arithmetic.positive(try evaluate(operand, scope))
        case .arithmetic(let first, let rest): return try arithmetic(first, rest, scope)
        case .concatenation(let parts): return try concatenation(parts, scope)
        case .and(let operands): return try logical(operands, scope, until: false)
        case .or(let operands): return try logical(operands, scope, until: true)
        case .comparison(let first, let rest):
            return .bool(try compare(first, rest, scope))
        case .conditional(let value, let test, let other):
            return try conditional(value, test, other, scope)
        }
    }

    private func evaluate(
        all expressions: [Expression], _ scope: Scope
    ) throws(LakeError) -> [JinjaValue] {
        var values: [JinjaValue] = []
        values.reserveCapacity(expressions.count)
        for expression in expressions { values.append(try evaluate(expression, scope)) }
        return values
    }

    private func dictionary(
        _ pairs: [(key: Expression, value: Expression)], _ scope: Scope
    ) throws(LakeError) -> JinjaValue {
        let dictionary = JinjaDictionary()
        for (key, value) in pairs {
            try dictionary.set(try evaluate(key, scope), to: try evaluate(value, scope))
        }
        return .dict(dictionary)
    }

    private func bound(
        _ expression: Expression?, _ scope: Scope
    ) throws(LakeError) -> JinjaValue {
        guard let expression else { return .none }
        return try evaluate(expression, scope)
    }

    private func arithmetic(
        _ first: Expression, _ rest: [(Expression.Operator, Expression)], _ scope: Scope
    ) throws(LakeError) -> JinjaValue {
        var value = try evaluate(first, scope)
        for (symbol, operand) in rest {
            value = try Arithmetic.apply(symbol, value, try evaluate(operand, scope), self)
        }
        return value
    }

    private func concatenation(
        _ parts: [Expression], _ scope: Scope
    ) throws(LakeError) -> JinjaValue {
        var result = ""
        for part in parts {
            result += try text(try evaluate(part, scope))
            try budget.check(textBytes: result.utf8.count)
        }
        try budget.spend(textBytes: result.utf8.count)
        return .string(result)
    }

    /// The first operand that decides, as in Python: `and` and `or` give operands, not truths.
    private func logical(
        _ operands: [Expression], _ scope: Scope, until decisive: Bool
    ) throws(LakeError) -> JinjaValue {
        var value = JinjaValue.none
        for operand in operands {
            value = try evaluate(operand, scope)
            if value.isTrue == decisive { return value }
        }
        return value
    }

    private func conditional(
        _ value: Expression, _ test: Expression, _ other: Expression?, _ scope: Scope
    ) throws(LakeError) -> JinjaValue {
        if try evaluate(test, scope).isTrue { return try evaluate(value, scope) }
        if let other { return try evaluate(other, scope) }
        let hint = "the condition is false and there is no 'else'"
        return .undefined(JinjaUndefined(name: "if", hint: hint))
    }

    // MARK: - Comparison

    private func compare(
        _ first: Expression, _ rest: [(Expression.Comparison, Expression)], _ scope: Scope
    ) throws(LakeError) -> Bool {
        var left = try evaluate(first, scope)
        for (comparison, operand) in rest {
            let right = try evaluate(operand, scope)
            guard try holds(comparison, left, right) else { return false }
            left = right
        }
        return true
    }

    /// Whether the comparison of two values holds.
    func holds(
        _ comparison: Expression.Comparison, _ left: JinjaValue, _ right: JinjaValue
    ) throws(LakeError) -> Bool {
        switch comparison {
        case .equal: return try left.isEqual(to: right, budget)
        case .notEqual: return try !left.isEqual(to: right, budget)
        case .isIn: return try contains(right, left)
        case .isNotIn: return try !contains(right, left)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard let order = try left.order(to: right, symbol: comparison.rawValue, budget) else {
                return false
            }
            return switch comparison {
            case .less: order < 0
            case .lessOrEqual: order <= 0
            case .greater: order > 0
            default: order >= 0
            }
        }
    }

    /// `value in container`
    func contains(_ container: JinjaValue, _ value: JinjaValue) throws(LakeError) -> Bool {
        switch container {
        case .string(let text):
            guard case .string(let wanted) = value else {
                throw JinjaFailure.operands("in", value, container)
            }
            try budget.spend(textBytes: text.utf8.count)
            return PythonText.contains(text, wanted)
        case .dict(let dictionary): return try dictionary.value(value) != nil
        default:
            for item in try iterate(container) where try item.isEqual(to: value, budget) {
                return true
            }
            return false
        }
    }

    // MARK: - Calls, filters, tests

    private func call(
        _ callee: Expression, _ arguments: Arguments, _ scope: Scope, _ caller: JinjaCallable?
    ) throws(LakeError) -> JinjaValue {
        if case .attribute(let base, let name) = callee.kind {
            let receiver = try evaluate(base, scope)
            let values = try evaluate(arguments, name, scope, caller)
            // A method is called without making a value of it.
            stand(at: callee.position)
            if let result = try Methods.call(name, of: receiver, values) { return result }
            let function = try located(base.position, scope) { () throws(LakeError) in
                try attribute(name, of: receiver)
            }
            return try call(function, values, at: callee.position)
        }
        let function = try evaluate(callee, scope)
        let name = if case .name(let name) = callee.kind { name } else { function.typeName }
        return try call(
            function, try evaluate(arguments, name, scope, caller), at: callee.position)
    }

    private func located<Result>(
        _ position: TextPosition, _ scope: Scope, _ body: () throws(LakeError) -> Result
    ) throws(LakeError) -> Result {
        do { return try body() } catch { throw located(error, position, scope) }
    }

    /// Evaluates the arguments of a call, a filter or a test.
    private func evaluate(
        _ arguments: Arguments, _ function: String, _ scope: Scope,
        _ caller: JinjaCallable? = nil
    ) throws(LakeError) -> CallArguments {
        var positional = try evaluate(all: arguments.positional, scope)
        var keywords: [(name: String, value: JinjaValue)] = []
        for (name, value) in arguments.keywords {
            keywords.append((name, try evaluate(value, scope)))
        }
        if let spread = arguments.spread {
            positional += try iterate(try evaluate(spread, scope))
            try budget.spend(items: positional.count)
        }
        if let spread = arguments.keywordSpread {
            try add(try evaluate(spread, scope), to: &keywords, function)
        }
        if let caller { keywords.append(("caller", .callable(caller))) }
        return CallArguments(
            function: function, positional: positional, keywords: keywords, rendering: self)
    }

    private func add(
        _ spread: JinjaValue, to keywords: inout [(name: String, value: JinjaValue)],
        _ function: String
    ) throws(LakeError) {
        guard case .dict(let dictionary) = spread else {
            throw LakeError(
                .invalidInput, "what stands behind '**' is a dictionary, not \(spread.typeName)")
        }
        try budget.spend(items: dictionary.count)
        for (key, value) in zip(dictionary.keys, dictionary.values) {
            guard case .string(let name) = key else {
                throw LakeError(.invalidInput, "the names of arguments are texts")
            }
            if keywords.contains(where: { $0.name == name }) {
                throw LakeError(.invalidInput, "\(function)() got '\(name)' twice")
            }
            keywords.append((name, value))
        }
    }

    /// Sends a value through a filter.
    func apply(
        _ filter: Application, to value: JinjaValue, _ scope: Scope
    ) throws(LakeError) -> JinjaValue {
        try located(filter.position, scope) { () throws(LakeError) in
            try apply(
                filter: filter.name, to: value, try evaluate(filter.arguments, filter.name, scope))
        }
    }

    /// Sends a value through the filter of a name.
    func apply(
        filter name: String, to value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> JinjaValue {
        if let filter = environment.filters[name] {
            return try call(.callable(filter), [value] + arguments.positional, arguments.keywords)
        }
        guard let filter = Filters.all[name] else {
            throw JinjaFailure.unknown(
                "filter", name, known: Array(Filters.all.keys) + environment.filters.keys)
        }
        return try filter(value, arguments)
    }

    private func check(
        _ test: Application, _ value: JinjaValue, _ scope: Scope
    ) throws(LakeError) -> Bool {
        try located(test.position, scope) { () throws(LakeError) in
            try check(test: test.name, value, try evaluate(test.arguments, test.name, scope))
        }
    }

    /// Whether the test of a name holds.
    func check(
        test name: String, _ value: JinjaValue, _ arguments: CallArguments
    ) throws(LakeError) -> Bool {
        guard let test = ValueTests.all[name] else {
            throw JinjaFailure.unknown("test", name, known: Array(ValueTests.all.keys))
        }
        return try test(value, arguments)
    }
}
