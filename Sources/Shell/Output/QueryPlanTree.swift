// EXPLAIN QUERY PLAN as a tree.

import SQLiteBridge

/// The rows of EXPLAIN QUERY PLAN, printed once all are there.
final class QueryPlanTree: RowWriter {
    private struct Node {
        var id: Int64
        var parent: Int64
        var text: String
    }

    private var nodes: [Node] = []

    func writeRow(of statement: Statement, to output: OutputBuffer) {
        let text = statement.text(at: 3) ?? ""
        // The plan of a trigger program follows: its heading parts it from what came before.
        if text.hasPrefix("-") { finish(to: output) }
        nodes.append(
            Node(id: statement.integer(at: 0), parent: statement.integer(at: 1), text: text))
    }

    func finish(to output: OutputBuffer) {
        guard let first = nodes.first else { return }
        if first.text.hasPrefix("-") {
            if nodes.count > 1 { output.append("\(first.text.dropFirst(3))\n") }
            nodes.removeFirst()
        } else {
            output.append("QUERY PLAN\n")
        }
        writeChildren(of: 0, prefix: "", to: output)
        nodes.removeAll()
    }

    private func writeChildren(of parent: Int64, prefix: String, to output: OutputBuffer) {
        // Deeper than a hundred steps the lines no longer say anything.
        guard prefix.utf8.count < 300 else { return }
        let children = nodes.filter { $0.parent == parent }
        for (index, node) in children.enumerated() {
            let isLast = index == children.count - 1
            output.append("\(prefix)\(isLast ? "`--" : "|--")\(node.text)\n")
            writeChildren(of: node.id, prefix: prefix + (isLast ? "   " : "|  "), to: output)
        }
    }
}
