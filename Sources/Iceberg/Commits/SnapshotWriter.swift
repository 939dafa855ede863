// Writes the manifests and the manifest list of a new snapshot.
//
//     manifests of the parent ─┬─ without live files: left out
//                              ├─ with removed files: written again, removed ones as DELETED
//                              └─ the others: as they are
//     added files ─────────────── a new manifest for each partition spec
//     many small manifests ────── merged into one
//
// The list has the new manifests first. Source: Iceberg specification, "Snapshots", "Manifests".

import Columnar
import JSON
import Storage

/// Files written for a commit: they go away with it when it comes to nothing.
final class WrittenFiles {
    private(set) var paths: [String] = []

    func add(_ path: String) { paths.append(path) }

    /// Removes the files; what cannot be removed stays as an orphan.
    func discard(_ fileSystem: any FileSystem) {
        for path in paths { try? fileSystem.remove(path) }
        paths = []
    }
}

/// A snapshot that was written and that no metadata names yet.
struct WrittenSnapshot {
    let json: JSONValue
    let summary: [String: String]
    /// The table's next row id behind it (version 3).
    let nextRowID: Int64?
}

/// Writes one snapshot.
struct SnapshotWriter {
    let commit: ManifestWriter.Commit
    let paths: TablePaths
    let resolver: PathResolver
    let written: WrittenFiles
    /// In the names of the files.
    let commitID: String
    private var summary = SnapshotSummary()
    private var manifestCount = 0

    init(
        _ commit: ManifestWriter.Commit, paths: TablePaths, resolver: PathResolver,
        written: WrittenFiles
    ) {
        self.commit = commit
        self.paths = paths
        self.resolver = resolver
        self.written = written
        commitID = commit.environment.uuid()
    }

    private var metadata: TableMetadata { commit.metadata }

    /// Writes the snapshot of a change that adds or removes files.
    ///
    /// - Parameter parent: the snapshot before; nil for the first of a table.
    /// - Throws: `LakeError` when a file cannot be written or read; what was written is in
    ///   `written`.
    mutating func write(
        _ change: TableChange, after parent: Snapshot?, milliseconds: Int64
    ) throws(LakeError) -> WrittenSnapshot {
        let removal = try FileRemoval(change)
        var manifests: [ManifestFile] = []
        if let parent {
            for manifest in try ManifestFile.manifests(of: parent, resolver: resolver) {
                guard !manifest.isEmpty else { continue }
                try manifests.append(removing(removal, from: completed(manifest)))
            }
        }
        manifests = try adding(change.files, to: manifests)
        let path = joined(
            paths.metadataDirectory, "snap-\(commit.snapshotID)-1-\(commitID).avro")
        written.add(path)
        let nextRowID = try ManifestListWriter.write(
            manifests, to: path, parentID: parent?.id,
            nextRowID: metadata.formatVersion >= 3 ? metadata.nextRowID ?? 0 : nil, commit)
        let properties = properties(change, manifests, parent)
        let addedRows = nextRowID.map { $0 - (metadata.nextRowID ?? 0) }
        let json = JSONValue.object(of: [
            ("snapshot-id", .integer(commit.snapshotID)),
            ("parent-snapshot-id", (parent?.id).map { .integer($0) }),
            ("sequence-number", .integer(commit.sequenceNumber)),
            ("timestamp-ms", .integer(milliseconds)),
            ("manifest-list", .string(paths.written(path))),
            ("summary", JSONValue(texts: properties)),
            ("schema-id", .integer(metadata.currentSchema.id)),
            ("first-row-id", nextRowID.map { _ in .integer(metadata.nextRowID ?? 0) }),
            ("added-rows", addedRows.map { .integer($0) }),
        ])
        return WrittenSnapshot(json: json, summary: properties, nextRowID: nextRowID)
    }

    private func properties(
        _ change: TableChange, _ manifests: [ManifestFile], _ parent: Snapshot?
    ) -> [String: String] {
        var properties = commit.environment.runProperties
        properties.merge(change.summary) { _, own in own }
        properties.merge(summary.properties(manifests, parent: parent?.summary)) { _, own in own }
        let isDynamic = change.operation == .dynamicPartitionOverwrite
        if isDynamic { properties["replace-partitions"] = "true" }
        let operation =
            switch (summary.hasAdded, summary.hasRemoved) {
            case (true, true): "overwrite"
            case (false, true): "delete"
            case (_, false): isDynamic ? "overwrite" : "append"
            }
        properties["operation"] = operation
        return properties
    }

    // MARK: Manifests

    private mutating func newManifest(
        _ spec: PartitionSpec, _ content: ManifestFile.Content
    ) throws(LakeError) -> ManifestWriter {
        let path = joined(paths.metadataDirectory, "\(commitID)-m\(manifestCount).avro")
        manifestCount += 1
        written.add(path)
        return try ManifestWriter(
            path, as: paths.written(path), spec: spec, content: content, commit)
    }

    private func spec(_ id: Int, at path: String) throws(LakeError) -> PartitionSpec {
        guard let spec = metadata.partitionSpec(id: id) else {
            throw LakeError(
                .invalidInput, "is of partition spec \(id), which the table lacks",
                at: [.file(path)])
        }
        return spec
    }

