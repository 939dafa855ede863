// Which tests are due, and one scan of a relation for all of its tests that are.

import Columnar
import SQLiteBridge

/// Tests that a scan has found to pass.
struct DecidedTests {
    /// The test's SQL by its index in the graph.
    var sql: [Int: String] = [:]
    /// Its share of the scan's time.
    var seconds: [Int: Double] = [:]

    /// - Parameter seconds: of the scan.
    mutating func add(_ passing: [Int], _ texts: [Int: String], seconds: Double) {
        for index in passing {
            sql[index] = texts[index]
            self.seconds[index] = seconds / Double(passing.count)
        }
    }
}

extension ModelRun {
    /// The tests to be run before the next node: those that read nothing that is still to be built.
    ///
    /// One whose relation has tests that must wait for another relation waits with them, so that
    /// one scan decides all; not beyond a node that its failure would keep from being built.
    ///
    /// - Parameters:
    ///   - tests: those that were not run yet.
    ///   - nodes: those that were not built yet.
    ///   - next: the first of them; nil for none.
    func dueTests(of tests: [Int], _ nodes: Set<Int>, before next: Int?) -> [Int] {
        let ready = tests.filter { nodes.isDisjoint(with: graph.nodes[$0].parents) }
        guard let next, ready.count < tests.count else { return ready }
        let waiting = Set(tests).subtracting(ready).compactMap(tested)
        let ancestors = graph.ancestors(of: [next])
        return ready.filter { test in
            guard let relation = tested(test), waiting.contains(relation) else { return true }
            return ancestors.isSuperset(of: graph.nodes[test].parents)
        }
    }

    /// The model or seed that a generic test is about.
    private func tested(_ test: Int) -> Int? { graph.nodes[test].genericTest?.attached }

    /// Scans the relations of tests that are ready; tests that are not in the answer are run one by
    /// one, which also reports their errors.
    func decide(_ ready: [Int], _ compiler: NodeCompiler) throws(LakeError) -> DecidedTests {
        var decided = DecidedTests()
        guard ready.count > 1 else { return decided }
        let (scans, texts) = try scans(of: ready, compiler)
        for scan in scans {
            try takeReadyRows()
            let begin = RunTime.now
            let passing = try passing(scan)
            decided.add(passing, texts, seconds: RunTime.now.seconds(since: begin))
        }
        return decided
    }

    /// - Returns: scans that decide tests, and the SQL of all tests that pass where they find no
    ///   row and leave nothing behind.
    func scans(
        of tests: [Int], _ compiler: NodeCompiler
    ) throws(LakeError) -> (scans: [TestScan], texts: [Int: String]) {
        var scans: [TestScan] = []
        var texts: [Int: String] = [:]
        let mayScan = try !hasCollations()
        for index in tests where isPlain(graph.nodes[index]) && reasonToSkip(index) == nil {
            guard let sql = try? compiler.compile(index, isIncremental: false) else { continue }
            texts[index] = sql
            guard mayScan, let shape = TestShape(sql) else { continue }
            let place = scans.firstIndex { $0.relation == shape.relation }
            if place == nil { scans.append(TestScan(relation: shape.relation)) }
            scans[place ?? scans.count - 1].add(index, shape)
        }
        return (scans, texts)
    }

    private func passing(_ scan: TestScan) throws(LakeError) -> [Int] {
        do throws(LakeError) {
            return try scan.passing(on: database) { (shape) throws(LakeError) in
                guard case .known(_, let parent, let field) = shape.kind else { return nil }
                return try keyReader.keys(parent, field)
            }
        } catch {
            if error.code == .interrupted || database.isAutocommit { throw error }
            return []
        }
    }

    /// Whether a test that finds no row passes, and leaves nothing behind.
    private func isPlain(_ test: Node) -> Bool {
        let stores = test.config.flag("store_failures") ?? options.storeFailures
        return !stores
            && ["fail_calc", "warn_if", "error_if"].allSatisfy { test.config.text($0) == nil }
    }

    /// A collation makes values equal whose bytes differ.
    private func hasCollations() throws(LakeError) -> Bool {
        try database.sql { () throws(SQLiteError) in
            try database.text(
                of: "SELECT 1 FROM main.sqlite_schema WHERE sql LIKE '%collate%' LIMIT 1")
        } != nil
    }
}
