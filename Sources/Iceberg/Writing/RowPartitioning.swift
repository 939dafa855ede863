// Which partition each row of a batch belongs to.

import Columnar

/// A partition spec, bound to the columns of its batches.
struct RowPartitioning {
    /// Rows of one partition.
    struct Part {
        let partition: [SingleValue?]
        /// Ascending; nil for all rows of the batch.
        let rows: [Int32]?
    }

    private struct Field {
        let column: Int
        let transform: Transform
        let source: PrimitiveType
    }

    private let fields: [Field]

    /// The types of the fields' sources.
    var sources: [PrimitiveType] { fields.map(\.source) }

    /// - Throws: `LakeError.unsupported` for a spec of nested fields or unknown transforms.
    init(_ spec: PartitionSpec, schema: IcebergSchema) throws(LakeError) {
        var fields: [Field] = []
        for field in spec.fields {
            if field.transform == .void {
                // The source of a field that was dropped may be gone.
                fields.append(Field(column: 0, transform: .void, source: .int))
                continue
            }
            guard field.sourceIDs.count == 1,
                let column = schema.fields.firstIndex(where: { $0.id == field.sourceIDs[0] }),
                let type = schema.fields[column].type.primitive,
                field.transform.isDefined(for: type)
            else {
                throw LakeError(
                    .unsupported,
                    "the table is partitioned by '\(field.name)', which is \(field.transform) of "
                        + "something that is no column of single values",
                    advice: "insert with another engine")
            }
            fields.append(Field(column: column, transform: field.transform, source: type))
        }
        self.fields = fields
    }

    /// Tells the rows of a batch apart, in the order in which partitions first occur.
    ///
    /// - Throws: as `Transform.values(of:)`, at the column.
    func parts(of batch: TypedBatch, schema: IcebergSchema) throws(LakeError) -> [Part] {
        guard batch.rowCount > 0 else { return [] }
        var codes = RowCodes(count: batch.rowCount)
        var values: [PartitionValues] = []
        for field in fields {
            let column = batch.columns[field.column]
            do throws(LakeError) {
                values.append(try field.transform.values(of: column))
            } catch {
                throw error.at(.column(schema.fields[field.column].name))
            }
            codes.refine(
                by: values[values.count - 1], isNull: column.validity.map { $0.map { !$0 } })
        }
        let rows = codes.rowsByCode()
        return codes.firstRows.enumerated().map { code, first in
            Part(
                partition: partition(of: Int(first), batch, values),
                rows: codes.isUniform ? nil : rows[code])
        }
    }

    private func partition(
        of row: Int, _ batch: TypedBatch, _ values: [PartitionValues]
    ) -> [SingleValue?] {
        fields.enumerated().map { index, field in
            if batch.columns[field.column].isNull(at: row) { return nil }
            return values[index].singleValue(
                at: row, transform: field.transform, source: field.source)
        }
    }
}
