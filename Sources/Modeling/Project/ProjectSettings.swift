// dbt_project.yml: the name of the project, its folders, variables and configuration.
//
//     name: clinic
//     version: "1.0"
//     model-paths: [models]          also macro-, seed-, test-, snapshot-, analysis-paths
//     vars: {as_of: "2026-01-01"}    also below the project's name
//     models:                        a tree of folders; keys with a + are configuration
//       clinic: {staging: {+materialized: table}}
//     on-run-start: ["…"]
//
// Source: dbt documentation, "dbt_project.yml".

import Columnar
package import Jinja
import YAML

/// What dbt_project.yml says.
package struct ProjectSettings {
    package let name: String
    package let version: String?
    /// The file, as messages name it.
    package let path: String
    let modelFolders: [String]
    let macroFolders: [String]
    let seedFolders: [String]
    let testFolders: [String]
    let snapshotFolders: [String]
    /// Variables with the values that the file gives them; those under the project's name count
    /// before the ones of all projects.
    package let variables: [(name: String, value: JinjaValue)]
    let onRunStart: [String]
    let onRunEnd: [String]
    /// The trees under `models`, `seeds`, `data_tests` and `sources`, as written.
    let trees: [ResourceKind: YAMLNode]
    /// Macro namespaces whose dispatch goes elsewhere first.
    let dispatch: [(namespace: String, order: [String])]
    package var notes: [String] = []

    private static let known = [
        "name", "version", "config-version", "profile", "model-paths", "macro-paths", "seed-paths",
        "test-paths", "snapshot-paths", "analysis-paths", "asset-paths", "docs-paths",
        "function-paths", "vars", "models", "seeds", "tests", "data_tests", "unit_tests",
        "snapshots", "sources", "exposures", "metrics", "semantic-models", "saved-queries",
        "dispatch", "on-run-start", "on-run-end", "clean-targets", "target-path", "log-path",
        "packages-install-path", "require-dbt-version", "query-comment", "quoting", "flags",
        "restrict-access", "dbt-cloud",
    ]

    /// - Throws: `LakeError` at `.file`, `.line`, `.column`.
    init(reading files: ProjectFiles) throws(LakeError) {
        path = files.path("dbt_project.yml")
        guard try files.exists("dbt_project.yml") else {
            throw LakeError(
                .notFound, "there is no dbt_project.yml", at: [.file(files.directory)],
                advice: "name the directory of a dbt project with --project")
        }
        let text = try files.text(path)
        guard let root = try parseYAML(Array(text.utf8), file: path) else {
            throw LakeError(.invalidInput, "the file is empty", at: [.file(path)])
        }
        do throws(LakeError) {
            guard let members = root.members else { throw root.error("a mapping is wanted here") }
            name = try root.requiredText("name", in: "a project")
            guard name.utf8.allSatisfy(isNameByte) else {
                throw root["name"]?.error(
                    "a project's name has letters, digits and _ only, unlike '\(name)'")
                    ?? root.error("the name is missing")
            }
            version = root["version"]?.text
            modelFolders = try root["model-paths"]?.texts("'model-paths'") ?? ["models"]
            macroFolders = try root["macro-paths"]?.texts("'macro-paths'") ?? ["macros"]
            seedFolders = try root["seed-paths"]?.texts("'seed-paths'") ?? ["seeds"]
            testFolders = try root["test-paths"]?.texts("'test-paths'") ?? ["tests"]
            snapshotFolders = try root["snapshot-paths"]?.texts("'snapshot-paths'") ?? ["snapshots"]
            variables = try Self.variables(root["vars"], project: name)
            onRunStart = try root["on-run-start"]?.texts("'on-run-start'") ?? []
            onRunEnd = try root["on-run-end"]?.texts("'on-run-end'") ?? []
            var trees: [ResourceKind: YAMLNode] = [:]
            trees[.model] = root["models"]
            trees[.seed] = root["seeds"]
            trees[.source] = root["sources"]
            trees[.test] = root["data_tests"] ?? root["tests"]
            self.trees = trees
            dispatch = try Self.dispatch(root)
            for member in members where !Self.known.contains(member.key) {
                let near = nearest(to: member.key, among: Self.known)
                notes.append(
                    "\(path): line \(member.line): the key '\(member.key)' is not known"
                        + (near.map { "; did you mean '\($0)'?" } ?? ""))
            }
        } catch {
            throw error.at(.file(files.path("dbt_project.yml")))
        }
    }

    private static func variables(
        _ node: YAMLNode?, project: String
    ) throws(LakeError) -> [(name: String, value: JinjaValue)] {
        guard let node, !node.isNull else { return [] }
        guard let members = node.members else { throw node.error("'vars' must be a mapping") }
        var variables: [(name: String, value: JinjaValue)] = []
        for member in members where member.key != project {
            variables.append((member.key, member.value.jinja))
        }
        for member in node[project]?.members ?? [] {
            variables.removeAll { $0.name == member.key }
            variables.append((member.key, member.value.jinja))
        }
        return variables
    }

    private static func dispatch(
        _ root: YAMLNode
    ) throws(LakeError) -> [(namespace: String, order: [String])] {
        var dispatch: [(namespace: String, order: [String])] = []
        for entry in try root.elements("dispatch") {
            dispatch.append(
                (
                    try entry.requiredText("macro_namespace", in: "an entry of 'dispatch'"),
                    try entry["search_order"]?.texts("'search_order'") ?? []
                ))
        }
        return dispatch
    }

    /// The configuration that the tree has for a node: of all folders around it, the outer first.
    ///
    /// - Parameter names: the node's fully qualified name: project, folders, name.
    /// - Throws: `LakeError.invalidInput` at `.file`, `.line`, `.column`.
    func config(_ kind: ResourceKind, names: [String]) throws(LakeError) -> NodeConfig {
        var config = NodeConfig()
        var node = trees[kind]
        var rest = names[...]
        while let current = node {
            for member in current.members ?? [] where member.key.hasPrefix("+") {
                config.lay(String(member.key.dropFirst()), member.value.jinja)
            }
            // Without the plus, a key is configuration when it is no folder and no mapping.
            for member in current.members ?? []
            where !member.key.hasPrefix("+") && member.value.members == nil {
                config.lay(member.key, member.value.jinja)
            }
            guard let name = rest.popFirst() else { break }
            node = current[name]
        }
        return config
    }
}

func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: true
    default: false
    }
}
