// A query's expressions as a graph in which equal parts are one node.

import Columnar
import JSON

/// One value for each row of a frame.
struct PlanNode {
    enum Operation {
        /// A column of the scan.
        case column(Int)
        case item(ItemPart)
        /// The row of a lookup that the keys (the operands) find; NULL where none.
        case lookupRow(Int)
        /// A column of a lookup; the operand is its row.
        case lookupColumn(Int, column: Int)
        case literal(Value)
        case jsonExtract(JSONPath, text: String)
        case call(ScalarOperation)
        case cast(CastTarget)
        /// Operands: condition, value, condition, value, …, otherwise.
        case choice
        /// Operands: the list, the value over its items.
        case sum
    }

    let operation: Operation
    /// Nodes before this one.
    let operands: [Int]
    /// The level of the rows that it is computed for; see `Frame.level`.
    let level: Int
    /// The columns and items that it depends on, as nodes.
    let leaves: Set<Int>
    /// The node that alone decides the value: all that it depends on goes through it. A leaf, or
    /// what combines several, such as a time that stands in one of two columns; nil for those
    /// themselves and for constants.
    let root: Int?

    /// Whether the value is read and not computed.
    var isLeaf: Bool {
        switch operation {
        case .column, .item: true
        default: false
        }
    }
}

/// Builds the graph.
struct PlanBuilder {
    private(set) var nodes: [PlanNode] = []
    /// The source's columns that are read, by their index in the source, in the order of the scan.
    private(set) var sourceColumns: [Int] = []
    private var known: [Expression: Int] = [:]
    private var lookupRows: [Int: Int] = [:]
    private let lookups: [Lookup]

    init(lookups: [Lookup]) { self.lookups = lookups }

    /// The node of an expression.
    ///
    /// - Throws: `LakeError.unsupported` for what no evaluation knows.
    mutating func node(_ expression: Expression) throws(LakeError) -> Int {
        if let node = known[expression] { return node }
        let node = try make(expression)
        known[expression] = node
        return node
    }

    private mutating func make(_ expression: Expression) throws(LakeError) -> Int {
        switch expression {
        case .column(let field):
            let place = sourceColumns.firstIndex(of: field) ?? sourceColumns.count
            if place == sourceColumns.count { sourceColumns.append(field) }
            return addLeaf(.column(place), level: 0)
        case .item(let level, let part): return addLeaf(.item(part), level: level)
        case .literal(let value): return add(.literal(value), [])
        case .lookup(let lookup, let column):
            guard lookups.indices.contains(lookup) else { throw unknown("a table that is joined") }
            return add(.lookupColumn(lookup, column: column), [try row(of: lookup)])
        case .cast(let value, let target): return add(.cast(target), [try node(value)])
        case .call(.jsonExtract(let text), let operands):
            guard let path = JSONPath(Array(text.utf8), isOperand: false), operands.count == 1
            else { throw unknown("the JSON path \(text)") }
            return add(.jsonExtract(path, text: text), [try node(operands[0])])
        case .call(let operation, let operands):
            guard operation.operandCounts.contains(operands.count) else {
                throw unknown("\(operation) of \(operands.count) values")
            }
            return add(.call(operation), try nodes(operands))
        case .choice(let branches, let otherwise):
            let parts = branches.flatMap { [$0.condition, $0.value] } + [otherwise]
            return add(.choice, try nodes(parts))
        case .sum(let items, let value):
            let list = try node(items)
            let summand = try node(value)
            // What the value reads of the list's own items is bound here.
            let leaves = nodes[list].leaves.union(
                nodes[summand].leaves.filter { nodes[$0].level < Self.innerLevel })
            return append(
                PlanNode(
                    operation: .sum, operands: [list, summand], level: level(of: leaves),
                    leaves: leaves, root: leaves.count == 1 ? leaves.first : nil))
        }
    }

    /// The level of items that are summed up.
    static let innerLevel = 2

    private mutating func nodes(_ expressions: [Expression]) throws(LakeError) -> [Int] {
        var list: [Int] = []
        for expression in expressions { list.append(try node(expression)) }
        return list
    }

    private mutating func row(of lookup: Int) throws(LakeError) -> Int {
        if let row = lookupRows[lookup] { return row }
        let row = add(.lookupRow(lookup), try nodes(lookups[lookup].keys.map(\.expression)))
        lookupRows[lookup] = row
        return row
    }

    private func level(of leaves: Set<Int>) -> Int { leaves.map { nodes[$0].level }.max() ?? 0 }

    private mutating func addLeaf(_ operation: PlanNode.Operation, level: Int) -> Int {
        append(
            PlanNode(
                operation: operation, operands: [], level: level, leaves: [nodes.count], root: nil))
    }

    private mutating func add(_ operation: PlanNode.Operation, _ operands: [Int]) -> Int {
        let leaves = operands.reduce(into: Set<Int>()) { $0.formUnion(nodes[$1].leaves) }
        return append(
            PlanNode(
                operation: operation, operands: operands, level: level(of: leaves), leaves: leaves,
                root: root(operation, operands)))
    }

    /// The one root of all operands that are not constant; nil where there are several.
    private func root(_ operation: PlanNode.Operation, _ operands: [Int]) -> Int? {
        let roots = Set(
            operands.filter { !nodes[$0].leaves.isEmpty }.map { nodes[$0].root ?? $0 })
        guard roots.count == 1, let root = roots.first else { return nil }
        // A choice that a constant makes may never look at its values: a root that is computed
        // could be an error that nobody asked for.
        if case .choice = operation, nodes[operands[0]].leaves.isEmpty, !nodes[root].isLeaf {
            return nil
        }
        return root
    }

    private mutating func append(_ node: PlanNode) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    private func unknown(_ what: String) -> LakeError {
        LakeError(.unsupported, "\(what) is not computed on batches")
    }
}

extension ScalarOperation {
    /// How many operands it takes.
    var operandCounts: ClosedRange<Int> {
        switch self {
        case .coalesce, .isIn: 2...Int.max
        case .substring: 2...3
        case .length, .lower, .upper, .date, .dateTime, .isNull, .isNotNull, .not, .jsonExtract:
            1...1
        default: 2...2
        }
    }
}
