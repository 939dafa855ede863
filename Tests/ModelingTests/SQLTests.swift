// Reading SQL: tokens, lineage, portability, names of common table expressions.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("SQL of models")
struct SQLTests {
    @Test("Tokens")
    func tokens() {
        let tokens = SQLTokens(
            "select a.\"b\"\"c\", 'it''s' -- no, 'x\n , [d e], 1.5e-3+x /* y */ from (t)")
        #expect(
            tokens.tokens.map { tokens.text($0) } == [
                "select", "a", ".", "\"b\"\"c\"", ",", "'it''s'", ",", "[d e]", ",", "1.5e-3",
                "+", "x", "from", "(", "t", ")",
            ])
        #expect(tokens.name(3) == "b\"c")
        #expect(tokens.name(7) == "d e")
        #expect(tokens.closing(13) == 15)
        #expect(SQLTokens("select 1 ; -- end\n").withoutTerminator == "select 1 ")
        // Text that does not end.
        for text in ["'", "\"x", "[", "/*", "--", "(((", ")))", "1e+", "."] {
            _ = SQLTokens(text).tokens
        }
    }

    @Test(
        "What DuckDB reads otherwise",
        arguments: [
            ("select a / b from t", "'/'"), ("select a / 2.0 from t", nil),
            ("select * from t where a like 'x%'", "LIKE"),
            ("select cast(a as integer) from t", "CAST"), ("select cast(a as text) from t", nil),
            ("select cast(null as integer) from t", nil),
            ("select min(a, b) from t", "min()"), ("select min(a) from t", nil),
            ("select max(coalesce(a, b)) from t", nil),
            ("select strftime('%Y', d) from t", "strftime()"),
            ("select j ->> '$.x' from t", "->"), ("select 'a/b like' as x from t", nil),
            ("select t.date from t", nil),
        ] as [(String, String?)])
    func portability(sql: String, word: String?) {
        let findings = PortabilityCheck(sql).findings
        if let word {
            #expect(findings.count == 1 && findings[0].contains(word), "\(findings)")
        } else {
            #expect(findings.isEmpty, "\(findings)")
        }
    }

    @Test("Origins of columns")
    func origins() throws {
        try adoptLinkedSQLite()
        let scratch = try LineageScratch(prepare: nil)
        scratch.add("person", as: "stg_person", schema: nil, columns: ["id", "name", "born"])
        scratch.add("visit", as: "omop.visit", schema: nil, columns: ["id", "person_id", "cost"])
        func origins(_ sql: String, _ columns: [String]) -> [String] {
            scratch.origins(of: sql, columns: columns).map { column in
                column.name + "="
                    + column.origins.map { "\($0.relation).\($0.column)" }.sorted()
                    .joined(separator: "+")
            }
        }
        #expect(
            origins(
                "with p as (select id, name || born as label from person), final as (select p.*, "
                    + "sum(v.cost) as cost from p left join visit v on v.person_id = p.id "
                    + "where v.id > 0 group by p.id, p.label) select * from final",
                ["id", "label", "cost"])
                == [
                    "id=stg_person.id", "label=stg_person.born+stg_person.name",
                    "cost=omop.visit.cost",
                ])
        #expect(
            origins("select id from person union all select person_id from visit", ["id"])
                == ["id=omop.visit.person_id+stg_person.id"])
        #expect(
            origins(
                "select x.total, (select max(name) from person where person.id = x.who) as n from "
                    + "(select person_id as who, sum(cost) as total from visit group by 1) x",
                ["total", "n"])
                == [
                    "total=omop.visit.cost",
                    "n=omop.visit.person_id+stg_person.id+stg_person.name",
                ])
        #expect(
            origins(
                "select person.id, row_number() over (partition by born order by name) as r, "
                    + "count(*) as n, 1 as one from person", ["id", "r", "n", "one"])
                == ["id=stg_person.id", "r=stg_person.born+stg_person.name", "n=", "one="])
        #expect(
            origins(
                "select p.id is distinct from v.id as d from person p join visit v "
                    + "on p.id = v.person_id", ["d"]) == ["d=omop.visit.id+stg_person.id"])
        #expect(
            origins(
                "with recursive n(x) as (select 1 union all select x + 1 from n where x < 3) "
                    + "select x, name from n join person on id = x", ["x", "name"])
                == ["x=", "name=stg_person.name"])
        // Nonsense gives nothing, and no trap.
        for text in ["", "select", "with a as (", "select * from", "((((", "select * from nowhere"]
        {
            _ = origins(text, [])
        }
    }

    @Test("Common table expressions with the name of a relation")
    func names() {
        let sql =
            "with a as (select * from main.a), b as (select a.x from a join a as c on c.x = a.x) "
            + "select a from b, a where a.x = 1"
        let tokens = SQLTokens(sql)
        #expect(tokens.commonExpressionNames == ["a", "b"])
        #expect(
            tokens.renamingExpressions(["a"])
                == "with a__cte as (select * from a), b as (select a.x from a__cte as a join "
                + "a__cte as c on c.x = a.x) select a from b, a__cte as a where a.x = 1")
    }

    @Test("Times")
    func times() {
        #expect(RunTime(microseconds: 0).text == "1970-01-01 00:00:00.000000")
        #expect(RunTime(microseconds: -1).text == "1969-12-31 23:59:59.999999")
        #expect(RunTime(microseconds: 1_709_164_800_000_000).text == "2024-02-29 00:00:00.000000")
        #expect(
            RunTime(microseconds: 4_102_444_799_123_456).formatted("%Y%m%dT%H%M%S.%fZ %% %q")
                == "20991231T235959.123456Z % %q")
    }

    @Test("Declared types keep values as they are")
    func types() {
        #expect(TableDefinition.keptType("bigint") == "BIGINT")
        #expect(TableDefinition.keptType("string") == "TEXT")
        #expect(TableDefinition.keptType("decimal(18, 3)") == "DECIMAL(18, 3)")
        #expect(TableDefinition.keptType("text); drop table x; --") == "TEXT")
    }
}

