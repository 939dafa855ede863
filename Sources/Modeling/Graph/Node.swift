// One node of the graph: a model, a seed, a test or a table of a source.

import Jinja

/// What a node is.
package enum ResourceKind: String, Sendable, CaseIterable {
    case model, seed, test, source, operation
}

/// How a model lands in the database.
package enum Materialisation: String, Sendable, CaseIterable {
    case view, table, incremental, ephemeral, seed
}

/// A node with what the project says of it. Not Sendable: its values are those of templates.
package final class Node {
    package let kind: ResourceKind
    /// Of the model, seed or test; `source.table` of a source.
    package let name: String
    /// `model.clinic.dim_patient`
    package let uniqueID: String
    /// The project, the folders, the name: what selectors go by.
    package let qualifiedName: [String]
    /// The file as messages name it.
    package let path: String
    /// The file below the project's directory.
    package let relativePath: String
    /// Where in the file it is described or begins.
    package let line: Int
    /// What was written: SQL with tags; nothing for seeds and sources.
    package let text: String
    package internal(set) var config = NodeConfig()
    package internal(set) var description: String?
    package internal(set) var columns: [ColumnProperties] = []
    /// Indices in the graph, in the order in which the text names them, without repetition.
    package internal(set) var parents: [Int] = []
    package internal(set) var children: [Int] = []
    /// What only generic tests have.
    package internal(set) var genericTest: GenericTest?
    package internal(set) var sourceTable: SourceTable?
    var template: Template?
    /// What config() said in the text when it was read.
    var configInText = NodeConfig()

    init(
        kind: ResourceKind, name: String, uniqueID: String, qualifiedName: [String], path: String,
        relativePath: String, line: Int = 1, text: String = ""
    ) {
        self.kind = kind
        self.name = name
        self.uniqueID = uniqueID
        self.qualifiedName = qualifiedName
        self.path = path
        self.relativePath = relativePath
        self.line = line
        self.text = text
    }

    package var isEnabled: Bool { config.flag("enabled") ?? true }
    package var tags: [String] { config.texts("tags") }

    /// The name of the table or view in the database.
    package var relationName: String {
        if let alias = config.text("alias"), kind != .source { return alias }
        return sourceTable?.identifier ?? name
    }

    package var isEphemeral: Bool { kind == .model && config.text("materialized") == "ephemeral" }

    /// The parts of the unique key, none when there is no key.
    package var uniqueKey: [String] { config.texts("unique_key") }

    /// What `healthlake ls` prints.
    package var listing: String {
        guard kind == .source, let project = qualifiedName.first else {
            return qualifiedName.joined(separator: ".")
        }
        return "source:\(project).\(name)"
    }
}

/// A test that is a macro with arguments.
package struct GenericTest {
    /// `not_null`
    package let testName: String
    /// Of the package in which the macro lies; nil for the project's own and dbt's.
    let namespace: String?
    package let column: String?
    /// The model, seed or source table that is tested.
    package let attached: Int
    let arguments: [(name: String, value: JinjaValue)]
}
