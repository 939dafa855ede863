// What each model reads, once it is known which sources there are.
//
// While a project is read every source has all of its tables, so that a model is connected to
// whatever it may read: to the tables of both sides, where it takes one or the other. With the
// sources known its text is rendered once more, and it no longer waits for what it does not name:
// SQLite's own models begin while tables that nothing is made from are still being read.
//
//     int_cost  ◄── stg_omop__cost, stg_omop__visit_occurrence, …  ◄─╳─ stg_fhir__claim_item

import Columnar

extension ModelRun {
    /// Takes edges to models out of the graph that no text asks for. None is added.
    func narrowGraph() {
        var isThere: [String: Bool] = [:]
        for (index, state) in sourceStates {
            switch state {
            case .found: isThere[graph.nodes[index].name] = true
            case .missing: isThere[graph.nodes[index].name] = false
            // Whoever reads it will say what is wrong.
            case .failed: continue
            }
        }
        let session = project.session
        for (index, node) in graph.nodes.enumerated() where node.kind == .model {
            let isMadeFromModels = node.parents.contains { graph.nodes[$0].kind != .source }
            guard isMadeFromModels, node.hooks.before.isEmpty, node.hooks.after.isEmpty,
                let template = node.template
            else { continue }
            var isCertain = true
            session.sourceIsThere = { name in
                isCertain = isCertain && isThere[name] != nil
                return isThere[name] ?? true
            }
            session.node = node
            session.captured = CapturedReferences()
            defer {
                session.sourceIsThere = nil
                session.node = nil
                session.isIncremental = false
            }
            guard (try? session.render(template)) != nil, isCertain else { continue }
            // What only rows that are added need counts, too.
            session.isIncremental = materialisation(node) == .incremental
            if session.isIncremental {
                guard (try? session.render(template)) != nil, isCertain else { continue }
            }
            let names = Set(
                session.captured.references.filter { !$0.isSource }.compactMap(\.names.last))
            for parent in node.parents where graph.nodes[parent].kind != .source {
                if !names.contains(graph.nodes[parent].name) {
                    graph.disconnect(parent: parent, child: index)
                }
            }
        }
    }
}
