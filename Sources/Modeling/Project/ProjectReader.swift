// Reads a project in the order in which its parts need each other: macros, properties, nodes,
// the text of each node for its references, generic tests, the graph.

import Columnar
import Jinja
import Storage

struct ProjectReader {
    let files: ProjectFiles
    let projectSettings: ProjectSettings
    let session: TemplateSession
    let graph = ModelGraph()
    private(set) var notes: [String] = []
    private var properties: [NodeProperties] = []
    /// Nodes that `enabled: false` takes out, for messages.
    private var disabled: Set<String> = []
    /// Models and seeds by name, sources by `source.table`.
    private var indexByName: [String: Int] = [:]

    init(
        files: ProjectFiles, _ projectSettings: ProjectSettings, _ settings: ModelSettings
    ) throws(LakeError) {
        self.files = files
        self.projectSettings = projectSettings
        session = try TemplateSession(projectSettings, settings)
    }

    mutating func read() throws(LakeError) {
        try readMacros()
        var sources: [(SourceTable, ProjectFile)] = []
        var owners: [(NodeProperties, ProjectFile)] = []
        for file in try propertyFiles() {
            let properties = try PropertyFile(try files.text(file.path), file: file.path)
            notes += properties.notes
            owners += properties.nodes.map { ($0, file) }
            sources += properties.sources.map { ($0, file) }
        }
        properties = owners.map(\.0)
        for file in try filesBelow(projectSettings.snapshotFolders, endings: ["sql"]) {
            notes.append("\(file.path): snapshots are not run: the file has no effect here")
        }
        try checkProperties()
        let models = try readTemplates(projectSettings.modelFolders, .model)
        let seeds = try seedNodes()
        let tests = try readTemplates(
            projectSettings.testFolders, .test, except: "generic")
        try addNodes(models + seeds)
        try addSources(sources)
        try addNodes(tests)
        try connectReferences()
        for (owner, file) in owners { try addTests(of: owner, in: file) }
        for (table, file) in sources { try addTests(of: table, in: file) }
        _ = try graph.order()
    }

    // MARK: Files

    private func readMacros() throws(LakeError) {
        var found = try filesBelow(projectSettings.macroFolders, endings: ["sql"])
        for folder in projectSettings.testFolders {
            found += try files.list(folder + "/generic").filter { $0.ending == "sql" }
        }
        for file in found {
            let template = try session.environment.parse(
                try files.text(file.path), path: file.path)
            try session.environment.addMacros(of: template, package: projectSettings.name)
        }
    }

    private func filesBelow(
        _ folders: [String], endings: [String]
    ) throws(LakeError) -> [ProjectFile] {
        var found: [ProjectFile] = []
        for folder in folders {
            found += try files.list(folder).filter { endings.contains($0.ending) }
        }
        return found
    }

    private func propertyFiles() throws(LakeError) -> [ProjectFile] {
        let folders =
            projectSettings.modelFolders + projectSettings.seedFolders
            + projectSettings.testFolders + projectSettings.snapshotFolders
        // One folder may lie in another.
        var seen: Set<String> = []
        return try filesBelow(folders, endings: ["yml", "yaml"]).filter {
            seen.insert($0.path).inserted
        }
    }

    private func checkProperties() throws(LakeError) {
        var seen: [String: NodeProperties] = [:]
        for entry in properties {
            if let other = seen[entry.kind.rawValue + entry.name] {
                throw LakeError(
                    .invalidInput,
                    "the \(entry.kind.rawValue) '\(entry.name)' is described in "
                        + "\(other.file):\(other.line) already",
                    at: [.file(entry.file), .line(entry.line)], advice: "keep one of the two")
            }
            seen[entry.kind.rawValue + entry.name] = entry
        }
    }

    // MARK: Nodes

    /// Models and singular tests: a file each.
    private func readTemplates(
        _ folders: [String], _ kind: ResourceKind, except folder: String? = nil
    ) throws(LakeError) -> [Node] {
        var nodes: [Node] = []
        for file in try filesBelow(folders, endings: ["sql", "py"]) {
            if let folder, file.folders.first == folder { continue }
            guard file.ending == "sql" else {
                throw LakeError(
                    .unsupported, "models in Python are not run", at: [.file(file.path)],
                    advice: "write the model in SQL, or move the file")
            }
            let node = makeNode(kind, file, text: try files.text(file.path))
            node.template = try session.environment.parse(node.text, path: file.path)
            nodes.append(node)
        }
        return nodes
    }

