// Macros and dbt's blocks:
//
//     {% macro name(a, b=1) %}                       the macro `name`
//     {% test name(model, column_name) %}            the macro `test_name`
//     {% materialization name, default %}            the macro `materialization_name_default`
//     {% materialization name, adapter='sqlite' %}   the macro `materialization_name_sqlite`
//     {% snapshot name %} {% docs name %}            a body that is read by its name
//
// Source: dbt documentation, "Generic data tests", "Create new materializations", "docs blocks".

import Columnar

extension Parser {
    mutating func macro(_ tag: Token) throws(LakeError) -> Statement {
        let name = try assignableName()
        let definition = try definition(name, try parameters(), tag)
        return Statement(.macro(definition), at: tag.position)
    }

    mutating func parameters() throws(LakeError) -> [(name: String, standard: Expression?)] {
        try expect(.openParenthesis)
        var parameters: [(name: String, standard: Expression?)] = []
        while !isAt(.closeParenthesis) {
            let position = current.position
            let name = try assignableName()
            if parameters.contains(where: { $0.name == name }) {
                throw fail("the parameter '\(name)' is there twice", at: position)
            }
            if skip(.assign) {
                parameters.append((name, try expression()))
            } else if parameters.last?.standard != nil {
                throw fail(
                    "'\(name)' needs a default, since the one before it has one", at: position)
            } else {
                parameters.append((name, nil))
            }
            if !skip(.comma) { break }
        }
        try expect(.closeParenthesis)
        return parameters
    }

    /// The body of a macro; at the top of the template it is a named block, too.
    ///
    /// - Parameter shown: the name that the block has in the template, where it differs.
    mutating func definition(
        _ name: String, _ parameters: [(name: String, standard: Expression?)], _ tag: Token,
        kind: NamedBlock.Kind = .macro, shown: String? = nil
    ) throws(LakeError) -> MacroDefinition {
        let isAtTop = openTags.isEmpty
        let outerLoops = loopDepth
        loopDepth = 0
        specialNames.append([])
        let textStart = current.bytes.upperBound
        let ends = ["end" + tag.text]
        let (body, end) = try body(of: tag, until: ends)
        let text = text(from: textStart, before: end)
        // The name may be repeated behind the end.
        if current.kind == .name { next() }
        try expect(.blockEnd, "the tag '\(ends[0])'")
        loopDepth = outerLoops
        let reads = specialNames.removeLast()
        let definition = MacroDefinition(
            name: name, parameters: parameters, body: body, position: tag.position, reads: reads)
        if isAtTop, tag.text != "call" {
            blocks.append(
                NamedBlock(
                    kind: kind, name: shown ?? name, definition: definition,
                    position: tag.position, text: text, body: nil))
        }
        return definition
    }

    /// What was written between the first tag and the one that ends it.
    private func text(from start: Int, before end: Token) -> String {
        var last = end.bytes.lowerBound
        while last > start, source[last] != ASCII.openBrace { last -= 1 }
        return String(decoding: source[min(start, last)..<last], as: UTF8.self)
    }

    mutating func namedBlock(_ tag: Token) throws(LakeError) -> Statement {
        let name = try expectName("the name of the \(tag.text)").text
        switch tag.text {
        case "test":
            let definition = try definition(
                "test_" + name, try parameters(), tag, kind: .test, shown: name)
            return Statement(.macro(definition), at: tag.position)
        case "materialization":
            let adapter = try adapter()
            let definition = try definition(
                "materialization_\(name)_\(adapter)", [], tag, kind: .materialization, shown: name)
            return Statement(.macro(definition), at: tag.position)
        default:
            return try readBlock(tag, name)
        }
    }

    /// `, default` or `, adapter='name'`, and the languages that a materialization supports.
    private mutating func adapter() throws(LakeError) -> String {
        var adapter = "default"
        while skip(.comma) {
            let word = try expectName("'default' or 'adapter'")
            switch word.text {
            case "default": break
            case "adapter":
                try expect(.assign)
                guard current.kind == .string else {
                    throw fail("the name of an adapter is a text, not \(current.description)")
                }
                adapter = next().text
            case "supported_languages":
                try expect(.assign)
                _ = try expression()
            default: throw fail("'\(word.text)' is no option here", at: word.position)
            }
        }
        return adapter
    }

    private mutating func readBlock(_ tag: Token, _ name: String) throws(LakeError) -> Statement {
        let textStart = current.bytes.upperBound
        let (statements, end) = try body(of: tag, until: ["end" + tag.text])
        let block = NamedBlock(
            kind: tag.text == "docs" ? .docs : .snapshot, name: name, definition: nil,
            position: tag.position, text: text(from: textStart, before: end),
            body: Template(path: path, statements: statements, blocks: []))
        try expect(.blockEnd, "the tag 'end\(tag.text)'")
        if openTags.isEmpty { blocks.append(block) }
        return Statement(.named(block), at: tag.position)
    }
}
