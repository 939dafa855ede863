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

/// How tests that pass where they find no row are decided.
struct TestPlan {
    /// Those that are known to pass.
    var known: [Int] = []
    var references: [ReferenceTest] = []
    var scans: [TestScan] = []
    /// The SQL of all.
    var texts: [Int: String] = [:]
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
    func tested(_ test: Int) -> Int? { graph.nodes[test].genericTest?.attached }

    /// Scans the relations of tests that are ready; tests that are not in the answer are run one by
    /// one, which also reports their errors.
    func decide(_ ready: [Int], _ compiler: NodeCompiler) throws(LakeError) -> DecidedTests {
        var decided = DecidedTests()
        let plan = try plan(of: ready, compiler)
        decided.add(plan.known, plan.texts, seconds: 0)
        guard ready.count > 1 else { return decided }
        for test in plan.references {
            let begin = RunTime.now
            let passing = try passing { () throws(LakeError) in
                try test.passes(keyReader) ? [test.index] : []
            }
            decided.add(passing, plan.texts, seconds: RunTime.now.seconds(since: begin))
        }
        for scan in plan.scans {
            try takeReadyRows()
            let begin = RunTime.now
            let passing = try passing { () throws(LakeError) in
                try scan.passing(on: database) { (shape) throws(LakeError) in
                    guard case .known(_, let parent, let field) = shape.kind else { return nil }
                    return try keyReader.keys(parent, field)
                }
            }
            note(passing, of: scan)
            decided.add(passing, plan.texts, seconds: RunTime.now.seconds(since: begin))
        }
        return decided
    }

    /// - Returns: of those tests that pass where they find no row and leave nothing behind.
    func plan(of tests: [Int], _ compiler: NodeCompiler) throws(LakeError) -> TestPlan {
        var plan = TestPlan()
        let mayScan = try !hasCollations()
        for index in tests where isPlain(graph.nodes[index]) && reasonToSkip(index) == nil {
            guard let sql = try? compiler.compile(index, isIncremental: false) else { continue }
            plan.texts[index] = sql
            guard mayScan, let shape = TestShape(sql) else { continue }
            if let answer = answer(index, shape), TestScan.isValid(shape, on: database) {
                switch answer {
                case .passes: plan.known.append(index)
                case .passesWithParent(let test): plan.references.append(test)
                }
                continue
            }
            let place = plan.scans.firstIndex { $0.relation == shape.relation }
            if place == nil { plan.scans.append(TestScan(relation: shape.relation)) }
            plan.scans[place ?? plan.scans.count - 1].add(index, shape)
        }
        return plan
    }

    private enum Answer {
        case passes
        /// When the keys of a parent are what the test says.
        case passesWithParent(ReferenceTest)
    }

    /// What is known of a test before anything is read for it.
    private func answer(_ test: Int, _ shape: TestShape) -> Answer? {
        if isKnownToPass(test, shape) { return .passes }
        guard let view = viewTests(for: test, shape) else { return nil }
        guard case .known(let column, let parent, let field) = shape.kind else {
            return view.passes(shape.kind) ? .passes : nil
        }
        return view.references(column).map {
            .passesWithParent(
                ReferenceTest(index: test, values: $0, parent: parent, field: field))
        }
    }

    // MARK: Keys seen as rows passed

    /// What is to be seen of a table's rows for its tests; nil where there are none.
    func keyWatch(for index: Int) -> KeyWatch? {
        var columns: [KeyWatch.Column] = []
        for test in chosenTests[index] ?? [] {
            guard let test = graph.nodes[test].genericTest, let name = test.column?.lowercased(),
                test.testName == "unique" || test.testName == "not_null"
            else { continue }
            let isKey = test.testName == "unique"
            columns.removeAll { $0.name == name && isKey && !$0.isKey }
            if !columns.contains(where: { $0.name == name }) {
                columns.append(KeyWatch.Column(name: name, isKey: isKey))
            }
        }
        let seesAll = isReadByTestedViews(index)
        return columns.isEmpty && !seesAll ? nil : KeyWatch(columns, seesAll: seesAll)
    }

    /// - Parameter shape: of the test's SQL, which macros of the project's may have made.
    private func isKnownToPass(_ test: Int, _ shape: TestShape) -> Bool {
        guard let model = tested(test), let keys = watchedKeys[model],
            !project.session.hasWritten,
            TestShape.plainName(shape.relation) == graph.nodes[model].relationName
        else { return false }
        switch shape.kind {
        case .distinct(let columns, let skipsNull):
            return columns.count == 1
                && keys.isDistinct(
                    TestShape.plainName(columns[0]).lowercased(), skipsNull: skipsNull)
        case .noRow(let condition):
            guard let column = TestScan.columnThatIsNull(condition) else { return false }
            return keys.hasNoNull(TestShape.plainName(String(column)).lowercased())
        case .known: return false
        }
    }

    /// - Parameter decide: answers the tests that pass.
    /// - Returns: none where they cannot be decided so.
    private func passing(_ decide: () throws(LakeError) -> [Int]) throws(LakeError) -> [Int] {
        do throws(LakeError) { return try decide() } catch {
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

    /// A collation makes values equal whose bytes differ. Sources may be tables of other files.
    private func hasCollations() throws(LakeError) -> Bool {
        try database.sql { () throws(SQLiteError) in
            for schema in try database.schemas() where schema.name != RowDatabase.schema {
                let found = try database.text(
                    of: "SELECT 1 FROM \(Database.quoted(schema.name)).sqlite_schema "
                        + "WHERE sql LIKE '%collate%' LIMIT 1")
                if found != nil { return true }
            }
            return false
        }
    }
}
