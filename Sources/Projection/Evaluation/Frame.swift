// The rows that expressions are computed over, and what is known of them already.
//
//     rows of the source ──┬─ distinct values of one node       what depends on it alone is
//                          │                                    computed once for each
//                          └─ items of a list of each row ──┬─ distinct values …
//                                                           └─ items of a list of each item
//
// A frame keeps what the vectors computed in it point into.

import Columnar

/// Rows at one level, with the vectors computed for them.
final class Frame {
    /// 0: rows of the source; 1: items of the query's list; 2: items of a list that is summed up.
    let level: Int
    let rowCount: Int
    let arena: TextArena
    /// The rows that these are made from, and which of them each comes from. It keeps this frame,
    /// not the other way round.
    unowned let parent: Frame?
    let parentRows: [UInt32]
    /// Whether the rows are distinct values of one node.
    let isDistinct: Bool
    /// Vectors by node.
    var vectors: [AddressedVector?]
    /// Items of lists by the node of the list.
    private(set) var items: [Int: Frame] = [:]
    /// Distinct values by node; nil of a node that has too many of them.
    private var distinct: [Int: DistinctFrame?] = [:]

    init(
        level: Int, rowCount: Int, nodeCount: Int, arena: TextArena, parent: Frame? = nil,
        parentRows: [UInt32] = [], isDistinct: Bool = false
    ) {
        self.level = level
        self.rowCount = rowCount
        self.arena = arena
        self.parent = parent
        self.parentRows = parentRows
        self.isDistinct = isDistinct
        vectors = Array(repeating: nil, count: nodeCount)
    }

    /// Distinct values of a node, and which of them each row has.
    struct DistinctFrame {
        let frame: Frame
        let codes: [UInt32]
    }

    /// The distinct values of a node; nil where they are hardly fewer than the rows.
    ///
    /// - Parameter glanced: see `AddressedVector.glance`.
    func distinctValues(
        of node: Int, _ vector: AddressedVector, _ glanced: inout UInt8
    ) -> DistinctFrame? {
        if let known = distinct[node] { return known }
        var found: DistinctFrame?
        if let values = DistinctValues(vector, rowCount: rowCount, glanced: &glanced) {
            let frame = Frame(
                level: level, rowCount: values.rows.count, nodeCount: vectors.count, arena: arena,
                isDistinct: true)
            frame.vectors[node] = vector.gathering(values.rows)
            found = DistinctFrame(frame: frame, codes: values.codes)
        }
        distinct[node] = .some(found)
        return found
    }

    func keepItems(_ frame: Frame, of node: Int) { items[node] = frame }
}
