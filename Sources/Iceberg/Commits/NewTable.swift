// The first metadata of a table.
//
//     format-version, table-uuid, location, last-sequence-number 0, last-updated-ms,
//     last-column-id, schemas [schema 0], partition-specs [spec 0], last-partition-id,
//     sort-orders [order 0, or 1 when it is sorted], properties, and no snapshot
//
// Source: Iceberg specification, "Table Metadata".

import Columnar
import JSON

/// A table to be made.
package struct NewTable: Sendable {
    /// The columns; ids from 1, nested fields included.
    package var fields: [NestedField]
    /// The columns that tell rows apart, by id.
    package var identifierFieldIDs: [Int] = []
    /// Ids from 1000.
    package var partitionFields: [PartitionField]
    package var sortFields: [SortOrder.Field]
    package var properties: [String: String]
    package var formatVersion: Int
    /// The table's directory, where a catalog's table shall not be in its warehouse.
    package var location: String?

    package init(
        fields: [NestedField], partitionFields: [PartitionField] = [],
        sortFields: [SortOrder.Field] = [], properties: [String: String] = [:],
        formatVersion: Int = 2, location: String? = nil
    ) {
        self.fields = fields
        self.partitionFields = partitionFields
        self.sortFields = sortFields
        self.properties = properties
        self.formatVersion = formatVersion
        self.location = location
    }

    /// The versions that are written.
    package static let formatVersions = 2...3
    /// Ids of partition fields are above this.
    private static let partitionIDBefore = 999

    /// The metadata document.
    ///
    /// - Parameter location: the table's directory, as metadata has it.
    /// - Throws: `LakeError.invalidInput` for a table that makes no sense, `.unsupported` for a
    ///   version that is not written.
    func document(
        location: String, uuid: String, milliseconds: Int64
    ) throws(LakeError) -> JSONValue {
        let schema = try checkedSchema()
        try checkPartitions(schema)
        for field in sortFields
        where field.sourceIDs.contains(where: { schema.field(id: $0) == nil }) {
            throw LakeError(.invalidInput, "the sort order names a column that the table lacks")
        }
        let spec = PartitionSpec(id: 0, fields: partitionFields)
        let order = SortOrder(id: sortFields.isEmpty ? 0 : 1, fields: sortFields)
        let lastPartitionID = partitionFields.map(\.id).max() ?? NewTable.partitionIDBefore
        return .object(of: [
            ("format-version", .integer(formatVersion)), ("table-uuid", .string(uuid)),
            ("location", .string(location)), ("last-sequence-number", .integer(0)),
            ("last-updated-ms", .integer(milliseconds)),
            ("last-column-id", .integer(schema.fieldIDs.max() ?? 0)),
            ("current-schema-id", .integer(schema.id)), ("schemas", .array([schema.json])),
            ("default-spec-id", .integer(spec.id)), ("partition-specs", .array([spec.json])),
            ("last-partition-id", .integer(max(lastPartitionID, NewTable.partitionIDBefore))),
            ("default-sort-order-id", .integer(order.id)), ("sort-orders", .array([order.json])),
            ("properties", JSONValue(texts: properties)),
            // Version 2 knows no absent snapshot; version 3 knows no -1.
            ("current-snapshot-id", formatVersion == 2 ? .integer(-1) : nil),
            ("next-row-id", formatVersion == 2 ? nil : .integer(0)),
            ("refs", .object([])), ("snapshots", .array([])), ("statistics", .array([])),
            ("partition-statistics", .array([])), ("snapshot-log", .array([])),
            ("metadata-log", .array([])),
        ])
    }

    private func checkedSchema() throws(LakeError) -> IcebergSchema {
        guard NewTable.formatVersions.contains(formatVersion) else {
            throw LakeError(
                .unsupported, "format version \(formatVersion) is not written",
                advice: "write version 2 or 3")
        }
        guard !fields.isEmpty else { throw LakeError(.invalidInput, "the table has no columns") }
        var names: Set<String> = []
        for field in fields {
            guard !field.name.isEmpty, names.insert(field.name.lowercased()).inserted else {
                throw LakeError(
                    .invalidInput,
                    field.name.isEmpty ? "a column has no name" : "two columns have one name",
                    at: [.column(field.name)])
            }
        }
        let schema: IcebergSchema
        do throws(LakeError) {
            schema = try IcebergSchema(
                id: 0, fields: fields, identifierFieldIDs: identifierFieldIDs)
        } catch {
            throw LakeError(.invalidInput, error.what)
        }
        for id in schema.fieldIDs.sorted() {
            guard let field = schema.field(id: id), formatVersion < 3 else { continue }
            if field.type.needsVersion3 || field.initialDefault != nil {
                throw LakeError(
                    .invalidInput, "its type or default needs format version 3",
                    at: [.column(schema.fullName(id: id) ?? field.name)],
                    advice: "make the table with format version 3")
            }
        }
        return schema
    }

    private func checkPartitions(_ schema: IcebergSchema) throws(LakeError) {
        var names: Set<String> = []
        var ids: Set<Int> = []
        for field in partitionFields {
            func refuse(_ what: String) -> LakeError {
                LakeError(.invalidInput, "partition field '\(field.name)' \(what)")
            }
            guard !field.name.isEmpty, names.insert(field.name).inserted,
                field.id > NewTable.partitionIDBefore, ids.insert(field.id).inserted
            else { throw refuse("has a name or an id that another has, or no name") }
            guard let sourceID = field.sourceIDs.first, field.sourceIDs.count == 1,
                let source = schema.field(id: sourceID)
            else { throw refuse("names no column, or more than one") }
            guard let type = source.type.primitive, field.transform.isDefined(for: type) else {
                throw refuse("cannot be made: \(field.transform) of '\(source.name)'")
            }
            // Readers show partitions by these names, among columns.
            if let other = schema.id(fullName: field.name),
                other != sourceID || field.transform != .identity
            {
                throw refuse("has the name of a column")
            }
        }
    }
}

extension IcebergType {
    /// Whether version 2 does not have the type itself; its inner fields are asked by themselves.
    fileprivate var needsVersion3: Bool {
        switch self {
        case .variant, .primitive(.unknown), .primitive(.geometry), .primitive(.geography),
            .primitive(.timestamp(.nanoseconds, _)):
            true
        default: false
        }
    }
}

extension Transform {
    /// Whether values of a type can be transformed.
    ///
    /// - Source: Iceberg specification, "Partition Transforms", column "Source types".
    package func isDefined(for type: PrimitiveType) -> Bool {
        switch (self, type) {
        case (_, .unknown), (_, .geometry), (_, .geography), (.unknown, _): false
        case (.identity, _), (.void, _): true
        case (.bucket, .boolean), (.bucket, .float), (.bucket, .double): false
        case (.bucket, _): true
        case (.truncate, .int), (.truncate, .long), (.truncate, .decimal), (.truncate, .string),
            (.truncate, .binary):
            true
        case (.year, .date), (.month, .date), (.day, .date): true
        case (.year, .timestamp), (.month, .timestamp), (.day, .timestamp), (.hour, .timestamp):
            true
        default: false
        }
    }
}
