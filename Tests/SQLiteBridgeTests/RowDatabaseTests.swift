// Whole records on their way into a table, through pages in memory.

import CSQLite
import Columnar
@testable import SQLiteBridge
import Testing

@Suite("Rows handed over as pages")
struct RowDatabaseTests {
    private func memoryDatabase() throws -> Database {
        try adoptLinkedSQLite()
        return try Database(path: ":memory:")
    }

    /// Records of one text each.
    private func pages(_ texts: [String]) -> RowPages {
        var writer = RowPageWriter()
        for text in texts {
            let bytes = Array(text.utf8)
            let type = UInt64(13 + 2 * bytes.count)
            let header = 1 + varintByteCount(type)
            let start = unsafe writer.addRow(header + bytes.count)
            unsafe start[0] = UInt8(header)
            let values = unsafe storeVarint(type, start + 1)
            for (index, byte) in bytes.enumerated() { unsafe values[index] = byte }
        }
        return writer.takePages()
    }

    private func texts(_ database: Database) throws -> [String] {
        var found: [String] = []
        let statement = try #require(
            try database.prepare("SELECT a FROM t ORDER BY rowid").statement)
        while try statement.step() { found.append(statement.text(at: 0) ?? "NULL") }
        return found
    }

    @Test("Batches of one page and of many come one behind the other, in one transaction")
    func batches() throws {
        let database = try memoryDatabase()
        let rows = try #require(RowDatabase(attachedTo: database))
        try database.execute("BEGIN IMMEDIATE; CREATE TABLE t(a)")
        let statement = try #require(try rows.prepareInsert(into: "t", columnCount: 1))
        var expected: [String] = []
        for batch in 0..<9 {
            // None, a few, some thousand: 0, 1, 2, 9 … pages.
            let count = [0, 1, 3, 9000, 2, 70_000, 1, 0, 500][batch]
            let part = (0..<count).map { "\(batch)-\($0)" + String(repeating: "x", count: $0 % 40) }
            #expect(try rows.insert(pages(part), columnCount: 1, statement))
            expected += part
        }
        try database.execute("COMMIT")
        rows.detach()
        #expect(try texts(database) == expected)
        #expect(try database.text(of: "PRAGMA main.integrity_check") == "ok")
        #expect(try database.text(of: "SELECT max(rowid) FROM t") == "\(expected.count)")
    }

    @Test("A record may fill a page; its table grows pages for it")
    func longRecords() throws {
        let database = try memoryDatabase()
        let rows = try #require(RowDatabase(attachedTo: database))
        try database.execute("CREATE TABLE t(a)")
        let statement = try #require(try rows.prepareInsert(into: "t", columnCount: 1))
        let longest = RowPageWriter.recordBytesMax - 4
        let part = [1, longest, 10, longest - 1, longest].map { String(repeating: "y", count: $0) }
        #expect(try rows.insert(pages(part), columnCount: 1, statement))
        #expect(try texts(database) == part)
        #expect(try database.text(of: "PRAGMA main.integrity_check") == "ok")
    }

    @Test("What is taken back is gone, and the next rows are the next ones")
    func rollback() throws {
        let database = try memoryDatabase()
        let rows = try #require(RowDatabase(attachedTo: database))
        try database.execute("CREATE TABLE t(a); BEGIN; SAVEPOINT s")
        let statement = try #require(try rows.prepareInsert(into: "t", columnCount: 1))
        #expect(try rows.insert(pages(["lost"]), columnCount: 1, statement))
        try database.execute("ROLLBACK TO s")
        #expect(try rows.insert(pages(["kept"]), columnCount: 1, statement))
        try database.execute("COMMIT")
        #expect(try texts(database) == ["kept"])
    }

    @Test("It is there for connections of our own, outside of a transaction, where there is room")
    func refusals() throws {
        let database = try memoryDatabase()
        try database.execute("BEGIN")
        #expect(RowDatabase(attachedTo: database) == nil)
        try database.execute("ROLLBACK")
        unsafe #expect(RowDatabase(attachedTo: Database(borrowing: database.handle)) == nil)
        let first = try #require(RowDatabase(attachedTo: database))
        #expect(RowDatabase(attachedTo: database) == nil)
        first.detach()
        for number in 1...10 { try database.execute("ATTACH ':memory:' AS m\(number)") }
        #expect(RowDatabase(attachedTo: database) == nil)
        try database.execute("DETACH m1")
        let second = try #require(RowDatabase(attachedTo: database))
        second.detach()
        let names = try database.schemas().map(\.name)
        #expect(!names.contains("healthlake_rows"))
    }

    @Test("Its tables can be read as such, and are empty between batches")
    func empty() throws {
        let database = try memoryDatabase()
        let rows = try #require(RowDatabase(attachedTo: database))
        defer { rows.detach() }
        let last = RowDatabase.columnCountMax
        for count in [1, 2, last] {
            let table = "healthlake_rows.healthlake_rows_\(count)"
            #expect(try database.text(of: "SELECT count(*) FROM \(table)") == "0")
            #expect(
                try database.text(
                    of: "SELECT count(*) FROM pragma_table_info('healthlake_rows_\(count)')")
                    == "\(count)")
        }
        #expect(throws: SQLiteError.self) {
            try database.execute("INSERT INTO healthlake_rows.healthlake_rows_1 VALUES (1)")
        }
    }

    @Test(
        "Varints are SQLite's",
        arguments: [
            0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152,
            268_435_455, 268_435_456, 1 << 40, 1 << 49 - 1, 1 << 49, 1 << 56 - 1,
        ] as [UInt64])
    func varints(_ value: UInt64) throws {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 9) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            count = unsafe storeVarint(value, base) - base
        }
        #expect(bytes.count == varintByteCount(value))
        // As the specification reads them.
        var read: UInt64 = 0
        for byte in bytes { read = read << 7 | UInt64(byte & 0x7f) }
        #expect(read == value)
        #expect(bytes.dropLast().allSatisfy { $0 & 0x80 != 0 })
        #expect(bytes.last.map { $0 & 0x80 } == 0)
        #expect(bytes.first != 0x80)
    }
}
