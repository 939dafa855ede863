// The JSON paths that start from the same value: one walk over it finds them all.

import JSON

/// Nodes whose operand is the same.
struct PathGroup: Sendable {
    /// In the order of the tree's paths.
    let nodes: [Int]
    let tree: JSONPathTree

    /// The group of each node; nil for nodes that have none or are alone in it.
    static func groups(of nodes: [PlanNode]) -> [PathGroup?] {
        var nodesByOperand: [Int: [Int]] = [:]
        for (index, node) in nodes.enumerated() {
            if case .jsonExtract = node.operation {
                nodesByOperand[node.operands[0], default: []].append(index)
            }
        }
        var groups = [PathGroup?](repeating: nil, count: nodes.count)
        for members in nodesByOperand.values where members.count > 1 {
            let paths = members.compactMap { member -> JSONPath? in
                if case .jsonExtract(let path, _) = nodes[member].operation { path } else { nil }
            }
            guard let tree = JSONPathTree(paths) else { continue }
            for member in members { groups[member] = PathGroup(nodes: members, tree: tree) }
        }
        return groups
    }
}
