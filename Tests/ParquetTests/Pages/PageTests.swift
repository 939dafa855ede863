// Pages of both versions, their levels, checksums and dictionaries, in files made up for it.
//
// Expected: what the bytes say by parquet-format's README ("Data Pages", "Checksumming") and
// Encodings.md. Checksums are those of Python's zlib.crc32.

import Columnar
import Testing

@testable import Parquet

@Suite("Pages")
struct PageTests {
    private func read(_ file: MadeFile) throws -> [Value] {
        let scratch = try ScratchFile(file.bytes)
        return try rows(of: ParquetTable(path: scratch.path), [0]).map { $0[0] }
    }

    private func failure(_ file: MadeFile) throws -> LakeError? {
        let scratch = try ScratchFile(file.bytes)
        return lakeError { () throws(LakeError) in
            _ = try rows(of: ParquetTable(path: scratch.path), [0])
        }
    }

    /// Three little-endian integers.
    private static let integers: [UInt8] = [7, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 1, 0, 0]
    private static let values: [Value] = [.integer(7), .integer(-1), .integer(256)]

    @Test("Version 1 without levels, in one page and in several")
    func plain() throws {
        let whole = MadeFile(rowCount: 3, pages: [MadePage(valueCount: 3, body: Self.integers)])
        #expect(try read(whole) == Self.values)
        let pages = [
            MadePage(valueCount: 1, body: Array(Self.integers[..<4])),
            MadePage(valueCount: 0, body: []),
            MadePage(valueCount: 2, body: Array(Self.integers[4...])),
        ]
        #expect(try read(MadeFile(rowCount: 3, pages: pages)) == Self.values)
    }

