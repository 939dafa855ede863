// The grammar of tags:
//
//     if elif else endif         for … in … [if …] [recursive] else endfor    break continue
//     set x = …                  set x [| filter] endset                      do expression
//     macro name(…) endmacro     call[(…)] macro(…) endcall
//     filter name endfilter      with x = …, … endwith
//
// and dbt's named blocks, in Parser+NamedBlocks.

import Columnar

extension Parser {
    /// Text and tags up to one of the tags that end them, whose name becomes the current token.
    mutating func statements(until ends: [String]) throws(LakeError) -> [Statement] {
        var statements: [Statement] = []
        while true {
            let token = next()
            switch token.kind {
            case .data: statements.append(Statement(.text(token.text), at: token.position))
            case .outputBegin:
                let value = try tupleOrExpression()
                try expect(.outputEnd, "the expression")
                statements.append(Statement(.output(value), at: token.position))
            case .blockBegin:
                if current.kind == .name, ends.contains(current.text) { return statements }
                statements.append(
                    try nested { (parser) throws(LakeError) in try parser.tag() })
            default:
                if let open = openTags.last {
                    throw fail(
                        "'\(open.name)' is never closed", at: open.position,
                        advice: "close it with {% end\(open.name) %}")
                }
                return statements
            }
        }
    }

    /// The body of a tag, from the end of its first tag to the tag that ends it.
    ///
    /// - Returns: the body and the token that named the end.
    mutating func body(
        of tag: Token, until ends: [String]
    ) throws(LakeError) -> (statements: [Statement], end: Token) {
        _ = skip(.colon)
        try expect(.blockEnd, "the tag '\(tag.text)'")
        openTags.append((tag.text, tag.position))
        let statements = try statements(until: ends)
        openTags.removeLast()
        return (statements, next())
    }

    /// A body that only its own end tag ends.
    mutating func wholeBody(of tag: Token) throws(LakeError) -> [Statement] {
        let body = try body(of: tag, until: ["end" + tag.text]).statements
        try expect(.blockEnd, "the tag 'end\(tag.text)'")
        return body
    }

    private mutating func tag() throws(LakeError) -> Statement {
        let tag = try expectName("the name of a tag")
        switch tag.text {
        case "if": return try condition(tag)
        case "for": return try loop(tag)
        case "set": return try assignment(tag)
        case "macro": return try macro(tag)
        case "call": return try callBlock(tag)
        case "filter": return try filterBlock(tag)
        case "with": return try with(tag)
        case "do":
            return try simple(tag) { (parser) throws(LakeError) in
                .perform(try parser.tupleOrExpression())
            }
        case "print":
            return try simple(tag) { (parser) throws(LakeError) in
                .output(try parser.printed(at: tag.position))
            }
        case "break", "continue":
            guard loopDepth > 0 else {
                throw fail("'\(tag.text)' is outside of a loop", at: tag.position)
            }
            return try simple(tag) { (_) throws(LakeError) in
                tag.text == "break" ? .breakLoop : .continueLoop
            }
        case "test", "materialization", "snapshot", "docs":
            return try namedBlock(tag)
        default: throw unknown(tag)
        }
    }

    private func unknown(_ tag: Token) -> LakeError {
        switch tag.text {
        case "include", "import", "from", "extends", "block", "autoescape", "trans":
            return LakeError(
                .unsupported, "the tag '\(tag.text)' is not for models", at: place(tag.position),
                advice: "macros of other files are known by their names")
        case "elif", "else":
            return fail("'\(tag.text)' is outside of what it belongs to", at: tag.position)
        default:
            if tag.text.hasPrefix("end") {
                return fail(
                    openTags.last.map { "'\(tag.text)' does not close '\($0.name)'" }
                        ?? "'\(tag.text)' closes nothing",
                    at: tag.position,
                    advice: openTags.last.map { "close it with {% end\($0.name) %} first" })
            }
            let near = nearest(to: tag.text, among: Self.tags)
            return fail(
                "there is no tag '\(tag.text)'", at: tag.position,
                advice: near.map { "did you mean '\($0)'?" })
        }
    }

