// Tests of tests of views that are answered without reading the view.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("Tests of views, answered by their tables", .timeLimit(.minutes(3)))
struct ViewTestTests {
    // MARK: Whole runs

    private static let view = """
        with staged_row as (
            select cast(staged.id as text) as id, cast(staged.person as text) as person,
                staged.code as code
            from {{ ref('staged') }} as staged
        ),
        event as (
            select 'visit/' || staged_row.id as event_id, staged_row.person as person,
                'visit' as kind
            from staged_row
            union all
            select 'person/' || cast(people.id as text) as event_id,
                cast(people.id as text) as person, 'person' as kind
            from {{ ref('people') }} as people
        )
        select * from event
        """

    /// The results of the tests of the view and of `linked`, by name.
    private func results(
        ids: [Value], persons: [Value], _ changes: [String: String] = [:]
    ) throws -> [String: (status: NodeStatus, isSeen: Bool)] {
        let directory = TemporaryDirectory()
        var files = [
            "seeds/people.csv": "id\n" + (0..<40).map { "\($0)\n" }.joined(),
            "models/sources.yml": "sources: [{name: raw, tables: [{name: readings}]}]\n",
            "models/staged.sql": """
            {{ config(materialized='table') }}
            select r.id as id, r.person as person, r.code as code
            from {{ source('raw', 'readings') }} as r
            """,
            "models/linked.sql": "select person, id from {{ ref('staged') }}",
            "models/event.sql": Self.view,
            "models/tests.yml": """
            models:
              - name: staged
                columns:
                  - {name: id, data_type: bigint, tests: [unique]}
                  - {name: person, data_type: bigint}
                  - {name: code, data_type: text}
              - name: linked
                columns:
                  - name: person
                    tests:
                      - not_null
                      - relationships: {to: ref('people'), field: id}
              - name: event
                columns:
                  - {name: event_id, tests: [unique, not_null]}
                  - {name: kind, tests: [{accepted_values: {values: [visit, person]}}]}
            seeds:
              - name: people
                columns: [{name: id, tests: [unique, not_null]}]
            """,
        ]
        files.merge(changes) { $1 }
        try adoptLinkedSQLite()
        let database = try Database(path: directory.path + "/lake.sqlite")
        try database.execute("CREATE TEMP TABLE readings (id, person, code TEXT)")
        let run = ModelRun(
            try project(files, in: directory), database, RunOptions(), SourcePlaces())
        run.batches = .readings(
            TableSchema([Field("id", .bigint), Field("person", .bigint), Field("code", .text)]),
            zip(ids, persons).map { [$0, $1, .text("c")] })
        let result = try run.execute(.build)
        var found: [String: (status: NodeStatus, isSeen: Bool)] = [:]
        for node in result.nodes where node.kind == .test {
            found[node.name] = (node.status, node.seconds == 0)
            // What the test's SQL finds is what counts.
            guard let sql = node.compiledSQL else {
                #expect(node.status == .skipped)
                continue
            }
            let count = try rows("select count(*) from (\(sql))", database)[0][0]
            #expect((count == "0.0") == (node.status == .pass), "\(node.name)")
        }
        return found
    }

    private static let ids = (0..<4000).map { Value.integer(Int64($0)) }
    private static let persons = (0..<4000).map { Value.integer(Int64($0 / 100)) }

    @Test("A sound view passes unread")
    func sound() throws {
        let found = try results(ids: Self.ids, persons: Self.persons)
        #expect(found["unique_event_event_id"]?.isSeen == true)
        #expect(found["accepted_values_event_kind__visit__person"]?.isSeen == true)
        #expect(found["not_null_event_event_id"]?.isSeen == true)
        #expect(found["not_null_linked_person"]?.isSeen == true)
        #expect(found.values.allSatisfy { $0.status == .pass })
        #expect(found.count == 8)
    }

