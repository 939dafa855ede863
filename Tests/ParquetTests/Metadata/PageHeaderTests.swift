// Page headers made up field by field; field numbers are those of parquet.thrift.

import Columnar
import Parquet
import Testing

@Suite("Page headers")
struct PageHeaderTests {
    private func header(_ bytes: [UInt8]) throws(LakeError) -> PageHeader {
        var reader = ByteReader(try buffer(bytes))
        return try PageHeader(reading: &reader)
    }

    @Test("Data page of version 1; statistics are passed over; the reader stands at the page")
    func dataPage() throws {
        let bytes = CompactWriter.structure { page in
            page.int32(1, 0)
            page.int32(2, 100)
            page.int32(3, 80)
            page.int32(4, -2)
            page.structure(5) { data in
                data.int32(1, 25)
                data.int32(2, 8)
                data.int32(3, 3)
                data.int32(4, 4)
                data.structure(5) { $0.binary(1, [1, 2, 3]) }
            }
        }
        var reader = ByteReader(try buffer(bytes + [0xaa]))
        let header = try PageHeader(reading: &reader)
        #expect(header.uncompressedSizeBytes == 100)
        #expect(header.compressedSizeBytes == 80)
        #expect(header.crc == 0xffff_fffe)
        guard case .data(let data) = header.kind else {
            Issue.record("not a data page")
            return
        }
        #expect(data.valueCount == 25)
        #expect(data.encoding == .rleDictionary)
        #expect(data.definitionLevelEncoding == .rle)
        #expect(data.repetitionLevelEncoding == .bitPacked)
        #expect(try reader.byte() == 0xaa)
    }

    @Test("Data page of version 2", arguments: [nil, true, false])
    func dataPageV2(isCompressed: Bool?) throws {
        let header = try header(
            CompactWriter.structure { page in
                page.int32(1, 3)
                page.int32(2, 10)
                page.int32(3, 9)
                page.structure(8) { data in
                    data.int32(1, 7)
                    data.int32(2, 2)
                    data.int32(3, 5)
                    data.int32(4, 9)
                    data.int32(5, 4)
                    data.int32(6, 3)
                    if let isCompressed { data.boolean(7, isCompressed) }
                }
            })
        guard case .dataV2(let data) = header.kind else {
            Issue.record("not a data page of version 2")
            return
        }
        #expect(data.valueCount == 7 && data.nullCount == 2 && data.rowCount == 5)
        #expect(data.encoding == .byteStreamSplit)
        #expect(data.definitionLevelsSizeBytes == 4 && data.repetitionLevelsSizeBytes == 3)
        #expect(data.isCompressed == isCompressed ?? true)
        #expect(header.crc == nil)
    }

    @Test("Dictionary, index and later kinds of pages")
    func otherPages() throws {
        let dictionary = try header(
            CompactWriter.structure { page in
                page.int32(1, 2)
                page.int32(2, 0)
                page.int32(3, 0)
                page.structure(7) { data in
                    data.int32(1, 0)
                    data.int32(2, 2)
                    data.boolean(3, true)
                }
            })
        guard case .dictionary(let data) = dictionary.kind else {
            Issue.record("not a dictionary page")
            return
        }
        #expect(data.valueCount == 0 && data.encoding == .plainDictionary && data.isSorted)
        for (number, isIndex) in [(1, true), (77, false)] {
            let other = try header(
                CompactWriter.structure { page in
                    page.int32(1, Int64(number))
                    page.int32(2, 1)
                    page.int32(3, 1)
                })
            switch other.kind {
            case .index: #expect(isIndex)
            case .unknown(let kind): #expect(!isIndex && kind == 77)
            default: Issue.record("a page of kind \(number) is \(other.kind)")
            }
        }
    }

    @Test(
        "Sizes and counts that cannot be",
        arguments: [
            (1, -1, 5, 0, "uncompressed_page_size is negative"),
            (1, 5, -1, 0, "compressed_page_size is negative"),
            (1, 5, 1 << 40, 0, "compressed_page_size is 1099511627776"),
            (-1, 5, 5, 0, "num_values is negative"),
            (1, 5, 5, 2, "without that type's fields"),
        ] as [(Int64, Int64, Int64, Int64, String)])
    func impossible(
        values: Int64, uncompressed: Int64, compressed: Int64, type: Int64, fragment: String
    ) throws {
        let bytes = CompactWriter.structure { page in
            page.int32(1, type)
            page.int32(2, uncompressed)
            page.int32(3, compressed)
            page.structure(5) { data in
                data.int32(1, values)
                data.int32(2, 0)
            }
        }
        let error = lakeError { () throws(LakeError) in _ = try header(bytes) }
        #expect(error?.code == .corrupt)
        #expect(error?.what.contains(fragment) == true, "\(String(describing: error))")
    }

    @Test("A dictionary with a negative number of values")
    func negativeDictionary() throws {
        let bytes = CompactWriter.structure { page in
            page.int32(1, 2)
            page.int32(2, 5)
            page.int32(3, 5)
            page.structure(7) { $0.int32(1, -8) }
        }
        let error = lakeError { () throws(LakeError) in _ = try header(bytes) }
        #expect(error?.what == "num_values is negative: -8")
    }

    @Test("Every prefix of a header is damaged")
    func prefixes() throws {
        let bytes = CompactWriter.structure { page in
            page.int32(1, 3)
            page.int32(2, 10)
            page.int32(3, 9)
            page.structure(8) { data in
                for id in 1...6 { data.int32(id, 1) }
                data.boolean(7, false)
            }
        }
        for count in 0..<bytes.count {
            let error = lakeError { () throws(LakeError) in _ = try header(Array(bytes[..<count])) }
            #expect(error?.code == .corrupt, "\(count) of \(bytes.count) bytes")
        }
    }

    @Test("Every field of a real header of another writer")
    func realHeader() throws {
        let fixture = ParquetFixture("parquet-testing/alltypes_plain.parquet")
        let metadata = try fixture.metadata()
        for chunk in metadata.rowGroups[0].columns {
            let column = try chunk.readable()
            var reader = try fixture.reader(
                at: column.byteRange.lowerBound, count: column.byteRange.count)
            var values = 0
            while !reader.isAtEnd {
                let header = try PageHeader(reading: &reader)
                if case .data(let data) = header.kind { values += data.valueCount }
                try reader.skip(header.compressedSizeBytes)
            }
            // The pages fill the chunk exactly and hold its values.
            #expect(values == column.valueCount)
        }
    }
}
