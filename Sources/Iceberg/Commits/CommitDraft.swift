// The next version of a table's metadata, made of the current one and a change.

import Columnar
import Storage

/// What a prepared commit consists of; see `TableCommitter`.
package struct PreparedCommit {
    package let change: TableChange
    let base: CurrentMetadata
    let baseMetadata: TableMetadata
    let draft: CommitDraft
    let writtenPath: String
    let publishedPath: String
    let publishedLocation: String
    let written: WrittenFiles

    /// The snapshot that it makes, or where the branch goes.
    package var snapshotID: Int64? { draft.snapshotID }
    /// The summary of the snapshot that it makes; empty when it makes none.
    package var summary: [String: String] { draft.summary }
}

/// A version of the metadata that is not written yet, its snapshot's files are.
struct CommitDraft {
    let document: MetadataDocument
    let metadata: TableMetadata
    private(set) var snapshotID: Int64?
    let parentID: Int64?
    private(set) var summary: [String: String] = [:]
    /// Metadata files that the log names no longer.
    let forgottenMetadata: [String]

    /// - Throws: `LakeError` at `.file` when the change does not fit the table, or its files cannot
    ///   be written.
    init(
        _ change: TableChange, document: MetadataDocument, metadata: TableMetadata,
        current: CurrentMetadata, paths: TablePaths, resolver: PathResolver,
        written: WrittenFiles, _ environment: CommitEnvironment
    ) throws(LakeError) {
        // The time of a table never runs backwards, whatever the clocks of its writers say.
        let milliseconds = max(
            environment.clockMilliseconds(), metadata.lastUpdatedMilliseconds)
        var next = document
        let branch = metadata.references.first { $0.name == change.branch }
        parentID = branch?.snapshotID
        do throws(LakeError) {
            switch change.operation {
            case .append, .overwriteAll, .overwriteWhere, .dynamicPartitionOverwrite,
                .deleteRows, .changeSchema:
                try CommitDraft.check(change, branch, metadata, paths)
                let (sequence, overflow) = metadata.lastSequenceNumber.addingReportingOverflow(1)
                guard !overflow else { throw LakeError(.limit, "no sequence number is left") }
                var id = environment.positiveID()
                while metadata.snapshot(id: id) != nil { id = environment.positiveID() }
                var writer = SnapshotWriter(
                    ManifestWriter.Commit(
                        snapshotID: id, sequenceNumber: sequence, metadata: metadata,
                        environment: environment),
                    paths: paths, resolver: resolver, written: written)
                let snapshot = try writer.write(
                    change, after: parentID.flatMap { metadata.snapshot(id: $0) },
                    milliseconds: milliseconds)
                next.add(
                    snapshot.json, sequenceNumber: sequence, nextRowID: snapshot.nextRowID)
                next.moveBranch(
                    change.branch, to: id, milliseconds: milliseconds,
                    version: metadata.formatVersion)
                snapshotID = id
                summary = snapshot.summary
            case .rollback(let id):
                try CommitDraft.checkIsBranch(branch, change.branch, metadata)
                _ = try metadata.select(.id(id))
                next.moveBranch(
                    change.branch, to: id, milliseconds: milliseconds,
                    version: metadata.formatVersion)
                snapshotID = id
            case .undo(let id):
                next.moveBranch(
                    change.branch, to: id, milliseconds: milliseconds,
                    version: metadata.formatVersion)
                snapshotID = id
            case .setReference(let reference, let mayReplace):
                try CommitDraft.check(reference, mayReplace: mayReplace, metadata)
                if reference.name == SnapshotReference.main {
                    next.moveBranch(
                        reference.name, to: reference.snapshotID, milliseconds: milliseconds,
                        version: metadata.formatVersion)
                }
                next.set(reference)
                snapshotID = reference.snapshotID
            case .removeReference(let name):
                guard name != SnapshotReference.main else {
                    throw LakeError(.invalidInput, "the branch main cannot be removed")
                }
                _ = try metadata.select(.reference(name))
                next.removeReference(name)
            }
        } catch {
            throw error.places.isEmpty ? error.at(.file(paths.directory)) : error
        }
        next["last-updated-ms"] = .integer(milliseconds)
        forgottenMetadata = next.log(
            previous: current.location, milliseconds: metadata.lastUpdatedMilliseconds,
            entriesMax: metadata.properties["write.metadata.previous-versions-max"]
                .flatMap { Int($0) } ?? 100)
        self.document = next
        // Whatever was made is read as any other table before somebody else has to.
        self.metadata = try TableMetadata(json: next.json)
    }

    // MARK: Checks

