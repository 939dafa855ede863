// iceberg_refs: branches and tags, by name.

package import Columnar

package enum ReferencesTable: MetadataTable {
    private enum Column: Int {
        case name, type, snapshotID, maxReferenceAge, minSnapshotsToKeep, maxSnapshotAge
    }

    package static let name = "refs"
    package static let help = "The branches and tags of an Iceberg table"
    package static let exampleColumns = "name, type"
    package static let isOfSnapshot = false
    package static let schema = TableSchema([
        Field("name", .text), Field("type", .text, comment: "BRANCH or TAG"),
        Field("snapshot_id", .bigint), Field("max_reference_age_in_ms", .bigint),
        Field("min_snapshots_to_keep", .integer), Field("max_snapshot_age_in_ms", .bigint),
    ])

    package static func cursor(
        _ table: IcebergTable, columns: [Int]
    ) throws(LakeError) -> any RowCursor {
        ListCursor(table.metadata.references) { (reference, column) throws(LakeError) in
            switch Column(rawValue: column) {
            case .name: .text(reference.name)
            case .type: .text(reference.kind.rawValue.uppercased())
            case .snapshotID: .integer(reference.snapshotID)
            case .maxReferenceAge: .integer(optional: reference.maxReferenceAgeMilliseconds)
            case .minSnapshotsToKeep: .integer(optional: reference.minSnapshotsToKeep)
            case .maxSnapshotAge: .integer(optional: reference.maxSnapshotAgeMilliseconds)
            case nil: .null
            }
        }
    }
}
