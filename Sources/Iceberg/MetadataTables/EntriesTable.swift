// iceberg_entries: what the manifests of a snapshot list, files that were removed among it.

package import Columnar
import JSON

package enum EntriesTable: MetadataTable {
    private enum Column: Int {
        case status, snapshotID, sequenceNumber, fileSequenceNumber, dataFile, readableMetrics
    }

    package static let name = "entries"
    package static let help =
        "The entries of a snapshot's manifests: files that exist, were added or removed"
    package static let exampleColumns = "status, data_file ->> 'record_count'"
    package static let isOfSnapshot = true
    package static let schema = TableSchema([
        Field("status", .integer, comment: "0 existing, 1 added, 2 deleted"),
        Field("snapshot_id", .bigint), Field("sequence_number", .bigint),
        Field("file_sequence_number", .bigint),
        Field("data_file", .json, comment: "as in iceberg_files"),
        Field("readable_metrics", .json, comment: "by column, bounds as values"),
    ])

    package static func cursor(
        _ table: IcebergTable, columns: [Int]
    ) throws(LakeError) -> any RowCursor {
        try EntryCursor(
            table,
            wantsStatistics: columns.contains { $0 >= Column.dataFile.rawValue },
            withDeleted: true
        ) { (entry, column) throws(LakeError) in
            switch Column(rawValue: column) {
            case .status: .integer(Int64(entry.status.rawValue))
            case .snapshotID: .integer(optional: entry.snapshotID)
            case .sequenceNumber: .integer(entry.sequenceNumber)
            case .fileSequenceNumber: .integer(optional: entry.fileSequenceNumber)
            case .dataFile: .text(try dataFile(entry.file, table))
            case .readableMetrics:
                try ContentFileColumn.readableMetrics.value(of: entry.file, in: table)
            case nil: .null
            }
        }
    }

    private static func dataFile(
        _ file: ContentFile, _ table: IcebergTable
    ) throws(LakeError) -> [UInt8] {
        try jsonText { (output) throws(LakeError) in
            let members = ContentFileColumn.allCases.filter { $0 != .readableMetrics }
            try output.object(members) { (member) throws(LakeError) in
                try output.name(member.field.name)
                try output.value(member.value(of: file, in: table), member.field.type)
            }
        }
    }
}
