// From what a user writes to a table's metadata file.
//
//     warehouse/db/person                            a table's directory, or its `metadata`
//     warehouse/db/person/metadata/v3.metadata.json  a metadata file
//     catalog.sqlite#db.person                       a table of a SQL catalog
//     catalog.sqlite#prod/db.person                  the same where several catalogs have it
//     file:///warehouse/db/person                    any of them as a URI
//
// Source: Iceberg specification, "File System Tables" and "Metastore Tables".

package import Columnar
import Storage

/// A table that was found.
package struct TableLocation: Hashable, Sendable {
    /// The metadata file.
    package let metadataPath: String
    /// The directory above that of the metadata file: where moved tables are looked for.
    package let tableDirectory: String

    private init(metadataPath: String) {
        self.metadataPath = metadataPath
        let directory = parentDirectory(metadataPath)
        tableDirectory =
            lastComponent(directory) == "metadata" ? parentDirectory(directory) : directory
    }

    /// Finds a table.
    ///
    /// - Parameter text: what the user wrote.
    /// - Throws: `LakeError.notFound` at `.file` when nothing is there, or no table, with what
    ///   there is in the advice; `.invalidInput` for what is ambiguous; `.unsupported` for places
    ///   that are not on this machine; `.io`.
    package init(_ text: String) throws(LakeError) {
        guard !text.isEmpty, !text.utf8.contains(0) else {
            throw LakeError(.invalidInput, "the path is empty or holds a NUL character")
        }
        // The current directory, written as `./`, has nothing left.
        let written = WrittenPath(text)
        let path = written.text.isEmpty ? WrittenPath(".") : written
        guard path.isLocal else {
            throw LakeError(
                .unsupported, "only local tables are read", at: [.file(text)],
                advice: "copy the table to a local directory")
        }
        for candidate in [path.text, path.decoded].compactMap({ $0 }) {
            switch PathKind(candidate) {
            case .directory:
                self = try TableLocation.inDirectory(candidate)
                return
            case .file:
                self = try TableLocation.ofFile(candidate)
                return
            case .other:
                throw LakeError(
                    .invalidInput, "is neither a directory nor a regular file",
                    at: [.file(candidate)])
            case .missing: continue
            }
        }
        for candidate in [path.text, path.decoded].compactMap({ $0 }) {
            if let (database, name) = TableLocation.catalogName(candidate) {
                let catalog = try SQLCatalog(path: database)
                self = try TableLocation(
                    try catalog.table(named: name), catalogDirectory: parentDirectory(database),
                    file: database)
                return
            }
        }
        throw LakeError(
            .notFound, "no such table directory, metadata file or catalog", at: [.file(text)],
            advice: TableLocation.advice(path.text))
    }

    /// Finds the metadata file of a catalog's entry.
    ///
    /// - Parameters:
    ///   - entry: what the catalog has.
    ///   - catalogDirectory: the directory of the catalog's database, below which a warehouse that
    ///     was moved with it is looked for; nil for a database in memory.
    ///   - file: what errors call the catalog.
    /// - Throws: `LakeError.notFound` at `.file`, `.table`.
    package init(
        _ entry: SQLCatalog.Entry, catalogDirectory: String?, file: String
    ) throws(LakeError) {
        let places: [LakeError.Place] = [.file(file), .table(entry.name)]
        guard let written = entry.metadataLocation else {
            throw LakeError(.notFound, "the catalog names no metadata file", at: places)
        }
        let path = WrittenPath(written)
        var tried: [String] = []
        for text in [path.text, path.decoded].compactMap({ $0 }) where path.isLocal {
            tried.append(text)
        }
        for text in [path.text, path.decoded].compactMap({ $0 }) {
            // The longest part of the path that is there below the catalog's directory; the
            // file's own name alone says too little.
            let parts = text.split(separator: "/")
            guard let catalogDirectory, parts.count > 1 else { continue }
            for start in parts.indices.dropLast().prefix(IcebergLimits.catalogPathPartsMax) {
                tried.append(joined(catalogDirectory, parts[start...].joined(separator: "/")))
            }
        }
        for candidate in tried {
            if case .file = PathKind(candidate) {
                self.init(metadataPath: candidate)
                return
            }
        }
        throw LakeError(
            .notFound, "the catalog names the metadata file '\(written)', which does not exist",
            at: places, advice: tried.isEmpty ? nil : "tried \(list(tried, last: " and "))")
    }

    /// Whether a text looks like the location of a table: a metadata file's name, a directory with
    /// metadata files, or a table of a catalog. Nothing is read.
    package static func mayBeTable(_ text: String) -> Bool {
        let path = WrittenPath(text)
        guard path.isLocal else { return false }
        for candidate in [path.text, path.decoded].compactMap({ $0 }) {
            switch PathKind(candidate) {
            case .file: return MetadataFileName(lastComponent(candidate)) != nil
            case .directory:
                let inner = joined(candidate, "metadata")
                return [inner, candidate].contains { directory in
                    guard case .directory = PathKind(directory) else { return false }
                    let names = (try? visibleNames(in: directory)) ?? []
                    return names.contains { MetadataFileName($0) != nil }
                }
            case .missing, .other: continue
            }
        }
        return catalogName(path.text) != nil
    }

    // MARK: Files

    private static func ofFile(_ path: String) throws(LakeError) -> TableLocation {
        let magic = Array("SQLite format 3\0".utf8)
        guard try firstBytes(of: path, count: magic.count) == magic else {
            return TableLocation(metadataPath: path)
        }
        let tables = try SQLCatalog(path: path).tables().map { "\(path)#\($0.name)" }
        throw LakeError(
            .invalidInput, "is a catalog, and no table of it is named", at: [.file(path)],
            advice: tables.isEmpty
                ? "the catalog has no tables" : "write \(list(tables, last: " or "))")
    }

    /// The parts of `database#name` where the database is a file; names of files may have a `#`, so
    /// that the first place counts where there is a file before it.
    private static func catalogName(_ text: String) -> (database: String, name: String)? {
        for index in text.utf8.indices where text.utf8[index] == UInt8(ascii: "#") {
            let database = String(text[..<index])
            let name = String(text[text.utf8.index(after: index)...])
            if !name.isEmpty, case .file = PathKind(database) { return (database, name) }
        }
        return nil
    }

    // MARK: Directories

    private static func inDirectory(_ directory: String) throws(LakeError) -> TableLocation {
        let inner = joined(directory, "metadata")
        let metadataDirectory: String
        if case .directory = PathKind(inner) {
            metadataDirectory = inner
        } else {
            metadataDirectory = directory
        }
        let names = try visibleNames(in: metadataDirectory)
        let hint = names.contains(hintName) ? hint(in: metadataDirectory) : nil
        let newest = MetadataDirectory(names).newest(hint: hint).sorted { $0.name < $1.name }
        guard let first = newest.first else {
            throw LakeError(
                .notFound, "no Iceberg table is here: there is no metadata file",
                at: [.file(directory)], advice: adviceOnTables(below: directory))
        }
        let paths = newest.map { joined(metadataDirectory, $0.name) }
        guard paths.count > 1 else {
            return TableLocation(metadataPath: joined(metadataDirectory, first.name))
        }
        return try newestByTime(paths, directory)
    }

    private static let hintName = "version-hint.text"

    /// The hint without the blanks around it; nil when it cannot be read, since it is only one.
    private static func hint(in directory: String) -> String? {
        guard
            let bytes = try? firstBytes(
                of: joined(directory, hintName), count: IcebergLimits.versionHintBytesMax)
        else { return nil }
        let text = bytes.drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
        return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
    }

    /// Of files with one number, as failed commits leave behind, the one that was written last.
    private static func newestByTime(
        _ paths: [String], _ directory: String
    ) throws(LakeError) -> TableLocation {
        guard paths.count <= IcebergLimits.namesShownMax else {
            throw LakeError(
                .invalidInput, "\(paths.count) metadata files may be the newest",
                at: [.file(directory)], advice: "name the metadata file")
        }
        var newest: (path: String, time: Int64)?
        for path in paths {
            let time = try TableMetadata(path: path).lastUpdatedMilliseconds
            if newest.map({ $0.time < time }) ?? true { newest = (path, time) }
        }
        return TableLocation(metadataPath: newest?.path ?? paths[0])
    }

    // MARK: Advice

    private static func adviceOnTables(below directory: String) -> String? {
        guard let names = try? visibleNames(in: directory) else { return nil }
        let tables = names.sorted().prefix(IcebergLimits.namesExaminedMax).filter { name in
            if case .directory = PathKind(joined(joined(directory, name), "metadata")) {
                return true
            }
            return false
        }
        let paths = tables.map { joined(directory, $0) }
        return paths.isEmpty ? nil : "tables below it are \(list(paths, last: " and "))"
    }

    /// Names near the missing one.
    private static func advice(_ path: String) -> String? {
        let directory = parentDirectory(path)
        let name = Array(lastComponent(path).utf8)
        guard let names = try? visibleNames(in: directory) else {
            return "the directory '\(directory)' does not exist"
        }
        let near = names.sorted().prefix(IcebergLimits.namesExaminedMax).filter {
            editDistance(name, Array($0.utf8), max: 2) < min(3, name.count)
        }
        guard !near.isEmpty else { return nil }
        let paths = near.map { path.utf8.contains(UInt8(ascii: "/")) ? joined(directory, $0) : $0 }
        return "did you mean \(list(paths, last: " or "))?"
    }
}
