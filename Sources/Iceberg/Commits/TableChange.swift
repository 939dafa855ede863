// What a commit does to a table, and what came of it.

import Columnar

/// A change of a table that one commit makes.
package struct TableChange: Sendable {
    /// What happens to the files that are there; the change's own files are always added.
    package enum Operation: Hashable, Sendable {
        /// They stay.
        case append
        /// All are removed, those of deletes too.
        case overwriteAll
        /// Those of some partitions are removed.
        case overwriteWhere(PartitionFilter)
        /// Those of the partitions that the added files are in are removed.
        case dynamicPartitionOverwrite
        /// The branch goes to a snapshot that the table has; nothing is written but metadata.
        case rollback(snapshotID: Int64)
        /// The branch goes back to where it was before a commit; nil to before the first one.
        case undo(to: Int64?)
        /// A branch or tag is made, or an existing one replaced where that is allowed.
        case setReference(SnapshotReference, mayReplace: Bool)
        /// A branch or tag other than `main` is forgotten.
        case removeReference(name: String)
        /// Delete files or deletion vectors are added. Not written yet.
        case deleteRows
        /// Columns change. Not written yet.
        case changeSchema
    }

    package var operation: Operation
    /// Added files. Their paths are those of the file system, or as the table writes paths.
    package var files: [ContentFile]
    package var branch: String
    /// Put into the summary of the snapshot.
    package var summary: [String: String]

    package init(
        _ operation: Operation, files: [ContentFile] = [],
        branch: String = SnapshotReference.main, summary: [String: String] = [:]
    ) {
        self.operation = operation
        self.files = files
        self.branch = branch
        self.summary = summary
    }
}

/// Some partitions: those whose tuples have certain values.
package struct PartitionFilter: Hashable, Sendable {
    /// By the ids of partition fields; nil is NULL. All must be equal.
    package let values: [Int: SingleValue?]

    package init(_ values: [Int: SingleValue?]) { self.values = values }

    /// Whether a partition is one of them.
    ///
    /// - Returns: nil when the spec lacks one of the fields, so that nobody knows.
    func matches(_ partition: [SingleValue?], of spec: PartitionSpec) -> Bool? {
        var found = 0
        for (field, value) in zip(spec.fields, partition) {
            guard let wanted = values[field.id] else { continue }
            guard wanted == value else { return false }
            found += 1
        }
        return found == values.count ? true : nil
    }
}

/// What a commit did.
package struct CommitResult: Sendable {
    /// The new snapshot, or where the branch went; nil where only a reference was removed.
    package let snapshotID: Int64?
    /// What the branch was at before; nil when there was no snapshot.
    package let parentID: Int64?
    package let branch: String
    package let operation: TableChange.Operation
    package let sequenceNumber: Int64
    /// The summary of the new snapshot; empty when none was made.
    package let summary: [String: String]
    /// The new metadata file, as the catalog has it.
    package let metadataLocation: String
    /// The same in the file system.
    package let metadataPath: String
    /// How often the commit was tried; more than once when other writers came first.
    package let attempts: Int
    /// What went wrong after the commit, which stands nevertheless.
    package let warnings: [String]
}
