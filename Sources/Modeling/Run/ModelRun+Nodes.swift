// One node of a run: whether it is run at all, what is built, what is noted of it.

import Columnar
import Jinja
import SQLiteBridge

extension ModelRun {
    func runNode(
        _ index: Int, _ compiler: NodeCompiler, _ decided: DecidedTests = DecidedTests()
    ) throws(LakeError) -> NodeResult {
        let node = graph.nodes[index]
        var outcome = NodeResult(
            name: node.name, uniqueID: node.uniqueID, kind: node.kind,
            materialisation: materialisation(node), status: .success, seconds: 0)
        if node.kind == .test { outcome.test = details(of: node) }
        if let reason = reasonToSkip(index) {
            outcome.status = .skipped
            outcome.message = reason
            try dropAhead(index)
            return outcome
        }
        if let sql = decided.sql[index] {
            outcome.status = .pass
            outcome.failures = 0
            outcome.compiledSQL = sql
            outcome.sqlHash = statementHash(sql)
            outcome.sources = uses(index, compiler)
            outcome.seconds = decided.seconds[index] ?? 0
            return outcome
        }
        let begin = RunTime.now
        try database.perform("SAVEPOINT node")
        do throws(LakeError) {
            try build(index, compiler, &outcome)
            try database.perform("RELEASE node")
        } catch {
            // SQLite itself takes the whole transaction back at an interrupt or a full disk.
            if error.code == .interrupted || database.isAutocommit { throw error }
            try database.perform("ROLLBACK TO node; RELEASE node")
            try dropAhead(index)
            outcome.status = .error
            outcome.message = explained(error, index, compiler).description
        }
        outcome.seconds = RunTime.now.seconds(since: begin)
        return outcome
    }

    func materialisation(_ node: Node) -> Materialisation? {
        switch node.kind {
        case .seed: .seed
        case .model:
            switch Materialisation(rawValue: node.config.text("materialized") ?? "view") ?? .view {
            case .view: options.viewsAs
            case let other: other
            }
        case .test, .source, .operation: nil
        }
    }

    /// A failed parent, or a failed test of what this node reads.
    func reasonToSkip(_ index: Int) -> String? {
        for parent in graph.nodes[index].parents {
            if let status = statuses[parent], status == .error || status == .skipped {
                return "'\(graph.nodes[parent].name)' was not built"
            }
        }
        guard graph.nodes[index].kind != .test else { return nil }
        let failed = statuses.keys.filter {
            graph.nodes[$0].kind == .test
                && (statuses[$0] == .fail || statuses[$0] == .error)
        }
        if failed.isEmpty { return nil }
        let ancestors = graph.ancestors(of: [index])
        // A test that reads no node says nothing of what others read.
        let test = failed.filter { failed in
            let parents = graph.nodes[failed].parents
            return !parents.isEmpty && ancestors.isSuperset(of: parents)
        }
        .min { isBefore(graph.nodes[$0].name, graph.nodes[$1].name) }
        return test.map { "the test '\(graph.nodes[$0].name)' failed" }
    }

