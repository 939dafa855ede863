// Conditions on columns of lake types, evaluated by a source and by SQLite: dates, timestamps,
// UUIDs and decimals have NUMERIC affinity in SQLite, though their values are texts.
//
// Three tables hold the same rows: a source that claims every condition, one that claims none, and
// an ordinary table of SQLite with the same declared types. Every query must give the same from
// all.

import Columnar
@testable import SQLiteBridge
import Testing

@Suite("Conditions on lake types agree with SQLite")
struct TypedAgreementTests {
    private static let schema = TableSchema([
        Field("dy", .date), Field("ts", .timestamp), Field("tz", .timestampWithZone),
        Field("tm", .time), Field("u", .uuid), Field("d", .fixedDecimal(precision: 9, scale: 2)),
        Field("w", .fixedDecimal(precision: 38, scale: 2)), Field("b", .bigint),
        Field("f", .double), Field("t", .text), Field("k", .integer),
    ])

    private static let dates = [
        "0000-01-01", "0001-01-01", "1969-12-31", "2020-01-01", "2020-02-29", "9999-12-31",
        "10000-01-01", "-0001-12-31",
    ]

    private static let rows: [[Value]] = {
        let uuids = [
            "00000000-0000-0000-0000-000000000000", "12345678-9012-3456-7890-123456789012",
            "1e345678-0000-4000-8000-000000000001", "f79c3e09-677c-4bbd-a479-3f349cb785e7",
        ]
        let times = ["00:00:00", "01:02:03.000004", "23:59:59.999999"]
        let decimals: [Double] = [0, -0.0, 0.1, 14.2, -14.2, 9_999_999.99]
        let wide = ["0.00", "14.20", "-14.20", "999999999999999999999999999999999999.99"]
        let integers: [Int64] = [0, 1, -1, 5, 2020, 1000, .max, .min, 1 << 53 + 1]
        let reals: [Double] = [0, 0.5, 2020, 5, 1000, 0x1p53, -1e300, .infinity]
        let texts = ["", "5", "2020", "2020-01-01", "1e3", "a"]
        func text(_ list: [String], _ index: Int) -> Value {
            index % 11 == 10 ? .null : .text(list[index % list.count])
        }
        return (0..<120).map { index in
            [
                text(dates, index), text(dates.map { $0 + " 00:00:00" }, index / 2),
                text(dates.map { $0 + " 12:30:00.5+00:00" }, index / 3), text(times, index),
                text(uuids, index),
                index % 7 == 6 ? .null : .real(decimals[index % decimals.count]),
                text(wide, index), index % 10 == 9 ? .null : .integer(integers[index % 9]),
                index % 9 == 8 ? .null : .real(reals[index % 8]), text(texts, index),
                .integer(Int64(index)),
            ]
        }
    }()

    /// What statements compare with: texts that look like numbers, and some that do not quite.
    private static let constants = [
        "'2020-01-01'", "'2020'", "'  5'", "'5 '", "'1e3'", "'2020-'", "'20200101'", "'1e'", "'.5'",
        "'-'", "'+5'",
        "''", "' '", "'5x'", "'0x10'", "'inf'", "'nan'", "'1_000'", "'2020-01-01 00:00:00'",
        "'2020-01-01 12:30:00.5+00:00'", "'2020-02-30'", "'-0001-12-31'", "'10000-01-01'",
        "'01:02:03.000004'", "'12345678-9012-3456-7890-123456789012'", "'1e345678'",
        "'f79c3e09-677c-4bbd-a479-3f349cb785e7'", "'14.20'", "'14.2'", "5", "2020", "-1", "0",
        "0.0",
        "14.2", "1e3", "9223372036854775807", "9007199254740992.0", "NULL", "x'35'", "x''",
        "CAST('2020' AS TEXT)", "CAST(5 AS TEXT)", "date('2020-01-01')", "1.0 * 5",
    ]

    private static let columns = schema.fields.dropLast().map(\.name)

