// Literals, names, lists, tuples and dictionaries, and what can be assigned to.

import Columnar

extension Parser {
    mutating func primary() throws(LakeError) -> Expression {
        let token = current
        switch token.kind {
        case .name:
            next()
            return try name(token)
        case .string:
            next()
            var text = token.text
            while current.kind == .string { text += next().text }
            return try node(.literal(.string(text)), at: token.position)
        case .integer, .float:
            next()
            return try literal(token)
        case .symbol(.openParenthesis):
            next()
            let value = try nested { (parser) throws(LakeError) in
                try parser.tupleOrExpression(allowsEmpty: true)
            }
            try expect(.closeParenthesis)
            return value
        case .symbol(.openBracket): return try list()
        case .symbol(.openBrace): return try dictionary()
        default: throw fail("an expression is expected, not \(token.description)")
        }
    }

    private mutating func name(_ token: Token) throws(LakeError) -> Expression {
        switch token.text {
        case "true", "True": return try node(.literal(.bool(true)), at: token.position)
        case "false", "False": return try node(.literal(.bool(false)), at: token.position)
        case "none", "None": return try node(.literal(.none), at: token.position)
        default:
            let special = SpecialNames(name: token.text)
            if !special.isEmpty {
                for index in specialNames.indices { specialNames[index].formUnion(special) }
            }
            return try node(.name(token.text), at: token.position)
        }
    }

    func literal(_ token: Token) throws(LakeError) -> Expression {
        if token.kind == .integer, let value = Int64(token.text) {
            return try node(.literal(.int(value)), at: token.position)
        }
        guard let value = Double(token.text) else {
            throw fail("\(token.text) is no number", at: token.position)
        }
        return try node(.literal(.float(value)), at: token.position)
    }

    private mutating func list() throws(LakeError) -> Expression {
        let position = next().position
        var items: [Expression] = []
        while !isAt(.closeBracket) {
            items.append(try expression())
            if !skip(.comma) { break }
        }
        try expect(.closeBracket)
        return try node(.list(items), at: position, above: items)
    }

    private mutating func dictionary() throws(LakeError) -> Expression {
        let position = next().position
        var pairs: [(key: Expression, value: Expression)] = []
        while !isAt(.closeBrace) {
            let key = try expression()
            try expect(.colon)
            pairs.append((key, try expression()))
            if !skip(.comma) { break }
        }
        try expect(.closeBrace)
        return try node(.dict(pairs), at: position, above: pairs.flatMap { [$0.key, $0.value] })
    }

    /// An expression, or a tuple without parentheses.
    ///
    /// - Parameter stop: a name that ends the tuple.
    mutating func tupleOrExpression(
        conditional: Bool = true, allowsEmpty: Bool = false, stop: String? = nil
    ) throws(LakeError) -> Expression {
        let position = current.position
        var items: [Expression] = []
        var isTuple = false
        while !endsTuple(stop) {
            items.append(try expression(conditional: conditional))
            guard skip(.comma) else { break }
            isTuple = true
        }
        if !isTuple, let only = items.first { return only }
        guard isTuple || allowsEmpty else {
            throw fail("an expression is expected, not \(current.description)")
        }
        return try node(.tuple(items), at: position, above: items)
    }

    private func endsTuple(_ stop: String?) -> Bool {
        switch current.kind {
        case .outputEnd, .blockEnd, .symbol(.closeParenthesis): true
        case .name: stop.map { isAt(name: $0) } ?? false
        default: false
        }
    }

    // MARK: - Targets

    /// What stands before `=` in a `set`, or before `in` in a `for`.
    mutating func target(allowsAttribute: Bool = false) throws(LakeError) -> Target {
        var targets: [Target] = []
        var isTuple = false
        while current.kind == .name || isAt(.openParenthesis), !isAt(name: "in") {
            targets.append(try singleTarget(allowsAttribute))
            guard skip(.comma) else { break }
            isTuple = true
        }
        if isTuple { return .tuple(targets) }
        guard let target = targets.first else {
            throw fail("a name to assign to is expected, not \(current.description)")
        }
        return target
    }

    private mutating func singleTarget(_ allowsAttribute: Bool) throws(LakeError) -> Target {
        if skip(.openParenthesis) {
            let inner = try nested { (parser) throws(LakeError) in
                try parser.target(allowsAttribute: allowsAttribute)
            }
            try expect(.closeParenthesis)
            return inner
        }
        let name = try assignableName()
        guard allowsAttribute, skip(.dot) else { return .name(name) }
        return .attribute(of: name, try expectName("the name of an attribute").text)
    }

    mutating func assignableName() throws(LakeError) -> String {
        let token = try expectName("a name to assign to")
        if ["true", "false", "none", "True", "False", "None"].contains(token.text) {
            throw fail("'\(token.text)' cannot be assigned to", at: token.position)
        }
        return token.text
    }
}
