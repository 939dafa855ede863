// Files below a table's directory that no version of the table refers to: what writers that died
// and commits that failed have left behind.
//
// A file counts as referred to when it is
//
//     the current metadata file, one of its log, one of a directory's numbering, or the hint
//     a manifest list, manifest, live data or delete file of a snapshot of any of these versions
//     a statistics file of any of these versions
//
// Files are compared by what they are (device and inode), not by their paths. A writer that is at
// work has files that nobody refers to yet: only old ones are safe to remove.

package import Columnar
import Glibc
import Storage

/// A file that no version of the table refers to.
package struct OrphanFile: Hashable, Sendable {
    package let path: String
    package let sizeBytes: Int
    package let modifiedMilliseconds: Int64
}

/// Finds the orphans of one table.
package struct OrphanFiles {
    private struct Found: Hashable {
        let path: String
        let identity: DataFile.Identity
        let sizeBytes: Int
    }

    /// Files of the table and directories above them that are looked at.
    private static let filesMax = 10_000_000
    private static let depthMax = 64

    private let table: TableCommitter
    private var referred: Set<FileIdentity> = []
    private var seenPaths: Set<String> = []

    /// The orphans below a table's directory, in the order of their paths.
    ///
    /// - Parameter location: as of `TableCommitter.open`.
    /// - Throws: `LakeError` as `TableCommitter.open`; at `.file` when a file of the current
    ///   version cannot be read, since everything it names would count as an orphan.
    package static func list(
        _ location: String, in environment: CommitEnvironment
    ) throws(LakeError) -> [OrphanFile] {
        // The files first: what is written meanwhile is not among them.
        let table = try TableCommitter.open(location, in: environment)
        var found: [Found] = []
        try walk(table.tableDirectory, depth: 0, into: &found)
        try table.reload()
        var orphans = OrphanFiles(table)
        try orphans.refer()
        return found.filter { file in
            !orphans.referred.contains(
                FileIdentity(device: file.identity.device, inode: file.identity.inode))
        }.sorted { $0.path < $1.path }.map { file in
            OrphanFile(
                path: file.path, sizeBytes: file.sizeBytes,
                modifiedMilliseconds: file.identity.modificationTimeNanoseconds / 1_000_000)
        }
    }

    private init(_ table: TableCommitter) { self.table = table }

    // MARK: What is there

    private static func walk(
        _ directory: String, depth: Int, into found: inout [Found]
    ) throws(LakeError) {
        guard depth < depthMax else { return }
        for entry in try directoryEntries(Array(directory.utf8)) {
            guard let name = String(validating: entry.name, as: UTF8.self) else { continue }
            let path = joined(directory, name)
            var status = stat()
            // Links are not followed: what they lead to is not the table's.
            // Safe: Swift terminates the string for the call; `status` lives across it.
            guard unsafe lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: try walk(path, depth: depth + 1, into: &found)
            case S_IFREG:
                let time = status.st_mtim
                found.append(
                    Found(
                        path: path,
                        identity: DataFile.Identity(
                            device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
                            modificationTimeNanoseconds: Int64(time.tv_sec) &* 1_000_000_000
                                &+ Int64(time.tv_nsec)), sizeBytes: Int(status.st_size)))
            default: continue
            }
            guard found.count <= filesMax else {
                throw LakeError(
                    .limit, "the table has more than \(filesMax) files", at: [.file(directory)])
            }
        }
    }

    // MARK: What is referred to

    private mutating func refer() throws(LakeError) {
        let metadataDirectory = joined(table.tableDirectory, "metadata")
        refer(path: joined(metadataDirectory, "version-hint.text"))
        refer(path: table.metadataPath)
        try refer(table.metadata, isCurrent: true)
        var older: [String] = []
        let resolver = resolver(table.metadata)
        for entry in table.metadata.metadataLog {
            if let path = try? resolver.path(entry.path) { older.append(path) }
        }
        for name in try visibleNames(in: parentDirectory(table.metadataPath)).sorted() {
            guard MetadataFileName(name)?.isByDirectory == true else { continue }
            older.append(joined(parentDirectory(table.metadataPath), name))
        }
        for path in older where seenPaths.insert(path).inserted {
            refer(path: path)
            guard path != table.metadataPath, let metadata = try? TableMetadata(path: path)
            else { continue }
            try refer(metadata, isCurrent: false)
        }
    }

    private func resolver(_ metadata: TableMetadata) -> PathResolver {
        PathResolver(location: metadata.location, tableDirectory: table.tableDirectory)
    }

    private mutating func refer(path: String) {
        if let identity = FileIdentity(path) { referred.insert(identity) }
    }

    /// - Returns: whether the file was not referred to before.
    private mutating func refer(written: String, _ resolver: PathResolver) -> Bool {
        guard seenPaths.insert(written).inserted else { return false }
        if let path = try? resolver.path(written) { refer(path: path) }
        return true
    }

    /// - Parameter isCurrent: whether a file that cannot be read is an error; what older versions
    ///   name may have been removed since.
    private mutating func refer(
        _ metadata: TableMetadata, isCurrent: Bool
    ) throws(LakeError) {
        let resolver = resolver(metadata)
        for file in metadata.statistics { _ = refer(written: file.path, resolver) }
        for file in metadata.partitionStatistics { _ = refer(written: file.path, resolver) }
        for snapshot in metadata.snapshots {
            if case .list(let path) = snapshot.manifests, !refer(written: path, resolver) {
                continue
            }
            do throws(LakeError) {
                for manifest in try ManifestFile.manifests(of: snapshot, resolver: resolver)
                where refer(written: manifest.path, resolver) {
                    var reader = try ManifestReader(
                        manifest, of: metadata, statisticsOf: [], resolver: resolver)
                    while let entry = try reader.next() {
                        if entry.isLive { _ = refer(written: entry.file.path, resolver) }
                    }
                }
            } catch {
                if isCurrent { throw error }
            }
        }
    }
}
