// Columns of a model that seem to hold one value, because they do in a table that it reads.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("Columns that hold one value")
struct UniformColumnTests {
    /// A table whose columns from `origin` on are no part of its rows.
    private static let parent = """
        {{ config(materialized='table') }}
        select column1 as id, 'it''s x' as origin, 'run' as run, null as snapshot
        from (values (1), (2), (3))
        """

    private func build(
        _ child: String, in given: Database? = nil
    ) throws -> Database {
        let database = try given ?? memoryDatabase()
        let files = ["models/parent.sql": Self.parent, "models/z_child.sql": child]
        let result = try run(project(files, in: TemporaryDirectory()), database)
        #expect(result.nodes.map(\.status) == [.success, .success])
        return database
    }

    /// The names of columns with a DEFAULT, which no row stores.
    private func defaults(_ database: Database) throws -> [[String?]] {
        try rows(
            "SELECT name, dflt_value FROM pragma_table_info('z_child') WHERE dflt_value NOT NULL",
            database)
    }

    @Test("They are stored in no row, whatever the query does with them")
    func carried() throws {
        let database = try build(
            """
            {{ config(materialized='table') }}
            with grouped as (
                select id % 2 as id, min(origin) as origin, max(snapshot) as snapshot
                from {{ ref('parent') }} group by 1
            )
            select grouped.id as id, upper(grouped.origin) as origin, 'run' as run,
                grouped.snapshot as snapshot
            from grouped left join {{ ref('parent') }} as other on other.id = grouped.id
            """)
        #expect(
            try defaults(database)
                == [["origin", "'IT''S X'"], ["run", "'run'"], ["snapshot", "NULL"]])
        #expect(
            try rows("SELECT * FROM z_child ORDER BY id", database)
                == [["0.0", "IT'S X", "run", nil], ["1.0", "IT'S X", "run", nil]])
        #expect(try rows("PRAGMA integrity_check", database) == [["ok"]])
    }

    @Test(
        "Those that hold several after all are stored",
        arguments: [
            // A later row, the first row, no text at all, a text that no literal can hold.
            "case id when 3 then 'y' else origin end", "case id when 1 then null else origin end",
            "id", "7", "1.5", "x'61'", "'a' || char(0)", "cast(x'ff' as text)",
        ])
    func several(_ origin: String) throws {
        let database = try build(
            """
            {{ config(materialized='table') }}
            select id, \(origin) as origin, 'run' as run, snapshot as snapshot
            from {{ ref('parent') }}
            """)
        #expect(try defaults(database) == [["run", "'run'"], ["snapshot", "NULL"]])
        let query = "SELECT id, hex(\(origin)), typeof(\(origin)), run, snapshot FROM parent"
        #expect(
            try rows("SELECT id, hex(origin), typeof(origin), run, snapshot FROM z_child", database)
                == rows(query, database))
    }

    @Test("A column in front of one that is stored is stored; a table may be empty")
    func order() throws {
        let front = try build(
            """
            {{ config(materialized='table') }}
            select id, origin, snapshot, id + 1 as more from {{ ref('parent') }}
            """)
        #expect(try defaults(front).isEmpty)
        #expect(
            try rows("SELECT origin, more FROM z_child WHERE id = 3", front) == [["it's x", "4.0"]])
        let empty = try build(
            """
            {{ config(materialized='table') }}
            select id, origin, run from {{ ref('parent') }} where id > 9
            """)
        #expect(try rows("SELECT * FROM z_child", empty).isEmpty)
        let function =
            "SELECT count(*) FROM pragma_function_list WHERE name = 'healthlake_same_values'"
        #expect(try rows(function, empty) == [["0.0"]])
    }

    @Test("What a row was when it was first seen stays with it")
    func rebuilt() throws {
        let database = try memoryDatabase()
        for time in ["2020", "2021"] {
            let child = """
                {{ config(materialized='table', unique_key='id') }}
                select id, '\(time)' as lineage_first_seen_ts, origin, run
                from {{ ref('parent') }}
                where id < \(time == "2020" ? 3 : 9)
                """
            _ = try build(child, in: database)
            #expect(
                try defaults(database).suffix(2) == [["origin", "'it''s x'"], ["run", "'run'"]])
        }
        #expect(
            try rows("SELECT * FROM z_child ORDER BY id", database) == [
                ["1.0", "2020", "it's x", "run"], ["2.0", "2020", "it's x", "run"],
                ["3.0", "2021", "it's x", "run"],
            ])
    }
}