    func build(
        _ index: Int, _ compiler: NodeCompiler, _ outcome: inout NodeResult
    ) throws(LakeError) {
        let node = graph.nodes[index]
        if node.kind == .seed {
            project.session.node = node
            defer { project.session.node = nil }
            let hooks = node.hooks
            try runHooks(hooks.before, in: node.path)
            try seed(node, &outcome)
            try runHooks(hooks.after, in: node.path)
            return
        }
        let isAdded = try isIncremental(node, outcome.materialisation)
        let mayGuess = outcome.materialisation == .table && batches != nil
        let begun = ahead.removeValue(forKey: index)
        let sql: String
        let guess: RepeatGuess?
        if let begun {
            (sql, guess) = begun.compiled
        } else {
            (sql, guess) = try compile(index, compiler, isAdded: isAdded, mayGuess: mayGuess)
        }
        outcome.compiledSQL = sql
        outcome.sqlHash = statementHash(sql)
        outcome.sources = uses(index, compiler)
        if node.kind == .test { return try test(node, sql, &outcome) }
        if node.isEphemeral { return }
        let hooks = node.hooks
        project.session.node = node
        defer { project.session.node = nil }
        try runHooks(hooks.before, in: node.path)
        do throws(LakeError) {
            let viewSQL =
                compiler.hiddenNames.isEmpty
                ? sql : SQLTokens(sql).renamingExpressions(compiler.hiddenNames)
            let keys = begun?.keys ?? keyWatch(for: index)
            try materialise(
                materialiser(node, sql, viewSQL: viewSQL, guess, keys, begun?.rows),
                isAdded: isAdded, &outcome)
            watchedKeys[index] = keys?.isWhole == true ? keys : nil
        } catch {
            throw SQLFailure(compiled: sql, node: node).located(error, on: database)
        }
        if let guess, let answer = guess.answer {
            project.session.repeatedColumns[guess.key] = answer
            if answer {
                try database.perform("ROLLBACK TO node")
                return try build(index, compiler, &outcome)
            }
        }
        try runHooks(hooks.after, in: node.path)
        try noteLineage(node, sql, compiler.sourcesRead(by: index), compiler)
        if outcome.materialisation == .view { checkPortability(node, sql) }
    }

    /// - Returns: the SQL, and what it takes for granted.
    func compile(
        _ index: Int, _ compiler: NodeCompiler, isAdded: Bool, mayGuess: Bool
    ) throws(LakeError) -> (sql: String, guess: RepeatGuess?) {
        let session = project.session
        session.mayGuess = mayGuess
        // A guess is that of one node, also when its text turns out to be wrong.
        defer {
            session.mayGuess = false
            session.guess = nil
        }
        return (try compiler.compile(index, isIncremental: isAdded), session.guess)
    }

    func materialiser(
        _ node: Node, _ sql: String, viewSQL: String, _ guess: RepeatGuess?, _ keys: KeyWatch?,
        _ rows: RowsAhead?
    ) -> Materialiser {
        Materialiser(
            database: database, node: node, sql: sql, viewSQL: viewSQL, key: key(of: node),
            batches: batches, rowDatabase: rowDatabase, guess: guess,
            uniformColumns: uniformColumns, keys: keys, ahead: rows)
    }

    private func materialise(
        _ materialiser: Materialiser, isAdded: Bool, _ outcome: inout NodeResult
    ) throws(LakeError) {
        switch outcome.materialisation {
        case .incremental where isAdded: outcome.rows = try materialiser.addRows()
        case .view:
            if try !materialiser.makeView() {
                outcome.materialisation = .table
                try makeTable(materialiser, &outcome)
                let node = materialiser.node
                result.warnings.append(
                    "\(node.path): '\(node.name)' reads what is not in the file, so it is a "
                        + "table, not a view")
            }
        default: try makeTable(materialiser, &outcome)
        }
    }

    private func makeTable(
        _ materialiser: Materialiser, _ outcome: inout NodeResult
    ) throws(LakeError) {
        let table = try materialiser.makeTable()
        (outcome.rows, outcome.batches) = (table.rowCount, table.batches)
        for column in table.constantColumns { uniformColumns.insert(column.lowercased()) }
    }

    /// The unique key, else a column with a test that says it is one.
    private func key(of node: Node) -> [String] {
        if !node.uniqueKey.isEmpty { return node.uniqueKey }
        let test = node.children.lazy.map { self.graph.nodes[$0].genericTest }
            .first { $0?.testName == "unique" && $0?.column != nil }
        return (test??.column).map { [$0] } ?? []
    }

    func isIncremental(
        _ node: Node, _ materialisation: Materialisation?
    ) throws(LakeError) -> Bool {
        guard materialisation == .incremental else { return false }
        let refreshes = node.config.flag("full_refresh") ?? project.settings.fullRefresh
        if refreshes { return false }
        return try database.relationKind(node.relationName) == "table"
    }

