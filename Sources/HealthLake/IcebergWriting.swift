// How rows get into an Iceberg table, whoever brings them: what INSERT and iceberg_append() have in
// common.

import Columnar
import Iceberg
import SQLiteBridge
import Storage

extension DataFileWriter {
    /// The writer of a table's data files, in its default partitioning and order.
    ///
    /// - Throws: as `init`; `LakeError.invalidInput`, `.unsupported` for properties of the table
    ///   that make no sense.
    convenience init(
        to committer: TableCommitter, _ options: IcebergOptions, threadCount: Int
    ) throws(LakeError) {
        let metadata = committer.metadata
        let spec = metadata.partitionSpecs.first { $0.id == metadata.defaultSpecID }
        try self.init(
            schema: metadata.currentSchema, spec: spec ?? PartitionSpec(id: 0, fields: []),
            sortOrder: metadata.sortOrders.first {
                $0.id == metadata.defaultSortOrderID && !$0.fields.isEmpty
            },
            directory: committer.dataDirectory, fileSystem: LocalFileSystem(),
            options: DataFileOptions(
                options, properties: metadata.properties, threadCount: threadCount))
    }
}

extension TableMetadata {
    /// - Throws: `LakeError.notFound` when rows cannot go to a branch.
    func checkBranch(_ name: String, at place: String) throws(LakeError) {
        if name == SnapshotReference.main { return }
        guard references.contains(where: { $0.name == name && $0.kind == .branch }) else {
            throw LakeError(
                .notFound, "the table has no branch '\(name)'", at: [.file(place)],
                advice: "SELECT iceberg_branch(\(Database.literal(place)), "
                    + "\(Database.literal(name))) makes it")
        }
    }
}

extension DataFileOptions {
    /// - Parameter properties: those of the table; the options come before them.
    /// - Throws: as `init(properties:)`.
    init(
        _ options: IcebergOptions, properties: [String: String], threadCount: Int
    ) throws(LakeError) {
        try self.init(properties: properties.merging(options.writingProperties) { $1 })
        self.threadCount = threadCount
    }
}

extension IcebergOptions {
    /// What becomes of the rows that are there.
    var operation: TableChange.Operation {
        switch mode {
        case .overwrite: .overwriteAll
        case .dynamicOverwrite: .dynamicPartitionOverwrite
        case .append, .error, nil: .append
        }
    }

    /// How files are written, as properties of the table say it.
    var writingProperties: [String: String] {
        var properties: [String: String] = [:]
        if let codec {
            properties[DataFileOptions.codecProperty] = DataFileOptions.propertyName(ofCodec: codec)
        }
        if let bytes = targetFileBytes {
            properties[DataFileOptions.targetFileBytesProperty] = "\(bytes)"
        }
        return properties
    }
}
