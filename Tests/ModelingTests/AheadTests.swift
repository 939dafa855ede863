// Tables that are begun before their turn, and tests that are run when the models are committed.

import Columnar
import Glibc
@testable import Modeling
import SQLiteBridge
import Synchronization
import Testing

@Suite("Work ahead, and late tests", .timeLimit(.minutes(2)))
struct AheadTests {
    private static let files = [
        "models/sources.yml": "sources: [{name: raw, tables: [{name: readings}]}]\n",
        "models/first.sql": "{{ config(materialized='table') }} select 1 as i",
        "models/staged.sql": """
        {{ config(materialized='table') }}
        select r.id as id, upper(r.code) as code from {{ source('raw', 'readings') }} as r
        """,
        "models/other.sql": """
        {{ config(materialized='table') }}
        select r.code as code, r.id as id from {{ source('raw', 'readings') }} as r
        """,
    ]

    private static let schema = TableSchema([Field("id", .text), Field("code", .text)])

    private static func rows(_ count: Int) -> [[Value]] {
        (0..<count).map { [.text("\($0)"), .text("c\($0 % 7)")] }
    }

    private func run(
        _ database: Database, _ files: [String: String], rows: [[Value]] = [],
        _ command: RunCommand = .build, change: (inout RunOptions) -> Void = { _ in },
        willRead: @escaping @Sendable () -> Void = {},
        progress: ModelRun.Progress? = nil, check: (() throws(LakeError) -> Void)? = nil
    ) throws -> RunResult {
        let directory = TemporaryDirectory()
        var options = RunOptions()
        change(&options)
        let run = ModelRun(
            try project(files, in: directory), database, options, SourcePlaces())
        run.batches = .readings(Self.schema, rows, willRead: willRead)
        run.progress = progress
        run.check = check
        return try run.execute(command)
    }

    /// In memory, with rows of SQLite's that differ from those of the batches.
    private func database() throws -> Database {
        let database = try memoryDatabase()
        try database.execute(
            "CREATE TEMP TABLE readings (id TEXT, code TEXT); "
                + "INSERT INTO readings VALUES ('1', 'sqlite')")
        return database
    }

    private func names(_ database: Database) throws -> [[String?]] {
        try ModelingTests.rows(
            "SELECT name FROM sqlite_schema WHERE name LIKE '%building%'", database)
    }

    @Test("A source is read while a node is built that does not need it")
    func readsAhead() throws {
        let database = try database()
        let reads = Mutex(0)
        var readsAtFirst = 0
        let result = try run(
            database, Self.files, rows: Self.rows(5000), willRead: { reads.withLock { $0 += 1 } },
            progress: { node, _, _ in
                guard node.name == "first" else { return }
                // Threads read it though nobody waits.
                for _ in 0..<5000 where reads.withLock({ $0 }) == 0 { usleep(1000) }
                readsAtFirst = reads.withLock { $0 }
            })
        #expect(result.exitStatus == 0)
        #expect(readsAtFirst > 0)
        #expect(result.nodes.map(\.name) == ["first", "other", "staged"])
        for name in ["staged", "other"] {
            #expect(result.nodes.first { $0.name == name }?.batches == .inserted(5000))
            let found = try ModelingTests.rows(
                "SELECT id, lower(code) FROM \(name) ORDER BY rowid", database)
            #expect(found == (0..<5000).map { ["\($0)", "c\($0 % 7)"] })
        }
        #expect(try names(database).isEmpty)
    }

    @Test("Threads wait for the reader when what is ready has enough bytes")
    func bounded() throws {
        let database = try database()
        let reads = Mutex(0)
        var readsAtFirst = 0
        // 400 batches; a page of 64 KiB for each five, of which 1 MiB may wait.
        let result = try run(
            database, Self.files, rows: Self.rows(400_000),
            willRead: { reads.withLock { $0 += 1 } },
            progress: { node, _, _ in
                guard node.name == "first" else { return }
                var before = -1
                while before != reads.withLock({ $0 }) {
                    before = reads.withLock { $0 }
                    usleep(300_000)
                }
                readsAtFirst = before
            })
        #expect(result.exitStatus == 0)
        #expect((10..<500).contains(readsAtFirst), "\(readsAtFirst) of 800 batches")
        #expect(try ModelingTests.rows("SELECT count(*) FROM staged", database) == [["400000.0"]])
    }

    @Test("A full disk ends the run, says so, and leaves nothing", arguments: [false, true])
    func fullDisk(writesBehind: Bool) throws {
        try withFile { path in
            try adoptLinkedSQLite()
            let database = try Database(path: path, writesBehind: writesBehind)
            try database.execute(
                "PRAGMA max_page_count=12; CREATE TEMP TABLE readings (id TEXT, code TEXT)")
            do {
                _ = try run(database, Self.files, rows: Self.rows(100_000))
                Issue.record("the run went to its end")
            } catch let error as LakeError {
                #expect(error.code == .io)
                #expect(error.what == "database or disk is full")
                #expect(error.advice?.contains("make room") == true)
            }
            #expect(database.isAutocommit)
            #expect(try ModelingTests.rows("SELECT name FROM sqlite_schema", database).isEmpty)
        }
    }

