// What the templates of a project see beyond Jinja itself: dbt's functions and objects.
//
// A template is rendered twice, as dbt does it. First when the project is read (`execute` is
// false): ref(), source() and config() are noted, queries answer nothing. Then when its turn comes
// in the run: queries are run, and `this`, `is_incremental()` and the ephemeral models are known.
// Source: dbt documentation, "dbt Jinja functions", "About execute variable".

import Columnar
import Jinja
import SQLiteBridge

/// What one rendering of a node's text asked for.
struct CapturedReferences {
    struct Reference {
        /// `[name]`, `[package, name]` of a model; `[source, table]` of a source.
        let names: [String]
        let isSource: Bool
        /// Where in the user's file it stands.
        let place: [LakeError.Place]
    }
    var references: [Reference] = []
    var config = NodeConfig()
}

/// The environment of a project's templates, and what the running one may do.
final class TemplateSession {
    let environment: Environment
    let settings: ModelSettings
    let projectSettings: ProjectSettings

    /// While the project is read: what the template asked for.
    var captured = CapturedReferences()
    /// Whether a source has a table, by "source.table", between reading the project and running it;
    /// nil while that is not known.
    var sourceIsThere: ((_ name: String) -> Bool)?
    /// The database of the run; nil while the project is read.
    var database: Database?
    /// Where sources are read batch by batch.
    var batches: BatchSources?
    /// The node whose text is rendered.
    var node: Node?
    var isIncremental = false
    /// How the run answers ref() and source(): the relation to read.
    var resolve: ((CapturedReferences.Reference) throws(LakeError) -> RelationValue)?
    /// All nodes, for `graph`; empty while the project is read.
    var graph: ModelGraph?
    /// What templates said with log() and warn().
    var messages: [String] = []
    /// Whether columns of sources hold a value twice, by the query that looks it up.
    var repeatedColumns: [String: Bool] = [:]
    /// Whether a column that nobody has looked at may be taken for one without repeated values, and
    /// which has been.
    var mayGuess = false
    var guess: RepeatGuess?
    /// Snapshots of the run's sources by `source.table`, for the variable `source_snapshots`.
    var sourceSnapshots: [(source: String, snapshotID: String)] = []
    /// Results of statement blocks by their names.
    var results: [String: QueryValue] = [:]
    /// Whether a template has run a statement that may change tables.
    var hasWritten = false

    init(_ projectSettings: ProjectSettings, _ settings: ModelSettings) throws(LakeError) {
        self.settings = settings
        self.projectSettings = projectSettings
        environment = Environment(
            rootPackage: projectSettings.name, internalPackages: [builtinPackage])
        let builtin = try environment.parse(builtinMacros, path: builtinMacroPath)
        try environment.addMacros(of: builtin, package: builtinPackage)
        addReferences()
        addVariables()
        addQueries()
        addAdapter()
        addModules()
    }

    var isExecuting: Bool { database != nil }

    /// Makes a function known to all templates.
    func define(_ name: String, _ body: @escaping JinjaCallable.Native) {
        environment.globals[name] = .function(name, body)
    }

    /// The names that change from one rendering to the next.
    var variables: [String: JinjaValue] {
        var variables: [String: JinjaValue] = ["execute": .bool(isExecuting)]
        if let node {
            variables["this"] = .object(RelationValue(name: node.relationName))
            variables["model"] = Self.value(of: node, project: projectSettings.name)
        }
        return variables
    }

    /// Renders a node's text, or another text in its name.
    func render(_ template: Template) throws(LakeError) -> String {
        try environment.render(template, variables: variables)
    }

    /// Renders a text such as a hook, if it has tags at all.
    ///
    /// - Throws: `LakeError` at the place in `path`.
    func render(text: String, path: String, line: Int = 1) throws(LakeError) -> String {
        guard text.contains("{") else { return text }
        let template = try environment.parse(
            text, path: path, from: TextPosition(line: line, column: 1))
        return try render(template)
    }

    // MARK: Nodes as templates see them

    static func value(of node: Node, project: String) -> JinjaValue {
        .object(
            NamedObject("Model", shown: node.uniqueID) { (name) throws(LakeError) in
                switch name {
                case "name": return .string(node.name)
                case "unique_id": return .string(node.uniqueID)
                case "resource_type": return .string(node.kind.rawValue)
                case "alias", "identifier": return .string(node.relationName)
                case "schema", "database": return .string("main")
                case "package_name": return .string(project)
                case "path", "original_file_path": return .string(node.relativePath)
                case "description": return .string(node.description ?? "")
                case "raw_code", "raw_sql": return .string(node.text)
                case "tags": return .list(node.tags.map { .string($0) })
                case "fqn": return .list(node.qualifiedName.map { .string($0) })
                case "config": return .dict(node.config.dictionary)
                case "meta": return node.config["meta"] ?? .dict([])
                case "columns":
                    return .dict(
                        node.columns.map { column in
                            (
                                column.name,
                                .dict([
                                    ("name", .string(column.name)),
                                    ("description", .string(column.description ?? "")),
                                    ("data_type", column.dataType.map { .string($0) } ?? .none),
                                ])
                            )
                        })
                case "source_name":
                    return node.sourceTable.map { .string($0.source) } ?? .string("")
                default: return nil
                }
            })
    }
}
