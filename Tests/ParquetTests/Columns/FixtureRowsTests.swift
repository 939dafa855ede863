// Whole files of other writers: every value equals what pyarrow reads
// (Fixtures/parquet/make-expected.py).

import Columnar
import Parquet
import Testing

@Suite("Rows of other writers' files")
struct FixtureRowsTests {
    private func table(_ name: String) throws -> ParquetTable {
        try ParquetTable(path: ParquetFixture("parquet-testing/\(name).parquet").path)
    }

    @Test("All columns at once", arguments: ExpectedRows.files)
    func whole(name: String) throws {
        let expected = try ExpectedRows(name)
        let table = try table(name)
        #expect(table.schema.fields.dropLast(2).map(\.name) == expected.names)
        let found = try rows(of: table, Array(expected.names.indices))
        #expect(found.map { $0.map(text) } == expected.rows)
    }

    @Test("Each column alone, by several threads", arguments: ExpectedRows.files)
    func columns(name: String) throws {
        let expected = try ExpectedRows(name)
        for column in expected.names.indices {
            let found = try rows(of: table(name), [column], threadCount: 3)
            #expect(found.map { text($0[0]) } == expected.rows.map { $0[column] })
        }
    }

    @Test("No column: rows are counted; positions are those in the file")
    func noColumns() throws {
        let table = try table("int32_with_null_pages")
        let stream = try table.open(
            ScanRequest(columns: []),
            in: ScanEnvironment(
                threadCount: 1, memoryBytesMax: 1 << 20, report: ScanReport(table: "")))
        var count = 0
        while let batch = try stream.next() { count += batch.rowCount }
        #expect(count == 1000)
        let expected = (0..<1000).map { [Value.integer($0)] }
        #expect(try rows(of: table, [2]) == expected)
        #expect(try rows(of: table, [ScanRequest.rowNumber]) == expected)
    }

    @Test("Repetition levels that begin with 1 are an error (parquet-testing's bad_data)")
    func badRepetition() throws {
        let table = try ParquetTable(path: ParquetFixture("bad/ARROW-GH-45185.parquet").path)
        let columns = Array(table.schema.fields.indices.dropLast(2))
        let error = lakeError { () throws(LakeError) in _ = try rows(of: table, columns) }
        #expect(error?.code == .corrupt)
        #expect(error?.what.contains("begin with 1") == true, "\(String(describing: error))")
        #expect(
            error?.places.contains(.rowGroup(0)) == true
                && error?.places.contains(.page(0)) == true)
    }
}
