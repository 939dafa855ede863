// Page indexes of other writers' files, and damaged ones made up.

import Columnar
import Parquet
import Testing

@Suite("Page index")
struct PageIndexTests {
    private static let nullPages = "parquet-testing/int32_with_null_pages.parquet"

    /// pyarrow 26.0.1: 1000 rows, 275 of them null; the first values are these.
    @Test("Null pages, null counts, rows of pages")
    func file() throws {
        let fixture = ParquetFixture(Self.nullPages)
        let metadata = try fixture.metadata()
        let file = try fixture.open()
        let chunk = metadata.rowGroups[0].columns[0]
        let columns = try #require(try ColumnIndex.read(file: file, chunk: chunk))
        let offsets = try #require(
            try OffsetIndex.read(file: file, chunk: chunk, rowCount: metadata.rowCount))
        #expect(columns.pageCount == offsets.pages.count)
        let leaf = metadata.schema.leaves[0]
        let ranges = (0..<columns.pageCount).map {
            columns.range(ofPage: $0, of: leaf, order: metadata.columnOrder(ofLeaf: 0))
        }
        #expect(ranges.compactMap(\.nullCount).reduce(0, +) == 275)
        #expect(!ranges.filter(\.isAllNull).isEmpty)
        var row = 0
        for (page, range) in ranges.enumerated() {
            let rows = offsets.rowRange(ofPage: page)
            #expect(rows.lowerBound == row)
            row = rows.upperBound
            #expect(range.isAllNull == (range.nullCount == rows.count))
            #expect((range.lower == nil) == range.isAllNull)
        }
        #expect(row == 1000)
        for value in [-654_807_448, -465_559_769, -34_563_097] as [Int64] {
            #expect(ranges[0].lower?.isAtMost(.integer(value)) == true)
            #expect(ScalarBound.integer(value).isAtMost(try #require(ranges[0].upper)))
        }
    }

    /// A data page header stands where the offset index says, of the size it says.
    @Test("Places of pages")
    func places() throws {
        let fixture = ParquetFixture(Self.nullPages)
        let metadata = try fixture.metadata()
        let chunk = metadata.rowGroups[0].columns[0]
        let offsets = try #require(
            try OffsetIndex.read(file: fixture.open(), chunk: chunk, rowCount: metadata.rowCount))
        for (index, page) in offsets.pages.enumerated() {
            var reader = try fixture.reader(at: page.offset, count: page.compressedSizeBytes)
            let header = try PageHeader(reading: &reader)
            #expect(header.compressedSizeBytes == reader.remainingBytes)
            guard case .data(let data) = header.kind else {
                Issue.record("page \(index) is of another kind")
                continue
            }
            #expect(data.valueCount == offsets.rowRange(ofPage: index).count)
        }
    }

    /// parquet-testing: "Hello", "This is", "a", "test", …, "today"
    @Test("Bounds of texts")
    func texts() throws {
        let fixture = ParquetFixture("parquet-testing/data_index_bloom_encoding_stats.parquet")
        let metadata = try fixture.metadata()
        let chunk = metadata.rowGroups[0].columns[0]
        let index = try #require(try ColumnIndex.read(file: fixture.open(), chunk: chunk))
        #expect(index.pageCount == 1)
        let range = index.range(ofPage: 0, of: metadata.schema.leaves[0], order: .type)
        #expect(range.lower == .bytes(Array("Hello".utf8)))
        #expect(range.upper == .bytes(Array("today".utf8)))
        #expect(range.nullCount == 0)
    }

    @Test("No index")
    func none() throws {
        let fixture = ParquetFixture("parquet-testing/alltypes_plain.parquet")
        let chunk = try fixture.metadata().rowGroups[0].columns[0]
        #expect(try ColumnIndex.read(file: fixture.open(), chunk: chunk) == nil)
        #expect(try OffsetIndex.read(file: fixture.open(), chunk: chunk, rowCount: 8) == nil)
    }

    private func offsetIndex(_ pages: [(Int64, Int64, Int64)]) throws -> ByteReader {
        let elements = pages.map { page in
            CompactWriter.structure { location in
                location.int64(1, page.0)
                location.int32(2, page.1)
                location.int64(3, page.2)
            }
        }
        return ByteReader(
            try buffer(CompactWriter.structure { $0.list(1, of: 12, elements) }))
    }

    @Test(
        "Places and rows that cannot be",
        arguments: [
            ([(100, 50, 0), (150, 50, 5)], nil),
            ([(110, 20, 0), (150, 50, 5)], nil),
            ([(99, 50, 0)], "outside of its place"),
            ([(100, 101, 0)], "outside of its place"),
            ([(201, 0, 0)], "outside of its place"),
            ([(100, 60, 0), (150, 50, 5)], "outside of its place"),
            ([(150, 50, 0), (100, 50, 5)], "outside of its place"),
            ([(100, 50, 1)], "begin with row 1"),
            ([(100, 50, 0), (150, 20, 7), (170, 20, 6)], "begin with row 6"),
            ([(100, 50, 0), (150, 50, 11)], "begin with row 11"),
            ([(100, 50, -1)], "first_row_index is negative"),
            ([(100, -50, 0)], "compressed_page_size is negative"),
            ([(Int64.max, 50, 0)], "outside of its place"),
            ([], "no page for 10 rows"),
        ] as [([(Int64, Int64, Int64)], String?)])
    func offsets(pages: [(Int64, Int64, Int64)], fragment: String?) throws {
        let bytes = try offsetIndex(pages)
        let error = lakeError { () throws(LakeError) in
            _ = try OffsetIndex(bytes, chunk: 100..<200, rowCount: 10)
        }
        #expect(error?.code == (fragment == nil ? nil : .corrupt))
        if let fragment {
            #expect(error?.what.contains(fragment) == true, "\(String(describing: error))")
        }
    }

    @Test("Lists of different length", arguments: [1, 2, 3, 5])
    func differentLengths(shortened: Int) throws {
        func values(_ id: Int, _ value: [UInt8]) -> [[UInt8]] {
            Array(repeating: value, count: id == shortened ? 1 : 2)
        }
        let bytes = CompactWriter.structure { index in
            index.list(1, of: 2, values(1, [2]))
            index.list(2, of: 8, values(2, [1, 7]))
            index.list(3, of: 8, values(3, [1, 7]))
            index.int32(4, 1)
            index.list(5, of: 6, values(5, [0]))
        }
        let reader = ByteReader(try buffer(bytes))
        let error = lakeError { () throws(LakeError) in _ = try ColumnIndex(reader) }
        #expect(error?.what.contains("differ in length") == true)
    }

    @Test("A result or an error for every changed byte, never a trap")
    func changedBytes() throws {
        let fixture = ParquetFixture(Self.nullPages)
        let metadata = try fixture.metadata()
        let chunk = metadata.rowGroups[0].columns[0]
        let range = try chunk.readable().byteRange
        let leaf = metadata.schema.leaves[0]
        let all = try fixture.bytes()
        let places = [
            (try #require(chunk.columnIndexOffset), try #require(chunk.columnIndexSizeBytes)),
            (try #require(chunk.offsetIndexOffset), try #require(chunk.offsetIndexSizeBytes)),
        ]
        var results = 0
        for (offset, size) in places {
            for index in 0..<size {
                for change in [0x01, 0x80, 0xff] as [UInt8] {
                    var bytes = Array(all[offset..<offset + size])
                    bytes[index] ^= change
                    let reader = ByteReader(try buffer(bytes))
                    _ = lakeError { () throws(LakeError) in
                        let columns = try ColumnIndex(reader)
                        for page in 0..<columns.pageCount {
                            _ = columns.range(ofPage: page, of: leaf, order: .type)
                        }
                        results += 1
                    }
                    _ = lakeError { () throws(LakeError) in
                        _ = try OffsetIndex(reader, chunk: range, rowCount: 1000)
                        results += 1
                    }
                }
            }
        }
        #expect(results > 0)
    }
}
