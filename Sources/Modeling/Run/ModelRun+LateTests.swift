// Tests that nothing waits for: they read what the run has committed, in several threads, and their
// results follow in a transaction of their own.
//
//     BEGIN … models, tests that a model waits for … COMMIT     the marts are there
//     late tests, side by side, on connections that read
//     BEGIN … their results … COMMIT
//
// Whether such a test passes changes nothing of what is built. A run that is killed in between
// leaves new marts, and in `lineage_run` that its tests were not all run.

import Columnar
import SQLiteBridge

extension ModelRun {
    /// The tests that can be run when the models are committed.
    ///
    /// Not where failures take everything back, where hooks at the end of the run may ask for
    /// results, and in a transaction of somebody else's or a database in memory, which no other
    /// connection sees.
    func lateTests(of nodes: [Int], _ frame: RunFrame) -> [Int] {
        guard let batches, batches.threadCount > 1, !options.failFast, frame.isOpenToReaders,
            project.projectSettings.onRunEnd.isEmpty
        else { return [] }
        let others = Set(nodes.filter { graph.nodes[$0].kind != .test })
        var below: [Int: Set<Int>] = [:]
        return nodes.filter { index in
            guard graph.nodes[index].kind == .test else { return false }
            // What is made from all that the test reads would not be built if it failed.
            var waiting = others
            for parent in graph.nodes[index].parents where !waiting.isEmpty {
                let made = below[parent] ?? graph.descendants(of: [parent])
                below[parent] = made
                waiting.formIntersection(made)
            }
            return waiting.isEmpty
        }
    }

    /// Runs the tests, and adds their results to those of the run.
    ///
    /// - Throws: `LakeError` when results cannot be kept, or at an interrupt; the models stay.
    func runLate(
        _ tests: [Int], of total: Int, _ compiler: NodeCompiler, _ frame: RunFrame
    ) throws(LakeError) {
        guard !tests.isEmpty else { return }
        frame.expectReaders()
        let decided =
            result.rolledBack == nil
            ? try decideLate(tests, compiler, frame.file) : DecidedTests()
        try frame.begin()
        do throws(LakeError) {
            let first = result.nodes.count
            for index in tests {
                let node =
                    result.rolledBack == nil
                    ? try runNode(index, compiler, decided) : leftOut(index)
                _ = try finish(index, node, result.nodes.count + 1, total)
            }
            result.warnings += project.session.messages
            project.session.messages = []
            result.finished = .now
            try RunLedger(database).write(
                result, nodes: result.nodes[first...], project: project,
                selection: options.select.joined(separator: " "))
            try frame.commit()
        } catch {
            frame.rollBack()
            throw error
        }
    }

    private func leftOut(_ index: Int) -> NodeResult {
        let node = graph.nodes[index]
        var outcome = NodeResult(
            name: node.name, uniqueID: node.uniqueID, kind: node.kind, status: .skipped,
            seconds: 0)
        outcome.test = details(of: node)
        outcome.message = "what it reads was taken back"
        return outcome
    }

    private func decideLate(
        _ tests: [Int], _ compiler: NodeCompiler, _ file: String
    ) throws(LakeError) -> DecidedTests {
        var decided = DecidedTests()
        // Sources are tables of the run's own connection.
        let plan = try plan(of: tests.filter { compiler.sourcesRead(by: $0).isEmpty }, compiler)
        decided.add(plan.known, plan.texts, seconds: 0)
        let planned = Set(
            plan.known + plan.references.map(\.index) + plan.scans.flatMap(\.indices))
        let rows = builtRows()
        var tasks = plan.scans.map { (TestWork.scan($0), weight(of: $0.indices, rows)) }
        for test in plan.references {
            tasks.append((.references(test), test.values.reduce(0) { $0 + $1.values.count }))
        }
        for index in tests where !planned.contains(index) {
            guard let sql = plan.texts[index] else { continue }
            tasks.append((.single(index, sql), weight(of: [index], rows)))
        }
        // The largest first, so that no thread ends with one while the others have nothing to do.
        tasks.sort { $0.1 > $1.1 }
        let answers = try database.keepingInterrupts { () throws(LakeError) in
            try TestReaders.decide(
                tasks.map(\.0), file: file, threadCount: batches?.threadCount ?? 1,
                prepare: prepareConnection
            ) { () throws(LakeError) in try database.checkInterrupt() }
        }
        for answer in answers { decided.add(answer.passing, plan.texts, seconds: answer.seconds) }
        return decided
    }

    /// The rows of tables that this run has built.
    private func builtRows() -> [Int: Int] {
        var rows: [Int: Int] = [:]
        for outcome in result.nodes {
            guard let count = outcome.rows, let index = graph.index(of: outcome.uniqueID) else {
                continue
            }
            rows[index] = count
        }
        return rows
    }

    /// About how many rows the tests have to read: those of the tables that their relations are
    /// made from.
    private func weight(of tests: [Int], _ rows: [Int: Int]) -> Int {
        var seen: Set<Int> = []
        var sum = 0
        func visit(_ index: Int) {
            guard seen.insert(index).inserted else { return }
            if let count = rows[index] { return sum += count }
            for parent in graph.nodes[index].parents { visit(parent) }
        }
        for index in tests.flatMap({ graph.nodes[$0].parents }) { visit(index) }
        return sum
    }
}
