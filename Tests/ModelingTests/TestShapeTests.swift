// Odd SQL of tests: where a scan says that one passes, its SQL finds no row.

import Columnar
@testable import Modeling
import SQLiteBridge
import Testing

@Suite("Tests by scans and by their SQL")
struct TestShapeTests {
    private static let relations = """
        CREATE TABLE t (k INTEGER, a, b, x TEXT);
        INSERT INTO t VALUES (1, 9, 3, 'p'), (2, 9, 4, 'q'), (3, 8, NULL, 'p');
        CREATE TABLE e (k INTEGER, a, b, x TEXT);
        CREATE TABLE one (k, a, b, "order", n_records, current_date);
        INSERT INTO one VALUES (1, 9, 3, 0, 5, 'never');
        CREATE TABLE p (k, f, n); INSERT INTO p VALUES (1, 1, 'never'), (2, 2, NULL);
        CREATE VIEW v AS SELECT k, a, b FROM t;
        """

    /// Beside the statements themselves each is run with `one` and with `e`, of no row, for `t`.
    private static let statements = [
        // Names of the select list, in a condition that has no such column.
        "select k, b - a as bad from t where bad < 0",
        "select k, b - a as bad from t where \"bad\" < 0",
        "select k, b - a as \"bad\" from t where \"BAD\" < 0",
        "select k, b - a as [bad] from t where `bad` < 0",
        "select k, b - a 'bad' from t where \"bad\" < 0",
        "select k, b - a bad from t where \"bad\" < 0",
        "select k, b - a as bad from t where (\"bad\") < 0 and k in (select k from p)",
        "select k, b - a as bad from t where k in (select p.k from p where \"bad\" < 0)",
        "select k, nullif(a, a) as \"x y\" from t where \"x y\" is null group by k",
        "select k, b - b as \"y\" from t where \"y\" is null",
        "select null as \"y\" from t where \"y\" is null",
        "select null \"y\", k from t where \"y\" is null group by k",
        "select a = 9 as true from t where not true",
        "select k, count(*) as n, b - a as bad from t where \"bad\" < 0 group by k",
        "select ? bad from t where \"bad\" is null",
        "select *, null as bad from t where \"bad\" is null",
        "select 7 as \"y\", count(*) from t where \"y\" is not null group by \"y\" "
            + "having count(*) > 1",
        "select a as g, count(*) from t group by g having count(*) > 1",
        "select k as \"g\", a as \"h\", count(*) from t group by \"h\", a having count(*) > 1",
        // Texts that look like names, of no column.
        "select k from t where \"bad\" < 0",
        "select k from t where \"bad\" is not null",
        "select k, count(*) from t where \"bad\" is not null group by \"bad\" "
            + "having count(*) > 1",
        // One row out of none.
        "select count(*) from t where k < 0",
        "select max(k) from t where k < 0",
        "select max(k) as k from t where k < 0 group by a",
        "select sum(k) + 1 from t where k < 0",
        "select 1 from t where k < 0 having count(*) = 0",
        "select count(*) as n from t as child where child.k is not null and child.k not in ("
            + "select parent.k from t as parent where parent.k is not null)",
        "select max(child.k) from t as child where child.k is not null and child.k not in ("
            + "select parent.k from t as parent where parent.k is not null)",
        "select distinct child.k from t as child where child.k is not null and child.k not in ("
            + "select parent.f from p as parent where parent.f is not null)",
        "select (select count(*) from p) from t where k < 0",
        "select (select sum(t.k) from p) from t where k < 0",
        "select exists (select 1) from t where k < 0",
        // Conditions that make one row of all, or cannot stand there.
        "select k from t where count(*) > 5",
        "select k from t where (select sum(t.k) from p) > 100",
        "select k from t where false and (select sum(t.k) from p) > 100",
        "select k from t where k < 0 or exists (select max(t.a) from p having max(t.a) > 100)",
        "select k from t where (row_number() over ()) > 1",
        "select k from t where k > (select count(*) from p)",
        "select k from t where a in (select max(a) from t)",
        "select k from t where \"sum\"(k) > 100",
        // Columns that are not there.
        "select nowhere from t where k < 0",
        "select nowhere, count(*) from t group by k having count(*) > 1",
        "select t.nowhere as k from t where k is null",
        "select k from t where k < 0 group by nowhere",
        // Other clauses.
        "select k from t where k > 0 limit 0",
        "select k from t where k > 0 limit 1 offset 1",
        "select k from t where k > 0 order by k",
        "select k from t where k < 0 order by nowhere",
        "select distinct k from t where k > 0",
        "select all k from t where k > 0",
        "select k from t where k > 0 where k < 0",
        "select k from t where k < 0) or (k > 0",
        "select k from t where k < 0 union all select 1",
        "select k from t where k < 0 except select 1",
        "values (1)",
        "with t as (select 1 as k) select k from t where k > 0",
        "select t.k from t, p where t.k < p.k",
        "select t.k from t join p on t.k = p.k where t.k > 0",
        "select t.k from t natural join p where t.k > 0",
        "select t.k from t p where p.k > 0",
        "select u.k from t as u where u.k > 0",
        "select u.k from t as u where u.k > 0 group by u.k",
        "select k from t not indexed where k > 0",
        "select k from (select k from t) where k > 0",
        "select k from main.t where main.t.k > 0",
        "select k from main.t where t.k < 0",
        "select k from v where rowid > 0",
        "select a as rowid from v where rowid > 0",
        "select a as rowid from t where rowid > 2",
        // Groups.
        "select 1 from t group by 1 having count(*) > 1",
        "select a from t where k > 0 group by 1",
        "select a from t where k < 0 group by 1",
        "select a, count(*) from t group by a + 0 having count(*) > 1",
        "select a, count(*) from t group by a having count(*) > 1 or true",
        "select a, count(*) from t group by a having count(*) > 1 order by a",
        "select a, count(*) from t group by a having count(*) >= 1",
        "select a, count(*) from t group by a having 1",
        "select a, count(*) from t group by a",
        "select x, count(*) from t group by x having count(*) > 1",
        "select k, count(*) from t group by k having count(*) > 1",
        "select x, count(*) from t where x is not null group by x having count(*) > 1",
        "select x, count(*) from t where x is not null group by a, x having count(*) > 1",
        "select b, count(*) from t where b is not null group by b having count(*) > 1",
        // Quotation marks, comments, odd names.
        "select k \"from\" from t where \"from\" is not null",
        "select \"k\" from \"t\" where \"k\" is null",
        "select \"k\" from \"t\" where \"b\" is null",
        "select k from t /* where k < 0 */ where k > 0",
        "select k from t where k < 0 -- or k > 0",
        "select k from t where k < 0 -- no\n or k > 0",
        "select k from t where x = ' group by ' or x = 'p'",
        "select \"order\" from one where \"order\" is null",
        "select n_records as unique_field, count(*) as n_records from one "
            + "where n_records is not null group by n_records having count(*) > 1",
        "select k as unique_field, count(*) as n_records from t "
            + "where n_records is not null group by n_records having count(*) > 1",
        "select child.current_date as from_field from one as child "
            + "where child.current_date is not null and child.current_date not in ("
            + "select parent.current_date from one as parent "
            + "where parent.current_date is not null)",
        "select child.k as from_field from t as child where child.k is not null "
            + "and child.k not in (select parent.current_date from p as parent "
            + "where parent.current_date is not null)",
        "select child.n from p as child where child.n is not null and child.n not in ("
            + "select parent.current_date from one as parent "
            + "where parent.current_date is not null)",
        "select x.k from t as \"?\" where x.k is not null and x.k not in ("
            + "select parent.f from p as parent where parent.f is not null)",
        "",
    ]

