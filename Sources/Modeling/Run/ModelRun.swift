// One run of a project: nodes in the order of the graph, in one transaction.
//
//     sources are made readable       TEMP virtual tables, attached databases
//     BEGIN IMMEDIATE
//       on-run-start
//       each node in a SAVEPOINT      a failed one is taken back alone; what is made from it is
//         hooks, build, hooks         left out, other branches go on
//       on-run-end
//       views that answered before    must still answer, else everything is taken back
//       ledger, lineage, statistics
//     COMMIT
//     tests that nothing waits for; their results are committed by themselves
//
// Who reads the file meanwhile sees the old marts until the COMMIT; a process that is killed leaves
// them.

package import Columnar
import Jinja
package import SQLiteBridge

/// Runs nodes of a project against a database.
package final class ModelRun {
    package typealias Progress = (NodeResult, _ number: Int, _ total: Int) -> Void

    let project: ModelProject
    let database: Database
    let options: RunOptions
    let sources: any SourceResolver
    /// Called as each node ends.
    package var progress: Progress?
    /// Called as each node ends, to stop a run that nobody wants any more.
    package var check: (() throws(LakeError) -> Void)?

    /// Puts functions and modules on an empty connection, which column lineage is read with.
    package var prepareConnection: ((Database) throws(LakeError) -> Void)?

    /// Where sources are read batch by batch; nil reads all through SQLite.
    package var batches: BatchSources?

    /// Where the run's own transaction takes whole records from.
    var rowDatabase: RowDatabase?

    /// Nodes that were begun before their turn, by their index in the graph.
    var ahead: [Int: NodeAhead] = [:]
    /// Source-reading models that lie ahead, in the order of their turns.
    var aheadCandidates: [Int] = []

    var result: RunResult
    var statuses: [Int: NodeStatus] = [:]
    var lineage: LineageScratch?
    var sourceStates: [Int: NodeCompiler.SourceState] = [:]
    /// Names, in lower case, of columns that hold one value in a table made by this run.
    var uniformColumns: Set<String> = []
    var columnOrigins: [(model: String, columns: [ColumnOrigins])] = []
    /// Tests of this run by the model or seed that they are about.
    var chosenTests: [Int: [Int]] = [:]
    /// What was seen of the keys of tables whose rows were all computed here, by their index.
    var watchedKeys: [Int: KeyWatch] = [:]
    /// What tests of a table have shown of its columns, by the table's index.
    var passedTests: [Int: PassedTests] = [:]
    /// What views are made from, by their index; none where that cannot be told.
    var viewArms: [Int: [ViewArm]] = [:]
    /// Keys that tests look into. A relation is built once in a run, and tested after that.
    lazy var keyReader = KeyReader(database)

    package init(
        _ project: ModelProject, _ database: Database, _ options: RunOptions = RunOptions(),
        _ sources: any SourceResolver
    ) {
        self.project = project
        self.database = database
        self.options = options
        self.sources = sources
        result = RunResult(
            command: "", invocationID: project.settings.invocationID,
            pipelineRunID: project.settings.pipelineRunID, started: project.settings.started,
            finished: project.settings.started)
    }

    var graph: ModelGraph { project.graph }

    // MARK: The run

    /// - Returns: what was done; failures of nodes are in it.
    /// - Throws: `LakeError` when the run cannot begin or end: a wrong selection, a database that
    ///   is locked, an interrupt. The database is then as it was, or has the models without all
    ///   results of tests, which the error says.
    package func execute(_ command: RunCommand) throws(LakeError) -> RunResult {
        result.command = command.rawValue
        let (chosen, unmatched) = try project.select(options.select, exclude: options.exclude)
        result.warnings += project.notes + unmatched
        let nodes = chosen.filter { command.kinds.contains(graph.nodes[$0].kind) }
        try checkNames()
        // What is only compiled leaves the file as it is, and waits for nobody.
        if command == .compile {
            return try inSession(nodes, narrows: false) { (compiler) throws(LakeError) in
                try compileOnly(nodes, compiler)
            }
        }
        let frame = RunFrame(database)
        do throws(LakeError) { try frame.prepare() } catch {
            frame.finish(isWhole: false)
            throw error
        }
        defer { frame.finish(isWhole: options.finishesFile) }
        return try inSession(nodes, narrows: true) { (compiler) throws(LakeError) in
            try run(nodes, compiler, frame)
        }
    }

    /// Makes sources readable, and the run known to templates.
    private func inSession(
        _ nodes: [Int], narrows: Bool,
        _ body: (NodeCompiler) throws(LakeError) -> RunResult
    ) throws(LakeError) -> RunResult {
        let compiler = NodeCompiler(project, sources: resolveSources(for: nodes))
        defer { sources.release(on: database) }
        if narrows { narrowGraph() }
        project.session.database = database
        project.session.batches = batches
        project.session.graph = graph
        defer {
            project.session.database = nil
            project.session.batches = nil
            project.session.graph = nil
        }
        return try body(compiler)
    }

    private func run(
        _ nodes: [Int], _ compiler: NodeCompiler, _ frame: RunFrame
    ) throws(LakeError) -> RunResult {
        // Behind the sources, which may need the connection's places for databases.
        rowDatabase = RowDatabase(attachedTo: database)
        defer {
            ahead = [:]
            rowDatabase?.detach()
            rowDatabase = nil
        }
        let late = lateTests(of: nodes, frame)
        try frame.begin()
        do throws(LakeError) {
            try run(nodes, without: Set(late), compiler)
            let hasBuilt = result.nodes.contains { $0.kind != .test && $0.status == .success }
            if hasBuilt, result.rolledBack == nil { try frame.mark() }
            try frame.commit()
        } catch {
            frame.rollBack()
            throw error
        }
        do throws(LakeError) {
            try runLate(late, of: nodes.count, compiler, frame)
        } catch {
            var told = error
            told.what += "; the models are kept, but not all of their tests were run"
            throw told
        }
        return result
    }

    private func run(
        _ nodes: [Int], without late: Set<Int>, _ compiler: NodeCompiler
    ) throws(LakeError) {
        let answering = try answeringViews()
        let ledger = RunLedger(database)
        try ledger.makeTables()
        try database.perform("SAVEPOINT models")
        try runHooks(project.projectSettings.onRunStart, in: project.projectSettings.path)
        try runAll(nodes, without: late, compiler)
        do throws(LakeError) {
            try runHooks(project.projectSettings.onRunEnd, in: project.projectSettings.path)
        } catch {
            throw result.withFailures(error)
        }
        try keepOrTakeBack(answering)
        try database.perform("RELEASE models")
        result.warnings += project.session.messages
        project.session.messages = []
        result.finished = .now
        try ledger.write(
            result, nodes: result.nodes[...], project: project,
            selection: options.select.joined(separator: " "), isTesting: !late.isEmpty)
        if result.rolledBack == nil { try ledger.write(columnOrigins, sources: sourcesUsed()) }
        if options.finishesFile { try writeStatistics() }
    }

    /// In the order of `schedule`; tests as soon as all that they read is there, or later with
    /// others of their relation.
    private func runAll(
        _ nodes: [Int], without late: Set<Int>, _ compiler: NodeCompiler
    ) throws(LakeError) {
        let total = nodes.count
        var tests = nodes.filter { graph.nodes[$0].kind == .test && !late.contains($0) }
        let others = schedule(nodes.filter { graph.nodes[$0].kind != .test }, compiler)
        aheadCandidates = candidates(in: others, compiler)
        for test in nodes where graph.nodes[test].kind == .test {
            if let model = tested(test) { chosenTests[model, default: []].append(test) }
        }
        var waitingFor = Set(others)
        var number = 0
        func runReadyTests(before next: Int?) throws(LakeError) -> Bool {
            let due = dueTests(of: tests, waitingFor, before: next)
            tests.removeAll { due.contains($0) }
            if due.isEmpty { return false }
            try workAhead(compiler, waitingFor)
            let decided = try decide(due, compiler)
            for test in due {
                number += 1
                let node = try runNode(test, compiler, decided)
                if try finish(test, node, number, total) { return true }
            }
            return false
        }
        for index in others {
            if try runReadyTests(before: index) { return }
            try workAhead(compiler, waitingFor)
            number += 1
            if try finish(index, try runNode(index, compiler), number, total) { return }
            waitingFor.remove(index)
        }
        _ = try runReadyTests(before: nil)
    }

    /// - Returns: whether the run ends here.
    func finish(
        _ index: Int, _ node: NodeResult, _ number: Int, _ total: Int
    ) throws(LakeError) -> Bool {
        result.nodes.append(node)
        statuses[index] = node.status
        progress?(node, number, total)
        try check?()
        if options.failFast, node.status.isFailure {
            result.rolledBack = "the run ends at its first failure"
            return true
        }
        return false
    }

    // MARK: What must still answer

    func answeringViews() throws(LakeError) -> [String] {
        var names: [String] = []
        try database.sql { () throws(SQLiteError) in
            let query = "SELECT name FROM main.sqlite_schema WHERE type = 'view' ORDER BY name"
            guard let statement = try database.prepare(query).statement else { return }
            while try statement.step() { names.append(statement.text(at: 0) ?? "") }
        }
        return names.filter(answers)
    }

    private func answers(_ view: String) -> Bool {
        (try? database.prepare("SELECT * FROM main.\(Database.quoted(view))")) != nil
    }

    /// Takes everything back when a view that answered before no longer does.
    func keepOrTakeBack(_ before: [String]) throws(LakeError) {
        if result.rolledBack == nil, result.nodes.contains(where: { $0.status == .error }) {
            for view in before {
                guard try database.relationKind(view) == "view", !answers(view) else { continue }
                result.rolledBack = "the view '\(view)' would no longer answer"
                break
            }
        }
        if result.rolledBack != nil { try database.perform("ROLLBACK TO models") }
    }
}
