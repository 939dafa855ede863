// Bounds and counts in footers, page indexes and summaries. Expected bytes are from
// parquet.thrift's rules (ColumnOrder, Statistics, ColumnIndex).

import Columnar
import Parquet
import Testing

@Suite("Statistics that are written")
struct WrittenStatisticsTests {
    private func file(
        _ type: ScalarType, _ values: TypedColumn.Values, count: Int, _ validity: [Bool]? = nil,
        pageRows: Int = 1000
    ) throws -> WrittenFile {
        var options = ParquetWriterOptions()
        options.pageRowsMax = pageRows
        return try WrittenFile(
            [ParquetWriterColumn(name: "x", fieldID: 3, type: .scalar(type))],
            [
                (
                    count,
                    [
                        .scalar([
                            TypedColumn(
                                type: type, count: count, validity: validity, values: values)
                        ])
                    ]
                )
            ], options)
    }

    private func statistics(_ file: WrittenFile) throws -> Statistics {
        try #require(try file.metadata().rowGroups[0].columns[0].metadata?.statistics)
    }

    private func bytes(_ values: [[UInt8]]) -> TypedColumn.Values {
        var column = ByteColumn()
        for value in values { column.append(value) }
        return .bytes(column)
    }

    @Test("NaN is left out, zeros are widened")
    func reals() throws {
        let file = try file(.double, .doubles([.nan, 0.0, 1.5, -0.0, .nan]), count: 5)
        let found = try statistics(file)
        #expect(found.minValue == [0, 0, 0, 0, 0, 0, 0, 0x80])
        #expect(found.maxValue == [0, 0, 0, 0, 0, 0, 0xf8, 0x3f])
        #expect(found.nanCount == 2 && found.nullCount == 0)
        let leaf = file.summary.leaves[0]
        #expect(leaf.nanCount == 2 && leaf.fieldID == 3 && leaf.path == ["x"])
        #expect(leaf.maximum == .real(1.5))
        let negative = try statistics(try self.file(.float, .floats([-0.0, -1, 0]), count: 3))
        #expect(negative.maxValue == [0, 0, 0, 0])
    }

    @Test("NaN only: no bounds, and no column index")
    func onlyNaN() throws {
        let file = try file(.double, .doubles([.nan, .nan, 1, 2]), count: 4, pageRows: 2)
        let chunk = try file.metadata().rowGroups[0].columns[0]
        #expect(chunk.columnIndexOffset == nil && chunk.offsetIndexOffset != nil)
        let none = try self.file(.double, .doubles([.nan]), count: 1)
        #expect(try statistics(none).minValue == nil)
        #expect(none.summary.leaves[0].minimum == nil)
        #expect(try none.rows() == [[.null]])
    }

    @Test("Long texts are cut between characters")
    func texts() throws {
        let low = [UInt8](String(repeating: "a", count: 63).utf8) + Array("ä and more".utf8)
        let high = [UInt8](String(repeating: "z", count: 63).utf8) + Array("\u{7f}x".utf8)
        let file = try file(.string, bytes([low, high]), count: 2)
        let found = try statistics(file)
        #expect(found.minValue == [UInt8](repeating: 97, count: 63))
        // The last character is the largest of one byte, so the one before is made larger.
        #expect(found.maxValue == [UInt8](repeating: 122, count: 62) + [123])
        #expect(found.isMinValueExact == false && found.isMaxValueExact == false)
        let leaf = file.summary.leaves[0]
        #expect(leaf.minimum == .bytes(low) && leaf.maximum == .bytes(high))
        #expect(leaf.isMinimumExact && leaf.isMaximumExact)
    }

    @Test("Binary without a larger bound stays as it is")
    func binary() throws {
        let all = [UInt8](repeating: 0xff, count: 70)
        let found = try statistics(try file(.binary, bytes([all, [1]]), count: 2))
        #expect(found.maxValue == all && found.isMaxValueExact == true)
        let most = [UInt8](repeating: 7, count: 63) + [0xff, 0xff]
        let cut = try statistics(try file(.binary, bytes([most]), count: 1))
        #expect(cut.maxValue == [UInt8](repeating: 7, count: 62) + [8])
        #expect(cut.minValue == Array(most.prefix(64)))
    }

