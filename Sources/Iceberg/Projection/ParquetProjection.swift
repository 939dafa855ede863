// How the columns of the table are made from one Parquet file, whatever schema it was written with.
//
// For a column that the file lacks, in this order: the value of its identity partition, its initial
// default, NULL. Source: Iceberg specification, "Column Projection", "Default values".

import Columnar
import Parquet

/// Makes column plans for a file.
struct ParquetProjection {
    private let fields: FileFields
    /// Values of identity partitions, by field id.
    private let partitionValues: [Int: SingleValue?]

    init(
        _ schema: Schema, mapping: NameMapping?, partitionValues: [Int: SingleValue?]
    ) {
        fields = FileFields(of: schema, mapping: mapping)
        self.partitionValues = partitionValues
    }

    /// The plan of a column.
    ///
    /// - Throws: `LakeError.unsupported` or `.corrupt` at `.column` when the file's field cannot be
    ///   read as the column's type.
    func plan(for field: NestedField) throws(LakeError) -> ColumnPlan {
        do throws(LakeError) {
            guard let (own, inner) = fields[field] else { return try missing(field) }
            switch (field.type, own.shape) {
            case (.primitive(.unknown), _): return .constant(.null, .text)
            case (.primitive(let type), .scalar(let leaf)):
                guard leaf.maxRepetitionLevel == 0 else { throw mismatch(field, own) }
                return .flat(try LeafPlan(leaf, to: type.scalarType))
            default:
                return .nested(
                    try NestedColumn(own) { (builder) throws(LakeError) in
                        try nested(field.type, own, inner, builder)
                    })
            }
        } catch {
            throw error.at(.column(field.name))
        }
    }

    /// The leaf of a reserved field, such as `_row_id`; nil when the file has none.
    func reserved(id: Int, type: ScalarType) throws(LakeError) -> LeafPlan? {
        guard let field = fields[id], case .scalar(let leaf) = field.shape else { return nil }
        return try LeafPlan(leaf, to: type)
    }

    private func missing(_ field: NestedField) throws(LakeError) -> ColumnPlan {
        guard case .primitive(let type) = field.type else {
            guard let value = field.initialDefault else { return .constant(.null, .json) }
            let text = try jsonText { (output) throws(LakeError) in
                try value.write(field.type, to: output)
            }
            return .constant(.text(text), .json)
        }
        if let value = partitionValues[field.id] {
            return .constant(
                value?.sqlValue(type) ?? .null, type.scalarType.dataType)
        }
        return .constant(
            field.initialDefault?.sqlValue(type) ?? .null, type.scalarType.dataType)
    }

    // MARK: Nested

    private func nested(
        _ type: IcebergType, _ own: SchemaField, _ identification: FileFields.Identification,
        _ builder: NestedPlanBuilder
    ) throws(LakeError) -> NestedPlan {
        switch (type, own.shape) {
        case (.primitive(.unknown), _): return .constant(Array("null".utf8))
        case (.primitive(let type), .scalar(let leaf)):
            return try builder.scalar(leaf, to: type.scalarType)
        case (.structure(let members), .structure(let ownMembers)):
            let inner = FileFields(ownMembers, identification)
            return try builder.structure(own) { () throws(LakeError) in
                var plans: [(name: String, plan: NestedPlan)] = []
                for member in members {
                    plans.append((member.name, try self.member(member, of: inner, builder)))
                }
                return plans
            }
        case (.list(let element), .list(let list)):
            return try builder.list(own, list) { () throws(LakeError) in
                try nested(
                    element.type, list.element, identification.inside("element"), builder)
            }
        case (.map(let key, let value), .map(let map)):
            return try builder.map(
                own, map, hasScalarKeys: key.type.primitive != nil,
                key: { () throws(LakeError) in
                    try nested(key.type, map.key, identification.inside("key"), builder)
                },
                value: { () throws(LakeError) in
                    guard let ownValue = map.value else {
                        return .constant(Array("null".utf8))
                    }
                    return try nested(
                        value.type, ownValue, identification.inside("value"), builder)
                })
        case (.variant, .variant(let variant)): return try builder.variant(own, variant)
        default:
            throw LakeError(
                .corrupt, "the file's field '\(own.name)' is of another kind than the table's")
        }
    }

    private func member(
        _ member: NestedField, of fields: FileFields, _ builder: NestedPlanBuilder
    ) throws(LakeError) -> NestedPlan {
        if let (own, inner) = fields[member] {
            return try nested(member.type, own, inner, builder)
        }
        return .constant(
            try jsonText { (output) throws(LakeError) in
                try SingleValue.write(member.initialDefault, member.type, to: output)
            })
    }

    private func mismatch(_ field: NestedField, _ own: SchemaField) -> LakeError {
        LakeError(
            .corrupt, "the file's field '\(own.name)' is repeated, the table's is not")
    }
}
