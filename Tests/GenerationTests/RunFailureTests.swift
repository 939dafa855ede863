// Runs that fail at some operation: what was there stays, nothing half-written does, and the next
// run goes through.

import Columnar
import Iceberg
import JSON
import Storage
import Synchronization
import Testing

@testable import Generation

@Suite("Runs that fail")
struct RunFailureTests {
    private static let tables = "person,condition_occurrence,death"
    /// Every so many operations one is let fail.
    private static let stride = 4

    @Test("An operation fails: files are old or new as a whole", arguments: ["csv", "parquet"])
    func files(format: String) throws {
        let folder = GeneratedFolder()
        let options = [
            "resources": "Patient,Condition", "tables": Self.tables, "omop_format": format,
            "mode": "overwrite",
        ]
        try folder.generate(count: 3, options)
        let before = try folder.contents()
        var number = 1
        while true {
            let fileSystem = FailingFileSystem(failing: number)
            do {
                try folder.generate(count: 6, options, fileSystem: fileSystem)
                break
            } catch let error as LakeError {
                #expect(error.code == .io, "\(error)")
            }
            let after = try folder.contents()
            #expect(!after.keys.contains { $0.hasSuffix(".partial") }, "operation \(number)")
            // The names are given one after another: each file is old or new as a whole.
            let changed = after.filter { $0.value != before[$0.key] }
            #expect(changed.allSatisfy { before[$0.key] != nil }, "operation \(number)")
            if !changed.isEmpty { try folder.generate(count: 3, options) }
            number += Self.stride
        }
        #expect(number > 20)
        #expect(try folder.lines("fhir/Patient.ndjson").count == 6)
    }

    @Test("Bundles are old or new as a whole, whatever fails")
    func bundles() throws {
        let folder = GeneratedFolder()
        let options = ["resources": "Patient", "format": "bundle", "mode": "overwrite"]
        var number = 1
        while true {
            try folder.generate(count: 2, options, omop: false)
            let fileSystem = FailingFileSystem(failing: number)
            do {
                try folder.generate(count: 70, options, omop: false, fileSystem: fileSystem)
                break
            } catch let error as LakeError {
                #expect(error.code == .io, "\(error)")
            }
            for name in try folder.names("fhir") {
                #expect(name.hasSuffix(".json"), "\(name), operation \(number)")
                let text = try folder.text("fhir/" + name)
                #expect(throws: Never.self, "\(name), operation \(number)") {
                    try JSONValue(parsing: Array(text.utf8))
                }
            }
            number += 29
        }
        #expect(number > 200)
        #expect(try folder.names("fhir").count == 71)
    }

    @Test("Tables are old or new, and readable, whatever fails")
    func tables() throws {
        let folder = GeneratedFolder()
        let options = ["tables": Self.tables, "mode": "overwrite", "threads": "2"]
        try folder.generate(count: 3, options, fhir: false)
        var number = 1
        while true {
            let fileSystem = FailingFileSystem(failing: number)
            do {
                try folder.generate(count: 6, options, fhir: false, fileSystem: fileSystem)
                break
            } catch let error as LakeError {
                #expect(error.code == .io, "\(error)")
            }
            for table in Self.tables.split(separator: ",") {
                let rows = try rowCount("\(folder.path)/omop/\(table)")
                if table == "person" { #expect(rows == 3 || rows == 6, "operation \(number)") }
            }
            number += Self.stride
        }
        #expect(number > 20)
    }

    /// Reads all rows of an Iceberg table.
    private func rowCount(_ location: String) throws -> Int {
        let stream = try IcebergTable(location: location, selector: .current).open(
            ScanRequest(columns: [0]),
            in: ScanEnvironment(
                threadCount: 1, memoryBytesMax: 1 << 20, report: ScanReport(table: "")))
        var count = 0
        while let batch = try stream.next() { count += batch.rowCount }
        return count
    }

    @Test("A file is not durable before all are, and errors come then")
    func together() throws {
        let folder = GeneratedFolder()
        let base = FailingFileSystem(failing: 0)
        let together = TogetherFileSystem(base)
        for name in ["a", "b", "c"] {
            let file = try together.create(folder.path + "/" + name)
            try file.write([1, 2, 3])
            let before = base.operationCount
            try file.finish()
            #expect(base.operationCount == before)
        }
        try together.synchronizeDirectory(folder.path)
        // Six operations were three files made and written.
        let failing = TogetherFileSystem(FailingFileSystem(failing: 5))
        for name in ["d", "e"] {
            let file = try failing.create(folder.path + "/" + name)
            try file.write([1])
            try file.finish()
        }
        #expect(throws: LakeError.self) { try failing.synchronize() }
        #expect(base.operationCount == 6)
        try together.synchronize()
        #expect(base.operationCount == 10)
    }

    @Test("The names of new directories become durable with the files")
    func directories() throws {
        let folder = GeneratedFolder()
        let base = CountingFileSystem()
        let together = TogetherFileSystem(base)
        for name in ["a/x=1", "a/x=2", "b/x=1", "a/x=1"] {
            try together.makeDirectories(folder.path + "/" + name)
        }
        #expect(base.synchronised.isEmpty)
        try together.synchronize()
        let names = base.synchronised.map { String($0.dropFirst(folder.path.count)) }
        #expect(names.sorted() == ["", "/a", "/b"])
    }
}

/// Lists which directories were made durable.
private final class CountingFileSystem: FileSystem {
    private let base = LocalFileSystem()
    private let paths = Mutex<[String]>([])

    var synchronised: [String] { paths.withLock { $0 } }

    func create(_ path: String) throws(LakeError) -> any OutputFile { try base.create(path) }

    func makeDirectories(_ path: String) throws(LakeError) { try base.makeDirectories(path) }

    func makeDirectoryNames(_ path: String) throws(LakeError) -> [String] {
        try base.makeDirectoryNames(path)
    }

    func publish(_ source: String, as target: String) throws(LakeError) {
        try base.publish(source, as: target)
    }

    func replace(_ target: String, with source: String) throws(LakeError) {
        try base.replace(target, with: source)
    }

    func remove(_ path: String) throws(LakeError) { try base.remove(path) }

    func synchronizeDirectory(_ path: String) throws(LakeError) {
        paths.withLock { $0.append(path) }
    }
}