    @Test("Bounds of a summary have a kilobyte at most")
    func summaries() throws {
        let long = [UInt8](repeating: 0x61, count: 5000)
        let leaf = try file(.string, bytes([long]), count: 1).summary.leaves[0]
        #expect(leaf.minimum == .bytes(Array(long.prefix(1024))) && !leaf.isMinimumExact)
        #expect(
            leaf.maximum == .bytes(Array(long.prefix(1023)) + [0x62]) && !leaf.isMaximumExact)
    }

    @Test("Unsigned numbers and decimals have their own order")
    func orders() throws {
        let unsigned = try statistics(
            try file(.integer(bits: 32, isSigned: false), .int32s([-1, 1, 2]), count: 3))
        #expect(unsigned.minValue == [1, 0, 0, 0] && unsigned.maxValue == [255, 255, 255, 255])
        let minus = [UInt8](repeating: 0xff, count: 16)
        let one = [UInt8](repeating: 0, count: 15) + [1]
        let decimal = try file(
            .decimal(precision: 20, scale: 2), bytes([one, minus]), count: 2)
        let found = try statistics(decimal)
        #expect(found.minValue == [UInt8](repeating: 0xff, count: 9))
        #expect(found.maxValue == [0, 0, 0, 0, 0, 0, 0, 0, 1])
        #expect(decimal.summary.leaves[0].minimum == .bytes(minus))
        #expect(decimal.summary.leaves[0].maximum == .bytes(one))
    }

    @Test("Pages: bounds, NULLs, order")
    func pageIndex() throws {
        let file = try file(
            .long, .int64s([1, 2, 0, 0, 5, 9]), count: 6, [true, true, false, false, true, true],
            pageRows: 2)
        let metadata = try file.metadata()
        let chunk = metadata.rowGroups[0].columns[0]
        let open = try file.file.open()
        let index = try #require(try ColumnIndex.read(file: open, chunk: chunk))
        #expect(index.pageCount == 3 && index.boundaryOrder == .ascending)
        let middle = index.range(
            ofPage: 1, of: metadata.schema.leaves[0], order: metadata.columnOrder(ofLeaf: 0))
        #expect(middle.isAllNull && middle.nullCount == 2)
        let offsets = try #require(
            try OffsetIndex.read(file: open, chunk: chunk, rowCount: 6))
        #expect(offsets.pages.map(\.firstRowIndex) == [0, 2, 4])
        let last = index.range(
            ofPage: 2, of: metadata.schema.leaves[0], order: metadata.columnOrder(ofLeaf: 0))
        #expect(last.lower == .integer(5) && last.upper == .integer(9))
    }

    @Test("Bloom filters know every value and few others", arguments: [true, false])
    func bloomFilters(usesDictionary: Bool) throws {
        var options = ParquetWriterOptions()
        options.bloomFilterColumns = ["n", "t"]
        options.usesDictionary = usesDictionary
        var texts = ByteColumn()
        for row in 0..<2000 { texts.append("text number \(row) that is longer than 32".utf8) }
        let file = try WrittenFile(
            [
                ParquetWriterColumn(name: "n", type: .scalar(.long)),
                ParquetWriterColumn(name: "t", type: .scalar(.string)),
            ],
            [
                (
                    2000,
                    [
                        .scalar([
                            TypedColumn(
                                type: .long, count: 2000,
                                values: .int64s((0..<2000).map { Int64($0 % 500) * 7 }))
                        ]),
                        .scalar([TypedColumn(type: .string, count: 2000, values: .bytes(texts))]),
                    ]
                )
            ], options)
        let chunks = try file.metadata().rowGroups[0].columns
        let open = try file.file.open()
        let numbers = try #require(try BloomFilter.read(file: open, chunk: chunks[0]))
        let strings = try #require(try BloomFilter.read(file: open, chunk: chunks[1]))
        var wrong = 0
        for value in 0..<4000 {
            let plain = (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            let isFound = try numbers.mayContain(plain: plain)
            if value % 7 == 0 && value < 3500 { #expect(isFound) } else if isFound { wrong += 1 }
            let text = "text number \(value) that is longer than 32"
            let isText = try strings.mayContain(plain: Array(text.utf8))
            if value < 2000 { #expect(isText) } else if isText { wrong += 1 }
        }
        #expect(wrong < 200)
    }
}
