// What says which metadata file is the table: a directory's numbering, or a row of a catalog.
//
//     directory   metadata/vN.metadata.json, the highest N; a commit makes the name v(N+1), which
//                 only one writer can; version-hint.text follows
//     catalog     iceberg_tables.metadata_location; a commit swaps it if it is what it was
//
// Source: Iceberg specification, "File System Tables", "Metastore Tables".

import Columnar
import Storage

/// A metadata file that is a table's current one.
struct CurrentMetadata: Hashable, Sendable {
    /// As the catalog, or the metadata log of the next version, names it.
    let location: String
    /// In the file system.
    let path: String
}

/// The pointer of one table.
enum MetadataPointer {
    case directory(String)
    case catalog(SQLCatalogTable)

    /// The current metadata file; nil when there is no table.
    func current() throws(LakeError) -> (CurrentMetadata, tableDirectory: String)? {
        switch self {
        case .directory(let directory):
            let metadata = joined(directory, "metadata")
            guard case .directory = PathKind(metadata),
                try visibleNames(in: metadata).contains(where: { MetadataFileName($0) != nil })
            else { return nil }
            let path = try TableLocation(directory).metadataPath
            guard MetadataFileName(lastComponent(path))?.isByDirectory == true else {
                throw LakeError(
                    .unsupported,
                    "the table belongs to a catalog, which would not learn of a commit here",
                    at: [.file(directory)],
                    advice: "name the catalog and the table, as in 'catalog.sqlite#omop.person'")
            }
            return (CurrentMetadata(location: path, path: path), directory)
        case .catalog(let table):
            guard let location = try table.metadataLocation() else { return nil }
            let entry = SQLCatalog.Entry(
                catalog: table.catalog, namespace: table.namespace, table: table.table,
                metadataLocation: location)
            let found = try TableLocation(
                entry, catalogDirectory: table.directory, file: table.file)
            return (
                CurrentMetadata(location: location, path: found.metadataPath),
                try absolutePath(found.tableDirectory)
            )
        }
    }

    /// Where the metadata file of the next commit is written: under its own name for a catalog,
    /// which no reader finds yet, and beside its place for a directory.
    func nextPath(
        after current: CurrentMetadata?, in directory: String, uuid: String
    ) throws(LakeError) -> (written: String, published: String) {
        let version = current.map { MetadataFileName(lastComponent($0.path))?.version ?? 0 }
        switch self {
        case .directory:
            guard (version ?? 0) < Int.max else {
                throw LakeError(.limit, "the version is too high")
            }
            let name = "v\((version ?? 0) + 1).metadata.json"
            return (joined(directory, "\(name).\(uuid).tmp"), joined(directory, name))
        case .catalog:
            let number = version.map { $0 < Int.max ? $0 + 1 : $0 } ?? 0
            let digits = String(number)
            let zeros = String(repeating: "0", count: max(0, 5 - digits.utf8.count))
            let path = joined(directory, "\(zeros)\(digits)-\(uuid).metadata.json")
            return (path, path)
        }
    }

    /// Makes a metadata file the table's current one.
    ///
    /// - Parameters:
    ///   - old: what the commit is based on; nil for a new table.
    ///   - location: the new file as the catalog shall name it.
    /// - Returns: what went wrong behind the commit.
    /// - Throws: `LakeError.conflict` when another writer came first.
    func publish(
        _ written: String, as published: String, location: String, from old: CurrentMetadata?,
        _ fileSystem: any FileSystem
    ) throws(LakeError) -> [String] {
        switch self {
        case .catalog(let table):
            if let old {
                try table.swap(from: old.location, to: location)
            } else {
                try table.insert(location)
            }
            return []
        case .directory(let directory):
            try publishVersion(written, as: published, in: directory, fileSystem)
            var warnings: [String] = []
            // From here on the commit stands, whatever happens.
            let metadata = joined(directory, "metadata")
            do throws(LakeError) {
                try fileSystem.synchronizeDirectory(metadata)
            } catch {
                warnings.append("the commit may not outlive a power failure: \(error)")
            }
            do throws(LakeError) {
                _ = try VersionHint.synchronize(directory, fileSystem)
            } catch {
                warnings.append(
                    "version-hint.text is not up to date (iceberg_sync() makes it so): \(error)")
            }
            return warnings
        }
    }

    /// Takes the name of a version, which only one writer can.
    private func publishVersion(
        _ written: String, as published: String, in directory: String,
        _ fileSystem: any FileSystem
    ) throws(LakeError) {
        let conflict = LakeError(
            .conflict, "another writer changed the table first", at: [.file(directory)])
        // A compressed file of the version has another name.
        let version = MetadataFileName(lastComponent(published))?.version
        for name in try visibleNames(in: parentDirectory(published)) {
            guard let other = MetadataFileName(name), other.isByDirectory else { continue }
            if other.version == version { throw conflict }
        }
        do throws(LakeError) {
            try fileSystem.publish(written, as: published)
        } catch {
            throw error.code == .conflict ? conflict : error
        }
    }
}
