// Models whose rows come from batches instead of SQLite's own run of their query.

import Columnar
@testable import Modeling
import Projection
import SQLiteBridge
import Synchronization
import Testing

@Suite("Models computed on batches")
struct BatchInsertTests {
    private static let files = [
        "models/sources.yml":
            "sources: [{name: raw, tables: [{name: readings}]}]\n",
        "models/staged.sql": """
        {{ config(materialized='table', unique_key='id') }}
        select r.id as id, upper(r.code) as code, json_extract(r.detail, '$.n') as n,
            'now' as lineage_first_seen_ts
        from {{ source('raw', 'readings') }} as r
        where r.id is not null
        """,
    ]

    private static let schema = TableSchema([
        Field("id", .text), Field("code", .text), Field("detail", .json),
    ])

    /// The table in SQLite, and beside it other rows in batches, so that it shows which were read.
    private func database() throws -> Database {
        let database = try memoryDatabase()
        try database.execute(
            "CREATE TEMP TABLE readings (id TEXT, code TEXT, detail TEXT); "
                + #"INSERT INTO readings VALUES ('1', 'sqlite', '{"n":1}')"#)
        return database
    }

    private func run(
        _ database: Database, rows: [[Value]], files: [String: String] = Self.files,
        willRead: @escaping @Sendable () -> Void = {}
    ) throws -> RunResult {
        let directory = TemporaryDirectory()
        let run = ModelRun(
            try project(files, in: directory), database, RunOptions(), SourcePlaces())
        run.batches = .readings(Self.schema, rows, willRead: willRead)
        return try run.execute(.build)
    }

    @Test("The rows are those of the batches, in their order")
    func batches() throws {
        let database = try database()
        let many: [[Value]] = (0..<5000).map {
            [.text("\($0)"), .text("c\($0 % 7)"), .text("{\"n\":\($0).5}")]
        }
        let result = try run(database, rows: many + [[.null, .text("x"), .text("{}")]])
        #expect(result.exitStatus == 0)
        #expect(result.nodes.first { $0.name == "staged" }?.batches == .inserted(5000))
        let found = try rows("SELECT id, code, n FROM staged ORDER BY rowid", database)
        #expect(found.count == 5000)
        #expect(found.first == ["0", "C0", "0.5"])
        #expect(found.last == ["4999", "C1", "4999.5"])
    }

    @Test("What batches do not decide is left to SQLite, and nothing of them stays")
    func fallback() throws {
        let database = try database()
        var odd: [[Value]] = (0..<9000).map { [.text("\($0)"), .text("c"), .text("{}")] }
        // Text that is no JSON in a later batch: SQLite's message belongs to its own run.
        odd.append([.text("odd"), .text("c"), .blob([0x7b])])
        _ = try run(database, rows: odd)
        #expect(try rows("SELECT id, code, n FROM staged", database) == [["1", "SQLITE", "1.0"]])
    }

    private static let typed = files.merging([
        "models/staged.yml": """
        models:
          - name: staged
            columns:
              - {name: id, data_type: bigint}
              - {name: code, data_type: text}
              - {name: n, data_type: double}
        """
    ]) { $1 }

    @Test(
        "Columns with types hold what SQLite makes of the values",
        arguments: [["7", "2024-05-01", "008"], ["7", " 12 ", "1e3"]])
    func types(_ ids: [String]) throws {
        let database = try database()
        let rows: [[Value]] = ids.map { [.text($0), .text("c"), .text(#"{"n":3}"#)] }
        let result = try run(database, rows: rows, files: Self.typed)
        #expect(result.nodes.first { $0.name == "staged" }?.batches == .inserted(3))
        try database.execute("CREATE TABLE expected (id BIGINT, n DOUBLE)")
        for id in ids { try database.run("INSERT INTO expected VALUES (?1, 3)", [id]) }
        let query = "SELECT typeof(id), id, typeof(n), n FROM "
        #expect(
            try ModelingTests.rows(query + "staged ORDER BY rowid", database)
                == ModelingTests.rows(query + "expected ORDER BY rowid", database))
        #expect(try database.schemas().map(\.name).contains("healthlake_rows") == false)
        let sql = try #require(
            try database.text(of: "SELECT sql FROM sqlite_schema WHERE name = 'staged'"))
        #expect(sql.contains(#""id" BIGINT"#))
    }

    @Test(
        "Whether ids repeat is seen as the rows pass; who guessed wrong builds again",
        arguments: [false, true],
        [
            "select r.id as id, '{{ source_repeats('raw', 'readings', 'id') }}' as said",
            "select r.code as id, '{{ source_repeats('raw', 'readings', 'id') }}' as said",
            "select distinct 'x' as id, '{{ source_repeats('raw', 'readings', 'id') }}' as said",
        ])
    func guesses(_ repeats: Bool, _ select: String) throws {
        let database = try database()
        var rows: [[Value]] = (0..<5000).map { [.text("\($0)"), .text("c\($0)"), .text("{}")] }
        // Two rows without an id are no repetition.
        rows += [[.null, .text("n"), .text("{}")], [.null, .text("m"), .text("{}")]]
        if repeats { rows.append([.text("17"), .text("again"), .text("{}")]) }
        let reads = Counting()
        let result = try run(
            database, rows: rows,
            files: Self.files.merging([
                "models/staged.sql": "{{ config(materialized='table') }}\n\(select)\n"
                    + "from {{ source('raw', 'readings') }} as r"
            ]) { $1 }, willRead: { reads.add() })
        #expect(result.exitStatus == 0)
        let said = try ModelingTests.rows("SELECT DISTINCT said FROM staged", database)
        #expect(said == [[repeats ? "True" : "False"]])
        let isOnBatches = !select.contains("distinct")
        let count = try #require(try database.text(of: "SELECT count(*) FROM staged"))
        #expect(count == (isOnBatches ? "\(rows.count)" : "1"))
        // Six batches and the end, which both threads may ask for: once where the guess was right.
        if select.contains("r.id") { #expect((reads.count > 12) == repeats) }
    }

    @Test("A guess is forgotten with the model whose text turns out to be wrong")
    func forgottenGuess() throws {
        let database = try database()
        let ask = "{{ source_repeats('raw', 'readings', 'id') }}"
        var files = [
            "models/sources.yml": Self.files["models/sources.yml"] ?? "",
            "models/b.sql": "{{ config(materialized='incremental', unique_key='id') }}"
                + "select r.code as id, '\(ask)' as said from {{ source('raw', 'readings') }} as r",
        ]
        let rows: [[Value]] = (0..<3).map { [.text("same"), .text("c\($0)"), .text("{}")] }
        #expect(try run(database, rows: rows, files: files).exitStatus == 0)
        files["models/a.sql"] =
            "{{ config(materialized='table') }}select '\(ask)' as said"
            + "{% if execute %}{{ exceptions.raise_compiler_error('wrong') }}{% endif %}"
        let result = try run(database, rows: rows, files: files)
        #expect(
            result.nodes.map { "\($0.name) \($0.status.rawValue)" } == ["a error", "b success"])
        #expect(
            try ModelingTests.rows("SELECT DISTINCT said FROM b", database) == [["True"]])
    }

    @Test("An interrupt ends the run, and nothing stays")
    func interrupt() throws {
        let database = try database()
        let stopping = Stopping(database)
        let rows: [[Value]] = (0..<20_000).map { [.text("\($0)"), .text("c"), .text("{}")] }
        let error = #expect(throws: LakeError.self) {
            _ = try run(database, rows: rows, willRead: { stopping.now() })
        }
        #expect(error?.code == .interrupted)
        #expect(try database.relationKind("staged") == nil)
    }

