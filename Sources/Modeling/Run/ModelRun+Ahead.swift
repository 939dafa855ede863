// The order of a run's nodes, and what is done of later ones in the meantime.
//
// SQLite runs statements in one thread. Models that pick values out of a source are computed by
// others, so these are begun early, and the nodes that are SQLite's alone come as soon as they can:
//
//     visits ──► encounters ──► costs ──► …     small sources soon give SQLite work
//     observations ────────────────────────►    while other threads read the large ones
//
// A model with hooks is not begun before its turn, nor is any other in its run: a hook may change
// what another model reads.

import Columnar
import SQLiteBridge

/// A node whose turn has not come.
struct NodeAhead {
    /// Its SQL, and what that takes for granted.
    let compiled: (sql: String, guess: RepeatGuess?)
    /// nil where nothing is computed before its turn.
    let rows: RowsAhead?
    /// What is seen of the rows.
    let keys: KeyWatch?
    /// Whether it was the last in the order then.
    let wasLast: Bool

    var isUnderWay: Bool { rows != nil && rows?.outcome == nil }
}

extension ModelRun {
    // MARK: The order

    /// Nodes with their parents before them: those that are SQLite's alone first, then the models
    /// that read sources, small ones before large ones.
    func schedule(_ nodes: [Int], _ compiler: NodeCompiler) -> [Int] {
        let chosen = Set(nodes)
        var waiting: [Int: Int] = [:]
        var sizes: [Int: Double] = [:]
        for index in nodes {
            waiting[index] = graph.nodes[index].parents.count { chosen.contains($0) }
            if fillsFromSources(index, compiler) { sizes[index] = sourceBytes(index, compiler) }
        }
        var ranks: [Int: (Double, Int)] = [:]
        for (place, index) in nodes.enumerated() { ranks[index] = (sizes[index] ?? -1, place) }
        func comesBefore(_ index: Int, _ other: Int) -> Bool {
            guard let rank = ranks[index], let otherRank = ranks[other] else { return false }
            return rank < otherRank
        }
        // The next one is the last.
        var ready = nodes.filter { waiting[$0] == 0 }.sorted { comesBefore($1, $0) }
        var order: [Int] = []
        while let next = ready.popLast() {
            order.append(next)
            for child in graph.nodes[next].children {
                guard let count = waiting[child] else { continue }
                waiting[child] = count - 1
                guard count == 1 else { continue }
                let place = ready.firstIndex { comesBefore($0, child) } ?? ready.endIndex
                ready.insert(child, at: place)
            }
        }
        return order
    }

    /// About how much there is to read for a model.
    private func sourceBytes(_ index: Int, _ compiler: NodeCompiler) -> Double {
        var sum = 0.0
        for source in compiler.sourcesRead(by: index) {
            guard case .found(let found)? = compiler.state(ofSource: source),
                let table = try? batches?.open(found.relation)
            else { continue }
            sum += table.estimate().sizeBytes
        }
        return sum
    }

    private func fillsFromSources(_ index: Int, _ compiler: NodeCompiler) -> Bool {
        let kind = materialisation(graph.nodes[index])
        return (kind == .table || kind == .incremental)
            && !compiler.sourcesRead(by: index).isEmpty
    }

    // MARK: Work ahead

    /// The models that may be begun before their turn.
    func candidates(in order: [Int], _ compiler: NodeCompiler) -> [Int] {
        let hasHooks = order.contains { index in
            let hooks = graph.nodes[index].hooks
            return !hooks.before.isEmpty || !hooks.after.isEmpty
        }
        guard let batches, batches.threadCount > 1, rowDatabase != nil, !hasHooks else { return [] }
        return order.filter { index in
            materialisation(graph.nodes[index]) == .table && fillsFromSources(index, compiler)
        }
    }

    /// Takes what is ready, and begins what can be begun: the table whose turn comes next, so that
    /// nobody waits long for it, and the last one, which is the largest.
    ///
    /// - Parameter waitingFor: nodes that were not built yet.
    func workAhead(_ compiler: NodeCompiler, _ waitingFor: Set<Int>) throws(LakeError) {
        try takeReadyRows()
        aheadCandidates.removeAll { !waitingFor.contains($0) }
        for isLast in [true, false] {
            while !ahead.values.contains(where: { $0.isUnderWay && $0.wasLast == isLast }) {
                let ready = aheadCandidates.filter { index in
                    waitingFor.isDisjoint(with: graph.nodes[index].parents)
                }
                guard let next = isLast ? ready.last : ready.first else { return }
                aheadCandidates.removeAll { $0 == next }
                try begin(next, isLast: isLast, compiler)
            }
        }
    }

    private func begin(
        _ index: Int, isLast: Bool, _ compiler: NodeCompiler
    ) throws(LakeError) {
        let node = graph.nodes[index]
        guard reasonToSkip(index) == nil else { return }
        do throws(LakeError) {
            let compiled = try compile(index, compiler, isAdded: false, mayGuess: true)
            let keys = keyWatch(for: index)
            let materialiser = materialiser(
                node, compiled.sql, viewSQL: compiled.sql, compiled.guess, keys, nil)
            ahead[index] = NodeAhead(
                compiled: compiled, rows: try materialiser.lookAhead(), keys: keys,
                wasLast: isLast)
        } catch {
            // Its turn will tell what is wrong.
            if error.code == .interrupted || database.isAutocommit { throw error }
        }
    }

    /// Inserts what threads have computed of tables whose turn has not come.
    func takeReadyRows() throws(LakeError) {
        for index in ahead.keys.sorted() { try ahead[index]?.rows?.takeReady() }
    }

    /// Removes what was begun of a node that is not built: a rollback to the start of its turn
    /// leaves the rows that were inserted before.
    func dropAhead(_ index: Int) throws(LakeError) {
        ahead[index] = nil
        let node = graph.nodes[index]
        guard materialisation(node) == .table else { return }
        try database.perform("DROP TABLE IF EXISTS " + Materialiser.buildTable(of: node))
    }
}