@Suite("dbt's macros between databases")
struct CrossDatabaseTests {
    /// Values by the calendar; weeks begin on Monday, as DuckDB's.
    @Test(
        "Dates and texts",
        arguments: [
            ("dateadd('month', 1, \"'2024-01-15'\")", "2024-02-15 00:00:00"),
            ("dateadd('quarter', -1, \"'2024-01-15'\")", "2023-10-15 00:00:00"),
            ("dateadd('week', 2, \"'2024-02-20'\")", "2024-03-05 00:00:00"),
            ("datediff(\"'2023-12-31'\", \"'2024-01-01'\", 'year')", "1.0"),
            ("datediff(\"'2023-10-31'\", \"'2024-01-01'\", 'month')", "3.0"),
            ("datediff(\"'2023-12-31'\", \"'2024-04-01'\", 'quarter')", "2.0"),
            ("datediff(\"'2024-02-28'\", \"'2024-03-01'\", 'day')", "2.0"),
            ("datediff(\"'2024-06-09'\", \"'2024-06-10'\", 'week')", "1.0"),
            ("datediff(\"'2024-06-03'\", \"'2024-06-09'\", 'week')", "0.0"),
            ("datediff(\"'2024-01-01 00:59:00'\", \"'2024-01-01 01:00:00'\", 'hour')", "1.0"),
            ("date_trunc('year', \"'2024-06-05'\")", "2024-01-01"),
            ("date_trunc('quarter', \"'2024-06-05'\")", "2024-04-01"),
            ("date_trunc('month', \"'2024-06-05'\")", "2024-06-01"),
            ("date_trunc('week', \"'2024-06-05'\")", "2024-06-03"),
            ("date_trunc('week', \"'2024-06-03'\")", "2024-06-03"),
            ("date_trunc('hour', \"'2024-06-03 12:34:56'\")", "2024-06-03 12:00:00"),
            ("last_day(\"'2024-02-10'\", 'month')", "2024-02-29"),
            ("last_day(\"'2024-02-10'\", 'quarter')", "2024-03-31"),
            ("split_part(\"'a|b\\\"c|d'\", \"'|'\", 2)", "b\"c"),
            ("concat([\"'a'\", \"'b'\"])", "ab"), ("right(\"'abcd'\", 2)", "cd"),
            ("safe_cast(\"'12'\", type_int())", "12.0"),
            ("dbt.date(2024, 3, 1)", "2024-03-01"),
        ])
    func macros(call: String, value: String) throws {
        let directory = TemporaryDirectory()
        let small = try project(["models/m.sql": "select {{ \(call) }} as v"], in: directory)
        let database = try memoryDatabase()
        let result = try run(small, database)
        #expect(result.exitStatus == 0, "\(result.summary)")
        #expect(try rows("SELECT v FROM m", database) == [[value]])
    }

    @Test("A part that is none is an error at the call")
    func unknownPart() throws {
        let directory = TemporaryDirectory()
        let error = failure { () throws(LakeError) in
            _ = try project(
                ["models/m.sql": "select\n  {{ date_trunc('decade', 'd') }} as v"], in: directory)
        }
        #expect(error?.description.contains("models/m.sql, line 2") == true, "\(error as Any)")
        #expect(error?.description.contains("date_trunc() has no part 'decade'") == true)
    }
}