    /// Whether a scan of these tests says that the first one passes.
    private func passes(_ statements: [String], _ database: Database) throws -> Bool {
        let keys = KeyReader(database)
        var scans: [TestScan] = []
        for (index, sql) in statements.enumerated() {
            guard let shape = TestShape(sql) else { continue }
            let place = scans.firstIndex { $0.relation == shape.relation }
            if place == nil { scans.append(TestScan(relation: shape.relation)) }
            scans[place ?? scans.count - 1].add(index, shape)
        }
        return scans.contains { scan in
            let passing = try? scan.passing(on: database) { (shape) throws(LakeError) in
                guard case .known(_, let parent, let field) = shape.kind else { return nil }
                return try keys.keys(parent, field)
            }
            return passing?.contains(0) == true
        }
    }

    /// Whether SQLite runs the statement and finds no row.
    private func findsNothing(_ sql: String, _ database: Database) -> Bool {
        (try? rows("SELECT count(*) FROM (SELECT * FROM (\n\(sql)\n))", database)) == [["0.0"]]
    }

    @Test("What passes by a scan passes by its SQL", arguments: statements)
    func scansSayWhatSQLSays(statement: String) throws {
        let database = try memoryDatabase()
        try database.execute(Self.relations)
        for relation in ["t", "one", "e"] {
            let sql = statement.replacing("from t ", with: "from \(relation) ")
                .replacing("t.", with: "\(relation).").replacing(
                    "paren\(relation).", with: "parent.")
            let finds = !findsNothing(sql, database)
            #expect(!(try passes([sql], database) && finds), "\(sql)")
        }
    }

