// Projects, scratch folders and relations of these tests.

import Columnar
import Glibc
import JSON
@testable import Modeling
import SQLiteBridge
import Storage

/// The small dbt projects among the fixtures.
let fixtures: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/") + "/Fixtures/dbt"
}()

/// A directory that goes away with its owner.
final class TemporaryDirectory {
    let path: String

    init() {
        var template = Array("/tmp/modeling-tests-XXXXXX".utf8CString)
        _ = unsafe mkdtemp(&template)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { _ = unsafe system("rm -rf '\(path)'") }

    /// Writes a file, folders and all.
    func write(_ name: String, _ text: String) throws(LakeError) {
        let file = "\(path)/\(name)"
        let folder = String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
        try LocalFileSystem().makeDirectories(folder)
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(descriptor, bytes, bytes.count)
        close(descriptor)
    }
}

/// A project made of texts.
func project(
    _ files: [String: String], in directory: TemporaryDirectory,
    settings: ModelSettings = ModelSettings()
) throws(LakeError) -> ModelProject {
    // Reading a project asks SQLite which names it has to quote.
    try adoptLinkedSQLite()
    var files = files
    if files["dbt_project.yml"] == nil { files["dbt_project.yml"] = "name: small\n" }
    for (name, text) in files { try directory.write(name, text) }
    return try ModelProject.load(directory: directory.path, settings: settings)
}

/// A database in memory.
func memoryDatabase() throws -> Database {
    try adoptLinkedSQLite()
    return try Database(path: ":memory:")
}

/// Runs a command of a project.
@discardableResult
func run(
    _ project: ModelProject, _ database: Database, _ command: RunCommand = .build,
    select: [String] = [], sources: SourcePlaces = SourcePlaces(),
    change: (inout RunOptions) -> Void = { _ in }
) throws(LakeError) -> RunResult {
    var options = RunOptions()
    options.select = select
    change(&options)
    return try ModelRun(project, database, options, sources).execute(command)
}

/// The rows of a query as texts; numbers in one form, so that 1 and 1.0 are the same.
func rows(_ sql: String, _ database: Database) throws -> [[String?]] {
    guard let statement = try database.prepare(sql).statement else { return [] }
    var rows: [[String?]] = []
    while try statement.step() {
        rows.append(
            (0..<statement.columnCount).map { index in
                switch statement.type(at: index) {
                case .integer, .real: statement.real(at: index).description
                case .null: nil
                case .text, .blob: statement.text(at: index)
                }
            })
    }
    return rows
}

/// The error of something that must fail.
func failure(_ body: () throws(LakeError) -> Void) -> LakeError? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}

/// What dbt-core and dbt-duckdb made of the project `clinic`; see Fixtures/dbt/make-expected.py.
func clinicExpectations() throws -> JSONValue {
    try JSONValue(
        parsing: try readWholeFile(
            path: "\(fixtures)/clinic-expected.json", bytesMax: 1 << 24))
}

extension JSONValue {
    var elements: [JSONValue] { if case .array(let items) = self { items } else { [] } }
    var objectMembers: [Member] { if case .object(let members) = self { members } else { [] } }
}
