// Manifest lists: the Avro file of a snapshot that names its manifests, with what is in each.
//
//     500 manifest_path        512 added_rows_count       507 partitions: list of
//     501 manifest_length      513 existing_rows_count        509 contains_null
//     502 partition_spec_id    514 deleted_rows_count         518 contains_nan
//     517 content              504 added_files_count          510 lower_bound
//     515 sequence_number      505 existing_files_count       511 upper_bound
//     516 min_sequence_number  506 deleted_files_count    519 key_metadata
//     503 added_snapshot_id                               520 first_row_id
//
// Fields are found by their ids, without ids by their names. What a list of version 1 leaves out is
// unknown, except for sequence numbers, which are 0, and the content, which is data.
// Source: Iceberg specification, "Manifest Lists".

package import Avro
package import Columnar

/// A manifest, as its list describes it.
package struct ManifestFile: Hashable, Sendable {
    /// What the entries of a manifest are.
    package enum Content: Hashable, Sendable { case data, deletes }

    /// What the partitions of a manifest's files have in one field of the spec.
    package struct FieldSummary: Hashable, Sendable {
        package let containsNull: Bool
        /// Nil when the writer does not say.
        package let containsNaN: Bool?
        /// Bounds of the values that are neither NULL nor NaN, as bytes in the form of bounds; nil
        /// when there are none.
        package let lowerBound: [UInt8]?
        package let upperBound: [UInt8]?
    }

    /// As it was written.
    package let path: String
    /// Informational: files were seen that are longer or shorter.
    package let sizeBytes: Int64?
    /// Nil where only the manifest itself says it (version 1 without a list).
    package let partitionSpecID: Int?
    package let content: Content
    package let sequenceNumber: Int64
    package let minSequenceNumber: Int64
    package let addedSnapshotID: Int64?
    package let addedFiles: Int64?
    package let existingFiles: Int64?
    package let deletedFiles: Int64?
    package let addedRows: Int64?
    package let existingRows: Int64?
    package let deletedRows: Int64?
    /// One for each field of the spec, in its order; empty when the writer does not say.
    package let partitions: [FieldSummary]
    package let keyMetadata: [UInt8]?
    package let firstRowID: Int64?

    /// Whether no live file can be in it.
    package var isEmpty: Bool { addedFiles == 0 && existingFiles == 0 }
}

extension ManifestFile {
    /// A manifest of which only the path is known, in a snapshot of version 1.
    init(path: String, snapshotID: Int64) {
        self.path = path
        sizeBytes = nil
        partitionSpecID = nil
        content = .data
        sequenceNumber = 0
        minSequenceNumber = 0
        addedSnapshotID = snapshotID
        addedFiles = nil
        existingFiles = nil
        deletedFiles = nil
        addedRows = nil
        existingRows = nil
        deletedRows = nil
        partitions = []
        keyMetadata = nil
        firstRowID = nil
    }

    /// The manifests of a snapshot, in the order of the list.
    ///
    /// - Parameter resolver: finds the list's file.
    /// - Throws: `LakeError` at `.file`: `.notFound` when the list is gone, `.corrupt` when it is
    ///   damaged or lacks what every list has, `.unsupported` when it is encrypted.
    package static func manifests(
        of snapshot: Snapshot, resolver: PathResolver
    ) throws(LakeError) -> [ManifestFile] {
        switch snapshot.manifests {
        case .paths(let paths):
            return paths.map { ManifestFile(path: $0, snapshotID: snapshot.id) }
        case .list(let path):
            guard snapshot.keyID == nil else {
                throw LakeError(
                    .unsupported, "the manifest list is encrypted, which is not read",
                    at: [.file(path)])
            }
            return try manifests(in: AvroFile(readingAll: resolver.file(path)))
        }
    }

