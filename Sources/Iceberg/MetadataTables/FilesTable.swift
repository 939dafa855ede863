// iceberg_files: the data files and delete files of a snapshot.

package import Columnar

package enum FilesTable: MetadataTable {
    package static let name = "files"
    package static let help = "The data files and delete files of a snapshot, with their statistics"
    package static let exampleColumns = "content, partition, record_count"
    package static let isOfSnapshot = true
    package static let schema = TableSchema(ContentFileColumn.allCases.map(\.field))

    package static func cursor(
        _ table: IcebergTable, columns: [Int]
    ) throws(LakeError) -> any RowCursor {
        let wanted = columns.compactMap { ContentFileColumn(rawValue: $0) }
        return try EntryCursor(
            table, wantsStatistics: wanted.contains(where: \.isStatistics), withDeleted: false
        ) { (entry, column) throws(LakeError) in
            try ContentFileColumn(rawValue: column)?.value(of: entry.file, in: table) ?? .null
        }
    }
}
