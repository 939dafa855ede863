// Records of batches, against the values that SQLite stores when they are bound.

import Columnar
@testable import Modeling
@testable import Projection
@testable import SQLiteBridge
import Testing

@Suite("Records of batches")
struct RecordEncoderTests {
    private static let types = ["TEXT", "INTEGER", "DOUBLE", "DATE", "BLOB"]

    private static let integers: [Int64] =
        [0, 1, -1, 2, 127, 128, -128, -129, 32_767, 32_768, -32_768, -32_769, 8_388_607, 8_388_608]
        + [-8_388_608, -8_388_609, 2_147_483_647, 2_147_483_648, -2_147_483_648, -2_147_483_649]
        + [140_737_488_355_327, 140_737_488_355_328, -140_737_488_355_328, -140_737_488_355_329]
        + [9_007_199_254_740_993, .max, .min, .max - 1, .min + 1]

    private static let reals: [Double] = [
        0, -0.0, 1, -1, 0.5, -2.25, 1e15, 1e18, 9.3e18, -9.3e18, 1e300, -1e300,
        .leastNonzeroMagnitude, .infinity,
        -.infinity, 140_737_488_355_327, 140_737_488_355_328, 9_223_372_036_854_774_784, 1.0e2,
    ]

    private static let texts = [
        "", " ", "a", "0", "1", "007", "-5", "+5", "5.0", "1e3", "1E3", "e3", ".5", "5.", "-", "+",
        "--1", "1-2", "2024-05-01", "2024-05-01 10:00:00", "10:00", " 12", "12 ", "1 2", "0x10",
        "123456789012345678", "1234567890123456789", "99999999999999999999", "١٢", "é", "12é",
        "infinity", "nan", "1_000", "{\"a\":1}", "12\u{0}", "\t7", "7\n",
    ]

    private static let values: [Value] =
        [.null, .blob([]), .blob([0]), .blob(Array("12".utf8))]
        + integers.map { .integer($0) } + reals.map { .real($0) }
        + texts.map { .text(Array($0.utf8)) }
        + [126, 127, 128, 8000, 20_000].map { .text(Array(repeating: 0x61, count: $0)) }

    private func batch(_ columns: [[Value]]) -> ProjectedBatch {
        let arena = TextArena()
        let vectors = columns.map { values in
            let vector = AddressedVector(count: values.count)
            for (row, value) in values.enumerated() { vector.set(row, value, in: arena) }
            return vector
        }
        return ProjectedBatch((columns.first?.count ?? 0, vectors), memory: [arena])
    }

    /// What a table holds, and how many bytes of records.
    private func content(_ table: String, _ columnCount: Int, _ database: Database) throws
        -> [String]
    {
        let list = (1...columnCount).map { "typeof(c\($0)) || quote(c\($0))" }
        let query = "SELECT \(list.joined(separator: "|| ',' ||")) FROM \(table) ORDER BY rowid"
        let statement = try #require(try database.prepare(query).statement)
        var found: [String] = []
        while try statement.step() { found.append(statement.text(at: 0) ?? "") }
        let payload = try database.text(
            of: "SELECT sum(payload) FROM dbstat WHERE name = '\(table)'")
        return found + [payload ?? ""]
    }

    private func definition(_ types: [String]) -> String {
        "(" + types.enumerated().map { "c\($0 + 1) \($1)" }.joined(separator: ", ") + ")"
    }

    /// Stores rows in both ways.
    ///
    /// - Returns: false where the encoder leaves a value to SQLite.
    private func agrees(_ types: [String], _ rows: [[Value]]) throws -> Bool {
        let database = try memoryDatabase()
        let records = try #require(RowDatabase(attachedTo: database))
        let columns = types.indices.map { column in rows.map { $0[column] } }
        let encoder = RecordEncoder(affinities: types.map { ColumnAffinity(declaredType: $0) })
        guard let pages = encoder.rows(batch(columns))?.pages else { return false }
        try database.execute("CREATE TABLE bound \(definition(types))")
        let places = types.map { _ in "?" }.joined(separator: ", ")
        let insert = try #require(
            try database.prepare("INSERT INTO bound VALUES (\(places))").statement)
        for row in rows {
            for (index, value) in row.enumerated() { try insert.bind(value, at: index + 1) }
            _ = try insert.step()
            insert.reset()
        }
        try database.execute("CREATE TABLE copied \(definition(types.map { _ in "" }))")
        let copy = try #require(
            try records.prepareInsert(into: "copied", columnCount: types.count))
        #expect(try records.insert(pages, columnCount: types.count, copy))
        try database.execute(
            "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE copied "
                + "\(definition(types))' WHERE name = 'copied'; PRAGMA writable_schema=RESET")
        #expect(
            try content("copied", types.count, database)
                == content("bound", types.count, database))
        #expect(try database.text(of: "PRAGMA main.integrity_check") == "ok")
        return true
    }

    @Test(
        "Each value is stored as SQLite stores it under the type, or left to SQLite",
        arguments: types)
    func eachValue(_ type: String) throws {
        var left: [Value] = []
        for value in Self.values where try !agrees([type], [[value]]) { left.append(value) }
        let reals = left.filter { if case .real = $0 { true } else { false } }
        let texts = left.filter { if case .text = $0 { true } else { false } }
        // Left are reals in TEXT columns, and in numeric ones what nearly looks like a number.
        #expect(reals.count == (type == "TEXT" ? Self.reals.count : 0))
        #expect(left.count == reals.count + texts.count)
        #expect(texts.isEmpty == (type == "TEXT" || type == "BLOB"))
        #expect(!left.contains(.text(Array("2024-05-01".utf8))))
        #expect(!left.contains(.text(Array("007".utf8))))
    }

    @Test("Rows of many columns, in any mixture")
    func rows() throws {
        var random = SystemRandomNumberGenerator()
        var stored = 0
        for _ in 0..<20 {
            let types = (0..<Int.random(in: 1...128, using: &random)).map { _ in
                Self.types.randomElement(using: &random) ?? "TEXT"
            }
            var rows: [[Value]] = []
            for _ in 0..<Int.random(in: 1...300, using: &random) {
                rows.append(
                    types.map { type in
                        let value = Self.values.randomElement(using: &random) ?? .null
                        return value.sizeBytes > 1000 || isLeft(value, type) ? .null : value
                    })
            }
            if try agrees(types, rows) { stored += 1 }
        }
        #expect(stored == 20)
    }

    private func isLeft(_ value: Value, _ type: String) -> Bool {
        RecordEncoder(affinities: [ColumnAffinity(declaredType: type)]).rows(batch([[value]]))
            == nil
    }

    @Test("A row that is too long for a page is left to SQLite")
    func longRows() throws {
        let long = Value.text(Array(repeating: 0x62, count: 40_000))
        #expect(try agrees(["TEXT"], [[long], [.null], [long]]))
        #expect(try !agrees(["TEXT", "TEXT"], [[.null, .null], [long, long]]))
    }
}

extension Value {
    fileprivate var sizeBytes: Int {
        switch self {
        case .text(let bytes), .blob(let bytes): bytes.count
        default: 8
        }
    }
}
