// A table's metadata file: the root from which everything else is found.
//
// A file is a JSON object, perhaps compressed with gzip. Versions 1 to 3 are read; what version 1
// may leave out is filled in:
//
//     schemas            ← schema              current-schema-id ← that schema's id, else 0
//     partition-specs    ← partition-spec      default-spec-id   ← the highest id
//     refs.main          ← current-snapshot-id (-1, null and absent: no snapshot)
//
// Source: Iceberg specification, "Table Metadata" and appendix C.

package import Columnar
package import JSON
import Storage

/// Everything that a metadata file says.
package struct TableMetadata: Sendable {
    /// The versions that are read.
    package static let versions = 1...3

    package let formatVersion: Int
    /// Always there from version 2 on.
    package let uuid: String?
    /// The table's directory as its writer knew it; without a slash at its end.
    package let location: String
    package let lastSequenceNumber: Int64
    package let lastUpdatedMilliseconds: Int64
    package let lastColumnID: Int
    /// In the order of the file; ids are unique.
    package let schemas: [IcebergSchema]
    package let currentSchema: IcebergSchema
    package let partitionSpecs: [PartitionSpec]
    package let defaultSpecID: Int
    package let sortOrders: [SortOrder]
    package let defaultSortOrderID: Int
    package let properties: [String: String]
    package let snapshots: [Snapshot]
    package let currentSnapshotID: Int64?
    package let snapshotLog: [SnapshotLogEntry]
    package let metadataLog: [MetadataLogEntry]
    /// By name, sorted; `main` is among them when there is a current snapshot.
    package let references: [SnapshotReference]
    package let statistics: [StatisticsFile]
    package let partitionStatistics: [PartitionStatisticsFile]
    /// The row id that the next added row gets (version 3).
    package let nextRowID: Int64?
    /// Whether keys of encrypted manifests or files are listed (version 3).
    package let hasEncryptionKeys: Bool
    private let snapshotIndexes: [Int64: Int]

    /// Reads a metadata file.
    ///
    /// - Throws: `LakeError` at `.file`: `.notFound` or `.io` when it cannot be read,
    ///   `.unsupported` for a version outside of `versions`, else `.corrupt` or `.limit`.
    package init(path: String) throws(LakeError) {
        let buffer = try readWholeFile(
            fileNamed(path), bytesMax: IcebergLimits.metadataBytesMax)
        do throws(LakeError) {
            try self.init(json: JSONValue(parsing: buffer))
        } catch {
            throw error.at(.file(path))
        }
    }

    /// Reads a metadata document.
    ///
    /// - Throws: as `init(path:)`, with the member's path in the text instead of `.file`.
    package init(json: JSONValue) throws(LakeError) {
        let root = DocumentNode(json)
        formatVersion = try root.required("format-version").int()
        guard TableMetadata.versions.contains(formatVersion) else {
            throw LakeError(
                .unsupported,
                "the table has format version \(formatVersion), versions 1 to 3 are read")
        }
        uuid = try root.member("table-uuid")?.string()
        location = withoutTrailingSlashes(try root.required("location").string())
        lastSequenceNumber = try root.member("last-sequence-number")?.int64() ?? 0
        lastUpdatedMilliseconds = try root.member("last-updated-ms")?.int64() ?? 0
        lastColumnID = try root.member("last-column-id")?.int() ?? 0
        (schemas, currentSchema) = try TableMetadata.schemas(root, formatVersion)
        (partitionSpecs, defaultSpecID) = try TableMetadata.specs(root, formatVersion)
        sortOrders = try TableMetadata.list(root, "sort-orders") { (node) throws(LakeError) in
            try SortOrder(node)
        }
        defaultSortOrderID = try root.member("default-sort-order-id")?.int() ?? 0
        properties = try root.member("properties")?.texts() ?? [:]
        snapshots = try TableMetadata.list(root, "snapshots") { (node) throws(LakeError) in
            try Snapshot(node)
        }
        snapshotIndexes = try TableMetadata.indexes(of: snapshots)
        let currentID = try root.member("current-snapshot-id")?.identifier()
        currentSnapshotID = currentID == -1 ? nil : currentID
        if let currentSnapshotID, snapshotIndexes[currentSnapshotID] == nil {
            throw LakeError(
                .corrupt,
                "current-snapshot-id is \(currentSnapshotID), which is not among the snapshots")
        }
        snapshotLog = try TableMetadata.list(root, "snapshot-log") { (node) throws(LakeError) in
            try SnapshotLogEntry(node)
        }
        metadataLog = try TableMetadata.list(root, "metadata-log") { (node) throws(LakeError) in
            try MetadataLogEntry(node)
        }
        references = try TableMetadata.references(root, currentSnapshotID)
        statistics = try TableMetadata.list(root, "statistics") { (node) throws(LakeError) in
            try StatisticsFile(node)
        }
        partitionStatistics = try TableMetadata.list(root, "partition-statistics") {
            (node) throws(LakeError) in
            try PartitionStatisticsFile(node)
        }
        nextRowID = try root.member("next-row-id")?.int64()
        hasEncryptionKeys = try root.member("encryption-keys")?.elements().isEmpty == false
    }

    // MARK: Looking up

    package func schema(id: Int) -> IcebergSchema? { schemas.first { $0.id == id } }

    package func partitionSpec(id: Int) -> PartitionSpec? {
        partitionSpecs.first { $0.id == id }
    }

    package func sortOrder(id: Int) -> SortOrder? { sortOrders.first { $0.id == id } }

    package func snapshot(id: Int64) -> Snapshot? { snapshotIndexes[id].map { snapshots[$0] } }

    /// A field of the current schema, or of the latest of the others that has it: a column that an
    /// equality delete names may have been dropped since.
    package func field(id: Int) -> NestedField? {
        if let field = currentSchema.field(id: id) { return field }
        for schema in schemas.reversed() {
            if let field = schema.field(id: id) { return field }
        }
        return nil
    }

    /// The mapping of names to ids for files without ids; nil when the table has none.
    ///
    /// - Throws: `LakeError.corrupt` when the property is not what it should be.
    package func nameMapping() throws(LakeError) -> NameMapping? {
        guard let text = properties[NameMapping.property] else { return nil }
        do throws(LakeError) {
            return try NameMapping(json: JSONValue(parsing: text))
        } catch {
            throw error.at(.argument(NameMapping.property))
        }
    }
}

