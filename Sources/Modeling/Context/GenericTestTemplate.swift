// The SQL of a generic test: the macro `test_NAME` called with the relation, the column and the
// arguments that stand in YAML.
//
//     relationships:                      test_relationships(model=dim_patient,
//       arguments:                   →        column_name='provider_id',
//         to: ref('dim_provider')             to=dim_provider, field='provider_id')
//         field: provider_id
//
// A text that is a call of ref, source, var or env_var is evaluated; one with tags is rendered.
// Source: dbt documentation, "Writing custom generic data tests".

import Columnar
import Jinja

struct GenericTestTemplate {
    let session: TemplateSession
    let node: Node
    let tested: Node

    /// - Parameter relation: what the test reads as `model`.
    /// - Throws: `LakeError` at the place in YAML for arguments that the macro does not take.
    func render(relation: RelationValue) throws(LakeError) -> String {
        guard let test = node.genericTest else {
            throw LakeError(.internal, "'\(node.name)' is no generic test")
        }
        var keywords: [(name: String, value: JinjaValue)] = [
            ("model", .object(filtered(relation)))
        ]
        if let column = test.column { keywords.append(("column_name", .string(column))) }
        for (name, value) in test.arguments where name != "model" {
            keywords.removeAll { $0.name == name }
            keywords.append((name, try argument(value)))
        }
        let prefix = test.namespace.map { $0 + "." } ?? ""
        let value = try session.environment.callMacro(
            prefix + "test_" + test.testName, keywords: keywords, variables: session.variables,
            path: node.path, position: TextPosition(line: node.line, column: 1))
        return plainText(value) ?? ""
    }

    /// The rows that the configuration `where` leaves.
    private func filtered(_ relation: RelationValue) -> any JinjaObject {
        guard let condition = node.config.text("where") else { return relation }
        let sql = "(select * from \(relation.sql) where \(condition)) dbt_subquery"
        return NamedObject("Relation", shown: sql) { (name) throws(LakeError) in
            try relation.attribute(name)
        }
    }

    private func argument(_ value: JinjaValue) throws(LakeError) -> JinjaValue {
        switch value {
        case .string(let text):
            if isCall(text) {
                return try session.environment.evaluate(
                    text, path: node.path, variables: session.variables)
            }
            guard text.contains("{{") || text.contains("{%") else { return value }
            return .string(try session.render(text: text, path: node.path, line: node.line))
        case .list(let list):
            var items: [JinjaValue] = []
            for item in list.items { items.append(try argument(item)) }
            return .list(items)
        default: return value
        }
    }

    private func isCall(_ text: String) -> Bool {
        let trimmed = text.drop { $0 == " " }
        let name = trimmed.prefix { $0.isLetter || $0 == "_" }
        guard ["ref", "source", "var", "env_var", "doc"].contains(String(name)) else {
            return false
        }
        let rest = trimmed.dropFirst(name.count).drop { $0 == " " }
        return rest.first == "(" && rest.reversed().first { $0 != " " } == ")"
    }
}
