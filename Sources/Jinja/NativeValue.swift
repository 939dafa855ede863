// Templates in YAML, such as `+enabled: "{{ var('full') | as_bool }}"`: a template that is one
// expression gives the expression's value, and dbt's filters at its end read the value's text.
//
//     as_native   what the text would be as a literal, else the text
//     as_bool     true or false, else an error
//     as_number   a number, else an error
//     as_text     the text
//
// Source: dbt documentation, "as_bool", "as_native", "as_number", "as_text".

package import Columnar

extension Environment {
    /// The value of a template in YAML.
    ///
    /// - Throws: as `render`; `LakeError.invalidInput` for a text that `as_bool` or `as_number`
    ///   cannot read.
    package func renderNative(
        _ template: Template, variables: [String: JinjaValue] = [:], package: String? = nil
    ) throws(LakeError) -> JinjaValue {
        guard template.statements.count == 1,
            case .output(let expression) = template.statements[0].kind
        else { return .string(try render(template, variables: variables, package: package)) }
        let rendering = Rendering(
            self, path: template.path, package: package ?? rootPackage, variables: variables)
        defer { rendering.end() }
        let (given, text) = try rendering.finish { () throws(LakeError) in
            let value = try rendering.evaluate(expression, Scope(inside: nil))
            return (value, try rendering.text(value))
        }
        guard case .filter(_, let filter) = expression.kind, filter.name.hasPrefix("as_") else {
            return given
        }
        if filter.name == "as_text" { return .string(text) }
        let value = literal(text)
        switch (filter.name, value) {
        case ("as_bool", .bool?), ("as_number", .int?), ("as_number", .float?):
            return value ?? .string(text)
        case ("as_native", _): return value ?? .string(text)
        default:
            throw LakeError(
                .invalidInput, "'\(text)' is no \(filter.name == "as_bool" ? "bool" : "number")",
                at: [
                    .file(template.path), .line(filter.position.line),
                    .column(String(filter.position.column)),
                ])
        }
    }

    /// The value that a text writes out; nil when it is no literal.
    private func literal(_ text: String) -> JinjaValue? {
        guard let expression = try? Parser.expression(text, path: ""), isLiteral(expression),
            let tokens = try? Lexer("{{ " + text + "\n}}", path: "").run(),
            // Python's literals are meant: `true` is none of them.
            tokens.allSatisfy({ $0.kind != .name || ["True", "False", "None"].contains($0.text) })
        else { return nil }
        let rendering = Rendering(self, path: "", package: rootPackage, variables: [:])
        return try? rendering.evaluate(expression, Scope(inside: nil))
    }

    private func isLiteral(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .literal: true
        case .negative(let operand), .positive(let operand): isLiteral(operand)
        case .list(let items), .tuple(let items): items.allSatisfy(isLiteral)
        case .dict(let pairs): pairs.allSatisfy { isLiteral($0.key) && isLiteral($0.value) }
        default: false
        }
    }
}
