// Grouping: aggregates over batches, whole rows by groups, the table of groups. Expected values
// from dictionaries.

@testable import Columnar
import Testing

@Suite("Grouping")
struct GroupingTests {
    private static let types: [DataType] = [.text, .integer, .real]
    private static let schema = TableSchema([
        Field("name", .text), Field("number", .integer), Field("amount", .real),
    ])

    private func makeRows(_ count: Int, seed: UInt64) -> [[Value]] {
        var generator = SplitMix(state: seed)
        return (0..<count).map { index in
            let name: Value =
                [
                    .null, .text("a"), .text("b"), .text(""), .text("a\0"), .blob([97]),
                    .integer(1),
                    .real(1.5), .text("1"),
                ].randomElement(using: &generator) ?? .null
            let number: Value =
                index % 7 == 0 ? .null : .integer(Int64.random(in: -3...3, using: &generator))
            let amount: Value =
                index % 5 == 0
                ? .null : .real(Double(Int.random(in: -8...8, using: &generator)) / 4)
            return [name, number, amount]
        }
    }

    @Test("Aggregates by key", arguments: [1, 3, 1000], [1, 7, 4096])
    func aggregates(batchRows: Int, seed: UInt64) throws {
        let rows = makeRows(300, seed: seed)
        let grouping = Grouping(
            keys: [0],
            aggregates: [
                Aggregate(.countRows), Aggregate(.count, of: 1), Aggregate(.sum, of: 1),
                Aggregate(.minimum, of: 1), Aggregate(.maximum, of: 1), Aggregate(.average, of: 2),
            ])
        let columns = AggregateStream.columns(for: grouping)
        #expect(columns == [0, 1, 2])
        let stream = AggregateStream(
            try RowsStream(rows, types: Self.types, batchRows: batchRows), columns: columns,
            schema: Self.schema, grouping: grouping)
        var order: [Value] = []
        for row in rows where !order.contains(row[0]) { order.append(row[0]) }
        let expected = order.map { key -> [Value] in
            let group = rows.filter { $0[0] == key }
            let numbers = group.compactMap { row -> Int64? in
                if case .integer(let number) = row[1] { number } else { nil }
            }
            let amounts = group.compactMap { row -> Double? in
                if case .real(let amount) = row[2] { amount } else { nil }
            }
            return [
                key, .integer(Int64(group.count)), .integer(Int64(numbers.count)),
                numbers.isEmpty ? .null : .integer(numbers.reduce(0, +)),
                numbers.min().map { .integer($0) } ?? .null,
                numbers.max().map { .integer($0) } ?? .null,
                amounts.isEmpty ? .null : .real(amounts.reduce(0, +) / Double(amounts.count)),
            ]
        }
        #expect(try ColumnarTests.rows(of: stream) == expected)
    }

    @Test("Without keys there is one group, also of no rows", arguments: [0, 1, 10])
    func noKeys(count: Int) throws {
        let rows = (0..<count).map { [Value.text("x"), .integer(Int64($0)), .null] }
        let grouping = Grouping(
            keys: [],
            aggregates: [
                Aggregate(.countRows), Aggregate(.sum, of: 1), Aggregate(.maximum, of: 2),
            ])
        let columns = AggregateStream.columns(for: grouping)
        let stream = AggregateStream(
            try RowsStream(rows.map { [$0[1], $0[2]] }, types: [.integer, .real], batchRows: 3),
            columns: columns, schema: Self.schema, grouping: grouping)
        let sum: Value = count == 0 ? .null : .integer(Int64(count * (count - 1) / 2))
        #expect(try ColumnarTests.rows(of: stream) == [[.integer(Int64(count)), sum, .null]])
    }

    @Test("A sum that leaves 64 bits is an error")
    func overflow() throws {
        let stream = AggregateStream(
            try RowsStream(
                [[.integer(.max)], [.integer(1)]], types: [.integer], batchRows: 1),
            columns: [1], schema: Self.schema,
            grouping: Grouping(keys: [], aggregates: [Aggregate(.sum, of: 1)]))
        #expect(throws: LakeError.self) { try stream.next() }
    }