    private func connect() throws -> Database {
        try adoptLinkedSQLite()
        let database = try Database(path: ":memory:")
        let host = ScanHost(settings: ScanSettings()) { _ in }
        for (name, claims) in [("claiming", true), ("leaving", false)] {
            let source = ProbeSource(Self.schema, Self.rows, claims: claims)
            try database.register(
                ScanModule(name, .virtualTable { (_) throws(LakeError) in source }), host: host)
            try database.execute("CREATE VIRTUAL TABLE temp.\(name) USING \(name)()")
        }
        // An ordinary table, without affinity where the values are stored, so that they stay texts.
        let columns = Self.schema.fields.map(\.name).joined(separator: ", ")
        try database.execute("CREATE TABLE stored (\(columns))")
        try database.execute("INSERT INTO stored SELECT \(columns) FROM temp.leaving")
        let affinities = Self.schema.fields.map { field in
            "\(field.name) \(field.type.declaration)"
        }
        try database.execute(
            "CREATE TABLE ordinary (\(affinities.joined(separator: ", ")))")
        try database.execute("INSERT INTO ordinary SELECT \(columns) FROM stored")
        return database
    }

    private func rows(
        _ database: Database, _ sql: String, _ table: String, _ parameters: [Value] = []
    ) throws -> [String] {
        let text = sql.replacing("TABLE", with: table == "ordinary" ? table : "temp.\(table)")
        let statement = try #require(try database.prepare(text).statement)
        for (index, value) in parameters.enumerated() { try bind(value, index + 1, statement) }
        var found: [String] = []
        while try statement.step() {
            found.append(
                (0..<statement.columnCount).map { statement.text(at: $0) ?? "NULL" }.joined(
                    separator: "|"))
        }
        return found
    }

    /// Whether an ordinary table stores what the sources have: it makes numbers of wide decimals,
    /// and integers of whole ones, which LIKE sees as other texts.
    private func isStoredAlike(_ column: String, _ condition: String) -> Bool {
        let isPattern = condition.contains("LIKE") || condition.contains("GLOB")
        return column != "w" && !(column == "d" && (isPattern || condition.contains("||")))
    }

    private func bind(_ value: Value, _ index: Int, _ statement: Statement) throws {
        switch value {
        case .null: try statement.bind(nil, at: index)
        case .integer(let integer): try statement.bind(integer, at: index)
        case .real(let real): try statement.bind(real, at: index)
        case .text(let bytes), .blob(let bytes): try statement.bind(text: bytes[...], at: index)
        }
    }

    private func expectAgreement(
        _ database: Database, _ sql: String, _ parameters: [Value] = [], withOrdinary: Bool = true
    ) throws {
        let expected = try rows(database, sql, "leaving", parameters)
        let found = try rows(database, sql, "claiming", parameters)
        #expect(found == expected, "\(sql) \(parameters)")
        if withOrdinary {
            let ordinary = try rows(database, sql, "ordinary", parameters)
            #expect(found == ordinary, "\(sql) \(parameters), an ordinary table")
        }
    }

    @Test("Comparisons with constants", arguments: columns)
    func comparisons(column: String) throws {
        let database = try connect()
        for operation in ["=", "<>", "<", "<=", ">", ">=", "IS", "IS NOT"] {
            for constant in Self.constants {
                try expectAgreement(
                    database,
                    "SELECT k FROM TABLE WHERE \(column) \(operation) \(constant) ORDER BY +k",
                    withOrdinary: isStoredAlike(column, operation))
                try expectAgreement(
                    database,
                    "SELECT k FROM TABLE WHERE \(constant) \(operation) \(column) ORDER BY +k",
                    withOrdinary: isStoredAlike(column, operation))
            }
        }
    }