    @Test("No statement changes what a scan says of another one", arguments: statements)
    func scansAreOfEachAlone(statement: String) throws {
        let database = try memoryDatabase()
        try database.execute(Self.relations)
        for sql in ["select k from t where k > 2", "select k from t where k is null"] {
            let passing = try passes([sql, statement], database)
            if passing { #expect(findsNothing(sql, database), "\(sql) beside \(statement)") }
        }
    }

    private static let lists = [
        "k", "*", "k, a", "all k", "count(*)", "max(k)", "k, count(*) as n", "b - a as bad",
        "k, b - a bad", "k, null 'bad'", "null as \"x y\"", "k as a", "a as k", "b as \"b\"",
        "nowhere", "(select sum(k) from p)", "1", "k - 1 as k, b as a",
    ]
    private static let conditions = [
        "", "k is null", "b is null", "\"b\" is null", "bad < 0", "\"bad\" < 0", "\"bad\" is null",
        "\"x y\" is null", "k < 0", "k > 0", "a is not null", "k is not null", "b is not null",
        "\"k\" is not null", "k < 0 or a = 9", "k in (select k from p)", "count(*) > 9",
        "k not in (select f from p where \"bad\" < 0)", "abs(k) < 0", "max(k, a) > 100",
        "max(k) > 100", "(select max(one.k) from p) > 100", "a not in ('9', 'x')",
    ]
    private static let groups = [
        "", "group by k", "group by a", "group by \"k\"", "group by a, k", "group by bad",
        "group by \"bad\"", "group by \"x y\"", "group by 1", "group by b",
    ]
    private static let ends = [
        "", "having count(*) > 1", "having count(*) = 1", "having count(*) > 1 limit 0",
        "order by k", "limit 0",
    ]

    /// How many statements have a shape tells that not all are left to SQLite.
    @Test("All of a grammar", .timeLimit(.minutes(5)), arguments: ["t", "one", "e", "v"])
    func grammar(relation: String) throws {
        let database = try memoryDatabase()
        try database.execute(Self.relations)
        var shaped = 0
        for list in Self.lists {
            for condition in Self.conditions {
                let filter = condition.isEmpty ? "" : "where \(condition)"
                for group in Self.groups {
                    for end in Self.ends {
                        let sql = "select \(list) from \(relation) \(filter) \(group) \(end)"
                        guard TestShape(sql) != nil else { continue }
                        shaped += 1
                        guard try passes([sql], database) else { continue }
                        #expect(findsNothing(sql, database), "\(sql)")
                    }
                }
            }
        }
        #expect(shaped > 1000)
    }

    @Test(
        "Generic tests are decided by scans, also of quoted columns",
        arguments: ["k", "\"k\"", "\"two words\"", "\"order\""])
    func genericTestsHaveShapes(column: String) throws {
        let database = try memoryDatabase()
        try database.execute(
            """
            CREATE TABLE t (k, "two words", "order"); INSERT INTO t VALUES (1, 1, 1), (2, 2, 2);
            CREATE TABLE p AS SELECT * FROM t;
            """)
        let directory = TemporaryDirectory()
        let name = column.replacing("\"", with: "\\\"")
        let project = try project(
            [
                "models/t.sql": "select 1", "models/p.sql": "select 1",
                "models/properties.yml": """
                models:
                  - name: t
                    columns:
                      - name: "\(name)"
                        tests:
                          - not_null
                          - unique
                          - accepted_values: {arguments: {values: [1, 2], quote: false}}
                          - relationships: {arguments: {to: ref('p'), field: "\(name)"}}
                """,
            ], in: directory)
        let compiled = try run(project, database, .compile).nodes.filter { $0.kind == .test }
        #expect(compiled.count == 4)
        for test in compiled {
            let sql = try #require(test.compiledSQL)
            #expect(try passes([sql], database), "\(sql)")
        }
    }
}
