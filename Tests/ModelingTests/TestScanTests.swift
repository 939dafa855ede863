// Tests of a relation decided by one scan: what their SQL is read as, and that the answers are
// those of the SQL.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite struct TestScanTests {
    @Test(arguments: [
        ("select a from t where a is null", "t", "a is null"),
        (
            "select a, b from main.t where a < 0 or b > (select 1)", "main.t",
            "a < 0 or b > (select 1)"
        ),
        (
            "select a, count(*) as n from t where a not in ('x', 'y') group by a", "t",
            "a not in ('x', 'y')"
        ),
    ]) func conditionsAreRead(sql: String, relation: String, condition: String) {
        let shape = TestShape(sql)
        #expect(shape?.relation == relation)
        #expect(shape?.kind == .noRow(where: condition))
    }

    @Test func keysAreRead() {
        let unique = """
            select a as unique_field, count(*) as n_records from t where a is not null
            group by a having count(*) > 1
            """
        #expect(TestShape(unique)?.kind == .distinct(columns: ["a"], skipsNull: true))
        let pair = "select a, b, count(*) as n from t group by a, b having count(*) > 1"
        #expect(TestShape(pair)?.kind == .distinct(columns: ["a", "b"], skipsNull: false))
        let reference = """
            select child.a as from_field from t as child where child.a is not null
                and child.a not in (
                    select parent.b from p as parent where parent.b is not null
                )
            """
        #expect(TestShape(reference)?.kind == .known(column: "a", parent: "p", field: "b"))
    }

    /// Each of these would be decided wrongly by a scan.
    @Test(arguments: [
        "select count(*) from t where a is null",
        "select a from t",
        "select a from t, u where a is null",
        "select a from t join u on a = b where a is null",
        "select a from t where a is null union select b from u where b is null",
        "select a from t where a is null limit 0",
        "select a, count(*) from t group by a having count(*) > 2",
        "select a, count(*) from t group by a having count(*) > 1 and a > 0",
        "select a, count(*) from t where b is not null group by a having count(*) > 1",
        "with t as (select 1 as a) select a from t where a is null",
        "select child.a from t as child where child.a is not null and child.b not in ("
            + "select parent.b from p as parent where parent.b is not null)",
        "select child.a from t as child where child.a is not null and child.a not in ("
            + "select parent.b from p as parent where parent.c is not null)",
    ]) func otherStatementsHaveNoShape(sql: String) {
        #expect(TestShape(sql) == nil)
    }

    private static let properties = """
        models:
          - name: child
            columns:
              - name: id
                tests: [unique, not_null]
              - name: kind
                tests:
                  - accepted_values: {arguments: {values: [a, b]}}
              - name: parent_id
                tests:
                  - relationships: {arguments: {to: ref('parent'), field: id}}
        """

    /// Rows of `child`, and how many rows each test finds, as SQL has it.
    @Test(arguments: [
        ("select 1 as id, 'a' as kind, 1 as parent_id", [0, 0, 0, 0]),
        (
            "select 1 as id, 'a' as kind, null as parent_id union all select 2, null, 1",
            [0, 0, 0, 0]
        ),
        ("select 1 as id, 'a' as kind, 1 as parent_id union all select 1, 'b', 2", [1, 0, 0, 0]),
        (
            "select 1 as id, 'c' as kind, 3 as parent_id union all select null, 'c', 1",
            [0, 1, 1, 1]
        ),
        ("select 1 as id, 'a' as kind, 1 as parent_id union all select 1.0, 'a', 1", [1, 0, 0, 0]),
        (
            "select 'x' as id, 'a' as kind, 1.0 as parent_id union all select 'X', 'a', 2",
            [0, 0, 0, 0]
        ),
        ("select cast(null as text) as id, 'a' as kind, 1 as parent_id where false", [0, 0, 0, 0]),
    ]) func answersAreThoseOfSQL(sql: String, failures: [Int]) throws {
        let directory = TemporaryDirectory()
        let database = try memoryDatabase()
        let project = try project(
            [
                "models/child.sql": "{{ config(materialized='table') }} " + sql,
                "models/parent.sql": "select 1 as id union all select 2",
                "models/properties.yml": Self.properties,
            ], in: directory)
        let result = try run(project, database)
        let found = ["unique", "not_null", "accepted_values", "relationships"].map { name in
            result.nodes.first { $0.name.hasPrefix(name + "_") }?.failures
        }
        #expect(found == failures)
    }

    @Test func repeatedValuesOfSourcesAreFound() throws {
        let directory = TemporaryDirectory()
        let database = try memoryDatabase()
        try database.execute(
            "CREATE TABLE once (id); INSERT INTO once VALUES ('a'), ('b'), (NULL), (NULL);"
                + "CREATE TABLE twice (id); INSERT INTO twice VALUES ('a'), ('b'), ('a')")
        let project = try project(
            [
                "models/m.sql": """
                select '{{ source_repeats('s', 'once', 'id') }}' as one,
                    '{{ source_repeats('s', 'twice', 'id') }}' as two,
                    '{{ source_repeats('s', 'missing', 'id') }}' as three
                """,
                "models/sources.yml": """
                sources:
                  - name: s
                    tables: [{name: once}, {name: twice}, {name: missing}]
                """,
            ], in: directory)
        try run(project, database)
        #expect(try rows("SELECT * FROM m", database) == [["False", "True", "False"]])
    }
}