    private static let tags = [
        "break", "call", "continue", "do", "docs", "elif", "else", "endcall",
        "endfilter", "endfor", "endif", "endmacro", "endmaterialization", "endset", "endsnapshot",
        "endtest", "endwith", "filter", "for", "if", "macro", "materialization", "print", "raw",
        "set", "snapshot", "test", "with",
    ]

    private mutating func simple(
        _ tag: Token, _ parse: (inout Parser) throws(LakeError) -> Statement.Kind
    ) throws(LakeError) -> Statement {
        let kind = try parse(&self)
        try expect(.blockEnd, "the tag '\(tag.text)'")
        return Statement(kind, at: tag.position)
    }

    /// `print a, b` prints one after the other.
    private mutating func printed(at position: TextPosition) throws(LakeError) -> Expression {
        var parts = [try expression()]
        while skip(.comma) { parts.append(try expression()) }
        return try node(.concatenation(parts), at: position, above: parts)
    }

    private mutating func condition(_ tag: Token) throws(LakeError) -> Statement {
        var branches: [(test: Expression, body: [Statement])] = []
        var otherwise: [Statement] = []
        while true {
            let test = try tupleOrExpression(conditional: false)
            let (statements, end) = try body(of: tag, until: ["elif", "else", "endif"])
            branches.append((test, statements))
            if end.text == "elif" { continue }
            if end.text == "else" {
                otherwise = try wholeBody(of: tag)
            } else {
                try expect(.blockEnd, "the tag 'endif'")
            }
            return Statement(.condition(branches, otherwise: otherwise), at: tag.position)
        }
    }

    private mutating func loop(_ tag: Token) throws(LakeError) -> Statement {
        let target = try target()
        guard skip(name: "in") else {
            throw fail("'in' is expected, not \(current.description)")
        }
        let items = try tupleOrExpression(conditional: false, stop: "recursive")
        let test = skip(name: "if") ? try expression() : nil
        let isRecursive = skip(name: "recursive")
        loopDepth += 1
        let (statements, end) = try body(of: tag, until: ["endfor", "else"])
        loopDepth -= 1
        var otherwise: [Statement] = []
        if end.text == "else" {
            otherwise = try wholeBody(of: tag)
        } else {
            try expect(.blockEnd, "the tag 'endfor'")
        }
        let loop = Loop(
            target: target, items: items, test: test, isRecursive: isRecursive,
            body: statements, otherwise: otherwise)
        return Statement(.loop(loop), at: tag.position)
    }

    private mutating func assignment(_ tag: Token) throws(LakeError) -> Statement {
        let target = try target(allowsAttribute: true)
        if skip(.assign) {
            return try simple(tag) { (parser) throws(LakeError) in
                .assign(target, try parser.tupleOrExpression())
            }
        }
        var filters: [Application] = []
        while skip(.pipe) { filters.append(try application("the name of a filter")) }
        return Statement(
            .assignBlock(target, filters, try wholeBody(of: tag)), at: tag.position)
    }

    private mutating func callBlock(_ tag: Token) throws(LakeError) -> Statement {
        let parameters = isAt(.openParenthesis) ? try parameters() : []
        let call = try expression()
        guard case .call = call.kind else {
            throw fail("'call' needs the call of a macro", at: call.position)
        }
        let caller = try definition("caller", parameters, tag)
        return Statement(.callBlock(caller, call: call), at: tag.position)
    }

    private mutating func filterBlock(_ tag: Token) throws(LakeError) -> Statement {
        var filters: [Application] = []
        repeat { filters.append(try application("the name of a filter")) } while skip(.pipe)
        return Statement(.filterBlock(filters, try wholeBody(of: tag)), at: tag.position)
    }

    private mutating func with(_ tag: Token) throws(LakeError) -> Statement {
        var assignments: [(target: Target, value: Expression)] = []
        while current.kind != .blockEnd {
            let target = Target.name(try assignableName())
            try expect(.assign)
            assignments.append((target, try expression()))
            if !skip(.comma) { break }
        }
        return Statement(.with(assignments, try wholeBody(of: tag)), at: tag.position)
    }
}
