// Tests of keys that are answered by what was seen while the rows of a table were made.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("Keys seen as rows are made", .timeLimit(.minutes(2)))
struct KeyWatchTests {
    private static let model = """
        {{ config(materialized='table') }}
        select r.id as id, r.code as code from {{ source('raw', 'readings') }} as r
        """

    /// The results of unique and not_null on `id`.
    private func results(
        _ ids: [Value], type: String = "text", _ changes: [String: String] = [:],
        inFile: Bool = false, isSeen: Bool = false
    ) throws -> [String: NodeStatus] {
        let directory = TemporaryDirectory()
        var files = [
            "models/sources.yml": "sources: [{name: raw, tables: [{name: readings}]}]\n",
            "models/staged.sql": Self.model,
            "models/tests.yml": """
            models:
              - name: staged
                columns:
                  - {name: id, data_type: \(type), tests: [unique, not_null]}
                  - {name: code, data_type: text}
            """,
        ]
        files.merge(changes) { $1 }
        try adoptLinkedSQLite()
        let database =
            inFile ? try Database(path: directory.path + "/lake.sqlite") : try memoryDatabase()
        try database.execute("CREATE TEMP TABLE readings (id, code TEXT)")
        let run = ModelRun(
            try project(files, in: directory), database, RunOptions(), SourcePlaces())
        run.batches = .readings(
            TableSchema([Field("id", .text), Field("code", .text)]), ids.map { [$0, .text("c")] })
        let result = try run.execute(.build)
        let staged = try #require(result.nodes.first { $0.name == "staged" })
        #expect(staged.batches == .inserted(ids.count) || changes["models/staged.sql"] != nil)
        var statuses: [String: NodeStatus] = [:]
        for node in result.nodes where node.kind == .test {
            statuses[node.name] = node.status
            // Without a scan, which takes time.
            if isSeen { #expect(node.seconds == 0) }
        }
        return statuses
    }

    private func expect(
        _ unique: NodeStatus, _ notNull: NodeStatus, _ ids: [Value], type: String = "text",
        _ changes: [String: String] = [:], inFile: Bool = false,
        isSeen: Bool = false, at location: SourceLocation = #_sourceLocation
    ) throws {
        let found = try results(ids, type: type, changes, inFile: inFile, isSeen: isSeen)
        #expect(found["unique_staged_id"] == unique, sourceLocation: location)
        #expect(found["not_null_staged_id"] == notNull, sourceLocation: location)
    }

    private static let numbers = (0..<9000).map { Value.integer(Int64($0 * 3)) }
    private static let texts = (0..<9000).map { Value.text("id-\($0)") }

    @Test("Keys that are there once pass, those that are there twice fail, far apart too")
    func distinct() throws {
        try expect(.pass, .pass, Self.texts, isSeen: true)
        try expect(.pass, .pass, Self.numbers, type: "bigint", isSeen: true)
        try expect(.pass, .pass, Self.numbers.reversed(), type: "bigint")
        try expect(.fail, .pass, Self.texts + [.text("id-0")])
        try expect(.fail, .pass, Self.numbers + [.integer(0)], type: "bigint")
        try expect(.fail, .pass, [.integer(5)] + Self.numbers + [.integer(5)], type: "bigint")
        try expect(.pass, .pass, [])
    }

    @Test("NULL is seen, and passes as a key that is there twice")
    func null() throws {
        try expect(.pass, .fail, Self.texts + [.null, .null])
        try expect(.pass, .fail, [.null] + Self.numbers, type: "bigint")
    }

    @Test("Values that the column's type makes one of are the same key")
    func types() throws {
        try expect(.fail, .pass, [.integer(1), .text("1")])
        try expect(.fail, .pass, [.integer(1), .text("1")], type: "bigint")
        try expect(.fail, .pass, [.text("7"), .text("7")], type: "bigint")
        try expect(.pass, .pass, [.integer(1), .text("1")], type: "blob")
        try expect(.pass, .pass, [.real(0.5), .real(1.5)], type: "double")
        try expect(.fail, .pass, [.real(1), .integer(1)], type: "double")
    }

    @Test("A column that no row stores is not taken for one without NULL")
    func constantColumn() throws {
        let sql = """
            {{ config(materialized='table') }}
            select r.code as code, cast(null as text) as id
            from {{ source('raw', 'readings') }} as r
            """
        try expect(.pass, .fail, [.text("a"), .text("b")], ["models/staged.sql": sql])
    }

    @Test("A table that a hook changes is read")
    func hooks() throws {
        let sql = """
            {{ config(materialized='table',
                      post_hook="insert into staged select * from staged") }}
            select r.id as id, r.code as code from {{ source('raw', 'readings') }} as r
            """
        try expect(.fail, .pass, Self.texts, ["models/staged.sql": sql])
    }

    @Test("A table that a template of another model changes is read")
    func templates() throws {
        let sql = """
            {{ config(materialized='table') }}
            {%- do run_query("update staged set id = null where id = 'id-7'") -%}
            select r.code as code from {{ source('raw', 'readings') }} as r
            """
        // In a file the tests come when all models are there.
        try expect(.pass, .fail, Self.texts, ["models/zulu.sql": sql], inFile: true)
        try expect(.pass, .pass, Self.texts, inFile: true, isSeen: true)
    }
}
