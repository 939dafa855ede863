// Footers made up field by field (parquet.thrift), with one contradiction each.

import Columnar
import Parquet
import Testing

@Suite("Contradictions in a footer")
struct FooterChecksTests {
    /// A file of 1000 bytes whose footer begins at byte 900, with one column `x`.
    private struct Footer {
        var type: Int64 = 1
        var path = ["x"]
        var repetition: Int64 = 0
        var values: Int64 = 10
        var rows: Int64 = 10
        var size: Int64 = 100
        var uncompressedSize: Int64 = 100
        var dataOffset: Int64 = 40
        var dictionaryOffset: Int64?
        var chunks = 1
        var groups = 1
        var filePath: String?
        var isEncrypted = false
        var orders: [Int]?

        var bytes: [UInt8] {
            CompactWriter.structure { footer in
                footer.int32(1, 2)
                footer.list(2, of: 12, schema)
                footer.int64(3, rows)
                footer.list(4, of: 12, Array(repeating: rowGroup, count: groups))
                footer.list(5, of: 12, [CompactWriter.structure { $0.string(1, "k") }])
                footer.string(6, "test")
                if let orders {
                    footer.list(
                        7, of: 12,
                        orders.map { order in
                            CompactWriter.structure { $0.structure(order) { _ in } }
                        })
                }
            }
        }

        private var schema: [[UInt8]] {
            let root = CompactWriter.structure { root in
                root.string(4, "schema")
                root.int32(5, 1)
            }
            let leaf = CompactWriter.structure { leaf in
                leaf.int32(1, 1)
                leaf.int32(3, repetition)
                leaf.string(4, "x")
            }
            return [root, leaf]
        }

        private var rowGroup: [UInt8] {
            CompactWriter.structure { group in
                group.list(1, of: 12, Array(repeating: chunk, count: chunks))
                group.int64(2, 100)
                group.int64(3, rows)
            }
        }

        private var chunk: [UInt8] {
            CompactWriter.structure { chunk in
                if let filePath { chunk.string(1, filePath) }
                chunk.int64(2, 0)
                chunk.structure(3) { column in
                    column.int32(1, type)
                    column.list(2, of: 5, [[0], [6], [64]])
                    column.list(3, of: 8, path.map { [UInt8($0.utf8.count)] + $0.utf8 })
                    column.int32(4, 77)
                    column.int64(5, values)
                    column.int64(6, uncompressedSize)
                    column.int64(7, size)
                    column.int64(9, dataOffset)
                    if let dictionaryOffset { column.int64(11, dictionaryOffset) }
                }
                if isEncrypted { chunk.structure(8) { $0.structure(1) { _ in } } }
            }
        }
    }

    private func parse(_ change: (inout Footer) -> Void) throws(LakeError) -> FileMetadata {
        var footer = Footer()
        change(&footer)
        return try FileMetadata(
            footer: ByteReader(try buffer(footer.bytes), fileOffset: 900), fileSizeBytes: 1000)
    }

    private func error(_ change: (inout Footer) -> Void) -> String? {
        lakeError { () throws(LakeError) in _ = try parse(change) }?.description
    }

    @Test("A sound footer; encodings and codecs of later versions are only read")
    func sound() throws {
        let metadata = try parse { _ in }
        let column = try metadata.rowGroups[0].columns[0].readable()
        #expect(column.byteRange == 40..<140)
        #expect(column.encodings == [.plain, .rle, .unknown(32)])
        #expect(column.codec == .unknown(77))
        #expect(metadata.keyValues[0].key == "k" && metadata.value(ofKey: "k") == nil)
        #expect(metadata.columnOrder(ofLeaf: 0) == .type)
    }

    @Test("Orders of columns")
    func orders() throws {
        #expect(try parse { $0.orders = [1] }.columnOrder(ofLeaf: 0) == .type)
        #expect(try parse { $0.orders = [2] }.columnOrder(ofLeaf: 0) == .ieee754Total)
        #expect(try parse { $0.orders = [3] }.columnOrder(ofLeaf: 0) == .unknown)
        #expect(try parse { $0.orders = [] }.columnOrder(ofLeaf: 0) == .unknown)
    }

    @Test("Where a chunk begins")
    func ranges() throws {
        func range(_ change: (inout Footer) -> Void) throws -> Range<Int> {
            try parse(change).rowGroups[0].columns[0].readable().byteRange
        }
        #expect(try range { $0.dictionaryOffset = 0 } == 40..<140)
        #expect(try range { $0.dictionaryOffset = 20 } == 20..<120)
        #expect(try range { $0.dictionaryOffset = 60 } == 40..<140)
        #expect(try range { $0.dictionaryOffset = -1 } == 40..<140)
        // A size that reaches into the footer is cut there.
        #expect(try range { $0.size = 900 } == 40..<900)
    }

    @Test("Sizes, offsets and counts")
    func contradictions() {
        let prefix = "row group 0, column x: "
        #expect(
            error { $0.size = 961 } == prefix
                + "the chunk is at bytes 40 to 1001, the file's pages end at 900")
        #expect(
            error {
                $0.dataOffset = 901; $0.size = 0
            } == prefix + "the chunk is at bytes 901 to 901, the file's pages end at 900")
        #expect(
            error { $0.size = .max }?.contains("total_compressed_size is 9223372036854775807")
                == true)
        #expect(error { $0.size = -1 }?.contains("total_compressed_size is negative: -1") == true)
        #expect(
            error { $0.uncompressedSize = -2 }?.contains("total_uncompressed_size is negative")
                == true)
        #expect(error { $0.dataOffset = -1 }?.contains("data_page_offset is negative") == true)
        #expect(error { $0.values = -1 }?.contains("num_values is negative") == true)
        #expect(error { $0.values = 9 } == prefix + "num_values is 9, the row group has 10 rows")
        #expect(error { $0.rows = -1 }?.contains("num_rows is negative") == true)
        #expect(
            error {
                $0.dictionaryOffset = 20; $0.size = 5
            } == prefix + "data_page_offset is 40, the chunk ends at 25")
        #expect(
            error { $0.type = 2 } == prefix + "the chunk is of type INT64, the schema says INT32")
        #expect(error { $0.type = 9 }?.contains("physical type 9") == true)
        #expect(error { $0.path = ["y"] } == prefix + "the chunk is of column y")
        #expect(error { $0.chunks = 2 } == "row group 0: 2 column chunks, the schema has 1 leaves")
        #expect(
            error {
                $0.rows = .max; $0.values = .max; $0.groups = 2
            }
                == "the rows of the row groups cannot be added up")
    }

    @Test("Repeated columns may have other numbers of values; paths may be absent")
    func repeated() throws {
        #expect(
            error {
                $0.repetition = 2; $0.values = 99
            } == nil)
        #expect(error { $0.path = [] } == nil)
    }

    @Test("Encrypted columns and columns in other files are refused when they are read")
    func unreadable() throws {
        let encrypted = try parse { $0.isEncrypted = true }.rowGroups[0].columns[0]
        let elsewhere = try parse {
            $0.filePath = "other.parquet"
            $0.size = 5000
        }.rowGroups[0].columns[0]
        for (chunk, fragment) in [(encrypted, "encrypted"), (elsewhere, "another file")] {
            let error = lakeError { () throws(LakeError) in _ = try chunk.readable() }
            #expect(error?.code == .unsupported)
            #expect(error?.what.contains(fragment) == true)
        }
    }
}