    /// Levels 1 0 1 0 1 as one bit-packed group, or packed the old way from the highest bit on.
    @Test(
        "Definition levels of version 1",
        arguments: [([2, 0, 0, 0, 3, 0b0001_0101], 3), ([0b1010_1000], 4)] as [([UInt8], Int)])
    func levels(levels: [UInt8], encoding: Int) throws {
        let page = MadePage(
            valueCount: 5, levelEncoding: encoding, body: levels + Self.integers)
        let file = MadeFile(isOptional: true, rowCount: 5, pages: [page])
        #expect(
            try read(file) == [Self.values[0], .null, Self.values[1], .null, Self.values[2]])
    }

    @Test(
        "Version 2: levels without length, values compressed or not", arguments: [nil, false, true])
    func version2(isCompressed: Bool?) throws {
        let levels: [UInt8] = [3, 0b0001_0101]
        // Snappy: the length, then one literal of 12 bytes.
        let packed = [12, 11 << 2] + Self.integers
        let page = MadePage(
            kind: .dataV2(definitionBytes: 2, repetitionBytes: 0, isCompressed: isCompressed),
            valueCount: 5, body: levels + (isCompressed == false ? Self.integers : packed),
            uncompressedBytes: 14)
        let file = MadeFile(isOptional: true, codec: 1, rowCount: 5, pages: [page])
        #expect(
            try read(file) == [Self.values[0], .null, Self.values[1], .null, Self.values[2]])
    }

    @Test("Nulls only: there are no values, not even compressed ones")
    func nullPage() throws {
        let page = MadePage(
            kind: .dataV2(definitionBytes: 2, repetitionBytes: 0, isCompressed: true),
            valueCount: 4, body: [8, 0], uncompressedBytes: 2)
        let file = MadeFile(isOptional: true, codec: 1, rowCount: 4, pages: [page])
        #expect(try read(file) == [.null, .null, .null, .null])
    }

    @Test("Dictionary, then plain values")
    func dictionary() throws {
        let pages = [
            MadePage(kind: .dictionary, valueCount: 3, body: Self.integers),
            // Two bits an index: one group with 2 0 1 and five of no meaning.
            MadePage(valueCount: 3, encoding: 8, body: [2, 3, 0b0001_0010, 0]),
            // No bits at all: the first entry.
            MadePage(valueCount: 2, encoding: 2, body: [0, 4]),
            MadePage(valueCount: 1, body: [5, 0, 0, 0]),
        ]
        let expected = [
            Self.values[2], Self.values[0], Self.values[1], Self.values[0],
            Self.values[0], .integer(5),
        ]
        #expect(try read(MadeFile(rowCount: 6, pages: pages)) == expected)
    }

    /// zlib.crc32 of the twelve bytes is 0x94526541.
    @Test("Checksums")
    func checksums() throws {
        var page = MadePage(valueCount: 3, body: Self.integers, crc: 0x9452_6541)
        #expect(try read(MadeFile(rowCount: 3, pages: [page])) == Self.values)
        for place in page.body.indices {
            var damaged = page
            damaged.body[place] ^= 4
            let error = try failure(MadeFile(rowCount: 3, pages: [damaged]))
            #expect(error?.code == .corrupt)
            #expect(error?.what.contains("checksum") == true)
        }
        page.crc = 0x9452_6540
        #expect(try failure(MadeFile(rowCount: 3, pages: [page]))?.code == .corrupt)
    }

    /// A file, and a part of what is said of it.
    struct BadFile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fragment: String
        let file: MadeFile

        init(_ what: String, _ fragment: String, _ file: MadeFile) {
            testDescription = what
            self.fragment = fragment
            self.file = file
        }
    }

    private static func optional(_ count: Int, _ body: [UInt8]) -> MadeFile {
        MadeFile(
            isOptional: true, rowCount: count, pages: [MadePage(valueCount: count, body: body)])
    }

    private static func version2(_ levels: (Int, Int), _ body: [UInt8], codec: Int) -> MadeFile {
        let page = MadePage(
            kind: .dataV2(
                definitionBytes: levels.0, repetitionBytes: levels.1, isCompressed: true),
            valueCount: 3, body: body)
        return MadeFile(isOptional: true, codec: codec, rowCount: 3, pages: [page])
    }

    private static func dictionary(_ entries: Int, _ pages: [MadePage]) -> MadeFile {
        let first = MadePage(
            kind: .dictionary, valueCount: entries, body: Array(integers[..<8]))
        return MadeFile(rowCount: pages.reduce(0) { $0 + $1.valueCount }, pages: [first] + pages)
    }

    private static let int32Max = Int(Int32.max)

    static let badFiles: [BadFile] = [
        BadFile(
            "too few values", "announced",
            MadeFile(rowCount: 4, pages: [MadePage(valueCount: 4, body: integers)])),
        BadFile(
            "pages of fewer rows", "ends after 3 of 5",
            MadeFile(rowCount: 5, pages: [MadePage(valueCount: 3, body: integers)])),
        BadFile(
            "pages of more rows", "more than the chunk's 2",
            MadeFile(rowCount: 2, pages: [MadePage(valueCount: 3, body: integers)])),
        BadFile(
            "67 million values", "67108865 values",
            MadeFile(
                rowCount: 1 << 26 + 1, pages: [MadePage(valueCount: 1 << 26 + 1, body: integers)])),
        BadFile("levels that end early", "announced", optional(3, [9, 0, 0, 0, 6, 1])),
        BadFile("levels of 4 GB", "announced", optional(3, [255, 255, 255, 255, 6, 1])),
        BadFile("a level of 1 too few", "ends early", optional(3, [2, 0, 0, 0, 4, 1] + integers)),
        BadFile(
            "a level above the highest", "level of 7", optional(3, [2, 0, 0, 0, 6, 7] + integers)),
        BadFile("levels longer than the page", "longer", version2((9, 0), [6, 1], codec: 0)),
        BadFile(
            "levels of 2 GB each", "longer", version2((int32Max, int32Max), [6, 1], codec: 0)),
        BadFile(
            "indexes without a dictionary", "no dictionary",
            MadeFile(rowCount: 3, pages: [MadePage(valueCount: 3, encoding: 8, body: [1, 6, 0])])),
        BadFile(
            "an index beyond the dictionary", "index 2, the dictionary has 2",
            dictionary(2, [MadePage(valueCount: 3, encoding: 8, body: [2, 6, 2])])),
        BadFile(
            "indexes of 33 bits", "33 bits",
            dictionary(2, [MadePage(valueCount: 1, encoding: 8, body: [33, 2, 0, 0, 0, 0, 0])])),
        BadFile(
            "a dictionary shorter than it says", "dictionary of 3 values",
            dictionary(3, [MadePage(valueCount: 1, encoding: 8, body: [2, 2, 0])])),
        BadFile(
            "an unknown encoding", "number 77",
            MadeFile(rowCount: 3, pages: [MadePage(valueCount: 3, encoding: 77, body: integers)])),
        BadFile(
            "an encoding of other types", "DELTA_BYTE_ARRAY of INT32",
            MadeFile(rowCount: 3, pages: [MadePage(valueCount: 3, encoding: 7, body: integers)])),
        BadFile(
            "LZO", "LZO",
            MadeFile(codec: 3, rowCount: 3, pages: [MadePage(valueCount: 3, body: integers)])),
        BadFile(
            "a page of 2 GB in twelve bytes", "2147483647 bytes",
            MadeFile(
                codec: 1, rowCount: 3,
                pages: [MadePage(valueCount: 3, body: integers, uncompressedBytes: int32Max)])),
        BadFile(
            "no Snappy", "",
            MadeFile(
                codec: 1, rowCount: 3,
                pages: [MadePage(valueCount: 3, body: [255] + integers, uncompressedBytes: 12)])),
    ]

    @Test("Damage", arguments: badFiles)
    func damage(bad: BadFile) throws {
        let error = try failure(bad.file)
        #expect([.corrupt, .unsupported, .limit].contains(error?.code))
        let text = String(describing: error)
        #expect(bad.fragment.isEmpty || text.contains(bad.fragment), "\(text)")
        #expect(error?.places.contains(.rowGroup(0)) == true, "\(text)")
    }
}
