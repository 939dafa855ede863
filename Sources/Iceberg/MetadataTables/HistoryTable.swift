// iceberg_history: when which snapshot became the current one, rollbacks among them.

package import Columnar

package enum HistoryTable: MetadataTable {
    private enum Column: Int { case madeCurrentAt, snapshotID, parentID, isCurrentAncestor }

    package static let name = "history"
    package static let help = "When which snapshot of an Iceberg table became the current one"
    package static let exampleColumns = "made_current_at, is_current_ancestor"
    package static let isOfSnapshot = false
    package static let schema = TableSchema([
        Field("made_current_at", .timestampWithZone), Field("snapshot_id", .bigint),
        Field("parent_id", .bigint, comment: "NULL also when the snapshot has expired"),
        Field("is_current_ancestor", .boolean, comment: "0 for what was rolled back"),
    ])

    package static func cursor(
        _ table: IcebergTable, columns: [Int]
    ) throws(LakeError) -> any RowCursor {
        let metadata = table.metadata
        let ancestors = metadata.currentAncestors
        return ListCursor(metadata.snapshotLog) { (entry, column) throws(LakeError) in
            switch Column(rawValue: column) {
            case .madeCurrentAt: try .time(milliseconds: entry.timestampMilliseconds)
            case .snapshotID: .integer(entry.snapshotID)
            case .parentID: .integer(optional: metadata.snapshot(id: entry.snapshotID)?.parentID)
            case .isCurrentAncestor: .integer(ancestors.contains(entry.snapshotID) ? 1 : 0)
            case nil: .null
            }
        }
    }
}

extension TableMetadata {
    /// The current snapshot and those that it came from, by their ids.
    fileprivate var currentAncestors: Set<Int64> {
        var ids: Set<Int64> = []
        var next = currentSnapshotID
        // Ends also where parents lead in a circle.
        while let id = next, ids.insert(id).inserted { next = snapshot(id: id)?.parentID }
        return ids
    }
}
