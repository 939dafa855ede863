// iceberg_schemas: every field of every schema that the table has had, columns before what is in
// them.

package import Columnar

package enum SchemasTable: MetadataTable {
    private enum Column: Int {
        case schemaID, isCurrent, fieldID, parentID, name, sqlName, type, required, doc
        case initialDefault, writeDefault
    }

    private struct Row {
        let schema: IcebergSchema
        let field: NestedField
        let parentID: Int?
        let sqlName: String?
    }

    package static let name = "schemas"
    package static let help = "The fields of all schemas of an Iceberg table"
    package static let exampleColumns = "schema_id, name, sql_name, type"
    package static let isOfSnapshot = false
    package static let schema = TableSchema([
        Field("schema_id", .integer), Field("is_current", .boolean), Field("field_id", .integer),
        Field("parent_id", .integer, comment: "the field that it is in; NULL for columns"),
        Field("name", .text, comment: "the names from the column on, joined by dots"),
        Field("sql_name", .text, comment: "the column's name in SQL; NULL for nested fields"),
        Field("type", .text), Field("required", .boolean), Field("doc", .text),
        Field("initial_default", .json, comment: "in rows from before the field was added"),
        Field("write_default", .json, comment: "in rows that are written without a value"),
    ])

    package static func cursor(
        _ table: IcebergTable, columns: [Int]
    ) throws(LakeError) -> any RowCursor {
        let current = table.metadata.currentSchema.id
        return ListCursor(table.metadata.schemas.flatMap(rows)) { (row, column) throws(LakeError) in
            let field = row.field
            return switch Column(rawValue: column) {
            case .schemaID: .integer(Int64(row.schema.id))
            case .isCurrent: .integer(row.schema.id == current ? 1 : 0)
            case .fieldID: .integer(Int64(field.id))
            case .parentID: .integer(optional: row.parentID)
            case .name: .text(row.schema.fullName(id: field.id) ?? field.name)
            case .sqlName: .text(optional: row.sqlName)
            case .type: .text(field.type.typeName)
            case .required: .integer(field.isRequired ? 1 : 0)
            case .doc: .text(optional: field.doc)
            case .initialDefault: try json(field.initialDefault, field.type)
            case .writeDefault: try json(field.writeDefault, field.type)
            case nil: .null
            }
        }
    }

    private static func rows(_ schema: IcebergSchema) -> [Row] {
        let names = IcebergTable.schema(of: schema.fields).fields.map(\.name)
        var rows: [Row] = []
        // Parents before their fields, without recursion.
        var waiting: [Row] = zip(schema.fields, names).reversed().map { field, name in
            Row(schema: schema, field: field, parentID: nil, sqlName: name)
        }
        while let row = waiting.popLast() {
            rows.append(row)
            for inner in row.field.type.fields.reversed() {
                waiting.append(
                    Row(schema: schema, field: inner, parentID: row.field.id, sqlName: nil))
            }
        }
        return rows
    }

    private static func json(
        _ value: SingleValue?, _ type: IcebergType
    ) throws(LakeError) -> Value {
        guard let value else { return .null }
        return .text(
            try jsonText { (output) throws(LakeError) in try value.write(type, to: output) })
    }
}

extension IcebergType {
    /// `decimal(9, 2)`, `list`: the name of the type without what is in it, which has rows of its
    /// own.
    fileprivate var typeName: String {
        switch self {
        case .primitive(let type): "\(type)"
        case .variant: "variant"
        case .structure: "struct"
        case .list: "list"
        case .map: "map"
        }
    }
}
