// iceberg_partitions: the partitions of a snapshot with the sums over their files.

package import Columnar

package enum PartitionsTable: MetadataTable {
    private enum Column: Int {
        case partition, specID, recordCount, fileCount, dataSize
        case positionRecords, positionFiles, equalityRecords, equalityFiles
        case lastUpdatedAt, lastUpdatedSnapshotID
    }

    /// A partition; those of two specs are two, whatever their values.
    private struct Key: Hashable {
        let specID: Int
        let values: [SingleValue?]
    }

    fileprivate struct Sums {
        let partition: [UInt8]
        let specID: Int
        var records: Int64 = 0
        var files: Int64 = 0
        var dataSize: Int64 = 0
        var positionRecords: Int64 = 0
        var positionFiles: Int64 = 0
        var equalityRecords: Int64 = 0
        var equalityFiles: Int64 = 0
        /// The latest snapshot that added one of the files.
        var latest: Snapshot?
    }

    package static let name = "partitions"
    package static let help = "The partitions of a snapshot: files and rows of each"
    package static let exampleColumns = "partition, record_count, file_count"
    package static let isOfSnapshot = true
    package static let schema = TableSchema([
        Field("partition", .json), Field("spec_id", .integer),
        Field("record_count", .bigint, comment: "rows of data files, deleted ones included"),
        Field("file_count", .integer), Field("total_data_file_size_in_bytes", .bigint),
        Field("position_delete_record_count", .bigint),
        Field("position_delete_file_count", .integer),
        Field("equality_delete_record_count", .bigint),
        Field("equality_delete_file_count", .integer),
        Field("last_updated_at", .timestampWithZone), Field("last_updated_snapshot_id", .bigint),
    ])

    package static func cursor(
        _ table: IcebergTable, columns: [Int]
    ) throws(LakeError) -> any RowCursor {
        ListCursor(try partitions(table)) { (sums, column) throws(LakeError) in
            switch Column(rawValue: column) {
            case .partition: .text(sums.partition)
            case .specID: .integer(Int64(sums.specID))
            case .recordCount: .integer(sums.records)
            case .fileCount: .integer(sums.files)
            case .dataSize: .integer(sums.dataSize)
            case .positionRecords: .integer(sums.positionRecords)
            case .positionFiles: .integer(sums.positionFiles)
            case .equalityRecords: .integer(sums.equalityRecords)
            case .equalityFiles: .integer(sums.equalityFiles)
            case .lastUpdatedAt:
                if let latest = sums.latest {
                    try .time(milliseconds: latest.timestampMilliseconds)
                } else {
                    .null
                }
            case .lastUpdatedSnapshotID: .integer(optional: sums.latest?.id)
            case nil: .null
            }
        }
    }

    /// In the order in which they are met.
    private static func partitions(_ table: IcebergTable) throws(LakeError) -> [Sums] {
        var indexes: [Key: Int] = [:]
        var all: [Sums] = []
        for manifest in try table.manifests() where !manifest.isEmpty {
            var reader = try ManifestReader(
                manifest, of: table.metadata, statisticsOf: [], resolver: table.resolver)
            while let entry = try reader.next() {
                guard entry.isLive else { continue }
                let file = entry.file
                let key = Key(specID: file.partitionSpecID, values: file.partition)
                let index: Int
                if let known = indexes[key] {
                    index = known
                } else {
                    index = all.count
                    indexes[key] = index
                    all.append(
                        Sums(
                            partition: try file.partitionJSON(table.metadata),
                            specID: file.partitionSpecID))
                }
                all[index].add(file)
                let snapshot = entry.snapshotID.flatMap { table.metadata.snapshot(id: $0) }
                all[index].see(snapshot)
            }
        }
        return all
    }
}

extension PartitionsTable.Sums {
    /// Counts from damaged files may pass 64 bits: sums wrap around rather than trap.
    fileprivate mutating func add(_ file: ContentFile) {
        switch file.content {
        case .data:
            records &+= file.recordCount
            files += 1
            dataSize &+= file.sizeBytes ?? 0
        case .positionDeletes:
            positionRecords &+= file.recordCount
            positionFiles += 1
        case .equalityDeletes:
            equalityRecords &+= file.recordCount
            equalityFiles += 1
        }
    }

    fileprivate mutating func see(_ snapshot: Snapshot?) {
        guard let snapshot else { return }
        if let latest, latest.timestampMilliseconds >= snapshot.timestampMilliseconds { return }
        latest = snapshot
    }
}
