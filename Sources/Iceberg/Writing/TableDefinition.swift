// A new table as SQL text describes it.
//
//     columns        person_id long not null, birth date, tags map<string, int>
//     partitioned by bucket(16, person_id), month(birth)
//     sorted by      person_id, birth desc nulls last
//
// The grammars stand in ColumnListParser and PartitionListParser.

package import Columnar

/// Columns, partitions and order of a table that is not there yet.
package struct TableDefinition: Hashable, Sendable {
    /// Fields with ids from 1.
    package let fields: [NestedField]
    /// With ids from 1000.
    package let partitionFields: [PartitionField]
    package let sortFields: [SortOrder.Field]

    /// - Parameters:
    ///   - columns: the column list without its brackets.
    ///   - partitions: nil for a table of one partition.
    ///   - order: nil for a table that is not sorted.
    /// - Throws: `LakeError.invalidInput` at `.argument` (`columns`, `partition_by`, `sort_by`) and
    ///   the byte offset in it.
    package init(
        columns: String, partitionBy partitions: String? = nil, sortBy order: String? = nil
    ) throws(LakeError) {
        fields = try ColumnListParser.parse(columns, argument: "columns")
        partitionFields =
            if let partitions {
                try PartitionListParser.partitions(
                    partitions, argument: "partition_by", fields: fields)
            } else {
                []
            }
        sortFields =
            if let order {
                try PartitionListParser.order(order, argument: "sort_by", fields: fields)
            } else {
                []
            }
    }

    /// The schema, as the first of its table.
    package func schema() throws(LakeError) -> IcebergSchema {
        try IcebergSchema(id: 0, fields: fields)
    }
}
