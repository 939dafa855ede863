// What a run leaves of the file around it.

import Columnar
import Glibc
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("The file around a run", .timeLimit(.minutes(3)))
struct FrameTests {
    private static let sound = ["models/a.sql": "{{ config(materialized='table') }} select 1 as x"]

    private func build(
        _ files: [String: String], in directory: TemporaryDirectory,
        change: (inout RunOptions) -> Void = { _ in }
    ) throws -> RunResult {
        let project = try project(files, in: directory)
        let database = try Database(path: directory.path + "/lake.sqlite", writesBehind: true)
        return try run(project, database, change: change)
    }

    private func number(_ name: String, in directory: TemporaryDirectory) throws -> String? {
        let database = try Database(path: directory.path + "/lake.sqlite")
        return try database.text(of: "PRAGMA \(name)")
    }

    @Test("A new file says whose it is; numbers of another application stay")
    func marks() throws {
        let new = TemporaryDirectory()
        _ = try build(Self.sound, in: new)
        #expect(try number("application_id", in: new) == "\(RunFrame.applicationID)")
        #expect(try number("user_version", in: new) == "1")
        let old = TemporaryDirectory()
        try adoptLinkedSQLite()
        try Database(path: old.path + "/lake.sqlite").execute(
            "CREATE TABLE kept (x); PRAGMA application_id=777; PRAGMA user_version=42")
        _ = try build(Self.sound, in: old)
        #expect(try number("application_id", in: old) == "777")
        #expect(try number("user_version", in: old) == "42")
        #expect(try number("journal_mode", in: old) == "delete")
    }

    @Test("A first run that is stopped leaves no page")
    func stopped() throws {
        let directory = TemporaryDirectory()
        let project = try project(Self.sound, in: directory)
        let path = directory.path + "/lake.sqlite"
        let database = try Database(path: path, writesBehind: true)
        let run = ModelRun(project, database, RunOptions(), SourcePlaces())
        run.check = { () throws(LakeError) in
            throw LakeError(.interrupted, "interrupted")
        }
        #expect(throws: LakeError.self) { _ = try run.execute(.build) }
        var status = stat()
        unsafe #expect(stat(path, &status) != 0 || status.st_size == 0)
        // The next one builds a new file.
        _ = try build(Self.sound, in: directory)
        #expect(try number("user_version", in: directory) == "1")
    }

    @Test("What is only compiled leaves the file as it is, also while somebody reads")
    func compiled() throws {
        let directory = TemporaryDirectory()
        _ = try build(Self.sound, in: directory)
        let path = directory.path + "/lake.sqlite"
        let reader = try Database(path: path)
        try reader.execute("BEGIN; SELECT * FROM a")
        let result = try run(
            try project(Self.sound, in: directory), try Database(path: path, mode: .readOnly),
            .compile)
        #expect(result.nodes.first?.compiledSQL?.contains("select 1 as x") == true)
        try reader.execute("COMMIT")
        #expect(try number("journal_mode", in: directory) == "delete")
    }

    @Test("Settings of the connection are as before, also when the run could not begin")
    func settings() throws {
        let directory = TemporaryDirectory()
        let path = directory.path + "/lake.sqlite"
        _ = try build(Self.sound, in: directory)
        let database = try Database(path: path)
        try database.execute("PRAGMA secure_delete=1; PRAGMA synchronous=2; PRAGMA cache_size=77")
        let reader = try Database(path: path)
        try reader.execute("BEGIN; SELECT * FROM a")
        let project = try project(Self.sound, in: directory)
        // It waits for the reader as long as for any lock.
        let error = #expect(throws: LakeError.self) { try run(project, database) }
        #expect(error?.code == .conflict)
        try reader.execute("COMMIT")
        for again in [false, true] {
            if again { try run(project, database) }
            #expect(try database.text(of: "PRAGMA secure_delete") == "1")
            #expect(try database.text(of: "PRAGMA synchronous") == "2")
            #expect(try database.text(of: "PRAGMA cache_size") == "77")
        }
    }
}