    private func seedNodes() throws(LakeError) -> [Node] {
        try filesBelow(projectSettings.seedFolders, endings: ["csv"]).map {
            makeNode(.seed, $0, text: "")
        }
    }

    private func makeNode(_ kind: ResourceKind, _ file: ProjectFile, text: String) -> Node {
        Node(
            kind: kind, name: file.name,
            uniqueID: "\(kind.rawValue).\(projectSettings.name).\(file.name)",
            qualifiedName: [projectSettings.name] + file.folders + [file.name], path: file.path,
            relativePath: file.relativePath, text: text)
    }

    private mutating func addNodes(_ nodes: [Node]) throws(LakeError) {
        var relations: [String: Node] = [:]
        for node in nodes {
            if let other = nodes.first(where: { $0 !== node && $0.name == node.name }) {
                throw LakeError(
                    .invalidInput, "there is a '\(node.name)' in \(other.path) already",
                    at: [.file(node.path)], advice: "rename one of the files")
            }
            try configure(node)
            guard node.isEnabled else {
                disabled.insert(node.name)
                continue
            }
            try check(node)
            if node.kind != .test, let other = relations[node.relationName.lowercased()] {
                throw LakeError(
                    .invalidInput,
                    "\(other.path) makes a relation '\(node.relationName)' as well",
                    at: [.file(node.path)], advice: "give one of them another alias")
            }
            relations[node.relationName.lowercased()] = node
            let index = graph.add(node)
            if node.kind != .test { indexByName[node.name] = index }
        }
    }

    /// Lays the configurations over each other; reads the text of models and tests for theirs.
    private func configure(_ node: Node) throws(LakeError) {
        node.config = try projectConfig(node.kind, node.qualifiedName)
        let entry = properties.first { $0.kind == node.kind && $0.name == node.name }
        if let entry {
            node.description = entry.description
            node.columns = entry.columns
            node.config.lay(try rendered(entry.config, at: entry.file, line: entry.line))
        }
        session.node = node
        defer { session.node = nil }
        if let template = node.template {
            session.captured = CapturedReferences()
            _ = try session.render(template)
            node.configInText = session.captured.config
            node.config.lay(session.captured.config)
            references[ObjectIdentifier(node)] = session.captured.references
        }
        // As in dbt, a node waits for what its hooks read.
        session.captured = CapturedReferences()
        for hook in node.hooks.before + node.hooks.after {
            _ = try session.render(text: hook, path: node.path)
        }
        hookReferences[ObjectIdentifier(node)] = session.captured.references
    }

    /// What each text asks for, until all nodes are known.
    private let references = ReferenceTable()
    private let hookReferences = ReferenceTable()

    private func projectConfig(
        _ kind: ResourceKind, _ name: [String]
    ) throws(LakeError) -> NodeConfig {
        let config = try projectSettings.config(kind, names: name)
        return try rendered(config, at: projectSettings.path, line: 1)
    }

    /// Renders the values of a configuration that have tags, as `"{{ var('x') }}"`.
    private func rendered(
        _ config: NodeConfig, at path: String, line: Int
    ) throws(LakeError) -> NodeConfig {
        var result = NodeConfig()
        for (name, value) in zip(config.names, config.values) {
            // Hooks are rendered when they run.
            if case .string(let text) = value, text.contains("{{"), !name.hasSuffix("hook") {
                let plain = try session.render(text: text, path: path, line: line)
                let lower = plain.lowercased()
                result.replace(
                    name,
                    with: lower == "true" || lower == "false"
                        ? .bool(lower == "true") : .string(plain))
            } else {
                result.replace(name, with: value)
            }
        }
        return result
    }

    private func check(_ node: Node) throws(LakeError) {
        guard node.kind == .model, let written = node.config.text("materialized") else { return }
        let known = Materialisation.allCases.filter { $0 != .seed }.map(\.rawValue)
        guard known.contains(written) else {
            let near = nearest(to: written, among: known)
            throw LakeError(
                .unsupported, "there is no materialization '\(written)'",
                at: [.file(node.path)],
                advice: near.map { "did you mean '\($0)'?" }
                    ?? "there are " + known.joined(separator: ", "))
        }
    }

