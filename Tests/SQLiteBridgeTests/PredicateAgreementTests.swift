// Conditions evaluated by a source against the same conditions evaluated by SQLite.
//
// One source claims everything and evaluates with Predicate.Test; the other claims nothing. Every
// query must give the same rows from both.

import Columnar
@testable import SQLiteBridge
import Testing

@Suite("Conditions agree with SQLite")
struct PredicateAgreementTests {
    private static let schema = TableSchema([
        Field("t", .text), Field("n", .integer), Field("d", .decimal), Field("k", .integer),
    ])

    private static let rows: [[Value]] = {
        let texts: [Value] = [
            .null, .text(""), .text("a"), .text("A"), .text("ab"), .text("a%"), .text("a_"),
            .text("b"),
            .text("1"), .text("10"), .text("2"), .text("é"), .text("a b"), .text("[a"),
            .text("a\u{7f}"),
        ]
        let numbers: [Value] = [
            .null, .integer(0), .integer(1), .integer(-1), .integer(2), .integer(10),
            .integer(.max), .integer(.min), .integer(1 << 53), .integer(1 << 53 + 1),
        ]
        let decimals: [Value] = [
            .null, .real(0.5), .integer(1), .real(1.5), .real(-2.25), .integer(3), .real(1e20),
        ]
        return (0..<texts.count * 10).map { index in
            [
                texts[index % texts.count], numbers[index % numbers.count],
                decimals[index % decimals.count], .integer(Int64(index)),
            ]
        }
    }()

    private static let conditions: [String] = {
        let textValues = [
            "''", "'a'", "'A'", "'ab'", "'10'", "1", "10", "1.0", "x'61'", "NULL", "'é'",
        ]
        let numberValues = [
            "0", "1", "-1", "1.0", "1.5", "'1'", "'x'", "''", "x'31'", "NULL",
            "9223372036854775807",
            "-9223372036854775808", "9007199254740993", "9007199254740992.0", "1e300", "' 1'",
            "'1e0'",
        ]
        var found: [String] = []
        for operation in ["=", "<>", "<", "<=", ">", ">=", "IS", "IS NOT"] {
            for value in textValues { found.append("t \(operation) \(value)") }
            for value in numberValues {
                found += [
                    "n \(operation) \(value)", "d \(operation) \(value)", "\(value) \(operation) n",
                ]
            }
        }
        for pattern in [
            "a%", "A%", "%", "", "a", "_", "a_%", "%b", "a\\%", "é%", "É%", "[a%", "1%",
        ] {
            found += ["t LIKE '\(pattern)'", "t NOT LIKE '\(pattern)'", "n LIKE '\(pattern)'"]
            found.append("t LIKE '\(pattern)' ESCAPE '\\'")
        }
        for pattern in ["a*", "A*", "*", "", "a", "?", "a?*", "[ab]*", "[^a]*", "é*", "[[]a"] {
            found += ["t GLOB '\(pattern)'", "t NOT GLOB '\(pattern)'", "n GLOB '\(pattern)'"]
        }
        found += [
            "t IS NULL", "t NOT NULL", "n IS NULL", "d IS NOT NULL", "t IN ('a', 'b', NULL)",
            "t IN ()",
            "t IN ('a', 1)", "t NOT IN ('a', 'b')", "n IN (1, 2.0, '10')", "n IN (1, 2)",
            "n IN (NULL)",
            "d IN (1, 1.5, 1e20)", "n NOT IN (1, NULL)", "t BETWEEN 'a' AND 'b'",
            "n BETWEEN 0 AND 10",
            "n BETWEEN -1.5 AND '2'", "t = 'A' COLLATE NOCASE", "t < 'B' COLLATE NOCASE",
            "t = 'a' OR n = 1", "t = 'a' AND n > 0", "NOT (t = 'a')", "t = 'a' OR t = 'b'",
            "t IN ('a', 'b') AND n IN (0, 1, 2)", "(t, n) = ('a', 2)", "t || '' = 'a'", "+n = 1",
            "t = n", "n = d", "t < d", "n = k", "t = CAST(1 AS TEXT)", "n = CAST('1' AS TEXT)",
            "t IN (SELECT t FROM plain WHERE n > 0)", "t = (SELECT max(t) FROM plain)",
            "n = (SELECT 1)", "t >= 'a' AND t < 'b'", "k > 20 AND k <= 40 AND t > ''",
        ]
        return found
    }()