    @Test("Lists, ranges and patterns", arguments: columns)
    func lists(column: String) throws {
        let database = try connect()
        var conditions = [
            "COLUMN IN ('2020', '2020-01-01')", "COLUMN IN ('2020-01-01', '0001-01-01', NULL)",
            "COLUMN IN (5, '5', '14.20')", "COLUMN IN (5, 2020, 14.2)",
            "COLUMN NOT IN ('2020-01-01', 5)",
            "COLUMN BETWEEN '2020' AND '2021'", "COLUMN BETWEEN '2019-01-01' AND '2020-12-31'",
            "COLUMN BETWEEN 0 AND '1e4'", "COLUMN IN (SELECT COLUMN FROM TABLE WHERE k < 9)",
            "COLUMN >= '2020' AND COLUMN < '3'", "COLUMN > (SELECT min(COLUMN) FROM TABLE)",
            "COLUMN IS NULL", "COLUMN NOT NULL",
            "COLUMN = '2020-01-01' COLLATE NOCASE", "COLUMN || '' = '2020-01-01'",
            "+COLUMN = '2020-01-01'",
            "COLUMN = '2020-01-01' OR COLUMN = 5", "COLUMN = 5 AND k > 10",
        ]
        for pattern in ["20%", "2020-01%", "%", "", "1_", "F79%", "1E3%", "14.2%", "5", "-%"] {
            conditions += ["COLUMN LIKE '\(pattern)'", "COLUMN NOT LIKE '\(pattern)'"]
        }
        for pattern in ["20*", "f79*", "F79*", "1?3*", "[0-9]*", "5"] {
            conditions.append("COLUMN GLOB '\(pattern)'")
        }
        for condition in conditions {
            let text = condition.replacing("COLUMN", with: column)
            try expectAgreement(
                database, "SELECT k FROM TABLE WHERE \(text) ORDER BY +k",
                withOrdinary: isStoredAlike(column, condition))
        }
    }

    @Test("Bound parameters", arguments: columns)
    func parameters(column: String) throws {
        let database = try connect()
        let values: [Value] =
            [
                "2020-01-01", "2020", "  5", "5", "1e3", "", "0001-01-01 00:00:00", "x",
                "12345678-9012-3456-7890-123456789012",
            ].map { .text($0) } + [
                .integer(5), .integer(2020), .real(14.2), .real(0), .real(0x1p63), .null,
                .integer(.max),
            ]
        for operation in ["=", "<", "<=", ">", ">=", "IS", "LIKE", "GLOB"] {
            for value in values {
                try expectAgreement(
                    database, "SELECT k FROM TABLE WHERE \(column) \(operation) ? ORDER BY +k",
                    [value], withOrdinary: isStoredAlike(column, operation))
            }
        }
        for value in values {
            try expectAgreement(
                database, "SELECT k FROM TABLE WHERE \(column) IN (?1, 5, '2020') ORDER BY +k",
                [value], withOrdinary: column != "w")
            try expectAgreement(
                database, "SELECT k FROM TABLE WHERE \(column) BETWEEN ?1 AND '9' ORDER BY +k",
                [value], withOrdinary: column != "w")
        }
    }

    /// Pairs of columns that a join compares, and the same the other way round.
    private static let joins = [
        ("b", "b"), ("b", "f"), ("b", "k"), ("k", "b"), ("f", "b"), ("f", "f"), ("b", "t"),
        ("t", "b"), ("dy", "dy"), ("dy", "t"), ("t", "dy"), ("dy", "b"), ("b", "dy"), ("d", "f"),
        ("d", "b"), ("u", "u"), ("u", "t"), ("ts", "ts"), ("tm", "tm"), ("t", "t"),
    ]

    @Test("Joins, by look-ups in a hash index", arguments: joins)
    func joined(left: String, right: String) throws {
        let database = try connect()
        for operation in ["=", "IS", "<", ">="] {
            for join in ["JOIN", "LEFT JOIN", "CROSS JOIN"] {
                // The left side is the ordinary table, whose values SQLite compares itself.
                let sql =
                    "SELECT count(*), sum(a.k * (b.k + 1)), count(b.k) FROM "
                    + "(SELECT * FROM ordinary WHERE k < 60) AS a \(join) TABLE AS b "
                    + "ON a.\(left) \(operation) b.\(right)"
                try expectAgreement(database, sql)
            }
        }
        let existing =
            "SELECT a.k FROM ordinary AS a WHERE EXISTS "
            + "(SELECT 1 FROM TABLE AS b WHERE b.\(right) = a.\(left)) ORDER BY a.k"
        try expectAgreement(database, existing)
    }
}
