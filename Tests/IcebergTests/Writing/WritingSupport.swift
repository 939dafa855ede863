// Tables that tests write, files read back, and file systems that fail.

import Columnar
import Glibc
import Parquet
import Storage
import Synchronization
import Testing

@testable import Iceberg

/// A definition with the schema, spec and order that writers take.
struct WrittenTable {
    let definition: TableDefinition
    let schema: IcebergSchema
    let spec: PartitionSpec
    let order: SortOrder?

    init(_ columns: String, by partitions: String? = nil, sortedBy order: String? = nil) throws {
        definition = try TableDefinition(
            columns: columns, partitionBy: partitions, sortBy: order)
        schema = try definition.schema()
        spec = PartitionSpec(id: 0, fields: definition.partitionFields)
        self.order =
            order == nil ? nil : SortOrder(id: 1, fields: definition.sortFields)
    }

    func writer(
        _ directory: String, _ options: DataFileOptions = DataFileOptions(),
        in fileSystem: any FileSystem = LocalFileSystem()
    ) throws -> DataFileWriter {
        try DataFileWriter(
            schema: schema, spec: spec, sortOrder: order, directory: directory,
            fileSystem: fileSystem, options: options)
    }

    func rowWriter(
        _ directory: String, _ options: DataFileOptions = DataFileOptions(),
        in fileSystem: any FileSystem = LocalFileSystem()
    ) throws -> TableRowWriter {
        try TableRowWriter(
            schema: schema, spec: spec, sortOrder: order, directory: directory,
            fileSystem: fileSystem, options: options)
    }

    /// Rows as a batch.
    func batch(_ rows: [[Value]]) throws -> TypedBatch {
        var encoder = try RowEncoder(schema: schema)
        for row in rows { try encoder.append(row) }
        return encoder.takeBatch()
    }
}

/// The rows of a Parquet file, without its hidden columns.
func rows(ofParquet path: String, columnCount: Int) throws -> [[Value]] {
    let stream = try ParquetTable(path: path).open(
        ScanRequest(columns: Array(0..<columnCount)),
        in: ScanEnvironment(
            threadCount: 1, memoryBytesMax: 1 << 20, report: ScanReport(table: "")))
    var rows: [[Value]] = []
    while let batch = try stream.next() {
        for row in 0..<batch.rowCount { rows.append(batch.columns.map { $0.value(at: row) }) }
    }
    return rows
}

/// The paths of all files below a folder, from there on.
func files(below folder: String, _ prefix: String = "") -> [String] {
    var paths: [String] = []
    for name in (try? visibleNames(in: folder)) ?? [] {
        var status = stat()
        guard unsafe lstat("\(folder)/\(name)", &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR {
            paths += files(below: "\(folder)/\(name)", "\(prefix)\(name)/")
        } else {
            paths.append(prefix + name)
        }
    }
    return paths.sorted()
}

/// A file system whose n-th operation fails: once, or from then on.
final class FailingFileSystem: FileSystem {
    let failsAt: Int
    let staysBroken: Bool
    private let inner = LocalFileSystem()
    private let counter = Mutex(0)

    init(failsAt: Int, staysBroken: Bool) {
        self.failsAt = failsAt
        self.staysBroken = staysBroken
    }

    var operationCount: Int { counter.withLock { $0 } }

    fileprivate func step(_ path: String) throws(LakeError) {
        let number = counter.withLock { count in
            count += 1
            return count
        }
        if number == failsAt || (staysBroken && number > failsAt) {
            throw LakeError(.io, "no space left on the device", at: [.file(path)])
        }
    }

    func create(_ path: String) throws(LakeError) -> any OutputFile {
        try step(path)
        return FailingOutputFile(try inner.create(path), self)
    }

    func makeDirectories(_ path: String) throws(LakeError) {
        try step(path)
        try inner.makeDirectories(path)
    }

    func publish(_ source: String, as target: String) throws(LakeError) {
        try step(target)
        try inner.publish(source, as: target)
    }

    func replace(_ target: String, with source: String) throws(LakeError) {
        try step(target)
        try inner.replace(target, with: source)
    }

    func remove(_ path: String) throws(LakeError) {
        try step(path)
        try inner.remove(path)
    }

    func synchronizeDirectory(_ path: String) throws(LakeError) {
        try step(path)
        try inner.synchronizeDirectory(path)
    }
}

private final class FailingOutputFile: OutputFile {
    private let inner: any OutputFile
    private let system: FailingFileSystem

    init(_ inner: any OutputFile, _ system: FailingFileSystem) {
        self.inner = inner
        self.system = system
    }

    var path: String { inner.path }
    var sizeBytes: Int { inner.sizeBytes }

    func write(_ bytes: UnsafeRawBufferPointer) throws(LakeError) {
        try system.step(path)
        try unsafe inner.write(bytes)
    }

    func finish() throws(LakeError) {
        try system.step(path)
        try inner.finish()
    }

    func abandon() { inner.abandon() }
}
