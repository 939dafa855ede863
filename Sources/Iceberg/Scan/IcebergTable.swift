// An Iceberg table as SQL sees it: the source behind USING iceberg(…).

package import Columnar
import Parquet
import Storage

/// One snapshot of an Iceberg table.
package final class IcebergTable: TableSource {
    /// Columns that every table has, behind its own.
    enum HiddenColumn: Int, CaseIterable {
        case file, position, specID, partition, rowID, lastUpdatedSequenceNumber

        var field: Field {
            switch self {
            case .file:
                Field(
                    "_file", .text, isHidden: true,
                    comment: "the row's data file, as iceberg_files() names it")
            case .position:
                Field("_pos", .bigint, isHidden: true, comment: "its place in the file, from 0")
            case .specID:
                Field("_spec_id", .integer, isHidden: true, comment: "the file's partition spec")
            case .partition:
                Field("_partition", .json, isHidden: true, comment: "the file's partition")
            case .rowID:
                Field(
                    "_row_id", .bigint, isHidden: true,
                    comment: "the row's id for life (version 3)")
            case .lastUpdatedSequenceNumber:
                Field(
                    "_last_updated_sequence_number", .bigint, isHidden: true,
                    comment: "the commit that last changed the row (version 3)")
            }
        }
    }

    package let schema: TableSchema
    let location: String
    let selector: SnapshotSelector
    let metadataPath: String
    let metadata: TableMetadata
    let selected: SelectedSnapshot
    let resolver: PathResolver
    /// The table's columns, in the order of `schema`.
    package let fields: [NestedField]

    /// Opens a table.
    ///
    /// - Parameter location: a table directory, a metadata file, or `catalog.sqlite#name`.
    /// - Throws: `LakeError` when there is no table or no such snapshot, or its metadata are
    ///   damaged.
    package convenience init(
        location: String, selector: SnapshotSelector
    ) throws(LakeError) {
        let found = try TableLocation(location)
        try self.init(location: location, selector: selector, found, fields: nil)
    }

    /// - Parameter fields: the columns to show; those of the snapshot's schema when nil.
    private init(
        location: String, selector: SnapshotSelector, _ found: TableLocation,
        fields: [NestedField]?
    ) throws(LakeError) {
        self.location = location
        self.selector = selector
        metadataPath = found.metadataPath
        metadata = try TableMetadata(path: found.metadataPath)
        do throws(LakeError) {
            selected = try metadata.select(selector)
        } catch {
            throw error.at(.file(found.metadataPath))
        }
        resolver = PathResolver(
            location: metadata.location, tableDirectory: found.tableDirectory)
        self.fields = fields ?? selected.schema.fields
        schema = IcebergTable.schema(of: self.fields)
    }

    static func schema(of fields: [NestedField]) -> TableSchema {
        let hidden = HiddenColumn.allCases.map(\.field)
        let names = fields.sqlColumnNames(reserved: hidden.map(\.name))
        return TableSchema(
            zip(fields, names).map { field, name in
                Field(
                    name, field.type.primitive?.scalarType.dataType ?? .json,
                    comment: field.doc ?? "")
            } + hidden)
    }

    /// Whether a text looks like the location of a table.
    package static func mayBeTable(_ location: String) -> Bool {
        TableLocation.mayBeTable(location)
    }

    /// The table as it is now: other commits may have come since it was opened. Its columns stay.
    package func upToDate() throws(LakeError) -> any TableSource {
        if case .id = selector { return self }
        let found = try TableLocation(location)
        guard found.metadataPath != metadataPath else { return self }
        return try IcebergTable(
            location: location, selector: selector, found, fields: fields)
    }

    package func estimate() -> ScanEstimate {
        guard let snapshot = selected.snapshot else {
            return ScanEstimate(rowCount: 1, sizeBytes: 0)
        }
        // Summaries are wrong for some writers, and good enough to plan by.
        let rows = snapshot.summary["total-records"].flatMap { Double($0) } ?? 1_000_000
        let bytes = snapshot.summary["total-files-size"].flatMap { Double($0) } ?? rows * 100
        return ScanEstimate(rowCount: max(rows, 1), sizeBytes: max(bytes, 1))
    }

    package func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool {
        column < fields.count && schema.fields[column].type.isComparedAsStored
            && fields[column].type.primitive != nil
    }

    package func isUnique(_ column: Int) -> Bool {
        column < fields.count && selected.schema.identifierFieldIDs == [fields[column].id]
    }

    package var hasRowNumbers: Bool { true }

    package func isUnchanged(since other: any TableSource) -> Bool {
        guard let other = other as? IcebergTable else { return false }
        return other.metadataPath == metadataPath
            && other.selected.snapshot?.id == selected.snapshot?.id && other.fields == fields
    }

    package func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        return try IcebergStream(self, request, in: environment)
    }
}