    private func connect() throws -> Database {
        try adoptLinkedSQLite()
        let database = try Database(path: ":memory:")
        let host = ScanHost(settings: ScanSettings()) { _ in }
        for (name, claims, scans) in [
            ("claiming", true, 1), ("plain", false, 1), ("patient", true, 7),
        ] {
            let source = ProbeSource(
                Self.schema, Self.rows, claims: claims, scansBeforeKeeping: scans)
            try database.register(
                ScanModule(name, .virtualTable { (_) throws(LakeError) in source }), host: host)
            try database.execute("CREATE VIRTUAL TABLE temp.\(name) USING \(name)()")
        }
        return database
    }

    private func keys(_ database: Database, _ sql: String) throws -> [String] {
        let statement = try #require(try database.prepare(sql).statement)
        var found: [String] = []
        while try statement.step() {
            found.append(
                (0..<statement.columnCount).map { statement.text(at: $0) ?? "NULL" }.joined(
                    separator: "|"))
        }
        return found
    }

    @Test("Rows")
    func rows() throws {
        let database = try connect()
        for condition in Self.conditions {
            let sql = "SELECT k, t, n, d FROM temp.TABLE WHERE \(condition) ORDER BY +k"
            let expected = try keys(database, sql.replacing("TABLE", with: "plain"))
            let found = try keys(database, sql.replacing("TABLE", with: "claiming"))
            #expect(found == expected, "\(condition)")
        }
    }

    @Test("Groups and distinct values")
    func groups() throws {
        let database = try connect()
        for condition in ["1", "t IS NOT NULL", "n > 0", "t LIKE 'a%'", "t = 'a'", "n IN (1, 2)"] {
            for (select, rest) in [
                ("t, count(*)", "GROUP BY t"), ("t, n, count(*), sum(d)", "GROUP BY t, n"),
                ("t", "GROUP BY t"), ("DISTINCT t", ""), ("DISTINCT n, t", ""),
                ("n, max(t)", "GROUP BY n ORDER BY n DESC"),
                ("t, n", "GROUP BY t, n ORDER BY t, n DESC"),
                ("DISTINCT t", "ORDER BY t DESC"), ("count(DISTINCT t)", ""),
                ("d, min(k), max(k)", "GROUP BY d"),
            ] {
                let sql = "SELECT \(select) FROM temp.TABLE WHERE \(condition) \(rest)"
                let expected = try keys(database, sql.replacing("TABLE", with: "plain"))
                let found = try keys(database, sql.replacing("TABLE", with: "claiming"))
                if rest.contains("ORDER") {
                    #expect(found == expected, "\(sql)")
                } else {
                    #expect(found.sorted() == expected.sorted(), "\(sql)")
                }
            }
        }
    }

    @Test("Nested loops, hash look-ups among them")
    func joins() throws {
        let database = try connect()
        for on in [
            "a.t = b.t", "a.n = b.n", "a.t = b.n", "a.n = b.t", "a.t = b.t AND a.n = b.n",
            "a.k = b.k",
            "b.t = a.t COLLATE NOCASE", "a.t = b.t OR a.n = b.n", "a.d = b.n", "b.t IS a.t",
            "b.t > a.t",
            "b.t = a.t AND b.k < 30", "b.t IN (a.t, 'b')", "b.k = a.n + 1",
        ] {
            for join in ["JOIN", "LEFT JOIN", "CROSS JOIN"] {
                let sql =
                    "SELECT count(*), sum(a.k * b.k), count(b.k) FROM "
                    + "(SELECT * FROM temp.TABLE WHERE k < 40) AS a \(join) temp.TABLE AS b ON \(on)"
                let expected = try keys(database, sql.replacing("TABLE", with: "plain"))
                for name in ["claiming", "patient"] {
                    let found = try keys(database, sql.replacing("TABLE", with: name))
                    #expect(found == expected, "\(name) \(join) ON \(on)")
                }
            }
        }
    }

    @Test("A source that finds single values is asked for each of a few", arguments: [1, 4, 100])
    func scansBeforeKeeping(scans: Int) throws {
        try adoptLinkedSQLite()
        let database = try Database(path: ":memory:")
        let source = ProbeSource(Self.schema, Self.rows, claims: true, scansBeforeKeeping: scans)
        try database.register(
            ScanModule("probe", .virtualTable { (_) throws(LakeError) in source }),
            host: ScanHost(settings: ScanSettings()) { _ in })
        try database.execute(
            """
            CREATE VIRTUAL TABLE temp.probe USING probe();
            CREATE TABLE wanted AS SELECT 3 AS k UNION ALL SELECT 5 UNION ALL SELECT 8
                UNION ALL SELECT 13 UNION ALL SELECT 21 UNION ALL SELECT 34
            """)
        let found = try database.text(
            of: "SELECT sum(p.k) FROM wanted CROSS JOIN temp.probe AS p ON p.k = wanted.k")
        #expect(found == "84")
        // Six values: each by a scan of its own, or after some of them all rows at once.
        #expect(source.openCount == min(6, scans + 1))
    }
}
