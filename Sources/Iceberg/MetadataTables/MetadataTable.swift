// What the tables about a table's metadata have in common, and the list of them.
//
//     iceberg_snapshots   iceberg_files       iceberg_manifests    iceberg_schemas
//     iceberg_history     iceberg_entries     iceberg_partitions   iceberg_refs
//
// A new one is a file with a type that conforms to `MetadataTable`, and a line in `metadataTables`.
// Columns have the names and the order that Iceberg's own metadata tables have; nested ones are
// JSON. Data files and delete files are never opened.
// Source: Iceberg documentation, "Spark Queries", "Inspecting tables".

package import Columnar

/// All tables about metadata.
package let metadataTables: [any MetadataTable.Type] = [
    SnapshotsTable.self, HistoryTable.self, ReferencesTable.self, FilesTable.self,
    EntriesTable.self, ManifestsTable.self, PartitionsTable.self, SchemasTable.self,
]

/// A kind of metadata table.
package protocol MetadataTable: SendableMetatype {
    /// `snapshots` of `iceberg_snapshots`.
    static var name: String { get }
    /// One line, without a full stop.
    static var help: String { get }
    /// Columns that show the table best, for an example.
    static var exampleColumns: String { get }
    static var schema: TableSchema { get }
    /// Whether it is about one snapshot, which can be chosen.
    static var isOfSnapshot: Bool { get }

    /// Begins at the first row.
    ///
    /// - Parameter columns: those that will be asked for.
    static func cursor(
        _ table: IcebergTable, columns: [Int]
    ) throws(LakeError) -> any RowCursor
}

extension MetadataTable {
    /// The table's rows about one Iceberg table.
    ///
    /// - Parameter snapshot: an id, or the name of a branch or tag; nil for the current one.
    /// - Throws: `LakeError` when there is no table or no such snapshot, or its metadata are
    ///   damaged.
    package static func source(
        location: String, snapshot: String?
    ) throws(LakeError) -> any TableSource {
        let table = try IcebergTable(location: location, naming: snapshot)
        let count: Double =
            isOfSnapshot
            ? table.selected.snapshot?.summary["total-data-files"].flatMap { Double($0) } ?? 100
            : Double(table.metadata.snapshots.count)
        return RowCursorTable(schema, rowCount: max(count, 1)) { (columns, _) throws(LakeError) in
            try cursor(table, columns: columns)
        }
    }
}

extension IcebergTable {
    /// Opens a table at the snapshot that a text names: a branch or tag of this name, else an id.
    ///
    /// - Throws: as `init(location:selector:)`.
    package convenience init(location: String, naming snapshot: String?) throws(LakeError) {
        guard let snapshot else {
            try self.init(location: location, selector: .current)
            return
        }
        // Some writers print ids as if they had no sign.
        let id = Int64(snapshot) ?? UInt64(snapshot).map { Int64(bitPattern: $0) }
        guard let id else {
            try self.init(location: location, selector: .reference(snapshot))
            return
        }
        do throws(LakeError) {
            try self.init(location: location, selector: .id(id))
        } catch  where error.code == .notFound {
            // A tag may be called 2024.
            guard let table = try? IcebergTable(location: location, selector: .current),
                table.metadata.references.contains(where: { $0.name == snapshot })
            else { throw error }
            try self.init(location: location, selector: .reference(snapshot))
        }
    }
}

extension Value {
    /// A number that may be missing.
    static func integer(optional number: (some BinaryInteger)?) -> Value {
        number.map { .integer(Int64(clamping: $0)) } ?? .null
    }

    /// A text that may be missing.
    static func text(optional text: String?) -> Value { text.map { .text($0) } ?? .null }

    /// A time in UTC.
    static func time(milliseconds: Int64) throws(LakeError) -> Value {
        let type = ScalarType.timestamp(.milliseconds, isUTC: true)
        return try ScalarConversion(from: type, in: .integer, to: type)
            .value(word: UInt64(bitPattern: milliseconds))
    }
}