    private func seed(_ node: Node, _ outcome: inout NodeResult) throws(LakeError) {
        let bytes = try readSeed(node)
        outcome.sqlHash = statementHash(String(decoding: bytes, as: UTF8.self))
        let delimiter = node.config.text("delimiter")?.utf8.first ?? UInt8(ascii: ",")
        let file = try SeedFile(bytes, path: node.path, delimiter: delimiter)
        var types: [(name: String, type: String)] = []
        for column in node.columns {
            if let type = column.dataType { types.append((column.name, type)) }
        }
        if case .dict(let given) = node.config["column_types"] {
            for (key, value) in zip(given.keys, given.values) {
                guard let name = plainText(key), let type = plainText(value) else { continue }
                types.removeAll { $0.name.lowercased() == name.lowercased() }
                types.append((name, type))
            }
        }
        for (index, name) in file.columns.enumerated() where file.losesZeros(column: index) {
            guard !types.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
                continue
            }
            result.warnings.append(
                "\(node.path): the column '\(name)' becomes one of numbers and loses its leading "
                    + "zeros, as with dbt; keep them with column_types: {\(name): text}")
        }
        let building = Materialiser.buildName(of: node)
        try database.perform("DROP TABLE IF EXISTS main.\(Database.quoted(building))")
        do throws(LakeError) {
            outcome.rows = try SeedLoader(database: database, schema: "main").load(
                file, into: building, types: types,
                descriptions: node.columns.compactMap { column in
                    column.description.map { (column.name, $0) }
                }, description: node.description)
        } catch {
            throw error.places.isEmpty ? error.at(.file(node.path)) : error
        }
        if let kind = try database.relationKind(node.relationName) {
            try database.perform("DROP \(kind) main.\(Database.quoted(node.relationName))")
        }
        try database.perform(
            "ALTER TABLE main.\(Database.quoted(building)) RENAME TO "
                + Database.quoted(node.relationName))
    }

    private func test(
        _ node: Node, _ sql: String, _ outcome: inout NodeResult
    ) throws(LakeError) {
        let runner = TestRunner(
            database: database, node: node, sql: sql, storesFailures: options.storeFailures)
        let tested: TestRunner.Outcome
        do throws(LakeError) { tested = try runner.run() } catch {
            throw SQLFailure(compiled: sql, node: node).located(error, on: database)
        }
        outcome.status = tested.status
        outcome.failures = tested.failures
        outcome.test?.storedIn = tested.storedIn
        if tested.status != .pass {
            outcome.message =
                "\(tested.failures) rows"
                + (tested.storedIn.map { ", kept in \($0)" } ?? "") + " (\(node.path):\(node.line))"
        }
    }

    func details(of test: Node) -> TestDetails {
        let tested = test.genericTest?.attached ?? test.parents.first
        return TestDetails(
            testedModel: tested.map { graph.nodes[$0].name }, column: test.genericTest?.column,
            severity: TestRunner.severity(of: test), storedIn: nil)
    }

    func checkPortability(_ node: Node, _ sql: String) {
        for finding in PortabilityCheck(sql).findings {
            result.warnings.append("\(node.path): \(finding)")
        }
    }

    func noteLineage(
        _ node: Node, _ sql: String, _ sources: [Int], _ compiler: NodeCompiler
    ) throws(LakeError) {
        if lineage == nil { lineage = try LineageScratch(prepare: prepareConnection) }
        guard let lineage else { return }
        let columns = try database.relationColumns(node.relationName).map(\.name)
        for index in node.parents + sources {
            let parent = graph.nodes[index]
            if parent.isEphemeral { continue }
            if parent.kind == .source {
                guard case .found(let found)? = compiler.state(ofSource: index) else { continue }
                lineage.add(
                    found.relation, as: parent.name, schema: found.qualifier,
                    columns: try database.relationColumns(
                        found.relation, schema: found.qualifier
                    ).map(\.name))
            } else {
                lineage.add(
                    parent.relationName, as: parent.name, schema: nil,
                    columns: try database.relationColumns(parent.relationName).map(\.name))
            }
        }
        columnOrigins.append((node.name, lineage.origins(of: sql, columns: columns)))
    }
}
