// What a run needs around its nodes: sources, hooks, names that are free, errors that explain
// themselves.

import Columnar
import Jinja
import SQLiteBridge

extension ModelRun {
    func resolveSources(for nodes: [Int]) -> [Int: NodeCompiler.SourceState] {
        var needed: Set<Int> = []
        for index in nodes {
            for parent in graph.ancestors(of: [index]) where graph.nodes[parent].kind == .source {
                needed.insert(parent)
            }
        }
        var states: [Int: NodeCompiler.SourceState] = [:]
        project.session.repeatedColumns = [:]
        for index in needed.sorted() {
            guard let table = graph.nodes[index].sourceTable else { continue }
            do throws(LakeError) {
                let found = try sources.resolve(table, on: database)
                states[index] = found.map { .found($0) } ?? .missing
                if let snapshot = found?.snapshotID {
                    project.session.sourceSnapshots.append((graph.nodes[index].name, snapshot))
                }
            } catch {
                states[index] = .failed(error)
            }
        }
        sourceStates = states
        return states
    }

    func uses(_ index: Int, _ compiler: NodeCompiler) -> [SourceUse] {
        compiler.sourcesRead(by: index).compactMap { source in
            guard case .found(let found)? = compiler.state(ofSource: source) else { return nil }
            return SourceUse(
                name: graph.nodes[source].name, location: found.location ?? found.relation,
                snapshotID: found.snapshotID)
        }
    }

    func sourcesUsed() -> [(relation: String, use: SourceUse)] {
        var used: [(relation: String, use: SourceUse)] = []
        for index in sourceStates.keys.sorted() {
            guard case .found(let found)? = sourceStates[index] else { continue }
            used.append(
                (
                    graph.nodes[index].name,
                    SourceUse(
                        name: graph.nodes[index].name, location: found.location,
                        snapshotID: found.snapshotID)
                ))
        }
        return used
    }

    /// A table that is not there because its source has none says so.
    func explained(
        _ error: LakeError, _ index: Int, _ compiler: NodeCompiler
    ) -> LakeError {
        guard error.what.contains("no such table") else { return error }
        for source in compiler.sourcesRead(by: index) {
            let node = graph.nodes[source]
            let relation = node.name.split(separator: ".").joined(separator: "__")
            guard case .missing? = compiler.state(ofSource: source),
                error.what.contains(relation), let table = node.sourceTable
            else { continue }
            var explained = error
            let place = sources.place(of: table.source)
            explained.code = .notFound
            if let line = self.line(naming: table, in: graph.nodes[index]) {
                explained.places = [.file(graph.nodes[index].path), .line(line)]
            }
            explained.what =
                "the source \(node.name) has no table"
                + (place.map { " in \($0)" } ?? "")
            explained.advice =
                place == nil
                ? "give its place with --source \(table.source)=PLACE"
                : "look for '\(table.identifier)' there, or give another place with --source"
            return explained
        }
        var advised = error
        advised.advice =
            advised.advice ?? "build what it reads first, such as with --select "
            + "+\(graph.nodes[index].name)"
        return advised
    }

    /// The line of a model's text that calls source() with the table.
    private func line(naming table: SourceTable, in node: Node) -> Int? {
        let lines = node.text.split(separator: "\n", omittingEmptySubsequences: false)
        let place = lines.firstIndex { line in
            let words = line.utf8.split { !isNameByte($0) }
                .map { String(decoding: $0, as: UTF8.self) }
            return words.contains(table.source) && words.contains(table.table)
        }
        return place.map { $0 + 1 }
    }

    /// Runs texts of SQL with tags.
    func runHooks(_ texts: [String], in path: String) throws(LakeError) {
        for text in texts {
            let sql = try project.session.render(text: text, path: path)
            // It may change any table.
            watchedKeys = [:]
            passedTests = [:]
            do throws(LakeError) {
                try refuseTransactionStatement(sql)
                try database.perform(sql)
            } catch {
                var failed = error
                failed.what = "a hook fails: " + failed.what
                throw failed.at(.file(path))
            }
        }
    }

    func checkNames() throws(LakeError) {
        for node in graph.nodes where node.kind == .model || node.kind == .seed {
            guard !node.isEphemeral else { continue }
            if RunLedger.isReserved(node.relationName) {
                throw LakeError(
                    .conflict, "the name '\(node.relationName)' is that of a table of healthlake's",
                    at: [.file(node.path)], advice: "rename the model")
            }
            let hidden = try database.sql { () throws(SQLiteError) in
                try database.text(
                    of: "SELECT name FROM temp.sqlite_schema WHERE lower(name) = lower(?1)",
                    [node.relationName])
            }
            if hidden != nil {
                throw LakeError(
                    .conflict,
                    "a temporary table or mount '\(node.relationName)' hides the model's",
                    at: [.file(node.path)], advice: "drop or unmount it, or rename the model")
            }
        }
    }

    func compileOnly(
        _ nodes: [Int], _ compiler: NodeCompiler
    ) throws(LakeError) -> RunResult {
        for (place, index) in nodes.enumerated() {
            let node = graph.nodes[index]
            var outcome = NodeResult(
                name: node.name, uniqueID: node.uniqueID, kind: node.kind,
                materialisation: materialisation(node), status: .success, seconds: 0)
            do throws(LakeError) {
                let isAdded = try isIncremental(node, outcome.materialisation)
                outcome.compiledSQL = try compiler.compile(index, isIncremental: isAdded)
            } catch {
                outcome.status = .error
                outcome.message = error.description
            }
            result.nodes.append(outcome)
            progress?(outcome, place + 1, nodes.count)
        }
        result.finished = .now
        return result
    }
}
