// Commits: from a change to a new version of the table that everybody sees at once.
//
//     prepare   manifests ─▶ manifest list ─▶ metadata file      nobody sees them yet
//     publish   the pointer goes from the old metadata file to the new one, if it still is at the
//               old one: then the commit is done. If not, another writer came first: load what it
//               made, see whether the change still applies, prepare again, wait a little longer
//
// Every file is on the disk before another names it. Names have random parts, so that what a
// writer that died has left behind is in nobody's way; `OrphanFiles` finds it.
// Source: Iceberg specification, "Optimistic Concurrency", "Sequence Numbers".

package import Columnar
import JSON
import Storage

/// A table that can be changed. One thread at a time.
package final class TableCommitter {
    private let pointer: MetadataPointer
    private let environment: CommitEnvironment
    /// What the user wrote.
    package let location: String
    /// As last loaded.
    package private(set) var metadata: TableMetadata
    /// The current metadata file when the table was last loaded.
    package var metadataPath: String { current.path }
    package var metadataLocation: String { current.location }
    private var document: MetadataDocument
    private var current: CurrentMetadata
    private var paths: TablePaths
    private var resolver: PathResolver

    /// The table's directory; absolute.
    package var tableDirectory: String { paths.directory }
    /// Where data files are written.
    package var dataDirectory: String { joined(paths.directory, "data") }

    // MARK: Opening

    /// Opens a table.
    ///
    /// - Parameter location: a table's directory, `catalog.sqlite#namespace.table`, or
    ///   `#namespace.table` of the connection's own catalog.
    /// - Throws: `LakeError.notFound` when there is no table, `.unsupported` when it cannot be
    ///   written (format version 1, encrypted).
    package static func open(
        _ location: String, in environment: CommitEnvironment
    ) throws(LakeError) -> TableCommitter {
        let (pointer, _) = try pointer(location, environment, mayCreate: false)
        guard let found = try pointer.current() else {
            throw LakeError(
                .notFound, "there is no Iceberg table", at: [.file(location)],
                advice: "make it with CREATE VIRTUAL TABLE … USING iceberg('\(location)', …)")
        }
        return try TableCommitter(
            location, pointer, found.0, directory: found.tableDirectory, environment)
    }

    /// Makes a table.
    ///
    /// - Parameters:
    ///   - location: as of `open`; what is missing of its directories and catalog is made.
    ///   - ifNotExists: whether a table that is there is opened instead.
    /// - Throws: `LakeError.conflict` when there is a table already; `.invalidInput` for a table
    ///   that makes no sense; `.io`.
    package static func create(
        _ location: String, _ table: NewTable, ifNotExists: Bool, in environment: CommitEnvironment
    ) throws(LakeError) -> TableCommitter {
        let (pointer, directory) = try pointer(location, environment, mayCreate: true)
        if try pointer.current() != nil {
            guard !ifNotExists else { return try open(location, in: environment) }
            throw alreadyThere(location)
        }
        guard let place = table.location ?? directory else {
            throw LakeError(
                .invalidInput, "a catalog in memory has no directory for the table's files",
                at: [.file(location)], advice: "give the table a location")
        }
        let paths = TablePaths(new: try absolutePath(WrittenPath(place).text))
        let uuid = environment.uuid()
        let json = try table.document(
            location: paths.location, uuid: uuid, milliseconds: environment.clockMilliseconds())
        let written = WrittenFiles()
        do throws(LakeError) {
            let fileSystem = environment.fileSystem
            try fileSystem.makeDirectories(paths.metadataDirectory)
            try fileSystem.makeDirectories(joined(paths.directory, "data"))
            let next = try pointer.nextPath(
                after: nil, in: paths.metadataDirectory, uuid: environment.uuid())
            try write(MetadataDocument(json), to: next.written, written, environment)
            let location = paths.written(next.published)
            _ = try pointer.publish(
                next.written, as: next.published, location: location, from: nil, fileSystem)
        } catch {
            written.discard(environment.fileSystem)
            guard error.code == .conflict else { throw error }
            guard ifNotExists else { throw alreadyThere(location) }
        }
        return try open(location, in: environment)
    }

    private static func alreadyThere(_ location: String) -> LakeError {
        LakeError(
            .conflict, "there is an Iceberg table already", at: [.file(location)],
            advice: "open it without columns, or choose another place")
    }

    /// The pointer of a location, and the directory of a table that is made there.
    private static func pointer(
        _ location: String, _ environment: CommitEnvironment, mayCreate: Bool
    ) throws(LakeError) -> (MetadataPointer, directory: String?) {
        switch try CommitLocation(location, environment) {
        case .directory(let directory): return (.directory(directory), directory)
        case .catalogFile(let path, let name):
            guard let directory = try? absolutePath(parentDirectory(path)) else {
                throw LakeError(.io, "cannot tell its directory", at: [.file(path)])
            }
            if mayCreate { try environment.fileSystem.makeDirectories(directory) }
            let table = try SQLCatalogTable(path: path, name: name, mayCreate: mayCreate)
            return (.catalog(table), warehouse(path, in: directory, table))
        case .connection(let database, let schema, let file, let name):
            let table = try SQLCatalogTable(database, schema: schema, file: file, name: name)
            return (.catalog(table), file.map { warehouse($0, in: parentDirectory($0), table) })
        }
    }

    /// The directory of a catalog's new table: `lake_warehouse/omop/person` of `lake.sqlite`.
    private static func warehouse(
        _ file: String, in directory: String, _ table: SQLCatalogTable
    ) -> String {
        let name = lastComponent(file)
        let stem = name.lastIndex(of: ".").flatMap { $0 > name.startIndex ? name[..<$0] : nil }
        let levels = table.namespace.split(separator: ".").joined(separator: "/")
        let warehouse = joined(directory, "\(stem ?? name[...])_warehouse")
        return joined(joined(warehouse, levels), table.table)
    }

    private init(
        _ location: String, _ pointer: MetadataPointer, _ current: CurrentMetadata,
        directory: String, _ environment: CommitEnvironment
    ) throws(LakeError) {
        self.location = location
        self.pointer = pointer
        self.environment = environment
        self.current = current
        (document, metadata) = try TableCommitter.load(current)
        paths = TablePaths(directory: directory, location: metadata.location)
        resolver = PathResolver(location: metadata.location, tableDirectory: directory)
    }

    private static func load(
        _ current: CurrentMetadata
    ) throws(LakeError) -> (MetadataDocument, TableMetadata) {
        let buffer = try readWholeFile(
            fileNamed(current.path), bytesMax: IcebergLimits.metadataBytesMax)
        do throws(LakeError) {
            let json = try JSONValue(parsing: buffer)
            let metadata = try TableMetadata(json: json)
            guard NewTable.formatVersions.contains(metadata.formatVersion) else {
                throw LakeError(
                    .unsupported,
                    "tables of format version \(metadata.formatVersion) are only read",
                    advice: "upgrade the table to version 2")
            }
            guard !metadata.hasEncryptionKeys else {
                throw LakeError(.unsupported, "encrypted tables are only read")
            }
            return (MetadataDocument(json), metadata)
        } catch {
            throw error.at(.file(current.path))
        }
    }

    /// Loads the table as it is now.
    ///
    /// - Throws: `LakeError.notFound` when it is gone.
    package func reload() throws(LakeError) {
        guard let found = try pointer.current() else {
            throw LakeError(.notFound, "the table is gone", at: [.file(location)])
        }
        guard found.0 != current else { return }
        let (document, metadata) = try TableCommitter.load(found.0)
        if let uuid = self.metadata.uuid, let other = metadata.uuid, uuid != other {
            throw LakeError(
                .conflict, "another table was made in its place", at: [.file(location)],
                advice: "open it again")
        }
        self.document = document
        self.metadata = metadata
        current = found.0
        paths = TablePaths(directory: found.tableDirectory, location: metadata.location)
        resolver = PathResolver(
            location: metadata.location, tableDirectory: found.tableDirectory)
    }

    // MARK: Committing

    /// Writes the manifests, the manifest list and the metadata file of a change, on top of the
    /// table as last loaded. Nobody sees them before `publish`.
    ///
    /// - Throws: `LakeError` when the change does not fit the table or a file cannot be written;
    ///   what was written is then removed.
    package func prepare(_ change: TableChange) throws(LakeError) -> PreparedCommit {
        let written = WrittenFiles()
        do throws(LakeError) {
            try environment.fileSystem.makeDirectories(paths.metadataDirectory)
            let draft = try CommitDraft(
                change, document: document, metadata: metadata, current: current, paths: paths,
                resolver: resolver, written: written, environment)
            let next = try pointer.nextPath(
                after: current, in: paths.metadataDirectory, uuid: environment.uuid())
            try TableCommitter.write(draft.document, to: next.written, written, environment)
            return PreparedCommit(
                change: change, base: current, baseMetadata: metadata, draft: draft,
                writtenPath: next.written, publishedPath: next.published,
                publishedLocation: paths.written(next.published), written: written)
        } catch {
            written.discard(environment.fileSystem)
            throw error
        }
    }

    /// Writes a metadata file, durably with its name: the pointer may name it next.
    private static func write(
        _ document: MetadataDocument, to path: String, _ written: WrittenFiles,
        _ environment: CommitEnvironment
    ) throws(LakeError) {
        written.add(path)
        let file = try environment.fileSystem.create(path)
        do throws(LakeError) {
            try file.write(document.bytes)
            try file.finish()
        } catch {
            file.abandon()
            throw error
        }
        try environment.fileSystem.synchronizeDirectory(parentDirectory(path))
    }

    /// Makes a prepared commit the table's current state, if need be on top of what other writers
    /// committed in between. The table is then loaded as it is behind the commit.
    ///
    /// - Throws: `LakeError.conflict` when another writer's commit forbids this one or came first
    ///   too often; nothing is then left of the commit but the files of the change.
    package func publish(_ prepared: PreparedCommit) throws(LakeError) -> CommitResult {
        var attempt = prepared
        var count = 1
        let retries = max(
            0,
            metadata.properties["commit.retry.num-retries"].flatMap { Int($0) }
                ?? environment.retries)
        while true {
            do throws(LakeError) {
                let warnings = try pointer.publish(
                    attempt.writtenPath, as: attempt.publishedPath,
                    location: attempt.publishedLocation, from: attempt.base,
                    environment.fileSystem)
                return finish(attempt, attempts: count, warnings: warnings)
            } catch {
                guard error.code == .conflict else {
                    guard let isCommitted = isCommitted(attempt) else { throw error }
                    if isCommitted {
                        return finish(attempt, attempts: count, warnings: ["\(error)"])
                    }
                    discard(attempt)
                    throw error
                }
                discard(attempt)
                guard count <= retries else { throw count > 1 ? outrun(count) : error }
            }
            environment.wait(waitMilliseconds(attempt: count))
            try reload()
            try prepared.change.checkApplies(
                to: metadata, preparedOn: prepared.baseMetadata, resolver, at: location)
            attempt = try prepare(prepared.change)
            count += 1
        }
    }

    private func outrun(_ attempts: Int) -> LakeError {
        LakeError(
            .conflict, "other writers came first \(attempts) times", at: [.file(location)],
            advice: "run the statement again")
    }

    /// Whether a commit is done though an error came of it, as when a disk fails at the last step:
    /// its files must stay where it may be.
    ///
    /// - Returns: nil when that cannot be told.
    private func isCommitted(_ commit: PreparedCommit) -> Bool? {
        guard let found = try? pointer.current(),
            let bytes = try? readWholeFile(
                fileNamed(found.0.path), bytesMax: IcebergLimits.metadataBytesMax)
        else { return nil }
        if found.0.location == commit.publishedLocation {
            let written = commit.draft.document.bytes
            return ByteReader(bytes).copy(0..<bytes.countBytes) == written
        }
        // Somebody may have committed on top of it.
        guard let id = commit.draft.snapshotID, commit.baseMetadata.snapshot(id: id) == nil else {
            return false
        }
        guard let json = try? JSONValue(parsing: bytes),
            let metadata = try? TableMetadata(json: json)
        else { return nil }
        return metadata.snapshot(id: id) != nil
    }

    /// Longer from attempt to attempt, and by chance, so that two writers do not meet again.
    private func waitMilliseconds(attempt: Int) -> Int {
        let ceiling = UInt64(10) << UInt64(min(attempt - 1, 7))
        return Int(environment.randomID() % ceiling)
    }

    private func finish(
        _ commit: PreparedCommit, attempts: Int, warnings: [String]
    ) -> CommitResult {
        current = CurrentMetadata(
            location: commit.publishedLocation, path: commit.publishedPath)
        document = commit.draft.document
        metadata = commit.draft.metadata
        if metadata.properties["write.metadata.delete-after-commit.enabled"]?.lowercased() == "true"
        {
            for location in commit.draft.forgottenMetadata {
                if let path = try? resolver.path(location) {
                    try? environment.fileSystem.remove(path)
                }
            }
        }
        return CommitResult(
            snapshotID: commit.draft.snapshotID, parentID: commit.draft.parentID,
            branch: commit.change.branch, operation: commit.change.operation,
            sequenceNumber: metadata.lastSequenceNumber, summary: commit.draft.summary,
            metadataLocation: commit.publishedLocation, metadataPath: commit.publishedPath,
            attempts: attempts, warnings: warnings)
    }

    /// Prepares and publishes a change.
    ///
    /// - Throws: as `prepare` and `publish`.
    package func commit(_ change: TableChange) throws(LakeError) -> CommitResult {
        try publish(prepare(change))
    }

    /// Takes back a commit that was published, where SQLite's own commit failed behind it: the
    /// branch goes to where it was. The snapshot stays in the table, unused.
    ///
    /// Does nothing when the table no longer has the snapshot: a catalog in the same database went
    /// back by itself.
    ///
    /// - Throws: `LakeError.conflict` when another writer has committed on top of it.
    package func undo(_ result: CommitResult) throws(LakeError) {
        try reload()
        guard let id = result.snapshotID, metadata.snapshot(id: id) != nil else { return }
        let head = metadata.references.first { $0.name == result.branch }?.snapshotID
        guard head != result.parentID else { return }
        guard head == id else {
            throw LakeError(
                .conflict,
                "snapshot \(id) cannot be taken back: another writer has committed on top of it",
                at: [.file(location)],
                advice: "look at iceberg_snapshots() and use iceberg_rollback()")
        }
        _ = try publish(prepare(TableChange(.undo(to: result.parentID), branch: result.branch)))
    }

    /// Removes what a commit that will not be published has written; the change's own files stay.
    package func discard(_ prepared: PreparedCommit) {
        prepared.written.discard(environment.fileSystem)
    }
}
