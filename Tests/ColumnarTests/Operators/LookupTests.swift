// Look-ups by equality: rows that are never missed, groups that are known.

@testable import Columnar
import Testing

@Suite("Look-ups")
struct LookupTests {
    private static let numbers: [Value] = [
        .integer(0), .real(-0.0), .real(0.5), .integer(1), .real(1), .integer(-1), .integer(.min),
        .real(-0x1p63), .integer(.max), .real(0x1p63), .integer(1 << 53), .real(0x1p53),
        .integer(1 << 53 + 1), .real(.infinity), .real(-.infinity), .real(1e300),
    ]

    /// A look-up may find too much, since its reader compares again; it never misses a row that
    /// compares equal, and rows come in order.
    @Test("Numbers by value, whether integer or real", arguments: numbers)
    func byValue(key: Value) throws {
        let values = Self.numbers + [.null, .real(.nan)] + Self.numbers
        let column = try vector(values, .real)
        var found: [UInt32] = []
        RowIndex(column).rows(matching: key, into: &found)
        let expected = values.indices.filter { compareNumbers(values[$0], key) == 0 }
        #expect(
            found.filter { compareNumbers(values[Int($0)], key) == 0 }.map { Int($0) } == expected)
        #expect(found == found.sorted() && Set(found).count == found.count)
    }

    @Test("A look-up by number also finds texts, which SQLite may take for numbers")
    func textsAmongNumbers() throws {
        let column = try vector(
            [.integer(5), .text("5"), .null, .text("x"), .real(5), .text(" 5 ")], .integer)
        var found: [UInt32] = [77]
        RowIndex(column).rows(matching: .integer(5), into: &found)
        #expect(found.first == 77)
        #expect(Set(found.dropFirst()).isSuperset(of: [0, 1, 4, 5]))
        #expect(Array(found.dropFirst()) == found.dropFirst().sorted())
    }

    @Test("What equals nothing finds nothing")
    func nothing() throws {
        let column = try vector([.integer(5), .null, .blob([1]), .real(.nan)], .integer)
        for key: Value in [.null, .blob([1]), .real(.nan)] {
            var found: [UInt32] = []
            RowIndex(column).rows(matching: key, into: &found)
            #expect(found.isEmpty)
        }
    }

    @Test("Many numbers")
    func many() throws {
        var generator = SplitMix(state: 8)
        let values = (0..<5000).map { _ in Int64.random(in: -300...300, using: &generator) }
        let index = RowIndex(try vector(values.map { .integer($0) }, .bigint))
        for key: Int64 in -310...310 {
            for value in [Value.integer(key), .real(Double(key))] {
                var found: [UInt32] = []
                index.rows(matching: value, into: &found)
                let exact = found.filter { values[Int($0)] == key }.map { Int($0) }
                #expect(exact == values.indices.filter { values[$0] == key })
                // A bucket holds few other rows.
                #expect(found.count < exact.count + 100)
            }
        }
    }

    @Test("A group is known when its key was met, whatever the form of the number")
    func knownGroups() throws {
        let keys: [Value] = [.integer(1), .text("a"), .null, .real(2.5)]
        let other: [Value] = [.integer(7), .integer(7), .null, .text("z")]
        var table = GroupTable()
        var key: [UInt8] = []
        let first = try vector(keys, .text)
        let second = try vector(other, .text)
        #expect(table.knownGroup(of: 0, keys: [first], &key) == nil)
        for row in keys.indices { #expect(table.group(of: row, keys: [first, second]) == row) }
        let probes: [(Value, Value, Int?)] = [
            (.real(1), .integer(7), 0), (.integer(1), .real(7), 0), (.integer(1), .null, nil),
            (.text("a"), .integer(7), 1), (.blob([97]), .integer(7), nil), (.null, .null, 2),
            (.real(2.5), .text("z"), 3), (.real(2.5), .text("zz"), nil),
            (.text("A"), .integer(7), nil),
        ]
        let left = try vector(probes.map(\.0), .text)
        let right = try vector(probes.map(\.1), .text)
        for (row, probe) in probes.enumerated() {
            #expect(table.knownGroup(of: row, keys: [left, right], &key) == probe.2)
        }
        // Looking adds nothing.
        #expect(table.groupCount == 4)
    }

    @Test("Many groups are known")
    func manyKnown() throws {
        let column = try vector((0..<5000).map { .integer($0 * 3) }, .bigint)
        var table = GroupTable()
        var groups: [UInt32] = []
        try table.number([column], rowCount: 5000, into: &groups) { (_) throws(LakeError) in }
        let probes = try vector((0..<15_000).map { .integer($0) }, .bigint)
        var key: [UInt8] = []
        for row in 0..<15_000 {
            let expected = row % 3 == 0 ? row / 3 : nil
            #expect(table.knownGroup(of: row, keys: [probes], &key) == expected)
        }
    }
}
