// Writes one manifest: files of one partition spec, of data or of deletes.
//
// An ADDED entry leaves its sequence numbers out and inherits them from the manifest list; entries
// that are carried on, EXISTING or DELETED, have them written out, since the list's are not theirs.
// Source: Iceberg specification, "Manifests", "Sequence Number Inheritance".

import Avro
import Columnar
import JSON
import Storage

/// Writes a manifest, and counts what its list has to say about it.
struct ManifestWriter {
    /// What every manifest of a commit has in common.
    struct Commit {
        let snapshotID: Int64
        /// The number that ADDED entries will inherit.
        let sequenceNumber: Int64
        let metadata: TableMetadata
        let environment: CommitEnvironment
    }

    private let commit: Commit
    private let spec: PartitionSpec
    private let content: ManifestFile.Content
    private let location: String
    private let file: any OutputFile
    private var writer: AvroFileWriter
    private var partitions: PartitionEncoder
    private var files: [ManifestEntry.Status: Int64] = [:]
    private var rows: [ManifestEntry.Status: Int64] = [:]
    private var minSequenceNumber: Int64?

    /// - Parameters:
    ///   - path: where the file is made; it must not be there yet.
    ///   - location: the path as the manifest list names it.
    /// - Throws: `LakeError` at `.file` when it cannot be written.
    init(
        _ path: String, as location: String, spec: PartitionSpec, content: ManifestFile.Content,
        _ commit: Commit
    ) throws(LakeError) {
        self.commit = commit
        self.spec = spec
        self.content = content
        self.location = location
        partitions = PartitionEncoder(spec: spec, metadata: commit.metadata)
        let metadata = commit.metadata
        file = try commit.environment.fileSystem.create(path)
        let random = commit.environment.randomID
        writer = try AvroFileWriter(
            file,
            schema: ManifestSchema.entry(
                partition: partitions.fields, version: metadata.formatVersion),
            metadata: [
                ("schema", metadata.currentSchema.json.text),
                ("schema-id", String(metadata.currentSchema.id)),
                ("partition-spec", spec.fieldsJSON.text), ("partition-spec-id", String(spec.id)),
                ("format-version", String(metadata.formatVersion)),
                ("content", content == .data ? "data" : "deletes"),
            ], syncMarker: (random(), random()))
    }

    /// Adds a file of this commit.
    mutating func add(_ file: ContentFile) throws(LakeError) {
        try append(
            .added, file, snapshotID: commit.snapshotID, sequenceNumber: nil,
            fileSequenceNumber: nil)
        count(.added, file, sequenceNumber: commit.sequenceNumber)
    }

    /// Carries on a file of an earlier commit.
    mutating func keep(_ entry: ManifestEntry) throws(LakeError) {
        try append(
            .existing, entry.file, snapshotID: entry.snapshotID,
            sequenceNumber: entry.sequenceNumber, fileSequenceNumber: entry.fileSequenceNumber)
        count(.existing, entry.file, sequenceNumber: entry.sequenceNumber)
    }

    /// Notes that this commit removed a file.
    mutating func remove(_ entry: ManifestEntry) throws(LakeError) {
        try append(
            .deleted, entry.file, snapshotID: commit.snapshotID,
            sequenceNumber: entry.sequenceNumber, fileSequenceNumber: entry.fileSequenceNumber)
        count(.deleted, entry.file, sequenceNumber: nil)
    }

    /// Writes what is left and closes the file.
    ///
    /// - Returns: the manifest for the list.
    mutating func finish() throws(LakeError) -> ManifestFile {
        try writer.finish()
        return ManifestFile(
            path: location, sizeBytes: Int64(file.sizeBytes), partitionSpecID: spec.id,
            content: content, sequenceNumber: commit.sequenceNumber,
            minSequenceNumber: minSequenceNumber ?? commit.sequenceNumber,
            addedSnapshotID: commit.snapshotID, addedFiles: files[.added] ?? 0,
            existingFiles: files[.existing] ?? 0, deletedFiles: files[.deleted] ?? 0,
            addedRows: rows[.added] ?? 0, existingRows: rows[.existing] ?? 0,
            deletedRows: rows[.deleted] ?? 0, partitions: partitions.fieldSummaries,
            keyMetadata: nil, firstRowID: nil)
    }

    /// Closes and removes the file.
    func abandon() { file.abandon() }

    private mutating func count(
        _ status: ManifestEntry.Status, _ file: ContentFile, sequenceNumber: Int64?
    ) {
        files[status, default: 0] += 1
        rows[status, default: 0] &+= file.recordCount
        if let sequenceNumber {
            minSequenceNumber = min(minSequenceNumber ?? sequenceNumber, sequenceNumber)
        }
    }

    private mutating func append(
        _ status: ManifestEntry.Status, _ file: ContentFile, snapshotID: Int64?,
        sequenceNumber: Int64?, fileSequenceNumber: Int64?
    ) throws(LakeError) {
        let partition: [UInt8]
        do throws(LakeError) {
            partition = try partitions.encode(file.partition)
        } catch {
            throw error.at(.file(file.path))
        }
        let version = commit.metadata.formatVersion
        try writer.append { encoder in
            encoder.int(Int32(status.rawValue))
            encoder.optional(snapshotID)
            encoder.optional(sequenceNumber)
            encoder.optional(fileSequenceNumber)
            file.encode(partition: partition, version: version, to: &encoder)
        }
    }
}

extension ContentFile {
    /// Encodes the struct `data_file`, in the order of `ManifestSchema.entry`.
    fileprivate func encode(partition: [UInt8], version: Int, to encoder: inout AvroEncoder) {
        encoder.int(Int32(content.rawValue))
        encoder.string(path)
        encoder.string(format.name)
        encoder.fixed(partition)
        encoder.long(recordCount)
        encoder.long(sizeBytes ?? 0)
        let ids = statistics.keys.sorted()
        for member in [\ColumnStatistics.sizeBytes, \.valueCount, \.nullCount, \.nanCount] {
            encode(ids, member, to: &encoder) { $0.long($1) }
        }
        for member in [\ColumnStatistics.lowerBound, \.upperBound] {
            encode(ids, member, to: &encoder) { $0.bytes($1) }
        }
        encoder.optional(keyMetadata)
        encoder.optional(splitOffsets.isEmpty ? nil : splitOffsets) { encoder, offsets in
            encoder.array(offsets) { $0.long($1) }
        }
        encoder.optional(equalityIDs.isEmpty ? nil : equalityIDs) { encoder, ids in
            encoder.array(ids) { $0.long(Int64($1)) }
        }
        encoder.optional(sortOrderID.map { Int64($0) })
        if version >= 3 { encoder.optional(firstRowID) }
        encoder.optional(referencedDataFile)
        if version >= 3 {
            encoder.optional(contentOffset)
            encoder.optional(contentSizeBytes)
        }
    }

    /// One of the maps from fields to statistics; null when no column has the statistic.
    private func encode<Value>(
        _ ids: [Int], _ member: KeyPath<ColumnStatistics, Value?>, to encoder: inout AvroEncoder,
        _ encodeValue: (inout AvroEncoder, Value) -> Void
    ) {
        let entries = ids.compactMap { id in
            statistics[id]?[keyPath: member].map { (id: id, value: $0) }
        }
        encoder.optional(entries.isEmpty ? nil : entries) { encoder, entries in
            encoder.array(entries) { encoder, entry in
                encoder.long(Int64(entry.id))
                encodeValue(&encoder, entry.value)
            }
        }
    }
}