    @Test("Groups in the order of their keys", arguments: [false, true])
    func ordered(isDescending: Bool) throws {
        let keys: [Value] = [
            .text("b"), .null, .real(1.5), .blob([1]), .integer(2), .text("a"), .integer(-1),
            .text(""), .blob([]), .text("ab"), .real(-0.5),
        ]
        // SQLite's order: NULL, numbers by value, texts by bytes, BLOBs.
        let sorted: [Value] = [
            .null, .integer(-1), .real(-0.5), .real(1.5), .integer(2), .text(""), .text("a"),
            .text("ab"), .text("b"), .blob([]), .blob([1]),
        ]
        let stream = AggregateStream(
            try RowsStream(keys.map { [$0] }, types: [.text], batchRows: 4), columns: [0],
            schema: Self.schema,
            grouping: Grouping(keys: [0], aggregates: [], descending: [isDescending]))
        let expected = isDescending ? sorted.reversed() : sorted
        #expect(try ColumnarTests.rows(of: stream).map { $0[0] } == expected)
    }

    @Test("More groups than one batch holds")
    func manyGroups() throws {
        let rows = (0..<20_000).map { [Value.integer(Int64($0 % 10_000))] }
        let stream = AggregateStream(
            try RowsStream(rows, types: [.integer], batchRows: 999), columns: [1],
            schema: Self.schema,
            grouping: Grouping(keys: [1], aggregates: [Aggregate(.countRows)]))
        let found = try ColumnarTests.rows(of: stream)
        #expect(found.count == 10_000)
        #expect(found.allSatisfy { $0[1] == .integer(2) })
    }

    @Test(
        "Whole rows by groups, whatever the memory", arguments: [1 << 30, 200_000, 20_000],
        [false, true])
    func groupedRows(memory: Int, isDescending: Bool) throws {
        let rows = makeRows(2000, seed: 9).enumerated().map { index, row in
            [row[0], .integer(Int64(index)), row[2]]
        }
        var opened = 0
        let grouped = GroupedRows(
            keyPositions: [0], descending: [isDescending], types: Self.types, memoryBytesMax: memory
        ) { () throws(LakeError) in
            opened += 1
            return try RowsStream(rows, types: Self.types, batchRows: 100)
        }
        var found: [[Value]] = []
        while let (batch, selection) = try grouped.next(checkpoint: { () throws(LakeError) in }) {
            for row in selection { found.append(batch.columns.map { $0.value(at: Int(row)) }) }
        }
        #expect(found.count == rows.count)
        #expect(Set(found) == Set(rows))
        var seen: [Value] = []
        for row in found where seen.last != row[0] {
            #expect(!seen.contains(row[0]), "a group is split")
            seen.append(row[0])
        }
        // Within a group, rows stay in order.
        for key in seen {
            let numbers = found.filter { $0[0] == key }.compactMap { row -> Int64? in
                if case .integer(let number) = row[1] { number } else { nil }
            }
            #expect(numbers == numbers.sorted())
        }
        if memory == 1 << 30 {
            #expect(opened == 1)
        } else if memory <= 20_000 {
            #expect(opened > 1)
        }
    }

    @Test("A group for each key that SQLite tells apart")
    func groupTable() throws {
        let keys: [Value] = [
            .integer(1), .real(1.0), .text("1"), .blob(Array("1".utf8)), .null, .real(0),
            .real(-0.0),
            .integer(0), .real(1.5), .text(""), .blob([]), .integer(.max), .real(0x1p63),
            .integer(1 << 53), .real(0x1p53), .text("a"), .text("a\0"),
        ]
        let expected = [0, 0, 1, 2, 3, 4, 4, 4, 5, 6, 7, 8, 9, 10, 10, 11, 12]
        var table = GroupTable()
        let column = try vector(keys, .text)
        #expect(keys.indices.map { table.group(of: $0, keys: [column]) } == expected)
        #expect(table.groupCount == 13)
    }

    @Test("Keys of two columns do not run into each other")
    func twoColumns() throws {
        let left = try vector([.text("a"), .text("ab"), .text(""), .null], .text)
        let right = try vector([.text("bc"), .text("c"), .text("abc"), .text("abc")], .text)
        var table = GroupTable()
        #expect((0..<4).map { table.group(of: $0, keys: [left, right]) } == [0, 1, 2, 3])
    }

    @Test("A look-up finds every row with its text")
    func rowIndex() throws {
        var generator = SplitMix(state: 5)
        let texts = (0..<3000).map { _ in "k\(Int.random(in: 0..<500, using: &generator))" }
        let column = try vector(texts.map { .text($0) }, .text)
        let index = RowIndex(column)
        for key in 0..<520 {
            var found: [UInt32] = []
            index.rows(matching: .text("k\(key)"), into: &found)
            let exact = found.filter { texts[Int($0)] == "k\(key)" }
            #expect(exact == texts.indices.filter { texts[$0] == "k\(key)" }.map { UInt32($0) })
        }
    }
}
