// Columns that hold the same literal in every row: how they are found in SQL, and that tables give
// them without storing them.

import Jinja
@testable import Modeling
import SQLiteBridge
import Testing

@Suite struct ConstantColumnTests {
    @Test(arguments: [
        ("select a, 'x' as b, null as c from t join u on 1", ["b": "'x'", "c": "NULL"]),
        ("with f as (select a, 'x' as b from t) select * from f", ["b": "'x'"]),
        ("with f as (select a, 'x' as b from t) select g.* from f as g limit 1", ["b": "'x'"]),
        ("select a, 'it''s' as b, cast(null as text) as c", ["b": "'it''s'", "c": "NULL"]),
        ("select distinct 'x' as \"B\", count(*) as n from t", ["b": "'x'"]),
    ]) func literalsAreFound(sql: String, constants: [String: String]) {
        #expect(SQLTokens(sql).constantColumns == constants)
    }

    /// Where the text does not make it certain.
    @Test(arguments: [
        "select 'x' as b from t union all select 'y' as b from t",
        "with f as (select 'x' as b from t union select 'y' from t) select * from f",
        "with f as (select 'x' as b) select * from t left join f on f.b = t.b",
        "with f as (select 'x' as b) select * from f, t",
        "with f as (select 'x' as b) select max(a), b from f",
        "with f (b, a) as (select a, 'x' as b from t) select * from f",
        "with f as (select 'x' as b) select * from main.f",
        "with f as (select t.*, 'x' as b from t) select * from f",
        "select a as b, 'x' as b from t",
        "select 'x' || a as b, \"x\" as c, 1 + 1 as d from t",
        "select (select 'x' as b) as c",
        "with f as (select * from f) select * from f",
        "values ('x')", "with f as (select", "",
    ]) func doubtfulOnesAreNot(sql: String) {
        #expect(SQLTokens(sql).constantColumns == [:])
    }

    private static let model = """
        {{ config(materialized='table', unique_key='id') }}
        with final as (
            select
                id, 'run ''' || 'x' as note, '{{ var('first') }}' as lineage_first_seen_ts,
                'it''s; --' as origin, '007' as number, cast(null as text) as missing
            from (select 1 as id union all select 2)
        )
        select * from final
        """

    private static let yaml = """
        models:
          - name: m
            columns: [{name: number, data_type: integer, description: A number.}]
        """

    private func build(_ database: Database, first: String) throws {
        let directory = TemporaryDirectory()
        var settings = ModelSettings()
        settings.variables = [("first", .string(first))]
        let result = try run(
            project(
                ["models/m.sql": Self.model, "models/m.yml": Self.yaml], in: directory,
                settings: settings), database)
        #expect(result.nodes.map(\.status) == [.success])
    }

    @Test func rowsGiveThemWithoutStoringThem() throws {
        let database = try memoryDatabase()
        try build(database, first: "2020")
        let wanted: [[String?]] = [
            ["1.0", "run 'x", "2020", "it's; --", "7.0", nil],
            ["2.0", "run 'x", "2020", "it's; --", "7.0", nil],
        ]
        #expect(try rows("SELECT * FROM m ORDER BY id", database) == wanted)
        #expect(
            try rows("SELECT typeof(number), typeof(origin) FROM m LIMIT 1", database)
                == [["integer", "text"]])
        let text = try rows("SELECT sql FROM sqlite_schema WHERE name = 'm'", database)
        #expect(
            text[0][0]?.contains("\"number\" INTEGER DEFAULT '007', -- A number.\n") == true)
        #expect(try rows("PRAGMA integrity_check", database) == [["ok"]])
        #expect(try rows("PRAGMA writable_schema", database) == [["0.0"]])
        // Copied row by row, they are still there.
        try database.execute("VACUUM; UPDATE m SET note = 'y' WHERE id = 2")
        #expect(try rows("SELECT origin FROM m", database) == [["it's; --"], ["it's; --"]])
    }

    @Test func theFirstTimeIsKept() throws {
        let database = try memoryDatabase()
        try build(database, first: "2020")
        try build(database, first: "2021")
        #expect(
            try rows("SELECT DISTINCT lineage_first_seen_ts FROM m", database) == [["2020"]])
        try database.execute("DELETE FROM m WHERE id = 2")
        try build(database, first: "2022")
        #expect(
            try rows("SELECT lineage_first_seen_ts FROM m ORDER BY id", database)
                == [["2020"], ["2022"]])
    }
}
