// Scans of texts and files, as rows of values.

import Columnar
@testable import FHIR
import Glibc
import JSON
import Storage

/// The project's fixtures.
let fixtures: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/") + "/Fixtures/fhir"
}()

/// A directory that goes away with its owner.
final class TemporaryDirectory {
    let path: String

    init() {
        var template = Array("/tmp/fhir-tests-XXXXXX".utf8CString)
        _ = unsafe mkdtemp(&template)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { _ = unsafe system("rm -rf '\(path)'") }

    @discardableResult
    func write(_ name: String, _ text: String) -> String {
        let file = "\(path)/\(name)"
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(descriptor, bytes, bytes.count)
        close(descriptor)
        return file
    }
}

/// The rows of some columns of a path.
func rows(
    _ path: String, _ type: String?, _ columns: [String],
    where predicates: [(String, Predicate.Test)] = [],
    policy: ErrorPolicy = .skip, threadCount: Int = 1, lineBytesMax: Int = 1 << 20
) throws -> [[Value]] {
    let table = try FHIRTable(
        path: path, resourceType: type,
        options: FHIROptions(policy: policy, lineBytesMax: lineBytesMax))
    func index(_ name: String) throws -> Int {
        guard let index = table.schema.index(of: name) else {
            throw LakeError(.internal, "no column \(name)")
        }
        return index
    }
    let request = ScanRequest(
        columns: try columns.map(index),
        predicates: try predicates.map { Predicate(column: try index($0.0), test: $0.1) })
    let environment = ScanEnvironment(
        threadCount: threadCount, memoryBytesMax: 1 << 24, report: ScanReport(table: "t"))
    return try drain(try table.open(request, in: environment))
}

/// line, byte_offset and kind of each finding.
func findings(_ path: String) throws -> [[Value]] {
    let table = try MalformedTable(path: path, options: FHIROptions(lineBytesMax: 1 << 20))
    let environment = ScanEnvironment(
        threadCount: 1, memoryBytesMax: 1 << 24, report: ScanReport(table: "t"))
    return try drain(try table.open(ScanRequest(columns: [1, 2, 3]), in: environment))
}

private func drain(_ stream: any BatchStream) throws -> [[Value]] {
    var rows: [[Value]] = []
    while let batch = try stream.next() {
        for row in 0..<batch.rowCount { rows.append(batch.columns.map { $0.value(at: row) }) }
    }
    return rows
}
