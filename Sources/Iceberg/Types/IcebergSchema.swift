// A table's schema of one time: its columns, and every field by its id.
//
// Full names join names by dots, with `element`, `key` and `value` between: `visits.element.date`.
// Source: Iceberg specification, "Schemas and Data Types".

package import Columnar
package import JSON

/// A schema.
package struct IcebergSchema: Hashable, Sendable {
    /// Where a field stands.
    private struct Entry: Hashable, Sendable {
        let field: NestedField
        let fullName: String
        /// The struct, list or map around it; nil for columns.
        let parentID: Int?
    }

    /// 0 in tables of version 1 that do not say.
    package let id: Int
    /// The columns.
    package let fields: [NestedField]
    /// The columns that tell rows apart, by the ids of their fields.
    package let identifierFieldIDs: [Int]
    private let entries: [Int: Entry]
    private let idsByFullName: [String: Int]

    /// - Throws: `LakeError.corrupt` when two fields have one id; `LakeError.limit` when there are
    ///   too many.
    package init(
        id: Int, fields: [NestedField], identifierFieldIDs: [Int] = []
    ) throws(LakeError) {
        self.id = id
        self.fields = fields
        self.identifierFieldIDs = identifierFieldIDs
        var entries: [Int: Entry] = [:]
        var idsByFullName: [String: Int] = [:]
        // Parents before their fields, without recursion.
        var waiting = fields.reversed().map { Entry(field: $0, fullName: $0.name, parentID: nil) }
        while let entry = waiting.popLast() {
            guard entries.count < IcebergLimits.schemaFieldsMax else {
                throw LakeError(
                    .limit, "schema \(id) has more than \(IcebergLimits.schemaFieldsMax) fields")
            }
            if let other = entries.updateValue(entry, forKey: entry.field.id) {
                throw LakeError(
                    .corrupt,
                    "schema \(id) gives the id \(entry.field.id) to '\(other.fullName)' and to "
                        + "'\(entry.fullName)'")
            }
            // Names may hold dots, so that two fields can have one full name: the first keeps it.
            if idsByFullName[entry.fullName] == nil {
                idsByFullName[entry.fullName] = entry.field.id
            }
            for inner in entry.field.type.fields.reversed() {
                waiting.append(
                    Entry(
                        field: inner, fullName: entry.fullName + "." + inner.name,
                        parentID: entry.field.id))
            }
        }
        self.entries = entries
        self.idsByFullName = idsByFullName
    }

    /// Reads a schema, as table metadata and the key-values of manifests hold it.
    ///
    /// - Throws: `LakeError.corrupt`, `.unsupported` or `.limit`, with the member's path in the
    ///   text.
    init(_ node: DocumentNode) throws(LakeError) {
        try self.init(
            id: try node.member("schema-id")?.int() ?? 0,
            fields: try IcebergType.fields(of: node),
            identifierFieldIDs: try node.member("identifier-field-ids")?.ints() ?? [])
    }

    /// Reads a schema from its JSON.
    ///
    /// - Throws: as table metadata does.
    package init(json: JSONValue) throws(LakeError) { try self.init(DocumentNode(json)) }

    /// A field at any depth.
    package func field(id: Int) -> NestedField? { entries[id]?.field }

    /// The names from the column to a field, joined by dots.
    package func fullName(id: Int) -> String? { entries[id]?.fullName }

    /// The id of a field by its full name, in the exact case.
    package func id(fullName: String) -> Int? { idsByFullName[fullName] }

    /// The ids from the column to a field, itself included; empty for an unknown id.
    package func path(id: Int) -> [Int] {
        var path: [Int] = []
        var next = entries[id]
        while let entry = next {
            path.append(entry.field.id)
            next = entry.parentID.flatMap { entries[$0] }
        }
        return path.reversed()
    }

    /// The ids of all fields, nested ones included, in no order.
    package var fieldIDs: some Collection<Int> & Sendable { entries.keys }

    package static func == (first: IcebergSchema, second: IcebergSchema) -> Bool {
        first.id == second.id && first.fields == second.fields
            && first.identifierFieldIDs == second.identifierFieldIDs
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(fields)
    }
}