    @Test("NULL, keys that are there twice and unknown references fail in the view")
    func unsound() throws {
        var ids = Self.ids
        ids[2000] = .null
        var found = try results(ids: ids, persons: Self.persons)
        #expect(found["not_null_event_event_id"]?.status == .fail)
        ids[2000] = .integer(7)
        found = try results(ids: ids, persons: Self.persons)
        // The view is not built where its table fails.
        #expect(found["unique_staged_id"]?.status == .fail)
        #expect(found["unique_event_event_id"]?.status != .pass)
        var persons = Self.persons
        persons[3999] = .integer(40)
        found = try results(ids: Self.ids, persons: persons)
        #expect(found["relationships_linked_person__id__ref_people_"]?.status == .fail)
        persons[3999] = .null
        found = try results(ids: Self.ids, persons: persons)
        #expect(found["relationships_linked_person__id__ref_people_"]?.status == .pass)
        #expect(found["not_null_linked_person"]?.status == .fail)
    }

    @Test("A table that another model's template changes is read")
    func written() throws {
        let template = """
            {{ config(materialized='table') }}
            {%- do run_query("update staged set id = null where id = 7") -%}
            select person from {{ ref('linked') }}
            """
        let found = try results(
            ids: Self.ids, persons: Self.persons, ["models/zulu.sql": template])
        #expect(found["not_null_event_event_id"]?.status == .fail)
    }

    // MARK: Reading views

    private static let tables = """
        create table t (id BIGINT, name TEXT, day DATE, x REAL, raw);
        create table u (id BIGINT, name TEXT, day DATE, x REAL, raw);
        """

    private static func reader(_ database: Database) -> ViewReader {
        let relations = BatchRelations(database, nil)
        return ViewReader { name in
            guard case .table(let columns)? = relations.relation(name) else { return nil }
            return columns
        }
    }

