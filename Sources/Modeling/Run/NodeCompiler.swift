// From the text of a node to the SQL that is run: tags rendered, references resolved, ephemeral
// models in front.

import Columnar
import Jinja
import SQLiteBridge

/// Compiles nodes against the database of a run.
final class NodeCompiler {
    private let project: ModelProject
    private let graph: ModelGraph
    /// Source nodes that were looked for: what was found, or why not.
    private let sources: [Int: SourceState]
    private var indexByName: [String: Int] = [:]
    /// The parents of each node as the project was read, before any was taken away.
    private let declared: [[Int]]
    /// The node whose text is rendered, by its index.
    private var rendered: Int?
    /// Rendered ephemeral models, without what is in front of them.
    private var ephemeralSQL: [Int: String] = [:]
    /// Names of relations that a common table expression of the statement has as well, in lower
    /// case: in SQLite such an expression would read itself, so they are qualified.
    private(set) var hiddenNames: Set<String> = []
    /// The names of the relations that the statement reads, in lower case.
    private var namesRead: Set<String> = []

    enum SourceState {
        case found(ResolvedSource)
        case missing
        case failed(LakeError)
    }

    init(_ project: ModelProject, sources: [Int: SourceState]) {
        self.project = project
        self.sources = sources
        graph = project.graph
        declared = graph.nodes.map(\.parents)
        for (index, node) in graph.nodes.enumerated() {
            switch node.kind {
            case .model, .seed: indexByName[node.name] = index
            case .source: indexByName["source:" + node.name] = index
            case .test, .operation: break
            }
        }
    }

    /// - Throws: `LakeError` with file, line and column in the user's own file.
    func compile(_ index: Int, isIncremental: Bool) throws(LakeError) -> String {
        let node = graph.nodes[index]
        for parent in node.parents {
            if case .failed(let error)? = sources[parent] { throw error }
        }
        hiddenNames = []
        namesRead = []
        let sql = try statement(index, isIncremental: isIncremental)
        hiddenNames = namesRead.intersection(SQLTokens(sql).commonExpressionNames)
        guard !hiddenNames.isEmpty else { return sql }
        ephemeralSQL = [:]
        defer { ephemeralSQL = [:] }
        return try statement(index, isIncremental: isIncremental)
    }

    private func statement(_ index: Int, isIncremental: Bool) throws(LakeError) -> String {
        let sql = try render(index, isIncremental: isIncremental)
        var expressions: [(name: String, sql: String)] = []
        var seen: Set<Int> = []
        try collectEphemeral(index, &seen, &expressions, depth: 0)
        return injecting(expressions, into: SQLTokens(sql).withoutTerminator)
    }

    private func render(_ index: Int, isIncremental: Bool) throws(LakeError) -> String {
        let node = graph.nodes[index]
        let session = project.session
        let outer = (session.node, session.isIncremental)
        rendered = index
        session.node = node
        session.isIncremental = isIncremental
        session.captured = CapturedReferences()
        session.resolve = { [unowned self] (reference) throws(LakeError) in
            try relation(reference)
        }
        defer {
            (session.node, session.isIncremental) = outer
            session.resolve = nil
            rendered = nil
        }
        if let test = node.genericTest {
            let tested = graph.nodes[test.attached]
            session.node = tested
            return try GenericTestTemplate(session: session, node: node, tested: tested).render(
                relation: relation(of: test.attached))
        }
        guard let template = node.template else { return "" }
        return try session.render(template)
    }

    /// - Throws: `LakeError` at the reference for a model or seed that the node does not wait for.
    private func relation(
        _ reference: CapturedReferences.Reference
    ) throws(LakeError) -> RelationValue {
        let name = reference.names.last ?? ""
        let key =
            reference.isSource
            ? "source:" + reference.names.joined(separator: ".") : name
        guard let index = indexByName[key] else {
            // Only a name that was not there when the project was read comes here.
            throw LakeError(
                .notFound, "there is no '\(reference.names.joined(separator: "."))'",
                at: reference.place,
                advice: "name it where 'execute' is false, too, such as in a comment "
                    + "-- depends_on: {{ ref('\(name)') }}")
        }
        if !reference.isSource { try checkIsParent(index, reference) }
        return relation(of: index)
    }

    /// A relation that the graph does not know to be read may not be there yet, or be that of the
    /// run before.
    private func checkIsParent(
        _ index: Int, _ reference: CapturedReferences.Reference
    ) throws(LakeError) {
        guard let rendered, !graph.nodes[rendered].parents.contains(index) else { return }
        let node = graph.nodes[rendered]
        let name = graph.nodes[index].name
        let hint = "such as in a comment -- depends_on: {{ ref('\(name)') }}"
        let advice =
            if index == rendered {
                "use {{ this }} in an incremental model"
            } else if declared[rendered].contains(index) {
                "name it where 'execute' is false and sources_are_known() is true, too, \(hint)"
            } else {
                "name it where 'execute' is false, too, \(hint)"
            }
        throw LakeError(
            .invalidInput,
            "the \(node.kind.rawValue) '\(node.name)' does not wait for '\(name)', since it "
                + "names it only as it is run",
            at: reference.place, advice: advice)
    }

    /// What a node is read as.
    private func relation(of index: Int) -> RelationValue {
        let node = graph.nodes[index]
        if node.isEphemeral { return RelationValue(name: ephemeralName(node.name)) }
        guard node.kind == .source else {
            return RelationValue(
                name: node.relationName, schema: isHidden(node.relationName) ? "main" : nil)
        }
        if case .found(let source)? = sources[index] {
            let schema = isHidden(source.relation) ? source.qualifier : source.schema
            return RelationValue(name: source.relation, schema: schema, kind: "table")
        }
        return RelationValue(name: node.name.split(separator: ".").joined(separator: "__"))
    }

    private func isHidden(_ name: String) -> Bool {
        namesRead.insert(name.lowercased())
        return hiddenNames.contains(name.lowercased())
    }

    private func collectEphemeral(
        _ index: Int, _ seen: inout Set<Int>, _ expressions: inout [(name: String, sql: String)],
        depth: Int
    ) throws(LakeError) {
        guard depth <= ModelingLimits.ephemeralDepthMax else {
            throw LakeError(
                .limit,
                "ephemeral models lie more than \(ModelingLimits.ephemeralDepthMax) deep",
                at: [.file(graph.nodes[index].path)], advice: "make a table of one of them")
        }
        for parent in graph.nodes[index].parents
        where graph.nodes[parent].isEphemeral && seen.insert(parent).inserted {
            try collectEphemeral(parent, &seen, &expressions, depth: depth + 1)
            let sql: String
            if let known = ephemeralSQL[parent] {
                sql = known
            } else {
                sql = SQLTokens(try render(parent, isIncremental: false)).withoutTerminator
                ephemeralSQL[parent] = sql
            }
            expressions.append((ephemeralName(graph.nodes[parent].name), sql))
        }
    }

    /// The source tables that a node reads, also through ephemeral models.
    func sourcesRead(by index: Int) -> [Int] {
        var found: [Int] = []
        var pending = [index]
        var seen: Set<Int> = [index]
        while let current = pending.popLast() {
            for parent in graph.nodes[current].parents where seen.insert(parent).inserted {
                if graph.nodes[parent].kind == .source { found.append(parent) }
                if graph.nodes[parent].isEphemeral { pending.append(parent) }
            }
        }
        return found.sorted { isBefore(graph.nodes[$0].name, graph.nodes[$1].name) }
    }

    func state(ofSource index: Int) -> SourceState? { sources[index] }
}
