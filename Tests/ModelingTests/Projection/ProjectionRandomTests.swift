// Random expressions: whatever is not left to SQLite means the same to it.

import Columnar
@testable import Modeling
import Projection
import SQLiteBridge
import Testing

/// Makes SQL text, most of which is computed on batches; operators have no parentheses of their
/// own, so that precedence decides.
private struct RandomSQL: RandomText {
    var state: UInt64

    mutating func value(_ depth: Int) -> String {
        guard depth > 0 else {
            return any([
                "a.id", "a.n", "a.r", "a.d", "a.raw", "a.j", "a.c", "a.p", "a.s", "id", "n", "r",
                "null", "1", "2.5", "'1'", "'x'", "'2.5'", "'2020-06-30'", "-1", "true",
            ])
        }
        let next = depth - 1
        switch self.next(14) {
        case 0: return "\(value(next)) || \(value(next))"
        case 1: return "\(value(next)) \(any(["+", "-", "*"])) \(value(next))"
        case 2: return "cast(\(value(next)) as \(any(["text", "integer", "real"])))"
        case 3: return "case when \(condition(next)) then \(value(next)) else \(value(next)) end"
        case 4: return "case \(value(next)) when \(value(next)) then \(value(next)) end"
        case 5: return "coalesce(\(value(next)), \(value(next)))"
        case 6: return "nullif(\(value(next)), \(value(next)))"
        case 7: return "(\(value(next)))"
        case 8: return "\(any(["-", "+", "- -"]))\(value(next))"
        case 9: return "json_extract(t, '$.\(any(["a", "b", "c"]))')"
        case 10: return "\(any(["lower", "length", "date"]))(\(value(next)))"
        case 11: return "(select sum(value * n) from json_each(list))"
        case 12: return "substr(\(value(next)), \(value(0)))"
        default: return condition(next)
        }
    }

    mutating func condition(_ depth: Int) -> String {
        let next = max(depth - 1, 0)
        switch self.next(9) {
        case 0: return "\(value(next)) is \(any(["", "not "]))null"
        case 1: return "\(value(next)) \(any(["", "not "]))in (\(value(next)), \(value(next)))"
        case 2: return "\(value(next)) in (\(value(0)))"
        case 3: return "\(value(next)) \(any(["", "not "]))between \(value(0)) and \(value(next))"
        case 4: return "not \(condition(next))"
        case 5: return "\(condition(next)) \(any(["and", "or"])) \(condition(next))"
        default:
            let comparison = any(["=", "<>", "<", "<=", ">", ">=", "==", "!="])
            return "\(value(next)) \(comparison) \(value(next))"
        }
    }
}

@Suite struct ProjectionRandomTests {
    private static let columns = """
        with a as (
            select source.*, json_extract(t, '$.a') as j, cast(n as text) as c, +id as p,
                id || '' as s
            from source
        )
        """

    @Test(arguments: 1...3) func expressions(seed: UInt64) throws {
        try compare(seed: seed) { random in
            "select \(random.value(1 + random.next(3))) as x from a"
        }
    }

    @Test(arguments: 1...3) func conditions(seed: UInt64) throws {
        try compare(seed: seed) { random in
            "select id from a where \(random.condition(1 + random.next(3)))"
        }
    }

    @Test(arguments: 1...3) func joins(seed: UInt64) throws {
        try compare(seed: seed) { random in
            let columns = ["code", "kind", "number", "weight", "name", "raw"]
            let key = "\(random.value(random.next(3))) = k.\(random.any(columns))"
            let other = "k.\(random.any(columns)) = \(random.value(random.next(2)))"
            let condition = random.next(3) == 0 ? "\(key) and \(other)" : key
            return "select id, k.code, k.weight from a left join codes as k on \(condition)"
        }
    }

    @Test("Damaged texts are read or refused", arguments: 1...4) func damage(seed: UInt64) {
        var random = RandomSQL(state: seed)
        let texts = [
            StagingText.observation, StagingText.component, StagingText.claimItem,
            StagingText.encounter, StagingText.measurement,
        ].map { Array($0.utf8) }
        let pieces = ["(", ")", ",", "'", "\"", "/*", "--", " case ", " as ", "with ", ".", ";"]
        var refused = 0
        for _ in 0..<1000 {
            var bytes = texts[random.next(texts.count)]
            for _ in 0...random.next(4) {
                let place = random.next(bytes.count)
                switch random.next(4) {
                case 0: bytes.removeSubrange(place..<min(place + random.next(40), bytes.count))
                case 1: bytes.insert(contentsOf: random.any(pieces).utf8, at: place)
                case 2: bytes[place] = UInt8(random.next(256))
                default: bytes.insert(contentsOf: bytes[place...].prefix(60), at: 0)
                }
            }
            // What matters is that every text has an answer.
            if refusal(String(decoding: bytes, as: UTF8.self)) != nil { refused += 1 }
        }
        #expect(refused > 500)
    }

    /// Deep nesting ends in a refusal, not in the end of the stack.
    @Test(arguments: ["(", "not ", "-", "case when ", "coalesce(1, ", "1 || "])
    func depth(opening: String) {
        let text = "select " + String(repeating: opening, count: 20_000) + "1 as x from source"
        #expect(refusal(text) != nil)
    }

    /// Compares those of 250 texts that are taken.
    private func compare(seed: UInt64, _ make: (inout RandomSQL) -> String) throws {
        let database = try memoryDatabase()
        try database.execute(projectionTables)
        try database.execute(projectionRows)
        var random = RandomSQL(state: seed)
        var taken = 0
        for _ in 0..<250 {
            let sql = Self.columns + make(&random)
            guard let query = try? projectionReader.read(sql) else { continue }
            // Malformed JSON is an error of both.
            guard let expected = try? typedRows(sql, database) else { continue }
            taken += 1
            let plain = PlainSQL(query: query, sourceColumns: projectionSourceColumns).text
            #expect(try typedRows(plain, database) == expected, "\(sql)")
        }
        #expect(taken > 50)
    }
}
