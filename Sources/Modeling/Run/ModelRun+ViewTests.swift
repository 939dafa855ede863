// Tests of views, answered by what the run knows of the tables that it has built.

import Columnar
import SQLiteBridge

extension ModelRun {
    /// What is known of the view that the test is about; nil where nothing can be told.
    func viewTests(for test: Int, _ shape: TestShape) -> ViewTests? {
        guard let model = tested(test), !project.session.hasWritten,
            TestShape.plainName(shape.relation) == graph.nodes[model].relationName
        else { return nil }
        let arms: [ViewArm]
        if let known = viewArms[model] {
            arms = known
        } else {
            arms = (try? readArms(of: graph.nodes[model])) ?? []
            viewArms[model] = arms
        }
        guard !arms.isEmpty else { return nil }
        var facts: [TableFacts] = []
        for arm in arms {
            guard let index = builtTable(named: arm.table) else { return nil }
            facts.append(
                TableFacts(
                    watch: watchedKeys[index], passed: passedTests[index] ?? PassedTests()))
        }
        return ViewTests(arms: arms, facts: facts)
    }

    /// Whether tests of views read the table: then more is looked at than its own tests need.
    func isReadByTestedViews(_ table: Int) -> Bool {
        var seen: Set<Int> = []
        var ahead = graph.nodes[table].children
        while let index = ahead.popLast() {
            guard seen.insert(index).inserted else { continue }
            let node = graph.nodes[index]
            if node.isEphemeral {
                ahead += node.children
            } else if node.kind == .model, materialisation(node) == .view,
                chosenTests[index]?.isEmpty == false
            {
                return true
            }
        }
        return false
    }

    /// Keeps what tests of tables have shown, for tests of the views above.
    func note(_ passing: [Int], of scan: TestScan) {
        for (test, shape) in scan.tests where passing.contains(test) {
            guard let table = tested(test), materialisation(graph.nodes[table]) != .view,
                TestShape.plainName(shape.relation) == graph.nodes[table].relationName
            else { continue }
            switch shape.kind {
            case .distinct(let columns, _) where columns.count == 1:
                let column = TestShape.plainName(columns[0]).lowercased()
                passedTests[table, default: PassedTests()].distinct.insert(column)
            case .noRow(let condition):
                guard let column = TestScan.columnThatIsNull(condition) else { continue }
                let name = TestShape.plainName(String(column)).lowercased()
                passedTests[table, default: PassedTests()].full.insert(name)
            case .distinct, .known: continue
            }
        }
    }

    /// - Throws: also where the view has no arms.
    private func readArms(of node: Node) throws -> [ViewArm] {
        let definition = try database.sql { () throws(SQLiteError) in
            try database.text(
                of: "SELECT sql FROM main.sqlite_schema WHERE type = 'view' AND name = ?1",
                [node.relationName])
        }
        guard let definition else { return [] }
        let relations = BatchRelations(database, batches)
        return try ViewReader { name in
            guard case .table(let columns)? = relations.relation(name) else { return nil }
            return columns
        }.arms(of: definition)
    }

    private func builtTable(named name: String) -> Int? {
        let folded = FoldedName(name)
        return graph.nodes.firstIndex {
            ($0.kind == .model || $0.kind == .seed) && !$0.isEphemeral
                && FoldedName($0.relationName) == folded
        }
    }
}
