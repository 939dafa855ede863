// Tables for the tests of commits: their data files hold nothing, since only metadata count here.

import Columnar
import Glibc
import SQLiteBridge
import Storage
import Testing

@testable import Iceberg

/// A folder with a table, and what is needed to commit to it.
final class CommitFixture {
    let folder: ScratchFolder
    let location: String
    var environment = CommitEnvironment()

    static let fields = [
        NestedField(id: 1, name: "id", isRequired: true, type: .primitive(.long)),
        NestedField(id: 2, name: "day", isRequired: false, type: .primitive(.date)),
        NestedField(
            id: 3, name: "codes", isRequired: false,
            type: .list(
                NestedField(id: 4, name: "element", isRequired: false, type: .primitive(.string)))),
    ]
    static let month = PartitionField(
        id: 1000, sourceIDs: [2], name: "day_month", transform: .month)

    /// - Parameters:
    ///   - name: below the folder: a directory, or a catalog and a table.
    init(
        _ name: String = "table", partitionFields: [PartitionField] = [],
        properties: [String: String] = [:], version: Int = 2, create: Bool = true
    ) throws {
        try adoptLinkedSQLite()
        folder = try ScratchFolder()
        location = "\(folder.path)/\(name)"
        guard create else { return }
        _ = try TableCommitter.create(
            location,
            NewTable(
                fields: Self.fields, partitionFields: partitionFields, properties: properties,
                formatVersion: version), ifNotExists: false, in: environment)
    }

    func open() throws -> TableCommitter { try TableCommitter.open(location, in: environment) }

    /// A data file that is there, and what a manifest says about it.
    func file(
        _ name: String, rows: Int64 = 10, partition: [SingleValue?] = [], in table: TableCommitter
    ) throws -> ContentFile {
        try LocalFileSystem().makeDirectories(table.dataDirectory)
        let path = "\(table.dataDirectory)/\(name)"
        let file = try LocalFileSystem().create(path)
        try file.write(Array("data".utf8))
        try file.finish()
        return ContentFile(
            path: path, format: .parquet, partitionSpecID: 0, partition: partition,
            recordCount: rows, sizeBytes: 4)
    }

    @discardableResult
    func append(_ name: String, rows: Int64 = 10, partition: [SingleValue?] = []) throws
        -> CommitResult
    {
        let table = try open()
        return try table.commit(
            TableChange(
                .append, files: [file(name, rows: rows, partition: partition, in: table)]))
    }

    /// The live entries of a snapshot, by the names of their files.
    func live(_ selector: SnapshotSelector = .current) throws -> [String: ManifestEntry] {
        let table = try open()
        guard let snapshot = try table.metadata.select(selector).snapshot else { return [:] }
        let resolver = PathResolver(
            location: table.metadata.location, tableDirectory: table.tableDirectory)
        var entries: [String: ManifestEntry] = [:]
        for manifest in try ManifestFile.manifests(of: snapshot, resolver: resolver) {
            var reader = try ManifestReader(manifest, of: table.metadata, resolver: resolver)
            while let entry = try reader.next() {
                guard entry.isLive else { continue }
                let name = lastComponent(entry.file.path)
                #expect(entries.updateValue(entry, forKey: name) == nil, "\(name) is listed twice")
                _ = try resolver.path(entry.file.path)
            }
        }
        return entries
    }

    func liveNames(_ selector: SnapshotSelector = .current) throws -> [String] {
        try live(selector).keys.sorted()
    }

    func manifests() throws -> [ManifestFile] {
        let table = try open()
        guard let snapshot = try table.metadata.select(.current).snapshot else { return [] }
        return try ManifestFile.manifests(
            of: snapshot,
            resolver: PathResolver(
                location: table.metadata.location, tableDirectory: table.tableDirectory))
    }

    /// All files below the folder.
    func allFiles() throws -> Set<String> {
        var found: Set<String> = []
        var waiting = [folder.path]
        while let directory = waiting.popLast() {
            for name in try visibleNames(in: directory) {
                let path = "\(directory)/\(name)"
                switch PathKind(path) {
                case .directory: waiting.append(path)
                default: found.insert(path)
                }
            }
        }
        return found
    }
}