    /// Checks what adds or removes files.
    private static func check(
        _ change: TableChange, _ branch: SnapshotReference?, _ metadata: TableMetadata,
        _ paths: TablePaths
    ) throws(LakeError) {
        if branch != nil || change.branch != SnapshotReference.main {
            try checkIsBranch(branch, change.branch, metadata)
        }
        var seen: Set<String> = []
        let resolver = PathResolver(location: paths.location, tableDirectory: paths.directory)
        for file in change.files {
            func refuse(_ what: String) -> LakeError {
                LakeError(.invalidInput, what, at: [.file(file.path)])
            }
            guard file.content == .data else {
                throw LakeError(
                    .unsupported, "delete files cannot be added yet", at: [.file(file.path)])
            }
            guard seen.insert(file.path).inserted else { throw refuse("is added twice") }
            guard file.recordCount >= 0 else { throw refuse("has a negative number of rows") }
            guard let spec = metadata.partitionSpec(id: file.partitionSpecID),
                spec.fields.count == file.partition.count
            else {
                throw refuse("is not of a partition spec that the table has")
            }
            if case .overwriteWhere(let filter) = change.operation,
                filter.matches(file.partition, of: spec) != true
            {
                throw refuse("is not in the partitions that are overwritten")
            }
            // A snapshot that names a file which is not there cannot be read.
            _ = try resolver.path(file.path)
        }
    }

    private static func checkIsBranch(
        _ reference: SnapshotReference?, _ name: String, _ metadata: TableMetadata
    ) throws(LakeError) {
        guard let reference else {
            // Finds near names for the advice.
            _ = try metadata.select(.reference(name))
            return
        }
        guard reference.kind == .branch else {
            throw LakeError(
                .invalidInput, "'\(reference.name)' is a tag, which cannot be committed to",
                advice: "make a branch of it")
        }
    }

    private static func check(
        _ reference: SnapshotReference, mayReplace: Bool, _ metadata: TableMetadata
    ) throws(LakeError) {
        guard !reference.name.isEmpty else {
            throw LakeError(.invalidInput, "the branch or tag has no name")
        }
        if reference.name == SnapshotReference.main, reference.kind == .tag {
            throw LakeError(.invalidInput, "main is a branch and cannot be a tag")
        }
        _ = try metadata.select(.id(reference.snapshotID))
        guard let other = metadata.references.first(where: { $0.name == reference.name }) else {
            return
        }
        guard mayReplace, other.kind == reference.kind else {
            throw LakeError(
                .conflict, "there is a \(other.kind.rawValue) '\(other.name)' already",
                advice: "remove it first or choose another name")
        }
    }
}

// MARK: Other writers

extension TableChange {
    /// Checks that the change still means the same on top of what other writers committed.
    ///
    /// - Parameters:
    ///   - metadata: the table as it is now.
    ///   - base: as it was when the change was made.
    /// - Throws: `LakeError.conflict` at `.file` when it does not.
    func checkApplies(
        to metadata: TableMetadata, preparedOn base: TableMetadata, _ resolver: PathResolver,
        at location: String
    ) throws(LakeError) {
        func conflict(_ what: String) -> LakeError {
            LakeError(
                .conflict, "another writer \(what) in the meantime", at: [.file(location)],
                advice: "run the statement again")
        }
        let before = base.references.first { $0.name == branch }?.snapshotID
        let now = metadata.references.first { $0.name == branch }?.snapshotID
        switch operation {
        case .append, .overwriteAll, .overwriteWhere, .dynamicPartitionOverwrite, .deleteRows,
            .changeSchema:
            guard metadata.currentSchema == base.currentSchema else {
                throw conflict("changed the table's columns")
            }
            if case .append = operation { return }
            guard before != now else { return }
            try checkFiles(metadata, since: before, now, resolver, conflict)
        case .rollback, .undo:
            guard before == now else { throw conflict("committed to the branch '\(branch)'") }
        case .setReference(let reference, _):
            try checkReference(reference.name, metadata, base, conflict)
        case .removeReference(let name):
            try checkReference(name, metadata, base, conflict)
        }
    }

    private func checkReference(
        _ name: String, _ metadata: TableMetadata, _ base: TableMetadata,
        _ conflict: (String) -> LakeError
    ) throws(LakeError) {
        let before = base.references.first { $0.name == name }
        guard metadata.references.first(where: { $0.name == name }) == before else {
            throw conflict("changed the branch or tag '\(name)'")
        }
    }

    /// An overwrite says what stays behind it: whoever made it has not seen files that came since.
    private func checkFiles(
        _ metadata: TableMetadata, since before: Int64?, _ now: Int64?, _ resolver: PathResolver,
        _ conflict: (String) -> LakeError
    ) throws(LakeError) {
        let removal = try FileRemoval(self)
        var known: Set<Int64> = []
        var next = before.flatMap { metadata.snapshot(id: $0) }
        while let snapshot = next, known.insert(snapshot.id).inserted {
            next = snapshot.parentID.flatMap { metadata.snapshot(id: $0) }
        }
        guard let head = now.flatMap({ metadata.snapshot(id: $0) }) else { return }
        for manifest in try ManifestFile.manifests(of: head, resolver: resolver) {
            if let added = manifest.addedSnapshotID, known.contains(added) { continue }
            var reader = try ManifestReader(
                manifest, of: metadata, statisticsOf: [], resolver: resolver)
            while let entry = try reader.next() {
                let isKnown = entry.snapshotID.map { known.contains($0) } ?? false
                guard !isKnown || !entry.isLive,
                    let spec = metadata.partitionSpec(id: entry.file.partitionSpecID)
                else { continue }
                if try removal.matches(entry.file, of: spec) {
                    throw conflict(
                        entry.isLive
                            ? "added rows to what is overwritten" : "removed rows of it")
                }
            }
        }
    }
}
