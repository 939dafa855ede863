// A query ready to be computed: its graph, and which columns of the source it reads.

package import Columnar

/// What every worker shares.
package final class ProjectionPlan: Sendable {
    let nodes: [PlanNode]
    /// For each node the paths that are followed together with its own; nil for other nodes.
    let pathGroups: [PathGroup?]
    let conditions: [Int]
    let items: Int?
    let outputs: [Int]
    package let lookups: [Lookup]
    /// The columns to be scanned, by their index in the source's schema.
    package let sourceColumns: [Int]
    package let columnNames: [String]
    /// Whether reals are summed up: as SQLite did it before 3.43, which then learned to carry the
    /// rounding errors.
    package let hasSums: Bool

    /// - Throws: `LakeError.unsupported` for expressions that no evaluation knows.
    package init(_ query: ProjectionQuery) throws(LakeError) {
        var builder = PlanBuilder(lookups: query.lookups)
        var conditions: [Int] = []
        for condition in query.conditions { conditions.append(try builder.node(condition)) }
        items = if let items = query.items { try builder.node(items) } else { nil }
        var outputs: [Int] = []
        for column in query.columns { outputs.append(try builder.node(column.expression)) }
        nodes = builder.nodes
        pathGroups = PathGroup.groups(of: builder.nodes)
        self.conditions = conditions
        self.outputs = outputs
        lookups = query.lookups
        sourceColumns = builder.sourceColumns
        columnNames = query.columns.map(\.name)
        hasSums = builder.nodes.contains { if case .sum = $0.operation { true } else { false } }
    }
}
