// A number of rows, column by column: the unit in which every source hands over its data.

/// Some rows of a scan. `columns` stand in the order of `ScanRequest.columns` (or, where the
/// request groups, keys first, then aggregates); a scan that wants no columns still counts rows.
package struct ColumnBatch: Sendable {
    package let rowCount: Int
    package let columns: [ColumnVector]

    package init(rowCount: Int, columns: [ColumnVector]) {
        assert(columns.allSatisfy { $0.count == rowCount })
        self.rowCount = rowCount
        self.columns = columns
    }
}
