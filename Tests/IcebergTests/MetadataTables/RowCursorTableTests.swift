// Tables whose rows are made one after another.

import Columnar
import Testing

/// Numbers from 0.
private final class Counting: RowCursor {
    private var current: Int64 = -1
    private let count: Int64

    init(_ count: Int64) { self.count = count }

    func next() -> Bool {
        current += 1
        return current < count
    }

    func value(_ column: Int) -> Value { column == 0 ? .integer(current) : .text("[\(current)]") }
}

@Suite("Tables over cursors")
struct RowCursorTableTests {
    private let schema = TableSchema([Field("n", .integer), Field("j", .json)])

    @Test("Rows come in order over the ends of batches", arguments: [0, 1, 255, 256, 257, 1000])
    func batches(_ count: Int64) throws {
        let table = RowCursorTable(schema, rowCount: 1) { (_, _) throws(LakeError) in
            Counting(count)
        }
        let expected = (0..<count).map { [Value.integer($0), .text("[\($0)]")] }
        #expect(try rows(of: table) == expected)
    }

    @Test("Groups are made of all batches")
    func groups() throws {
        let table = RowCursorTable(schema, rowCount: 1) { (_, _) throws(LakeError) in
            Counting(600)
        }
        let grouping = Grouping(
            keys: [], aggregates: [Aggregate(.countRows), Aggregate(.sum, of: 0)])
        #expect(try rows(of: table, grouping: grouping) == [[.integer(600), .integer(179_700)]])
    }

    @Test("Values of JSON columns are JSON")
    func json() throws {
        let table = RowCursorTable(schema, rowCount: 1) { (_, _) throws(LakeError) in Counting(1) }
        let stream = try table.open(
            ScanRequest(columns: [1]),
            in: ScanEnvironment(
                threadCount: 1, memoryBytesMax: 1 << 20, report: ScanReport(table: "")))
        let batch = try #require(try stream.next())
        #expect(batch.columns[0].kind(at: 0) == ValueKind.json)
    }
}
