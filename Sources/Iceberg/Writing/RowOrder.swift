// Sorting the rows of a row group by the table's order.
//
//     order        birth desc nulls last, name
//     ranks        for each key a word a row, which sorts as the values do
//     permutation  rows in their new order; rows that are alike keep theirs
//
// A sorted file says so by its sort order id; a file of several row groups only when each goes on
// where the one before ended. Floats sort as Iceberg has it: -0.0 before 0.0, NaN last.
// Source: Iceberg specification, "Sorting".

import Columnar

/// A table's order, bound to the columns of its batches.
struct RowOrder: Sendable {
    struct Key: Sendable {
        let column: Int
        let transform: Transform
        let isDescending: Bool
        let hasNullsFirst: Bool
    }

    let keys: [Key]

    /// - Returns: nil for the order of unsorted tables.
    /// - Throws: `LakeError.unsupported` for an order by nested fields or unknown transforms.
    init?(_ order: SortOrder?, schema: IcebergSchema) throws(LakeError) {
        guard let order, !order.fields.isEmpty else { return nil }
        var keys: [Key] = []
        for field in order.fields {
            guard field.sourceIDs.count == 1,
                let column = schema.fields.firstIndex(where: { $0.id == field.sourceIDs[0] }),
                let type = schema.fields[column].type.primitive,
                field.transform.isDefined(for: type)
            else {
                throw LakeError(
                    .unsupported,
                    "the table's sort order takes \(field.transform) of something that is no "
                        + "column of single values", advice: "insert with another engine")
            }
            keys.append(
                Key(
                    column: column, transform: field.transform, isDescending: field.isDescending,
                    hasNullsFirst: field.hasNullsFirst))
        }
        self.keys = keys
    }

    /// The rows in order; nil when they are already.
    func permutation(of batch: TypedBatch) throws(LakeError) -> [Int32]? {
        let ranks = try ranks(of: batch)
        if RowRank.areSorted(ranks, rowCount: batch.rowCount) { return nil }
        var sort = RowSort(ranks, rowCount: batch.rowCount)
        return sort.permutation()
    }

    /// The key of one row, comparable with those of other batches.
    func ranks(of row: Int, in batch: TypedBatch) throws(LakeError) -> [RowRank] {
        try ranks(
            of: TypedBatch(
                rowCount: 1,
                columns: batch.columns.indices.map { column in
                    keys.contains { $0.column == column }
                        ? batch.columns[column].slice(row..<row + 1)
                        : TypedColumn(emptyOf: batch.columns[column].type)
                }))
    }

    private func ranks(of batch: TypedBatch) throws(LakeError) -> [RowRank] {
        var ranks: [RowRank] = []
        for key in keys { ranks.append(try RowRank(key, batch.columns[key.column])) }
        return ranks
    }

    /// Whether a row may come behind another one, by their `ranks(of:in:)`.
    static func isOrdered(_ first: [RowRank], _ second: [RowRank]) -> Bool {
        for (one, other) in zip(first, second) {
            switch one.compare(0, with: other, 0) {
            case 0: continue
            case let order: return order < 0
            }
        }
        return true
    }
}
