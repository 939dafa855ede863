// From a slice to a batch: conditions first, then only the rows that passed, of only the columns
// that are wanted.

package import Columnar

/// What a scan makes of every slice.
package struct SliceEvaluation: Sendable {
    /// All must hold.
    package let conditions: [ColumnCondition]
    /// The scan's columns that batches carry, in order.
    package let outputs: [Int]

    package init(conditions: [ColumnCondition], outputs: [Int]) {
        self.conditions = conditions
        self.outputs = outputs
    }

    /// The rows that pass, as a batch, perhaps of none.
    ///
    /// - Parameter selection: the rows that are not deleted, counted from the slice's first,
    ///   ascending; nil for all.
    /// - Throws: `LakeError` at `.file`, `.rowGroup`, `.column`, `.page`.
    package func batch(
        of slice: RowSlice, among selection: [UInt32]?, _ scratch: ScanScratch
    ) throws(LakeError) -> ColumnBatch {
        var selection = selection
        var known: [Int: ColumnVector] = [:]
        for condition in conditions {
            if selection?.isEmpty == true { break }
            let vector: ColumnVector
            if let before = known[condition.column] {
                vector = before
            } else {
                vector = try slice.vector(condition.column, selection: nil, scratch)
                known[condition.column] = vector
            }
            selection = condition.test.rows(of: vector, among: selection)
        }
        if selection?.count == slice.rowCount { selection = nil }
        let rowCount = selection?.count ?? slice.rowCount
        guard rowCount > 0 else { return ColumnBatch(rowCount: 0, columns: []) }
        var columns: [ColumnVector] = []
        columns.reserveCapacity(outputs.count)
        for output in outputs {
            if let vector = known[output] {
                columns.append(
                    try selection.map { (rows) throws(LakeError) in
                        try vector.selecting(rows)
                    } ?? vector)
            } else {
                columns.append(try slice.vector(output, selection: selection, scratch))
            }
        }
        return ColumnBatch(rowCount: rowCount, columns: columns)
    }
}
