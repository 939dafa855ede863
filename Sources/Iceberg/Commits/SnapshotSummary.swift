// What a commit added and removed, as the summary of its snapshot says it.
//
// The totals of data files and rows come from the manifest list, which is exact; the other totals
// go on from the parent's, and are left out where it does not say.
// Source: Iceberg specification, "Optional Snapshot Summary Fields".

/// Counts the files of a commit.
struct SnapshotSummary {
    /// What is counted on either side.
    private struct Counts {
        var dataFiles: Int64 = 0
        var deleteFiles: Int64 = 0
        var positionDeleteFiles: Int64 = 0
        var equalityDeleteFiles: Int64 = 0
        var deletionVectors: Int64 = 0
        var records: Int64 = 0
        var positionDeletes: Int64 = 0
        var equalityDeletes: Int64 = 0
        var sizeBytes: Int64 = 0

        mutating func count(_ file: ContentFile) {
            sizeBytes &+= file.sizeBytes ?? 0
            switch file.content {
            case .data:
                dataFiles += 1
                records &+= file.recordCount
            case .positionDeletes:
                deleteFiles += 1
                if file.isDeletionVector { deletionVectors += 1 } else { positionDeleteFiles += 1 }
                positionDeletes &+= file.recordCount
            case .equalityDeletes:
                deleteFiles += 1
                equalityDeleteFiles += 1
                equalityDeletes &+= file.recordCount
            }
        }
    }

    private struct Partition: Hashable {
        let specID: Int
        let values: [SingleValue?]
    }

    private var added = Counts()
    private var removed = Counts()
    private var partitions: Set<Partition> = []

    var hasAdded: Bool { added.dataFiles + added.deleteFiles > 0 }
    var hasRemoved: Bool { removed.dataFiles + removed.deleteFiles > 0 }

    mutating func add(_ file: ContentFile) {
        added.count(file)
        partitions.insert(Partition(specID: file.partitionSpecID, values: file.partition))
    }

    mutating func remove(_ file: ContentFile) {
        removed.count(file)
        partitions.insert(Partition(specID: file.partitionSpecID, values: file.partition))
    }

    /// The summary without its operation.
    ///
    /// - Parameters:
    ///   - manifests: all of the snapshot.
    ///   - parent: the summary of the snapshot before; nil when there is none.
    func properties(_ manifests: [ManifestFile], parent: [String: String]?) -> [String: String] {
        var properties: [String: String] = [:]
        func set(_ name: String, _ count: Int64) {
            if count > 0 { properties[name] = String(count) }
        }
        set("added-data-files", added.dataFiles)
        set("deleted-data-files", removed.dataFiles)
        set("added-records", added.records)
        set("deleted-records", removed.records)
        set("added-files-size", added.sizeBytes)
        set("removed-files-size", removed.sizeBytes)
        set("added-delete-files", added.deleteFiles)
        set("removed-delete-files", removed.deleteFiles)
        set("added-position-delete-files", added.positionDeleteFiles)
        set("removed-position-delete-files", removed.positionDeleteFiles)
        set("added-equality-delete-files", added.equalityDeleteFiles)
        set("removed-equality-delete-files", removed.equalityDeleteFiles)
        set("added-dvs", added.deletionVectors)
        set("removed-dvs", removed.deletionVectors)
        set("added-position-deletes", added.positionDeletes)
        set("removed-position-deletes", removed.positionDeletes)
        set("added-equality-deletes", added.equalityDeletes)
        set("removed-equality-deletes", removed.equalityDeletes)
        set("changed-partition-count", Int64(partitions.count))
        setTotals(&properties, manifests, parent: parent)
        return properties
    }

    private func setTotals(
        _ properties: inout [String: String], _ manifests: [ManifestFile],
        parent: [String: String]?
    ) {
        var files: [ManifestFile.Content: Int64] = [:]
        var records: Int64 = 0
        for manifest in manifests {
            files[manifest.content, default: 0] &+=
                (manifest.addedFiles ?? 0) &+ (manifest.existingFiles ?? 0)
            guard manifest.content == .data else { continue }
            records &+= (manifest.addedRows ?? 0) &+ (manifest.existingRows ?? 0)
        }
        properties["total-data-files"] = String(files[.data] ?? 0)
        properties["total-delete-files"] = String(files[.deletes] ?? 0)
        properties["total-records"] = String(records)
        let others: [(name: String, change: Int64)] = [
            ("total-files-size", added.sizeBytes &- removed.sizeBytes),
            ("total-position-deletes", added.positionDeletes &- removed.positionDeletes),
            ("total-equality-deletes", added.equalityDeletes &- removed.equalityDeletes),
        ]
        for (name, change) in others {
            guard let before = parent.map({ $0[name].flatMap { Int64($0) } }) ?? 0 else { continue }
            let (total, overflow) = before.addingReportingOverflow(change)
            if !overflow, total >= 0 { properties[name] = String(total) }
        }
    }
}