    @Test("A model that is not built after all leaves nothing of what was begun")
    func skipped() throws {
        let database = try database()
        var files = Self.files
        files["models/first.sql"] = "{{ config(materialized='table') }} select nowhere as i"
        files["models/staged.sql"] =
            (files["models/staged.sql"] ?? "")
            + "\n-- depends_on: {{ ref('first') }}\n"
        files["models/other.yml"] = """
            models: [{name: other, columns: [{name: id, data_type: text}]}]
            """
        let result = try run(database, files, rows: Self.rows(5000))
        #expect(
            result.nodes.map { "\($0.name) \($0.status.rawValue)" }
                == ["first error", "other success", "staged skipped"])
        #expect(try names(database).isEmpty)
        #expect(try database.relationKind("staged") == nil)
    }

    @Test("A value that batches do not decide, in a table that was begun, is left to SQLite")
    func fallback() throws {
        let database = try database()
        var files = Self.files
        files["models/staged.sql"] = """
            {{ config(materialized='table') }}
            select json_extract(r.code, '$.n') as n from {{ source('raw', 'readings') }} as r
            """
        try database.execute("UPDATE readings SET code = '{\"n\":8}'")
        var rows: [[Value]] = (0..<9000).map { [.text("\($0)"), .text(#"{"n":1}"#)] }
        rows.append([.text("odd"), .text("{")])
        let result = try run(database, files, rows: rows)
        #expect(result.exitStatus == 0)
        #expect(try ModelingTests.rows("SELECT n FROM staged", database) == [["8.0"]])
        #expect(try names(database).isEmpty)
    }

    // MARK: Late tests

    private static let tested = files.merging([
        "models/view.sql": "select id, code from {{ ref('staged') }}",
        "models/tests.yml": """
        models:
          - name: staged
            columns: [{name: id, tests: [unique, not_null]}]
          - name: view
            columns:
              - {name: id, tests: [unique, not_null]}
              - {name: code, tests: [unique, {accepted_values: {values: [C0, C1, C2]}}]}
        """,
        "tests/none.sql": "select 1 from {{ ref('view') }} where id < 0",
        "tests/some.sql": "select 1 from {{ ref('view') }} where id = '3'",
        // A table of the run's own connection, which the others do not see.
        "tests/source.sql": """
        select id from {{ source('raw', 'readings') }} where code <> 'sqlite'
        -- depends_on: {{ ref('view') }}
        """,
    ]) { $1 }

    private func withFile<Answer>(_ body: (_ path: String) throws -> Answer) throws -> Answer {
        let directory = TemporaryDirectory()
        return try body(directory.path + "/lake.sqlite")
    }

    private func fileDatabase(_ path: String) throws -> Database {
        try adoptLinkedSQLite()
        let database = try Database(path: path)
        try database.execute(
            "CREATE TEMP TABLE readings (id TEXT, code TEXT); "
                + "INSERT INTO readings VALUES ('1', 'sqlite')")
        return database
    }

    private static let expected = [
        "accepted_values_view_code__C0__C1__C2 fail 4", "none pass 0",
        "not_null_staged_id pass 0", "not_null_view_id pass 0", "some fail 1", "source pass 0",
        "unique_staged_id pass 0", "unique_view_code fail 7", "unique_view_id pass 0",
    ]

    @Test("Tests that nothing waits for have the results that they have in the run's transaction")
    func lateResults() throws {
        let query =
            "SELECT test || ' ' || status || ' ' || failure_count FROM model_test_result "
            + "ORDER BY invocation_id, test"
        let inTurn = try database()
        #expect(try run(inTurn, Self.tested, rows: Self.rows(5000)).exitStatus == 1)
        #expect(try ModelingTests.rows(query, inTurn) == Self.expected.map { [$0] })
        try withFile { path in
            let late = try fileDatabase(path)
            let result = try run(late, Self.tested, rows: Self.rows(5000))
            #expect(result.exitStatus == 1)
            #expect(try ModelingTests.rows(query, late) == Self.expected.map { [$0] })
            #expect(
                try ModelingTests.rows(
                    "SELECT status, failed_count, finished IS NULL FROM lineage_run", late)
                    == [["failed", "3.0", "0.0"]])
            // Those of `staged`, which the view is made from, come first.
            let tests = result.nodes.filter { $0.kind == .test }.map(\.name)
            #expect(tests.count == Self.expected.count)
            #expect(Set(tests.prefix(2)) == ["unique_staged_id", "not_null_staged_id"])
            // The tests alone, of the file that is there.
            #expect(try run(late, Self.tested, .test).exitStatus == 1)
            #expect(
                try ModelingTests.rows(query, late).count == 2 * Self.expected.count)
        }
    }

    @Test(
        "A late test alone, or one of a source, is run by the run's own connection",
        arguments: [
            "select 1 from {{ ref('view') }} where id = '3'",
            "select id from {{ source('raw', 'readings') }} -- {{ ref('view') }}",
        ])
    func single(_ sql: String) throws {
        try withFile { path in
            let database = try fileDatabase(path)
            var files = Self.files
            files["models/view.sql"] = "select id, code from {{ ref('staged') }}"
            files["tests/some.sql"] = sql
            let result = try run(database, files, rows: Self.rows(10))
            let test = try #require(result.nodes.last)
            #expect(test.name == "some")
            #expect(test.status == .fail)
            #expect(test.failures == 1)
        }
    }

    @Test("Where the host keeps its locks, nobody waits for them")
    func exclusive() throws {
        try withFile { path in
            let database = try fileDatabase(path)
            try database.execute("PRAGMA locking_mode=EXCLUSIVE")
            let begin = RunTime.now
            #expect(try run(database, Self.tested, rows: Self.rows(5000)).exitStatus == 1)
            // A connection that waits for a lock gives up after 30 s.
            #expect(RunTime.now.seconds(since: begin) < 30)
            #expect(
                try ModelingTests.rows("SELECT count(*) FROM model_test_result", database)
                    == [["\(Self.expected.count).0"]])
        }
    }

    @Test("When failures take everything back, all tests are run before")
    func failFast() throws {
        try withFile { path in
            let database = try fileDatabase(path)
            let result = try run(database, Self.tested, rows: Self.rows(10)) { $0.failFast = true }
            #expect(result.rolledBack != nil)
            #expect(try database.relationKind("staged") == nil)
        }
    }

    @Test("Somebody who reads on between the models and the results of tests keeps nobody waiting")
    func reader() throws {
        try withFile { path in
            let database = try fileDatabase(path)
            let reader = try Database(path: path)
            var isReading = false
            let result = try run(
                database, Self.tested, rows: Self.rows(5000),
                progress: { _, _, _ in
                    // Before the models are committed there is nothing to be read.
                    guard !isReading else { return }
                    isReading = (try? reader.execute("BEGIN; SELECT * FROM view")) != nil
                    if !isReading { try? reader.execute("ROLLBACK") }
                })
            #expect(isReading)
            #expect(result.nodes.count { $0.kind == .test } == 9)
            try reader.execute("COMMIT")
            #expect(
                try ModelingTests.rows(
                    "SELECT count(*) FROM lineage_run WHERE status <> 'testing'", database)
                    == [["1.0"]])
        }
    }

    @Test("A run that is stopped among late tests says what it has kept")
    func stopped() throws {
        try withFile { path in
            let database = try fileDatabase(path)
            var isLate = false
            let error = #expect(throws: LakeError.self) {
                _ = try run(
                    database, Self.tested, rows: Self.rows(5000),
                    progress: { node, _, _ in isLate = node.name == "unique_view_code" },
                    check: { () throws(LakeError) in
                        if isLate { throw LakeError(.interrupted, "interrupted") }
                    })
            }
            #expect(error?.code == .interrupted)
            #expect(error?.what.contains("the models are kept") == true)
            #expect(database.isAutocommit)
            #expect(
                try ModelingTests.rows("SELECT count(*) FROM view", database) == [["5000.0"]])
            #expect(
                try ModelingTests.rows("SELECT status FROM lineage_run", database)
                    == [["testing"]])
        }
    }

    @Test("A process that is killed among late tests leaves the new marts, and says so")
    func killed() async throws {
        let directory = "/tmp/modeling-late-\(getpid())"
        _ = unsafe system("rm -rf '\(directory)'; mkdir -p '\(directory)'")
        defer { _ = unsafe system("rm -rf '\(directory)'") }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let tests = AheadTests()
            let database = try tests.fileDatabase("/tmp/modeling-late-\(getppid())/lake.sqlite")
            _ = try tests.run(
                database, AheadTests.tested, rows: AheadTests.rows(5000),
                progress: { node, _, _ in
                    if node.name == "unique_view_code" { kill(getpid(), SIGKILL) }
                })
        }
        let database = try fileDatabase(directory + "/lake.sqlite")
        #expect(try ModelingTests.rows("SELECT count(*) FROM view", database) == [["5000.0"]])
        #expect(
            try ModelingTests.rows("SELECT status, finished FROM lineage_run", database)
                == [["testing", nil]])
        #expect(
            try ModelingTests.rows(
                "SELECT DISTINCT model FROM model_test_result", database) == [["staged"]])
        #expect(try database.text(of: "PRAGMA integrity_check") == "ok")
    }
}
