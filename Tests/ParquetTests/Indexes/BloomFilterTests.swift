// A filter that parquet-mr wrote, and filters made up.

import Columnar
import Testing

@testable import Parquet

@Suite("Bloom filters")
struct BloomFilterTests {
    private func leaf(
        _ type: PhysicalType, length: Int? = nil, _ logical: LogicalType? = nil
    ) throws -> SchemaLeaf { try testLeaf(type, length: length, logical) }

    /// parquet-mr's file holds these strings; the others are not in it.
    @Test("The filter of another writer, without its stated length")
    func file() throws {
        let fixture = ParquetFixture("parquet-testing/data_index_bloom_encoding_stats.parquet")
        let metadata = try fixture.metadata()
        let chunk = metadata.rowGroups[0].columns[0]
        #expect(try chunk.readable().bloomFilterSizeBytes == nil)
        let filter = try #require(try BloomFilter.read(file: fixture.open(), chunk: chunk))
        for text in ["Hello", "This is", "a", "test", "How", "are you", "doing ", "today"] {
            #expect(try filter.mayContain(plain: Array(text.utf8)), "\(text)")
        }
        let absent = ["Hello_Not_Exists", "", "hello", "zebra", "A", "Test"]
        for text in absent {
            #expect(try !filter.mayContain(plain: Array(text.utf8)), "\(text)")
        }
    }

    @Test("No filter")
    func none() throws {
        let fixture = ParquetFixture("parquet-testing/alltypes_plain.parquet")
        let chunk = try fixture.metadata().rowGroups[0].columns[0]
        #expect(try BloomFilter.read(file: fixture.open(), chunk: chunk) == nil)
    }

    private func header(_ size: Int64, _ members: [Int] = [1, 1, 1]) -> [UInt8] {
        CompactWriter.structure { header in
            header.int32(1, size)
            for (index, member) in members.enumerated() {
                header.structure(index + 2) { $0.structure(member) { _ in } }
            }
        }
    }

    @Test(
        "Sizes are multiples of 32 above zero",
        arguments: [(32, true), (1024, true), (0, false), (-32, false), (33, false), (16, false)]
            as [(Int64, Bool)])
    func sizes(size: Int64, isSound: Bool) throws {
        var reader = CompactReader(ByteReader(try buffer(header(size))))
        var found: Int?
        let error = lakeError { () throws(LakeError) in found = try BloomFilter.header(&reader) }
        #expect(error?.code == (isSound ? nil : .corrupt))
        #expect(found == (isSound ? Int(size) : nil))
    }

    @Test("Other algorithms are not supported", arguments: [0, 1, 2])
    func otherAlgorithms(place: Int) throws {
        var members = [1, 1, 1]
        members[place] = 2
        var reader = CompactReader(ByteReader(try buffer(header(32, members))))
        let error = lakeError { () throws(LakeError) in _ = try BloomFilter.header(&reader) }
        #expect(error?.code == .unsupported)
    }

    /// BloomFilter.md: bit (key * salt) >> 27 of each word; with key 1 the salts' upper five bits.
    @Test("One bit in each of eight words")
    func block() {
        let words: [UInt32] = [
            1 << 8, 1 << 8, 1 << 17, 1 << 20, 1 << 14, 1 << 5, 1 << 19, 1 << 11,
        ]
        #expect(BloomFilter.block(words, mayContain: 1))
        for index in words.indices {
            var without = words
            without[index] = 0
            #expect(!BloomFilter.block(without, mayContain: 1))
        }
    }

    @Test("Values are hashed as their type writes them")
    func hashes() throws {
        #expect(
            bloomHashes(of: .integer(-2), in: try leaf(.int32))
                == [xxHash64([0xfe, 0xff, 0xff, 0xff])])
        #expect(
            bloomHashes(of: .integer(258), in: try leaf(.int64))
                == [xxHash64([2, 1, 0, 0, 0, 0, 0, 0])])
        #expect(
            bloomHashes(of: .real(1.5), in: try leaf(.float)) == [xxHash64([0, 0, 0xc0, 0x3f])])
        #expect(
            bloomHashes(of: .real(0), in: try leaf(.double))
                == [xxHash64([0, 0, 0, 0, 0, 0, 0, 0]), xxHash64([0, 0, 0, 0, 0, 0, 0, 0x80])])
        #expect(
            bloomHashes(of: .bytes([1, 2]), in: try leaf(.byteArray)) == [xxHash64([1, 2])])
        let decimal = LogicalType.decimal(precision: 5, scale: 2)
        #expect(
            bloomHashes(of: .decimal(-129), in: try leaf(.fixedLengthByteArray, length: 3, decimal))
                == [xxHash64([0xff, 0xff, 0x7f])])
        #expect(
            bloomHashes(
                of: .integer(4_000_000_000),
                in: try leaf(.int32, .integer(bits: 32, isSigned: false)))
                == [xxHash64([0x00, 0x28, 0x6b, 0xee])])
    }

    @Test("Values that a column cannot hold have no hash; for some nothing is known")
    func impossible() throws {
        #expect(bloomHashes(of: .integer(1 << 40), in: try leaf(.int32)) == [])
        #expect(bloomHashes(of: .real(0.1), in: try leaf(.float)) == [])
        #expect(
            bloomHashes(of: .bytes([1]), in: try leaf(.fixedLengthByteArray, length: 2)) == [])
        #expect(bloomHashes(of: .real(.nan), in: try leaf(.double)) == nil)
        #expect(bloomHashes(of: .integer(1), in: try leaf(.int96)) == nil)
        let decimal = LogicalType.decimal(precision: 5, scale: 2)
        #expect(bloomHashes(of: .decimal(1), in: try leaf(.byteArray, decimal)) == nil)
        #expect(
            bloomHashes(
                of: .decimal(1), in: try leaf(.fixedLengthByteArray, length: 1 << 30, decimal))
                == nil)
    }
}

/// A required leaf of a type.
func testLeaf(
    _ type: PhysicalType, length: Int? = nil, _ logical: LogicalType? = nil,
    converted: ConvertedType? = nil
) throws -> SchemaLeaf {
    var root = SchemaElement(name: "schema")
    root.childCount = 1
    var element = SchemaElement(name: "x")
    element.type = type
    element.typeLength = length
    element.repetition = .required
    element.logicalType = logical
    element.convertedType = converted
    return try #require(try Schema([root, element]).leaves.first)
}