// MARK: Parts

extension TableMetadata {
    /// The elements of an array that may be missing.
    private static func list<Element>(
        _ root: DocumentNode, _ name: String,
        _ read: (DocumentNode) throws(LakeError) -> Element
    ) throws(LakeError) -> [Element] {
        var list: [Element] = []
        for node in try root.member(name)?.elements() ?? [] { list.append(try read(node)) }
        return list
    }

    private static func schemas(
        _ root: DocumentNode, _ version: Int
    ) throws(LakeError) -> (all: [IcebergSchema], current: IcebergSchema) {
        var schemas = try list(root, "schemas") { (node) throws(LakeError) in
            try IcebergSchema(node)
        }
        if version > 1 || !schemas.isEmpty {
            guard Set(schemas.map(\.id)).count == schemas.count else {
                throw LakeError(.corrupt, "two schemas have the same schema-id")
            }
            if let id = try root.member("current-schema-id")?.int() {
                guard let current = schemas.first(where: { $0.id == id }) else {
                    throw LakeError(
                        .corrupt, "current-schema-id is \(id), which is not among the schemas")
                }
                return (schemas, current)
            }
            guard version == 1 else {
                throw LakeError(
                    .corrupt,
                    "\(schemas.isEmpty ? "schemas" : "current-schema-id") is missing")
            }
        }
        // Version 1: the schema in use stands by itself, or it is one of the list.
        if let node = root.member("schema") {
            let schema = try IcebergSchema(node)
            if !schemas.contains(where: { $0.id == schema.id }) { schemas.append(schema) }
            return (schemas, schema)
        }
        guard let newest = schemas.max(by: { $0.id < $1.id }) else {
            throw LakeError(.corrupt, "schema is missing")
        }
        return (schemas, newest)
    }

    private static func specs(
        _ root: DocumentNode, _ version: Int
    ) throws(LakeError) -> (all: [PartitionSpec], defaultID: Int) {
        var specs = try list(root, "partition-specs") { (node) throws(LakeError) in
            try PartitionSpec(node)
        }
        if specs.isEmpty, version == 1 {
            var fields: [PartitionField] = []
            if let node = root.member("partition-spec") {
                // A bare list, but some writers store the whole object.
                fields = try PartitionSpec.fields(node.member("fields") ?? node)
            }
            specs = [PartitionSpec(id: 0, fields: fields)]
        }
        guard !specs.isEmpty else { throw LakeError(.corrupt, "partition-specs is missing") }
        guard Set(specs.map(\.id)).count == specs.count else {
            throw LakeError(.corrupt, "two partition specs have the same spec-id")
        }
        let highest = specs.map(\.id).max() ?? 0
        let id = try root.member("default-spec-id")?.int() ?? highest
        guard specs.contains(where: { $0.id == id }) else {
            throw LakeError(
                .corrupt, "default-spec-id is \(id), which is not among the partition specs")
        }
        return (specs, id)
    }

    private static func indexes(of snapshots: [Snapshot]) throws(LakeError) -> [Int64: Int] {
        var indexes: [Int64: Int] = [:]
        for (index, snapshot) in snapshots.enumerated() {
            guard indexes.updateValue(index, forKey: snapshot.id) == nil else {
                throw LakeError(
                    .corrupt, "two snapshots have the snapshot-id \(snapshot.id)")
            }
        }
        return indexes
    }

    private static func references(
        _ root: DocumentNode, _ currentID: Int64?
    ) throws(LakeError) -> [SnapshotReference] {
        var byName: [String: SnapshotReference] = [:]
        if let refs = root.member("refs") {
            for member in try refs.members() {
                let node = DocumentNode(member.value, path: "refs.\(member.name)")
                byName[member.name] = try SnapshotReference(name: member.name, node)
            }
        }
        if let main = byName[SnapshotReference.main] {
            guard currentID == main.snapshotID else {
                throw LakeError(
                    .corrupt,
                    "refs.main.snapshot-id is \(main.snapshotID), current-snapshot-id is "
                        + (currentID.map { "\($0)" } ?? "absent"))
            }
        } else if let currentID {
            byName[SnapshotReference.main] = SnapshotReference(mainAt: currentID)
        }
        return byName.values.sorted { $0.name < $1.name }
    }
}

/// A path without the slashes at its end; the root keeps its own.
func withoutTrailingSlashes(_ path: String) -> String {
    var end = path.utf8.endIndex
    while end > path.utf8.startIndex {
        let before = path.utf8.index(before: end)
        guard path.utf8[before] == UInt8(ascii: "/"), before > path.utf8.startIndex else { break }
        end = before
    }
    return String(path[..<end])
}
