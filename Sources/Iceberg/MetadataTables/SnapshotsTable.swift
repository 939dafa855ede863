// iceberg_snapshots: the snapshots that the table still has, in the order of its metadata.

package import Columnar
import JSON

package enum SnapshotsTable: MetadataTable {
    private enum Column: Int {
        case committedAt, snapshotID, parentID, operation, manifestList, summary
    }

    package static let name = "snapshots"
    package static let help = "The snapshots of an Iceberg table"
    package static let exampleColumns = "committed_at, operation, summary ->> 'total-records'"
    package static let isOfSnapshot = false
    package static let schema = TableSchema([
        Field("committed_at", .timestampWithZone), Field("snapshot_id", .bigint),
        Field("parent_id", .bigint), Field("operation", .text),
        Field(
            "manifest_list", .text, comment: "NULL where the snapshot names its manifests itself"),
        Field("summary", .json, comment: "what the writer noted; informational"),
    ])

    package static func cursor(
        _ table: IcebergTable, columns: [Int]
    ) throws(LakeError) -> any RowCursor {
        ListCursor(table.metadata.snapshots) { (snapshot, column) throws(LakeError) in
            switch Column(rawValue: column) {
            case .committedAt: try .time(milliseconds: snapshot.timestampMilliseconds)
            case .snapshotID: .integer(snapshot.id)
            case .parentID: .integer(optional: snapshot.parentID)
            case .operation: .text(optional: snapshot.operation)
            case .manifestList:
                if case .list(let path) = snapshot.manifests { .text(path) } else { .null }
            case .summary: .text(try summary(snapshot))
            case nil: .null
            }
        }
    }

    private static func summary(_ snapshot: Snapshot) throws(LakeError) -> [UInt8] {
        var entries = snapshot.summary
        entries["operation"] = nil
        return try jsonText { (output) throws(LakeError) in
            try output.object(entries.sorted { $0.key < $1.key }) { (entry) throws(LakeError) in
                try output.name(entry.key)
                try output.string(Array(entry.value.utf8))
            }
        }
    }
}
