// What a run leaves in `sqlite_stat1` without reading its tables again is what ANALYZE leaves.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite struct StatisticsTests {
    private static let files = [
        "models/a.sql": """
        {{ config(materialized='table') }}
        select 1 as id union all select 2 union all select 3
        """,
        "models/b.sql": """
        {{ config(materialized='table', indexes=[{'columns': ['id']}]) }}
        select id from {{ ref('a') }}
        """,
        "models/empty.sql": "{{ config(materialized='table') }} select 1 as id where false",
        "models/seen.sql": "select * from {{ ref('b') }}",
        "models/added.sql": """
        {{ config(materialized='incremental') }} select id from {{ ref('a') }}
        """,
        "models/changed.sql": """
        {{ config(materialized='table', post_hook='delete from changed where id > 1') }}
        select id from {{ ref('a') }}
        """,
        "seeds/s.csv": "id\n7\n8\n",
    ]

    private func statistics(_ database: Database) throws -> [[String?]] {
        try rows("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY 1, 2, 3", database)
    }

    @Test func statisticsAreThoseOfANALYZE() throws {
        let directory = TemporaryDirectory()
        let database = try memoryDatabase()
        try database.execute(
            "CREATE TABLE own (x); INSERT INTO own VALUES (1), (2);"
                + "CREATE TABLE kept (x PRIMARY KEY) WITHOUT ROWID; INSERT INTO kept VALUES (1)")
        let project = try project(Self.files, in: directory)
        for _ in 0..<2 {
            let result = try run(project, database)
            #expect(result.nodes.allSatisfy { $0.status == .success })
            let written = try statistics(database)
            try database.execute("PRAGMA analysis_limit=1000; ANALYZE main")
            #expect(try statistics(database) == written)
            #expect(written.contains(["a", nil, "3"]) && written.contains(["s", nil, "2"]))
            #expect(written.contains(["changed", nil, "1"]))
            #expect(!written.contains { $0[0] == "empty" })
        }
    }

    /// A run that is taken back counts what is there then.
    @Test func statisticsOfARunThatIsTakenBack() throws {
        let directory = TemporaryDirectory()
        let database = try memoryDatabase()
        try database.execute("CREATE TABLE a (id); INSERT INTO a VALUES (1)")
        var files = Self.files
        files["models/b.sql"] =
            "{{ config(materialized='table') }} select missing from {{ ref('a') }}"
        let result = try run(try project(files, in: directory), database) { $0.failFast = true }
        #expect(result.rolledBack != nil)
        let written = try statistics(database)
        try database.execute("PRAGMA analysis_limit=1000; ANALYZE main")
        #expect(try statistics(database) == written)
        #expect(written.contains(["a", nil, "1"]))
    }
}
