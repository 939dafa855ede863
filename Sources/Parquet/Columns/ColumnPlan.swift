// How one column of a scan is made from a file.

package import Columnar

/// A column of a scan over one file.
package enum ColumnPlan: Sendable {
    /// One leaf, not nested: a value or NULL for each row.
    case flat(LeafPlan)
    /// JSON text put together from leaves.
    case nested(NestedColumn)
    /// The same value in every row: a partition value, a default, NULL.
    case constant(Value, DataType)
    /// The row's place in the file, counted from a base.
    case position(base: Int64)
    /// One leaf of integers; where it is NULL, the other (no leaf) instead.
    indirect case filled(LeafPlan, ColumnPlan)

    /// The column of a field as the file has it.
    ///
    /// - Throws: `LakeError.unsupported` at `.column`.
    package init(_ field: SchemaField) throws(LakeError) {
        if case .scalar(let leaf) = field.shape {
            self = .flat(try LeafPlan(leaf, to: leaf.valueType))
        } else {
            self = .nested(try NestedColumn(field))
        }
    }

    /// The type of the column's values.
    package var type: DataType {
        switch self {
        case .flat(let plan), .filled(let plan, _): plan.conversion.target.dataType
        case .nested: .json
        case .constant(_, let type): type
        case .position: .bigint
        }
    }

    /// The leaves that are read.
    var leaves: [LeafPlan] {
        switch self {
        case .flat(let plan), .filled(let plan, _): [plan]
        case .nested(let column): column.leaves
        case .constant, .position: []
        }
    }
}
