// Nodes and what they are made from, without circles.

package import Columnar

/// The nodes of a project. Edges go from a parent to the children that read it.
package final class ModelGraph {
    package private(set) var nodes: [Node] = []
    private var indexByID: [String: Int] = [:]

    /// - Returns: the index of the node.
    @discardableResult
    func add(_ node: Node) -> Int {
        indexByID[node.uniqueID] = nodes.count
        nodes.append(node)
        return nodes.count - 1
    }

    package func index(of uniqueID: String) -> Int? { indexByID[uniqueID] }

    /// Notes that `child` reads `parent`.
    func connect(parent: Int, child: Int) {
        guard !nodes[child].parents.contains(parent) else { return }
        nodes[child].parents.append(parent)
        nodes[parent].children.append(child)
    }

    /// Takes an edge away.
    func disconnect(parent: Int, child: Int) {
        nodes[child].parents.removeAll { $0 == parent }
        nodes[parent].children.removeAll { $0 == child }
    }

    /// All nodes with their parents before them; among equals in the order of their names.
    ///
    /// - Throws: `LakeError.invalidInput` for a circle, which is printed as a path.
    package func order() throws(LakeError) -> [Int] {
        var waiting = nodes.map(\.parents.count)
        var ready = nodes.indices.filter { waiting[$0] == 0 }
        var order: [Int] = []
        // Level by level, so that the order does not depend on how nodes were found.
        while !ready.isEmpty {
            ready.sort { isBefore(nodes[$0].uniqueID, nodes[$1].uniqueID) }
            order += ready
            var next: [Int] = []
            for index in ready {
                for child in nodes[index].children {
                    waiting[child] -= 1
                    if waiting[child] == 0 { next.append(child) }
                }
            }
            ready = next
        }
        guard order.count == nodes.count else { throw circle(waiting) }
        return order
    }

    private func circle(_ waiting: [Int]) -> LakeError {
        // Every node that still waits has a parent that waits: going up leads into the circle.
        let first = nodes.indices.filter { waiting[$0] > 0 }
            .min { isBefore(nodes[$0].uniqueID, nodes[$1].uniqueID) }
        var path: [Int] = []
        var current = first
        while let index = current, !path.contains(index) {
            path.append(index)
            current = nodes[index].parents.first { waiting[$0] > 0 }
        }
        guard let last = current, let begin = path.firstIndex(of: last) else {
            return LakeError(.internal, "the graph has a circle that cannot be found")
        }
        let circle = ([last] + path[begin...].dropFirst().reversed() + [last])
            .map { nodes[$0].name }
        return LakeError(
            .invalidInput, "models read each other in a circle: " + circle.joined(separator: " → "),
            at: [.file(nodes[last].path)], advice: "take one ref() out of the circle")
    }

    // MARK: Around nodes

    /// The nodes that lead to these, up to a number of steps; without these.
    func ancestors(of start: Set<Int>, steps: Int = .max) -> Set<Int> {
        walk(from: start, steps: steps) { nodes[$0].parents }
    }

    /// The nodes that are made from these, up to a number of steps; without these.
    func descendants(of start: Set<Int>, steps: Int = .max) -> Set<Int> {
        walk(from: start, steps: steps) { nodes[$0].children }
    }

    private func walk(from start: Set<Int>, steps: Int, _ next: (Int) -> [Int]) -> Set<Int> {
        var seen = start
        var edge = start
        var left = steps
        while !edge.isEmpty, left > 0 {
            edge = Set(edge.flatMap(next)).subtracting(seen)
            seen.formUnion(edge)
            left -= 1
        }
        return seen.subtracting(start)
    }
}
