// A state of a table: which manifests make it up, and when it came to be.
//
//     {"snapshot-id","parent-snapshot-id"?,"sequence-number"?,"timestamp-ms","manifest-list" |
//      "manifests","summary"?,"schema-id"?,"first-row-id"?,"added-rows"?,"key-id"?}
//
// Ids have 64 bits; some writers print them as if unsigned, so they are kept by their bits.
// Source: Iceberg specification, "Snapshots" and appendix C.

import Columnar

/// A snapshot.
package struct Snapshot: Hashable, Sendable {
    /// Where the manifests are named.
    package enum Manifests: Hashable, Sendable {
        /// The path of an Avro file that lists them.
        case list(String)
        /// Their paths, in tables of version 1.
        case paths([String])
    }

    package let id: Int64
    package let parentID: Int64?
    /// 0 in version 1.
    package let sequenceNumber: Int64
    package let timestampMilliseconds: Int64
    package let manifests: Manifests
    /// What the writer noted, such as counts; informational, writers get it wrong.
    package let summary: [String: String]
    /// The schema of the time; nil when the writer does not say.
    package let schemaID: Int?
    /// The first row id of the rows that it added (version 3).
    package let firstRowID: Int64?
    /// Rows that were given ids (version 3).
    package let addedRows: Int64?
    /// The key that encrypts the manifest list (version 3).
    package let keyID: String?

    /// `append`, `replace`, `overwrite` or `delete`.
    package var operation: String? { summary["operation"] }
}

/// One time at which a snapshot became the current one.
package struct SnapshotLogEntry: Hashable, Sendable {
    package let snapshotID: Int64
    package let timestampMilliseconds: Int64
}

/// An earlier metadata file.
package struct MetadataLogEntry: Hashable, Sendable {
    package let path: String
    package let timestampMilliseconds: Int64
}

/// A branch or tag.
package struct SnapshotReference: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable { case branch, tag }

    /// The branch that is the table.
    package static let main = "main"

    package let name: String
    package let snapshotID: Int64
    package let kind: Kind
    /// What expiring snapshots keeps; nil where the table's properties decide.
    package let minSnapshotsToKeep: Int?
    package let maxSnapshotAgeMilliseconds: Int64?
    package let maxReferenceAgeMilliseconds: Int64?

    /// A reference that is kept as the table's properties say, unless it says something itself.
    package init(
        name: String, snapshotID: Int64, kind: Kind, minSnapshotsToKeep: Int? = nil,
        maxSnapshotAgeMilliseconds: Int64? = nil, maxReferenceAgeMilliseconds: Int64? = nil
    ) {
        self.name = name
        self.snapshotID = snapshotID
        self.kind = kind
        self.minSnapshotsToKeep = minSnapshotsToKeep
        self.maxSnapshotAgeMilliseconds = maxSnapshotAgeMilliseconds
        self.maxReferenceAgeMilliseconds = maxReferenceAgeMilliseconds
    }
}

// MARK: JSON

extension Snapshot {
    init(_ node: DocumentNode) throws(LakeError) {
        id = try node.required("snapshot-id").identifier()
        parentID = try node.member("parent-snapshot-id")?.identifier()
        sequenceNumber = try node.member("sequence-number")?.int64() ?? 0
        timestampMilliseconds = try node.required("timestamp-ms").int64()
        if let list = node.member("manifest-list") {
            manifests = .list(try list.string())
        } else if let paths = node.member("manifests") {
            manifests = .paths(try paths.strings())
        } else {
            throw node.error(.corrupt, "has neither manifest-list nor manifests")
        }
        summary = try node.member("summary")?.texts() ?? [:]
        schemaID = try node.member("schema-id")?.int()
        firstRowID = try node.member("first-row-id")?.int64()
        addedRows = try node.member("added-rows")?.int64()
        keyID = try node.member("key-id")?.string()
    }
}

extension SnapshotLogEntry {
    init(_ node: DocumentNode) throws(LakeError) {
        snapshotID = try node.required("snapshot-id").identifier()
        timestampMilliseconds = try node.required("timestamp-ms").int64()
    }
}

extension MetadataLogEntry {
    init(_ node: DocumentNode) throws(LakeError) {
        path = try node.required("metadata-file").string()
        timestampMilliseconds = try node.required("timestamp-ms").int64()
    }
}

extension SnapshotReference {
    init(name: String, _ node: DocumentNode) throws(LakeError) {
        self.name = name
        snapshotID = try node.required("snapshot-id").identifier()
        let kindNode = try node.required("type")
        guard let kind = Kind(rawValue: try kindNode.string().lowercased()) else {
            throw kindNode.error(.corrupt, "is neither branch nor tag")
        }
        self.kind = kind
        minSnapshotsToKeep = try node.member("min-snapshots-to-keep")?.int()
        maxSnapshotAgeMilliseconds = try node.member("max-snapshot-age-ms")?.int64()
        maxReferenceAgeMilliseconds = try node.member("max-ref-age-ms")?.int64()
    }

    /// The branch `main`, where only the current snapshot is given.
    init(mainAt snapshotID: Int64) {
        self.init(name: SnapshotReference.main, snapshotID: snapshotID, kind: .branch)
    }
}
