// The YAML files beside models: descriptions, columns, tests and sources.
//
//     models:                                sources:
//       - name: dim_patient                    - name: omop
//         description: One row a person.         schema: main
//         config: {materialized: table}          tables:
//         columns:                                 - name: person
//           - name: patient_id                       identifier: person
//             data_type: bigint                      columns: […]
//             data_tests:
//               - unique
//               - accepted_values:
//                   arguments: {values: [a, b]}
//                   config: {severity: warn}
//
// Source: dbt documentation, "Model properties", "Source properties", "Data tests".

import Columnar
import Jinja
import YAML

/// One column as documented.
package struct ColumnProperties {
    package let name: String
    package let description: String?
    package let dataType: String?
    let tests: [TestUse]
}

/// A generic test that is put on a relation or a column.
struct TestUse {
    /// Of the test: `not_null`, `dbt_utils.at_least_one`.
    let testName: String
    /// The name that the user gave it; nil to make one.
    let givenName: String?
    let arguments: [(name: String, value: JinjaValue)]
    let config: NodeConfig
    let line: Int
    let column: Int
}

/// What a YAML file says of one model, seed or singular test.
struct NodeProperties {
    let kind: ResourceKind
    let name: String
    let description: String?
    let columns: [ColumnProperties]
    let tests: [TestUse]
    let config: NodeConfig
    let file: String
    let line: Int
    let column: Int
}

/// One table of a source.
package struct SourceTable {
    package let source: String
    package let table: String
    /// What the data calls it.
    package let identifier: String
    package let schema: String
    package let description: String?
    package let columns: [ColumnProperties]
    let tests: [TestUse]
    let config: NodeConfig
    let file: String
    let line: Int
}

/// One YAML file of properties.
struct PropertyFile {
    private(set) var nodes: [NodeProperties] = []
    private(set) var sources: [SourceTable] = []
    /// What is in the file and has no effect here.
    private(set) var notes: [String] = []
    private let file: String

    /// - Throws: `LakeError` at `.file`, `.line`, `.column`.
    init(_ text: String, file: String) throws(LakeError) {
        self.file = file
        guard let root = try parseYAML(Array(text.utf8), file: file) else { return }
        do throws(LakeError) {
            guard let members = root.members else { throw root.error("a mapping is wanted here") }
            for member in members { try read(member, root) }
        } catch {
            throw error.at(.file(file))
        }
    }

    private mutating func read(
        _ member: YAMLNode.Member, _ root: YAMLNode
    ) throws(LakeError) {
        switch member.key {
        case "version": break
        case "models": for node in try root.elements("models") { try add(node, .model) }
        case "seeds": for node in try root.elements("seeds") { try add(node, .seed) }
        case "data_tests", "tests":
            for node in try root.elements(member.key) { try add(node, .test) }
        case "sources": for node in try root.elements("sources") { try addSource(node) }
        case "macros": break
        case "unit_tests":
            throw LakeError(
                .unsupported, "unit tests are not run by healthlake",
                at: [.line(member.line), .column("\(member.column)")],
                advice: "move them to a folder outside of model-paths, or run them with dbt")
        case "exposures", "metrics", "semantic_models", "saved_queries", "groups", "analyses",
            "snapshots", "functions":
            notes.append("\(file): line \(member.line): '\(member.key)' has no effect here")
        default:
            let near = nearest(
                to: member.key, among: ["models", "seeds", "sources", "data_tests", "macros"])
            throw LakeError(
                .invalidInput, "the key '\(member.key)' is not known",
                at: [.line(member.line), .column("\(member.column)")],
                advice: near.map { "did you mean '\($0)'?" })
        }
    }

    private mutating func add(_ node: YAMLNode, _ kind: ResourceKind) throws(LakeError) {
        var config = NodeConfig()
        // Older projects write these beside `config`.
        for key in ["tags", "docs", "meta", "materialized", "enabled"] where kind != .test {
            if let value = node[key] { config.lay(key, value.jinja) }
        }
        for member in node["config"]?.members ?? [] { config.lay(member.key, member.value.jinja) }
        nodes.append(
            NodeProperties(
                kind: kind, name: try node.requiredText("name", in: "each entry"),
                description: node["description"]?.text, columns: try columns(node),
                tests: kind == .test ? [] : try tests(node), config: config, file: file,
                line: node.line, column: node.column))
    }

