// Queries computed on batches against SQLite's own answers.

import Columnar
import Projection
import SQLiteBridge
import Testing

@Suite("Batches give SQLite's rows")
struct SQLiteAgreementTests {
    private static let schema = TableSchema([
        Field("t", .text), Field("n", .integer), Field("d", .double), Field("j", .json),
        Field("k", .json), Field("b", .binary), Field("w", .text),
    ])
    private static let names = schema.fields.map(\.name)

    private static let rows: [[Value]] = {
        let texts: [Value] = [
            .null, .text(""), .text("a"), .text("Patient/17"), .text("urn:uuid:9"), .text("héé"),
            .text("2024-02-29"), .text("2023-02-29"), .text("2024-01-31T23:30:00-05:00"),
            .text("2019-06-01 08:09:10"), .text("2019-06-01T08:09:10.1234Z"),
            .text("2019-06-01T08:09:10.999+14:00"), .text("0000-01-01T00:00:00+01:00"),
            .text("2020-13-01"), .text("now-ish"), .text("12"), .text("-7.5e3"), .text("9x"),
            .text("24:00"), .text("2001-01-01T24:00:00"), .text(" 5"), .text("a\u{0}b"),
        ]
        let numbers: [Value] = [
            .null, .integer(0), .integer(1), .integer(-1), .integer(7), .integer(.max),
            .integer(.min), .integer(1 << 53 + 1),
        ]
        let reals: [Value] = [
            .null, .real(0.0), .real(1.0), .real(-2.5), .real(9007199254740993.0), .real(1e300),
            .real(9.3e18), .real(-9.3e18), .integer(3), .text("no number"),
        ]
        let objects: [Value] = [
            .null, .text(#"{"a":1,"n":2.5,"text":"x"}"#),
            .text(#"{ "a" : [ 1 , 2 ], "n" : null }"#),
            .text(#"{"code":{"coding":[{"code":"8480-6"},{"code":"é"}]},"text":"a\"b\u0041"}"#),
            .text(#"{"odd name":true,"a":{"b":[]},"n":1e3}"#), .text(#"{"a\u0062":1}"#),
            .text(#"{"n":27.493829374982371,"list":[1,2.5,"3",null,{"b":4}]}"#),
            .text(#"{"n":12345678901234567890123}"#), .text(#"{"text":"\ud800"}"#), .text("{}"),
        ]
        let lists: [Value] = [
            .null, .text("[]"), .text("[1,2,3]"), .text("[1,2.5,null,4]"),
            .text(#"[{"a":1,"b":{"c":"d"}},{"a":"x","b":7}]"#), .text(#"{"p":1,"q":[2]}"#),
            .text("5"), .text(#""s""#), .text("[ true , false , \"t\" ]"),
            .text("[9223372036854775807,1]"), .text("[[1,2],[3]]"),
            .text(#"[{"a": [1, 2],"b":" x "},{"a":{"b":"c d"}}]"#), .text("[[1,2] ,[3]]"),
        ]
        let blobs: [Value] = [.null, .blob([]), .blob([0x61]), .blob([0, 0xff])]
        return (0..<300).map { index in
            [
                texts[index % texts.count], numbers[index % numbers.count],
                reals[(index / 3) % reals.count], objects[(index / 2) % objects.count],
                lists[(index * 7) % lists.count], blobs[index % blobs.count],
                texts[(index / 22) % 3 + 2],
            ]
        }
    }()

    private let database: Database

    init() throws {
        try adoptLinkedSQLite()
        database = try Database(path: ":memory:")
        // Without types, so that no column has an affinity: nor have expressions.
        try database.execute("CREATE TABLE t (\(Self.names.joined(separator: ", ")))")
        let places = Self.names.map { _ in "?" }.joined(separator: ", ")
        let insert = try #require(
            try database.prepare("INSERT INTO t VALUES (\(places))").statement)
        for row in Self.rows {
            for (index, value) in row.enumerated() { try insert.bind(value, at: index + 1) }
            _ = try insert.step()
            insert.reset()
        }
    }

    @Test("Random expressions", arguments: 0..<60)
    func expressions(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let make = RandomExpressions(columnCount: Self.names.count, jsonColumns: [3, 4])
        var answered = 0
        for _ in 0..<20 {
            let expression = make.value(3, &random)
            if try compare([expression], conditions: [], items: nil) { answered += 1 }
        }
        // The others ask for what SQLite refuses as well, or for sums of texts.
        #expect(answered >= 8)
    }

    @Test("Lists and conditions", arguments: 0..<40)
    func lists(seed: UInt64) throws {
        var random = SeededGenerator(seed + 1000)
        var make = RandomExpressions(columnCount: Self.names.count, jsonColumns: [3, 4])
        let condition = make.condition(2, &random)
        make.levels = [1]
        let columns = (0..<4).map { _ in make.value(2, &random) }
        _ = try compare(columns, conditions: [condition], items: .column(4))
        _ = try compare(
            columns, conditions: [], items: .call(.jsonExtract(path: "$.list"), [.column(3)]))
    }

    @Test("What depends on one value out of several columns")
    func combinedColumns() throws {
        let text = Expression.call(
            .coalesce, [.call(.jsonExtract(path: "$.text"), [.column(3)]), .column(6), .column(0)])
        let length = Expression.call(.length, [text])
        let start = Expression.call(
            .substring, [text, .literal(.integer(1)), .literal(.integer(10))])
        let date = Expression.choice(
            [.init(when: .call(.greaterOrEqual, [length, .literal(.integer(10))]), then: start)],
            otherwise: .literal(.null))
        let columns = [text, length, .call(.date, [date]), .call(.isNull, [text])]
        #expect(try compare(columns, conditions: [], items: nil))
        #expect(try compare(columns + [.item(level: 1, .value)], conditions: [], items: .column(4)))
    }

    @Test("A value that a constant keeps from being looked at is no error")
    func unreachedValue() throws {
        // Neither column is JSON.
        let broken = Expression.call(
            .coalesce,
            [
                .call(.jsonExtract(path: "$.a"), [.column(0)]),
                .call(.jsonExtract(path: "$.a"), [.column(6)]),
            ])
        let column = Expression.choice(
            [.init(when: .literal(.integer(1)), then: .literal(.text("a")))],
            otherwise: .call(.length, [broken]))
        #expect(try compare([column], conditions: [], items: nil))
        #expect(try !compare([broken], conditions: [], items: nil))
    }

    @Test("Joined tables")
    func lookups() throws {
        try database.execute(
            "CREATE TABLE l0 (k, m, v); INSERT INTO l0 VALUES ('a', 1, 'first'), "
                + "('Patient/17', 1, NULL), ('8480-6', 0, 'pressure'), (7, 1, x'00'), "
                + "(1.0, 1, 'one'), (NULL, 1, 'never')")
        let one = Expression.literal(.integer(1))
        for key in [Expression.column(0), .column(1), .column(2), .column(6)] {
            let lookup = Lookup(
                relation: "l0", columns: ["k", "m", "v"],
                keys: [.init(key, equals: 0), .init(one, equals: 1)])
            #expect(
                try compare(
                    [
                        .lookup(0, column: 2),
                        .call(.coalesce, [.lookup(0, column: 0), .column(6)]),
                    ],
                    conditions: [], items: nil, lookups: [lookup]))
        }
    }

    @Test("A table with the same keys twice is refused")
    func doubledKeys() {
        let rows: [[Value]] = [[.text("a")], [.text("a")]]
        #expect(throws: LakeError.self) { try LookupTable(rows: rows, columnCount: 1, keys: [0]) }
    }

    @Test("A number that no thread may convert is SQLite's", arguments: [1, 3])
    func threads(count: Int) throws {
        let column = Expression.call(.jsonExtract(path: "$.n"), [.column(3)])
        #expect(try compare([column], conditions: [], items: nil, threadCount: count))
    }

    /// - Returns: false where the batches refuse.
    private func compare(
        _ columns: [Expression], conditions: [Expression], items: Expression?,
        lookups: [Lookup] = [], threadCount: Int = 2
    ) throws -> Bool {
        let query = ProjectionQuery(
            source: "t", conditions: conditions, items: items, lookups: lookups,
            columns: columns.enumerated().map { .init("c\($0)", $1) })
        guard let found = try? rows(query, threadCount) else { return false }
        let text = ExpressionText(columns: Self.names, lookups: lookups)
        var sql = "SELECT \(columns.map { text.sql($0) }.joined(separator: ", ")) FROM t"
        if let items { sql += ", json_each(\(text.sql(items))) AS i" }
        for (index, lookup) in lookups.enumerated() {
            let keys = lookup.keys.map {
                "+\(text.sql($0.expression)) = +l\(index).\(lookup.columns[$0.column])"
            }
            sql +=
                " LEFT JOIN \(lookup.relation) AS l\(index) ON "
                + keys.joined(separator: " AND ")
        }
        if !conditions.isEmpty {
            sql += " WHERE " + conditions.map { text.sql($0) }.joined(separator: " AND ")
        }
        let statement = try #require(try database.prepare(sql).statement, "\(sql)")
        var expected: [[Value]] = []
        while try statement.step() {
            expected.append((0..<columns.count).map { statement.value(at: $0) })
        }
        #expect(found.count == expected.count, "\(sql)")
        if let place = zip(found, expected).enumerated().first(where: { $1.0 != $1.1 }) {
            let (row, (own, other)) = place
            Issue.record("row \(row): \(own) instead of \(other): \(sql)")
        }
        return true
    }

    private func rows(_ query: ProjectionQuery, _ threadCount: Int) throws -> [[Value]] {
        var lookups: [LookupTable] = []
        for lookup in query.lookups {
            let list = lookup.columns.joined(separator: ", ")
            let statement = try #require(
                try database.prepare("SELECT \(list) FROM \(lookup.relation)").statement)
            var rows: [[Value]] = []
            while try statement.step() {
                rows.append(lookup.columns.indices.map { statement.value(at: $0) })
            }
            lookups.append(
                try LookupTable(
                    rows: rows, columnCount: lookup.columns.count, keys: lookup.keys.map(\.column)))
        }
        let scan = try ProjectionScan(
            ProjectionPlan(query), of: ListSource(Self.schema, Self.rows, batchRows: 70),
            lookups: lookups,
            in: ScanEnvironment(
                threadCount: threadCount, memoryBytesMax: 1 << 20, report: ScanReport(table: "t")),
            makeFallback: { () throws(LakeError) in try PlainSQLite() }, finish: { $0 })
        var found: [[Value]] = []
        while let batch = try scan.next() {
            for row in 0..<batch.rowCount { found.append(batch.columns.map { $0.value(row) }) }
        }
        return found
    }
}

/// SQLite, asked for one value.
private final class PlainSQLite: ScalarFallback {
    private let database: Database

    init() throws(LakeError) {
        do { database = try Database(path: ":memory:") } catch {
            throw LakeError(.io, error.message)
        }
    }

    func value(of expression: String, _ arguments: [Value]) throws(LakeError) -> Value {
        do throws(SQLiteError) {
            guard let statement = try database.prepare("SELECT " + expression).statement else {
                return .null
            }
            for (index, argument) in arguments.enumerated() {
                try statement.bind(argument, at: index + 1)
            }
            return try statement.step() ? statement.value(at: 0) : .null
        } catch {
            throw LakeError(.invalidInput, error.message)
        }
    }
}