    /// Reads a manifest list.
    ///
    /// - Throws: as `manifests(of:resolver:)`.
    package static func manifests(in file: AvroFile) throws(LakeError) -> [ManifestFile] {
        let records = try file.records(.record(fields(of: file.header.schema)))
        var manifests: [ManifestFile] = []
        var values: [AvroValue] = []
        while try records.next(into: &values) {
            do throws(LakeError) {
                manifests.append(try ManifestFile(values))
            } catch {
                throw LakeError(
                    error.code, "manifest \(manifests.count): \(error.what)", at: [.file(file.path)]
                )
            }
        }
        return manifests
    }

    /// What is wanted of a record of a list.
    private static func fields(of schema: AvroSchema) -> [AvroWantedField] {
        var names: Set<String> = []
        if case .record(let record) = schema.resolved(schema.root) {
            names = Set(record.fields.map(\.name))
        }
        // Version 1 has another name, which counts in lists without ids.
        func count(_ kind: String, _ id: Int) -> AvroWantedField {
            let old = "\(kind)_data_files_count"
            return AvroWantedField(
                names.contains(old) ? old : "\(kind)_files_count", id: id, .integer)
        }
        return [
            AvroWantedField("manifest_path", id: 500, .string),
            AvroWantedField("manifest_length", id: 501, .integer),
            AvroWantedField("partition_spec_id", id: 502, .integer),
            AvroWantedField("content", id: 517, .integer),
            AvroWantedField("sequence_number", id: 515, .integer),
            AvroWantedField("min_sequence_number", id: 516, .integer),
            AvroWantedField("added_snapshot_id", id: 503, .integer),
            count("added", 504), count("existing", 505), count("deleted", 506),
            AvroWantedField("added_rows_count", id: 512, .integer),
            AvroWantedField("existing_rows_count", id: 513, .integer),
            AvroWantedField("deleted_rows_count", id: 514, .integer),
            AvroWantedField(
                "partitions", id: 507,
                .array(
                    .record([
                        AvroWantedField("contains_null", id: 509, .boolean),
                        AvroWantedField("contains_nan", id: 518, .boolean),
                        AvroWantedField("lower_bound", id: 510, .bytes),
                        AvroWantedField("upper_bound", id: 511, .bytes),
                    ]))),
            AvroWantedField("key_metadata", id: 519, .bytes),
            AvroWantedField("first_row_id", id: 520, .integer),
        ]
    }

    /// - Parameter values: one for each of `fields(of:)`.
    private init(_ values: [AvroValue]) throws(LakeError) {
        guard let path = values[0].string else {
            throw LakeError(.corrupt, "manifest_path is missing or not UTF-8")
        }
        self.path = path
        sizeBytes = values[1].integer
        guard let specID = values[2].integer.flatMap({ Int32(exactly: $0) }) else {
            throw LakeError(.corrupt, "partition_spec_id is missing or no integer of 32 bits")
        }
        partitionSpecID = Int(specID)
        switch values[3].integer ?? 0 {
        case 0: content = .data
        case 1: content = .deletes
        case let other: throw LakeError(.unsupported, "content is \(other), which is not known")
        }
        sequenceNumber = values[4].integer ?? 0
        minSequenceNumber = values[5].integer ?? 0
        addedSnapshotID = values[6].integer
        addedFiles = values[7].integer
        existingFiles = values[8].integer
        deletedFiles = values[9].integer
        addedRows = values[10].integer
        existingRows = values[11].integer
        deletedRows = values[12].integer
        partitions = (values[13].array ?? []).map { summary in
            let values = summary.record ?? []
            return FieldSummary(
                // Unknown is "maybe".
                containsNull: values.first?.boolean ?? true,
                containsNaN: values.dropFirst().first?.boolean,
                lowerBound: values.dropFirst(2).first?.bytes?.array,
                upperBound: values.dropFirst(3).first?.bytes?.array)
        }
        keyMetadata = values[14].bytes?.array
        firstRowID = values[15].integer
    }
}