    private mutating func addSource(_ node: YAMLNode) throws(LakeError) {
        let source = try node.requiredText("name", in: "a source")
        var config = NodeConfig()
        if let tags = node["tags"] { config.lay("tags", tags.jinja) }
        for member in node["config"]?.members ?? [] { config.lay(member.key, member.value.jinja) }
        for table in try node.elements("tables") {
            let name = try table.requiredText("name", in: "a table of a source")
            var own = config
            if let tags = table["tags"] { own.lay("tags", tags.jinja) }
            for member in table["config"]?.members ?? [] {
                own.lay(member.key, member.value.jinja)
            }
            sources.append(
                SourceTable(
                    source: source, table: name, identifier: table["identifier"]?.text ?? name,
                    schema: node["schema"]?.text ?? source,
                    description: table["description"]?.text, columns: try columns(table),
                    tests: try tests(table), config: own, file: file, line: table.line))
        }
    }

    private func columns(_ node: YAMLNode) throws(LakeError) -> [ColumnProperties] {
        var columns: [ColumnProperties] = []
        for column in try node.elements("columns") {
            let name = try column.requiredText("name", in: "a column")
            if columns.contains(where: { $0.name == name }) {
                throw column.error("the column '\(name)' stands twice")
            }
            columns.append(
                ColumnProperties(
                    name: name, description: column["description"]?.text,
                    dataType: column["data_type"]?.text, tests: try tests(column)))
        }
        return columns
    }

    private func tests(_ node: YAMLNode) throws(LakeError) -> [TestUse] {
        var uses: [TestUse] = []
        for key in ["tests", "data_tests"] {
            for test in try node.elements(key) { uses.append(try self.test(test)) }
        }
        return uses
    }

    private static let configKeys = [
        "severity", "store_failures", "store_failures_as", "where", "limit", "fail_calc",
        "warn_if", "error_if", "enabled", "tags", "meta", "schema", "database", "alias",
    ]

    /// `name`, or `name: {arguments}`, or `{name: …, test_name: …, arguments}`.
    private func test(_ node: YAMLNode) throws(LakeError) -> TestUse {
        if let name = node.text {
            return TestUse(
                testName: name, givenName: nil, arguments: [], config: NodeConfig(),
                line: node.line, column: node.column)
        }
        guard let members = node.members, let first = members.first else {
            throw node.error("a test is a name, or a name with arguments")
        }
        if let name = node["test_name"]?.text {
            return try use(name, node, except: ["test_name"])
        }
        guard members.count == 1 else {
            let near = first.value.isNull ? "; indent the arguments below '\(first.key):'" : ""
            throw node.error("a test has one name, here there are \(members.count) keys\(near)")
        }
        return try use(first.key, first.value, at: node)
    }

    private func use(
        _ name: String, _ node: YAMLNode, except: [String] = [], at place: YAMLNode? = nil
    ) throws(LakeError) -> TestUse {
        var arguments: [(name: String, value: JinjaValue)] = []
        var config = NodeConfig()
        guard node.isNull || node.members != nil else {
            throw node.error("the arguments of the test '\(name)' must be a mapping")
        }
        for member in node.members ?? [] where !except.contains(member.key) {
            switch member.key {
            case "name", "description": break
            case "config":
                for member in member.value.members ?? [] {
                    config.lay(member.key, member.value.jinja)
                }
            case "arguments":
                for member in member.value.members ?? [] {
                    arguments.append((member.key, member.value.jinja))
                }
            case let key where Self.configKeys.contains(key): config.lay(key, member.value.jinja)
            default: arguments.append((member.key, member.value.jinja))
            }
        }
        let place = place ?? node
        return TestUse(
            testName: name, givenName: node["name"]?.text, arguments: arguments, config: config,
            line: place.line, column: place.column)
    }
}
