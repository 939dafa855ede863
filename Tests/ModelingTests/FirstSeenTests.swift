// When rows were first seen, over builds by SQLite's own run of a query.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("Rows seen before")
struct FirstSeenTests {
    private func build(
        _ select: String, first: String, in database: Database, key: String = "['a', 'b']",
        type: String = "text", config: String = "materialized='table'"
    ) throws {
        let files = [
            "models/m.sql": """
            {{ config(\(config), unique_key=\(key)) }}
            select *, '\(first)' as lineage_first_seen_ts from (\(select))
            """,
            "models/m.yml":
                "models: [{name: m, columns: [{name: a, data_type: \(type)}]}]\n",
        ]
        let result = try run(project(files, in: TemporaryDirectory()), database)
        #expect(result.nodes.map(\.status) == [.success])
    }

    @Test("Keys of several columns; NULL is no key; of equal keys the earliest time counts")
    func keys() throws {
        let database = try memoryDatabase()
        try build(
            "select 'x' as a, 1 as b union all select 'y', null union all select null, 2",
            first: "2021", in: database)
        try database.execute(
            "INSERT INTO m (a, b, lineage_first_seen_ts) "
                + "VALUES ('x', 1, '2020'), ('z', 3.0, '2019')"
        )
        try build(
            "select 'x' as a, 1 as b union all select 'y', null union all select null, 2 "
                + "union all select 'z', 3 union all select 'X', 1 union all select 'x', 1",
            first: "2022", in: database)
        #expect(
            try rows("SELECT a, b, lineage_first_seen_ts FROM m ORDER BY rowid", database) == [
                ["x", "1.0", "2020"], ["y", nil, "2022"], [nil, "2.0", "2022"],
                ["z", "3.0", "2019"], ["X", "1.0", "2022"], ["x", "1.0", "2020"],
            ])
    }

    @Test("Keys that a comparison converts are compared by SQLite")
    func conversion() throws {
        let database = try memoryDatabase()
        try build(
            "select 1 as a union all select 2", first: "2020", in: database, key: "'a'",
            type: "bigint")
        // The column of the old table is a number: '1' and '02' equal it, 'x' does not.
        try build(
            "select '1' as a union all select '02' union all select 'x'", first: "2021",
            in: database, key: "'a'", type: "bigint")
        #expect(
            try rows("SELECT a, lineage_first_seen_ts FROM m ORDER BY rowid", database)
                == [["1.0", "2020"], ["2.0", "2020"], ["x", "2021"]])
        #expect(
            try rows(
                "SELECT count(*) FROM pragma_function_list WHERE name = 'healthlake_first_seen'",
                database) == [["0.0"]])
    }

    @Test("Rows that are put in place of old ones keep their time")
    func incremental() throws {
        let database = try memoryDatabase()
        let config = "materialized='incremental'"
        try build(
            "select 'x' as a, 1 as n", first: "2020", in: database, key: "'a'", config: config)
        try build(
            "select 'x' as a, 2 as n union all select 'y', 2", first: "2021", in: database,
            key: "'a'",
            config: config)
        #expect(
            try rows("SELECT a, n, lineage_first_seen_ts FROM m ORDER BY a", database)
                == [["x", "2.0", "2020"], ["y", "2.0", "2021"]])
    }
}
