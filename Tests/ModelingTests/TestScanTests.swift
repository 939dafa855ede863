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

    /// Keys of each kind, in numbers that fill several parts of the hashes.
    @Test(arguments: [
        ("n", "n"), ("-n", "n"), ("'key/' || n", "n"), ("n % 40000", "n"),
        ("case when n = 49999 then 'key/7' else 'key/' || n end", "n"),
        ("case when n = 49999 then 7 else n end", "n"),
        ("case when n < 2 then null else n end", "n"),
        ("case when n < 2 then null else n end", "'x'"),
        ("case when n % 2 = 0 then n else '' || n end", "n"),
        ("n / 2", "n % 2"), ("n / 2", "n % 3 / 2"), ("n % 2", "'' || n / 2"),
    ]) func repeatedKeysAreFound(first: String, second: String) throws {
        let directory = TemporaryDirectory()
        let database = try memoryDatabase()
        let project = try project(
            [
                "models/m.sql": """
                {{ config(materialized='table') }}
                with recursive number (n) as (
                    select 0 union all select n + 1 from number where n < 49999
                )
                select \(first) as a, \(second) as b from number
                """,
                "tests/one.sql": """
                select a from {{ ref('m') }} where a is not null
                group by a having count(*) > 1
                """,
                "tests/two.sql":
                    "select a, b from {{ ref('m') }} group by a, b having count(*) > 1",
            ], in: directory)
        let result = try run(project, database)
        for name in ["one", "two"] {
            let node = try #require(result.nodes.first { $0.name == name })
            let sql = try #require(node.compiledSQL)
            let count = try database.text(of: "select count(*) from (\(sql))")
            #expect(node.failures?.description == count)
        }
    }

    /// Texts of every length, and hashes that differ in one bit, are told apart.
    @Test func hashesDiffer() {
        var hashes: Set<UInt64> = [KeyHash.null]
        for length in 0...40 {
            for place in 0..<max(length, 1) {
                var bytes = [UInt8](repeating: 0x30, count: length)
                if length > 0 { bytes[place] = 0x31 }
                let isNew = unsafe bytes.withUnsafeBytes {
                    unsafe hashes.insert(KeyHash.text($0)).inserted
                }
                #expect(isNew, "\(length), \(place)")
            }
        }
        for value in Int64(-1000)...1000 {
            #expect(hashes.insert(KeyHash.integer(value)).inserted)
        }
        #expect(KeyHash.combined(1, 2) != KeyHash.combined(2, 1))
    }

    /// Of three conditions on one relation the one that some row fulfils fails alone.
    @Test func conditionsFailAlone() throws {
        let directory = TemporaryDirectory()
        let database = try memoryDatabase()
        let project = try project(
            [
                "models/m.sql": "select 1 as a, null as b union all select 3, 'x'",
                "tests/a.sql": "select a from {{ ref('m') }} where a > 3",
                "tests/b.sql": "select a from {{ ref('m') }} where a > 2",
                "tests/c.sql": "select a from {{ ref('m') }} where b = 'y'",
                "tests/d.sql": "select b from {{ ref('m') }} where b is null",
                "tests/e.sql": "select b from {{ ref('m') }} where b is not null "
                    + "group by b having count(*) > 1",
            ], in: directory)
        let result = try run(project, database)
        let failures = ["a", "b", "c", "d", "e"].map { name in
            result.nodes.first { $0.name == name }?.failures
        }
        #expect(failures == [0, 1, 0, 1, 0])
    }

    /// Tests wait for others of their relation, but not beyond what they decide on.
    @Test func testsWaitForOthersOfTheirRelation() throws {
        let directory = TemporaryDirectory()
        let database = try memoryDatabase()
        let project = try project(
            [
                "models/a.sql": "select 1 as id, 1 as parent_id",
                "models/b.sql": "select 1 as id",
                "models/c.sql": "select id from {{ ref('b') }}",
                "models/properties.yml": """
                models:
                  - name: a
                    columns:
                      - name: id
                        tests: [not_null]
                      - name: parent_id
                        tests:
                          - relationships: {arguments: {to: ref('c'), field: id}}
                  - name: b
                    columns:
                      - name: id
                        tests:
                          - not_null
                          - relationships: {arguments: {to: ref('c'), field: id}}
                """,
            ], in: directory)
        let result = try run(project, database)
        #expect(
            result.nodes.map { $0.name.split(separator: "__")[0] } == [
                "a", "b", "not_null_b_id", "c", "not_null_a_id", "relationships_a_parent_id",
                "relationships_b_id",
            ])
        #expect(result.nodes.allSatisfy { !$0.status.isFailure })
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