    @Test(
        "Views whose rows are not those of tables, one by one, are not answered for",
        arguments: [
            "select a.id from t as a cross join u as b", "select id from t group by id",
            "select distinct id from t", "select id from t union select id from u",
            "select id from t limit 1", "select id from t order by id", "select 1 as id",
            "select a.id from t as a left join u as b on a.id = b.id",
            "select id from t where id in (select id from u)", "select max(id) as id from t",
            "select id from (select id from t)", "select id, row_number() over () as n from t",
            "with recursive a as (select id from t) select id from a",
            "select value as id from t, json_each(raw)", "select id from t except select 1",
        ])
    func refused(_ sql: String) throws {
        let database = try memoryDatabase()
        try database.execute(Self.tables)
        #expect(throws: NotComputed.self) {
            _ = try Self.reader(database).arms(of: "create view v as " + sql)
        }
    }

    @Test("A column of a UNION ALL that is of two types is not compared")
    func severalTypes() throws {
        let database = try memoryDatabase()
        try database.execute(Self.tables)
        let sql = """
            create view v as
            with a as (select id as x from t union all select name from u)
            select x from a where x = '1'
            """
        #expect(throws: NotComputed.self) { _ = try Self.reader(database).arms(of: sql) }
    }

    @Test("Keys behind different prefixes may be the same text")
    func prefixes() throws {
        let database = try memoryDatabase()
        try database.execute(Self.tables)
        try database.execute(
            """
            insert into t (name) values ('b1');
            insert into u (name) values ('1');
            """)
        func passes(_ first: String, _ second: String) throws -> Bool {
            let view =
                "create view v as select '\(first)' || name as k from t "
                + "union all select '\(second)' || name as k from u"
            let arms = try Self.reader(database).arms(of: view)
            let facts = try arms.map { try Self.facts(of: $0.table, database) }
            return ViewTests(arms: arms, facts: facts).passes(
                .distinct(columns: ["k"], skipsNull: true))
        }
        #expect(try !passes("a", "ab"))
        #expect(try !passes("a", "a"))
        #expect(try !passes("", "a"))
        #expect(try passes("a/", "ab/"))
    }

    // MARK: Random views

    /// Makes views over two small tables, and rows in which keys are mostly there once.
    private struct RandomView: RandomText {
        var state: UInt64

        mutating func value(_ depth: Int) -> String {
            guard depth > 0 else {
                return any(["id", "name", "name", "day", "raw", "'a'", "null"])
            }
            switch next(8) {
            case 0, 1: return "cast(\(value(depth - 1)) as text)"
            case 2, 3: return "\(any(["'a'", "'b'", "'ab'", "''"])) || \(value(depth - 1))"
            case 4: return "coalesce(\(value(depth - 1)), \(value(depth - 1)))"
            case 5: return "case when id > 2 then \(value(0)) else \(value(0)) end"
            default: return value(0)
            }
        }

        mutating func select() -> String {
            let table = any(["t", "u"])
            let column = value(next(3))
            let condition = any(["", " where id is not null", " where name is not null"])
            return "select \(column) as k from \(table)\(condition)"
        }

        mutating func view() -> String {
            let count = 1 + next(3)
            let arms = (0..<count).map { _ in select() }.joined(separator: " union all ")
            return "create view v as with a as (\(arms)), b as (select a.k as k from a) "
                + "select k from b" + any(["", " where k is not null"])
        }

        mutating func row(_ number: Int) -> String {
            let id = any(["\(number)", "\(number)", "\(number)", "null", "\(next(9))"])
            let name = any(["'\(number)'", "'b\(number)'", "\(number)", "null", "'1'", "x'31'"])
            return "(\(id), \(name), \(any(["'2020-01-01'", "null", "7"])), 1.5, "
                + "\(any(["1", "'1'", "x'31'", "null"])))"
        }
    }

    @Test("What is answered for a random view is what SQL finds")
    func random() throws {
        var random = RandomView(state: 7)
        let shapes: [(sql: String, kind: TestShape.Kind)] = [
            ("select 1 from v where k is null", .noRow(where: "k is null")),
            ("select 1 from v where k not in ('a', 'b')", .noRow(where: "k not in ('a', 'b')")),
            (
                "select k from v where k is not null group by k having count(*) > 1",
                .distinct(columns: ["k"], skipsNull: true)
            ),
            (
                "select k from v group by k having count(*) > 1",
                .distinct(columns: ["k"], skipsNull: false)
            ),
        ]
        var answered = [Int](repeating: 0, count: shapes.count)
        for _ in 0..<3000 {
            let database = try memoryDatabase()
            try database.execute(Self.tables)
            for table in ["t", "u"] {
                for number in 0..<random.next(4) {
                    try database.execute("insert into \(table) values " + random.row(number))
                }
            }
            let view = random.view()
            try database.execute(view)
            guard let arms = try? Self.reader(database).arms(of: view) else { continue }
            let facts = try arms.map { try Self.facts(of: $0.table, database) }
            let tests = ViewTests(arms: arms, facts: facts)
            for (index, shape) in shapes.enumerated() where tests.passes(shape.kind) {
                answered[index] += 1
                let found = try rows(shape.sql, database)
                #expect(found.isEmpty, "\(view)\n\(shape.sql)")
            }
        }
        // A test that is never answered would prove nothing.
        #expect(answered.allSatisfy { $0 > 100 }, "\(answered)")
    }

    /// What tests of the table's columns would have shown.
    private static func facts(of table: String, _ database: Database) throws -> TableFacts {
        var passed = PassedTests()
        for column in ["id", "name", "day", "x", "raw"] {
            let nulls = try rows("select 1 from \(table) where \(column) is null", database)
            if nulls.isEmpty { passed.full.insert(column) }
            let others = try rows(
                """
                select 1 from \(table) where typeof(\(column)) in ('real', 'blob') union all
                select 1 from (select 1 from \(table) where \(column) is not null
                    group by \(column) having count(*) > 1)
                """, database)
            if others.isEmpty { passed.distinct.insert(column) }
        }
        return TableFacts(watch: nil, passed: passed)
    }
}
