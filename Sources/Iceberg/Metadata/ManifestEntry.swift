// Manifests: Avro files that list data files or delete files, and what happened to each.
//
// What an entry leaves out it inherits from the manifest list:
//
//     snapshot_id           ← added_snapshot_id
//     sequence_number       ← sequence_number of the list, for status ADDED; 0 in version 1
//     file_sequence_number  ← the same
//     first_row_id          ← first_row_id of the list, and the rows of the entries before that
//                             left it out too, for data files that are not DELETED
//
// Source: Iceberg specification, "Manifests", "Sequence Number Inheritance" and "First Row ID
// Inheritance".

package import Avro
package import Columnar

/// An entry of a manifest, what it inherits filled in.
package struct ManifestEntry: Hashable, Sendable {
    package enum Status: Int, Hashable, Sendable {
        case existing = 0
        case added = 1
        /// Removed by the manifest's snapshot: history, never read.
        case deleted = 2
    }

    package let status: Status
    package let snapshotID: Int64?
    /// Which deletes apply to which data is decided by this.
    package let sequenceNumber: Int64
    /// When the file itself was added; nil when it is unknown.
    package let fileSequenceNumber: Int64?
    package let file: ContentFile

    package var isLive: Bool { status != .deleted }
}

/// Reads the entries of one manifest, one after another. One thread at a time.
package struct ManifestReader {
    private let manifest: ManifestFile
    private let filePath: String
    private let records: AvroRecords
    private let decoder: ContentFileDecoder
    private var values: [AvroValue] = []
    private var entryCount = 0
    /// The id of the next row that inherits one; nil when rows have none.
    private var nextRowID: Int64?

    /// - Parameters:
    ///   - manifest: as its list describes it.
    ///   - metadata: the table's, for the partition spec and the types of its fields.
    ///   - statisticsOf: the ids of the fields whose statistics are wanted; nil for all of them.
    ///   - resolver: finds the manifest's file.
    /// - Throws: `LakeError` at `.file`: `.notFound` when the manifest is gone, `.corrupt` when it
    ///   is damaged or of a spec that the table does not have, `.unsupported` when it is encrypted.
    package init(
        _ manifest: ManifestFile, of metadata: TableMetadata, statisticsOf columns: Set<Int>? = nil,
        resolver: PathResolver
    ) throws(LakeError) {
        guard manifest.keyMetadata == nil else {
            throw LakeError(
                .unsupported, "the manifest is encrypted, which is not read",
                at: [.file(manifest.path)])
        }
        try self.init(
            manifest, in: AvroFile(readingAll: resolver.file(manifest.path)), of: metadata,
            statisticsOf: columns)
    }

    /// The same for a file that is open.
    package init(
        _ manifest: ManifestFile, in file: AvroFile, of metadata: TableMetadata,
        statisticsOf columns: Set<Int>? = nil
    ) throws(LakeError) {
        self.manifest = manifest
        filePath = file.path
        let specID =
            manifest.partitionSpecID ?? file.header.text("partition-spec-id").flatMap { Int($0) }
            ?? metadata.defaultSpecID
        guard let spec = metadata.partitionSpec(id: specID) else {
            throw LakeError(
                .corrupt, "the manifest is of partition spec \(specID), which the table lacks",
                at: [.file(file.path)])
        }
        decoder = ContentFileDecoder(
            spec: spec, metadata: metadata, schema: file.header.schema, statisticsOf: columns)
        nextRowID = manifest.firstRowID
        records = try file.records(
            .record([
                AvroWantedField("status", id: 0, .integer),
                AvroWantedField("snapshot_id", id: 1, .integer),
                AvroWantedField("sequence_number", id: 3, .integer),
                AvroWantedField("file_sequence_number", id: 4, .integer),
                AvroWantedField("data_file", id: 2, .record(decoder.fields)),
            ]))
    }

    /// The next entry, also of a file that was deleted.
    ///
    /// - Returns: nil behind the last.
    /// - Throws: `LakeError.corrupt` or `.unsupported` at `.file`.
    package mutating func next() throws(LakeError) -> ManifestEntry? {
        guard try records.next(into: &values) else { return nil }
        do throws(LakeError) {
            let entry = try entry()
            entryCount += 1
            return entry
        } catch {
            throw LakeError(
                error.code, "entry \(entryCount): \(error.what)", at: [.file(filePath)],
                advice: error.advice)
        }
    }

    private mutating func entry() throws(LakeError) -> ManifestEntry {
        guard
            let status = values[0].integer.flatMap({ Int(exactly: $0) }).flatMap({
                ManifestEntry.Status(rawValue: $0)
            })
        else { throw LakeError(.corrupt, "status is neither 0, 1 nor 2") }
        guard let fields = values[4].record else {
            throw LakeError(.corrupt, "data_file is missing")
        }
        let sequenceNumber = try sequenceNumber(status, values[2].integer)
        let isData = manifest.content == .data && status != .deleted
        let (file, hasOwnRowID) = try decoder.file(
            fields, isInDeletes: manifest.content == .deletes,
            inheritedRowID: isData ? nextRowID : nil)
        if isData, !hasOwnRowID, file.content == .data, let nextRowID {
            let (next, overflow) = nextRowID.addingReportingOverflow(file.recordCount)
            guard !overflow else { throw LakeError(.corrupt, "row ids pass 64 bits") }
            self.nextRowID = next
        }
        return ManifestEntry(
            status: status, snapshotID: values[1].integer ?? manifest.addedSnapshotID,
            sequenceNumber: sequenceNumber,
            fileSequenceNumber: values[3].integer
                ?? (status == .added || manifest.sequenceNumber == 0
                    ? manifest.sequenceNumber : nil),
            file: file)
    }

    private func sequenceNumber(
        _ status: ManifestEntry.Status, _ own: Int64?
    ) throws(LakeError) -> Int64 {
        if let own { return own }
        // Manifests of version 1 have no numbers at all, and their lists say 0.
        if status == .added || manifest.sequenceNumber == 0 { return manifest.sequenceNumber }
        // A removed file is never read, whatever its number.
        if status == .deleted { return 0 }
        throw LakeError(
            .corrupt,
            "an EXISTING entry has no sequence_number, and the manifest's is "
                + "\(manifest.sequenceNumber)")
    }
}