    private func liveEntries(
        of manifest: ManifestFile
    ) throws(LakeError) -> [ManifestEntry] {
        var reader = try ManifestReader(manifest, of: metadata, resolver: resolver)
        var entries: [ManifestEntry] = []
        while let entry = try reader.next() {
            if entry.isLive { entries.append(entry) }
        }
        return entries
    }

    /// A manifest with what its list leaves out: tables that were upgraded from version 1 have
    /// lists without counts.
    private func completed(_ manifest: ManifestFile) throws(LakeError) -> ManifestFile {
        let counts = [
            manifest.addedFiles, manifest.existingFiles, manifest.deletedFiles,
            manifest.addedRows, manifest.existingRows, manifest.deletedRows,
        ]
        if !counts.contains(nil), manifest.partitionSpecID != nil, manifest.sizeBytes != nil {
            return manifest
        }
        var files: [ManifestEntry.Status: Int64] = [:]
        var rows: [ManifestEntry.Status: Int64] = [:]
        var specID = metadata.defaultSpecID
        var reader = try ManifestReader(
            manifest, of: metadata, statisticsOf: [], resolver: resolver)
        while let entry = try reader.next() {
            files[entry.status, default: 0] += 1
            rows[entry.status, default: 0] &+= entry.file.recordCount
            specID = entry.file.partitionSpecID
        }
        return ManifestFile(
            path: manifest.path,
            sizeBytes: Int64(try resolver.file(manifest.path).sizeBytes),
            partitionSpecID: manifest.partitionSpecID ?? specID, content: manifest.content,
            sequenceNumber: manifest.sequenceNumber,
            minSequenceNumber: manifest.minSequenceNumber,
            addedSnapshotID: manifest.addedSnapshotID, addedFiles: files[.added] ?? 0,
            existingFiles: files[.existing] ?? 0, deletedFiles: files[.deleted] ?? 0,
            addedRows: rows[.added] ?? 0, existingRows: rows[.existing] ?? 0,
            deletedRows: rows[.deleted] ?? 0, partitions: manifest.partitions,
            keyMetadata: manifest.keyMetadata, firstRowID: manifest.firstRowID)
    }

    /// The manifest without the files that are removed; itself when it has none of them.
    private mutating func removing(
        _ removal: FileRemoval, from manifest: ManifestFile
    ) throws(LakeError) -> ManifestFile {
        if case .none = removal { return manifest }
        let spec = try spec(manifest.partitionSpecID ?? metadata.defaultSpecID, at: manifest.path)
        var entries: [(entry: ManifestEntry, isRemoved: Bool)] = []
        for entry in try liveEntries(of: manifest) {
            entries.append((entry, try removal.matches(entry.file, of: spec)))
        }
        guard entries.contains(where: \.isRemoved) else { return manifest }
        var writer = try newManifest(spec, manifest.content)
        for (entry, isRemoved) in entries {
            if isRemoved {
                try writer.remove(entry)
                summary.remove(entry.file)
            } else {
                try writer.keep(entry)
            }
        }
        return try writer.finish()
    }

    /// Manifests of added files in front of those that are there, small ones merged.
    private mutating func adding(
        _ files: [ContentFile], to manifests: [ManifestFile]
    ) throws(LakeError) -> [ManifestFile] {
        var filesBySpec: [Int: [ContentFile]] = [:]
        for file in files {
            let file = file.at(paths.written(file.path))
            summary.add(file)
            filesBySpec[file.partitionSpecID, default: []].append(file)
        }
        let merging = ManifestMerging(properties: metadata.properties)
        var result: [ManifestFile] = []
        var rest = manifests
        let content = ManifestFile.Content.data
        for (specID, files) in filesBySpec.sorted(by: { $0.key < $1.key }) {
            let spec = try spec(specID, at: files.first?.path ?? paths.directory)
            // A manifest of this commit notes what it removed, which a merge would forget.
            let same = rest.filter {
                $0.partitionSpecID == specID && $0.content == content
                    && $0.addedSnapshotID != commit.snapshotID
            }
            let bins = merging.bins(of: same)
            var writer = try newManifest(spec, content)
            for file in files { try writer.add(file) }
            if let newest = bins.withNewest {
                for manifest in newest {
                    for entry in try liveEntries(of: manifest) { try writer.keep(entry) }
                }
            }
            result.append(try writer.finish())
            for bin in bins.older {
                var writer = try newManifest(spec, content)
                for manifest in bin {
                    for entry in try liveEntries(of: manifest) { try writer.keep(entry) }
                }
                result.append(try writer.finish())
            }
            let merged = Set(((bins.withNewest ?? []) + bins.older.joined()).map(\.path))
            rest.removeAll { merged.contains($0.path) }
        }
        return result + rest
    }
}

extension ContentFile {
    /// The same file by another path.
    fileprivate func at(_ path: String) -> ContentFile {
        ContentFile(
            content: content, path: path, format: format, partitionSpecID: partitionSpecID,
            partition: partition, recordCount: recordCount, sizeBytes: sizeBytes,
            statistics: statistics, splitOffsets: splitOffsets, equalityIDs: equalityIDs,
            sortOrderID: sortOrderID, keyMetadata: keyMetadata, firstRowID: firstRowID,
            referencedDataFile: referencedDataFile, contentOffset: contentOffset,
            contentSizeBytes: contentSizeBytes)
    }
}