    private mutating func addSources(
        _ sources: [(SourceTable, ProjectFile)]
    ) throws(LakeError) {
        for (table, file) in sources {
            let name = "\(table.source).\(table.table)"
            let names = [projectSettings.name] + file.folders + [table.source, table.table]
            let node = Node(
                kind: .source, name: name,
                uniqueID: "source.\(projectSettings.name).\(name)", qualifiedName: names,
                path: file.path, relativePath: file.relativePath, line: table.line)
            node.config = try projectConfig(.source, names)
            node.config.lay(table.config)
            node.description = table.description
            node.columns = table.columns
            node.sourceTable = table
            if indexByName["source:" + name] != nil {
                throw LakeError(
                    .invalidInput, "the source table '\(name)' is described twice",
                    at: [.file(file.path), .line(table.line)])
            }
            if node.isEnabled { indexByName["source:" + name] = graph.add(node) }
        }
    }

    // MARK: Edges

    private func connectReferences() throws(LakeError) {
        for (index, node) in graph.nodes.enumerated() {
            for reference in references[ObjectIdentifier(node)] ?? [] {
                let parent = try find(reference, for: node)
                if parent == index {
                    throw LakeError(
                        .invalidInput, "the model reads itself through ref()",
                        at: reference.place, advice: "use {{ this }} in an incremental model")
                }
                graph.connect(parent: parent, child: index)
            }
            for reference in hookReferences[ObjectIdentifier(node)] ?? [] {
                let parent = try find(reference, for: node)
                // What the node made is there when its hook runs, and what it made last before.
                if parent != index { graph.connect(parent: parent, child: index) }
            }
        }
    }

    /// The node that a reference names.
    ///
    /// - Throws: `LakeError.notFound` at the reference, with names that are near.
    private func find(
        _ reference: CapturedReferences.Reference, for node: Node
    ) throws(LakeError) -> Int {
        if reference.isSource {
            let name = reference.names.joined(separator: ".")
            if let index = indexByName["source:" + name] { return index }
            throw unknown("source table", name, reference, known: "source:")
        }
        if reference.names.count == 2, reference.names[0] != projectSettings.name {
            throw LakeError(
                .notFound, "there is no package '\(reference.names[0])'", at: reference.place,
                advice: "projects have no packages here; copy the models into the project")
        }
        let name = reference.names.last ?? ""
        if let index = indexByName[name] { return index }
        if disabled.contains(name) {
            throw LakeError(
                .notFound, "the model '\(name)' is disabled", at: reference.place,
                advice: "take 'enabled: false' away from it")
        }
        throw unknown("model or seed", name, reference, known: "")
    }

    private func unknown(
        _ what: String, _ name: String, _ reference: CapturedReferences.Reference, known: String
    ) -> LakeError {
        let names = indexByName.keys
            .filter { known.isEmpty != $0.hasPrefix("source:") }
            .map { String($0.dropFirst(known.count)) }.sorted(by: isBefore)
        let near = nearest(to: name, among: names)
        return LakeError(
            .notFound, "there is no \(what) '\(name)'", at: reference.place,
            advice: near.map { "did you mean '\($0)'?" }
                ?? (names.isEmpty ? nil : "there are " + names.prefix(8).joined(separator: ", ")))
    }

    // MARK: Generic tests

    private func addTests(of owner: NodeProperties, in file: ProjectFile) throws(LakeError) {
        guard let index = indexByName[owner.name], graph.nodes[index].kind == owner.kind else {
            if owner.kind == .test || disabled.contains(owner.name) { return }
            let near = nearest(
                to: owner.name, among: indexByName.keys.sorted(by: isBefore))
            throw LakeError(
                .notFound, "there is no \(owner.kind.rawValue) '\(owner.name)'",
                at: [.file(owner.file), .line(owner.line), .column("\(owner.column)")],
                advice: near.map { "did you mean '\($0)'?" })
        }
        for use in owner.tests { try add(use, on: index, column: nil, file) }
        for column in owner.columns {
            for use in column.tests { try add(use, on: index, column: column.name, file) }
        }
    }

    private func addTests(of table: SourceTable, in file: ProjectFile) throws(LakeError) {
        guard let index = indexByName["source:\(table.source).\(table.table)"] else { return }
        for use in table.tests { try add(use, on: index, column: nil, file) }
        for column in table.columns {
            for use in column.tests { try add(use, on: index, column: column.name, file) }
        }
    }