    @Test("A query that is not computed on batches is SQLite's")
    func otherQuery() throws {
        let database = try database()
        var files = Self.files
        files["models/staged.sql"] = """
            {{ config(materialized='table') }}
            select distinct r.id as id, r.code as code from {{ source('raw', 'readings') }} as r
            """
        let result = try run(database, rows: [[.text("7"), .text("batch"), .null]], files: files)
        #expect(result.nodes.first { $0.name == "staged" }?.batches == .left("uses DISTINCT"))
        #expect(try result.json().contains(#""left_to_sqlite":"uses DISTINCT""#))
        #expect(try rows("SELECT id, code FROM staged", database) == [["1", "sqlite"]])
    }

    @Test("A rebuild keeps when a row was first seen")
    func firstSeen() throws {
        let database = try database()
        let first: [[Value]] = [
            [.text("a"), .text("x"), .null], [.text("b"), .text("x"), .null],
        ]
        _ = try run(database, rows: first)
        try database.execute("UPDATE staged SET lineage_first_seen_ts = 'before' WHERE id = 'a'")
        let second = first + [[.text("c"), .text("x"), .null]]
        _ = try run(database, rows: second)
        #expect(
            try rows("SELECT id, lineage_first_seen_ts FROM staged ORDER BY id", database)
                == [["a", "before"], ["b", "now"], ["c", "now"]])
    }

    @Test("Keys that the table converts are SQLite's matter")
    func convertedKeys() throws {
        let database = try database()
        var files = Self.files
        files["models/staged.yml"] = """
            models: [{name: staged, columns: [{name: id, data_type: text}]}]
            """
        files["models/staged.sql"] = """
            {{ config(materialized='table', unique_key='id') }}
            select json_extract(r.detail, '$.n') as id, r.code as code,
                'now' as lineage_first_seen_ts
            from {{ source('raw', 'readings') }} as r
            """
        let batch: [[Value]] = [[.null, .text("batch"), .text(#"{"n":1}"#)]]
        _ = try run(database, rows: batch, files: files)
        try database.execute("UPDATE staged SET lineage_first_seen_ts = 'before'")
        _ = try run(database, rows: batch, files: files)
        // The number 1 became the text '1' in the table, so that its time is found by SQLite only.
        #expect(
            try rows("SELECT id, code, lineage_first_seen_ts FROM staged", database)
                == [["1", "sqlite", "before"]])
    }

    @Test("Times are found by text, by number and by several columns")
    func times() throws {
        let database = try memoryDatabase()
        try database.execute(
            "CREATE TABLE old (a, b, t TEXT); INSERT INTO old VALUES ('x', 1, 'late'), "
                + "('x', 1.0, 'early'), ('', 0, 'empty'), ('x', NULL, 'never'), ('y', 2.5, 'real')")
        let known = try #require(
            try FirstSeenTimes.read("old", keys: ["a", "b"], time: "t", on: database))
        let source = ListSource(
            TableSchema([Field("a", .text), Field("b", .double)]),
            [
                [.text("x"), .integer(1)], [.text(""), .real(0)], [.text("y"), .real(2.5)],
                [.text("x"), .null], [.text("y"), .integer(2)], [.text("1"), .integer(1)],
            ])
        let query = ProjectionQuery(
            source: "new", conditions: [], items: nil, lookups: [],
            columns: [.init("a", .column(0)), .init("b", .column(1))])
        let scan = try ProjectionScan(
            ProjectionPlan(query), of: source, lookups: [],
            in: ScanEnvironment(
                threadCount: 1, memoryBytesMax: 1 << 20, report: ScanReport(table: "new")),
            makeFallback: { () throws(LakeError) in try SQLiteFallback() }, finish: { $0 })
        let batch = try #require(try scan.next())
        let found = (0..<batch.rowCount).map { row in
            known.time(of: batch.columns, row).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(found == ["early", "empty", "real", nil, nil, nil])
    }
}

/// Counts calls, from any thread.
private final class Counting: Sendable {
    private let calls = Atomic<Int>(0)

    var count: Int { calls.load(ordering: .relaxed) }
    func add() { calls.add(1, ordering: .relaxed) }
}

/// Stops what runs on a connection, from any thread.
private final class Stopping: @unchecked Sendable {  // because: sqlite3_interrupt() is made for it
    private let database: Database

    init(_ database: Database) { self.database = database }

    func now() { database.interrupt() }
}