    private func add(
        _ use: TestUse, on attached: Int, column: String?, _ file: ProjectFile
    ) throws(LakeError) {
        let place: [LakeError.Place] = [
            .file(file.path), .line(use.line), .column("\(use.column)"),
        ]
        let parts = use.testName.split(separator: ".").map(String.init)
        let namespace = parts.count == 2 ? parts[0] : nil
        let testName = parts.last ?? use.testName
        try checkTest(testName, namespace, place)
        let node = graph.nodes[attached]
        let name = use.givenName ?? testTitle(use, on: node, column)
        let test = Node(
            kind: .test, name: name,
            uniqueID: uniqueTestID(name),
            qualifiedName: [projectSettings.name] + file.folders + [name], path: file.path,
            relativePath: file.relativePath, line: use.line)
        test.config = try projectConfig(.test, test.qualifiedName)
        test.config.lay(try rendered(use.config, at: file.path, line: use.line))
        guard test.isEnabled else { return }
        test.genericTest = GenericTest(
            testName: testName, namespace: namespace, column: column, attached: attached,
            arguments: use.arguments)
        session.captured = CapturedReferences()
        session.node = node
        defer { session.node = nil }
        _ = try GenericTestTemplate(session: session, node: test, tested: node).render(
            relation: RelationValue(name: node.relationName))
        let index = graph.add(test)
        graph.connect(parent: attached, child: index)
        for reference in session.captured.references {
            graph.connect(parent: try find(reference, for: test), child: index)
        }
    }

    private func checkTest(
        _ name: String, _ namespace: String?, _ place: [LakeError.Place]
    ) throws(LakeError) {
        let environment = session.environment
        if let namespace, !environment.macroNames(in: namespace).contains("test_" + name) {
            throw LakeError(
                .notFound, "there is no test '\(namespace).\(name)'", at: place,
                advice: "projects have no packages here; copy the macro test_\(name) into macros/")
        }
        guard namespace == nil, !environment.hasMacro("test_" + name) else { return }
        let known =
            (environment.macroNames(in: projectSettings.name)
            + environment.macroNames(in: builtinPackage))
            .filter { $0.hasPrefix("test_") }.map { String($0.dropFirst(5)) }
        let near = nearest(to: name, among: known.sorted(by: isBefore))
        throw LakeError(
            .notFound, "there is no test '\(name)'", at: place,
            advice: near.map { "did you mean '\($0)'?" }
                ?? "write {% test \(name)(model, column_name) %} in a file of macros")
    }

    /// The same test may stand twice with other arguments that a name does not show.
    private func uniqueTestID(_ name: String) -> String {
        let base = "test.\(projectSettings.name).\(name)"
        var candidate = base
        var number = 2
        while graph.index(of: candidate) != nil {
            candidate = base + ".\(number)"
            number += 1
        }
        return candidate
    }

    /// dbt's name of a test: `unique_dim_patient_patient_id`, with the arguments behind in the
    /// order of their names.
    private func testTitle(_ use: TestUse, on node: Node, _ column: String?) -> String {
        var arguments = use.arguments
        if let column { arguments.append(("column_name", .string(column))) }
        arguments.sort { isBefore($0.name, $1.name) }
        var parts: [String] = []
        for (_, value) in arguments {
            switch value {
            case .list(let list): parts += list.items.map(pythonText)
            case .dict(let dictionary): parts += dictionary.values.map(pythonText)
            default: parts.append(pythonText(value))
            }
        }
        let testName = use.testName.split(separator: ".").joined(separator: "_")
        let owner = node.sourceTable.map { "\($0.source)_\($0.table)" } ?? node.name
        let prefix = node.kind == .source ? "source_" : ""
        return "\(prefix)\(testName)_\(owner)_" + parts.map(cleaned).joined(separator: "__")
    }

    private func pythonText(_ value: JinjaValue) -> String {
        switch value {
        case .bool(let flag): flag ? "True" : "False"
        case .none: "None"
        default: plainText(value) ?? ""
        }
    }

    /// Runs of other characters than letters, digits and _ become one _.
    private func cleaned(_ text: String) -> String {
        var clean: [UInt8] = []
        var isInRun = false
        for byte in text.utf8 {
            if isNameByte(byte) {
                clean.append(byte)
            } else if !isInRun {
                clean.append(UInt8(ascii: "_"))
            }
            isInRun = !isNameByte(byte)
        }
        return String(decoding: clean, as: UTF8.self)
    }
}

/// References by the nodes whose texts hold them.
private final class ReferenceTable {
    private var table: [ObjectIdentifier: [CapturedReferences.Reference]] = [:]

    subscript(_ node: ObjectIdentifier) -> [CapturedReferences.Reference]? {
        get { table[node] }
        set { table[node] = newValue }
    }
}
