// Puffin files, deletion vectors and Roaring bitmaps of other implementations.
// Source: the test resources of iceberg-java (Fixtures/README.md), and the positions that its tests
// put into them; RoaringFormatSpec for bitmaps that are written out here.

import Columnar
import Storage
import Testing

@testable import Iceberg

/// The head of a 64-bit bitmap with one 32-bit bitmap, of key 0.
private let oneBitmap = "0100000000000000 00000000"

/// Sets whose chunks are values, bits and runs of consecutive rows, across chunks.
private let samples: [[Int64]] = [
    [], [0], [65_535, 65_536], [5, 3, 5, 1], Array(100..<9000),
    Array(stride(from: 0, to: 200_000, by: 3)), Array(60_000..<70_000),
    [0, 63, 64, 127, 1 << 40, 1 << 40 + 1],
]

@Suite("Puffin")
struct PuffinTests {
    private func fixture(_ name: String) -> String { "\(fixtures)/puffin/java-\(name).bin" }

    private func roaring(_ bytes: [UInt8]) throws -> PositionSet {
        var reader = ByteReader(try byteBuffer(bytes))
        return try PositionSet(roaring: &reader)
    }

    // MARK: Deletion vectors

    @Test(
        "Deletion vectors",
        arguments: [
            ("empty-position-index", [Int64]()),
            (
                "small-and-large-values-position-index",
                [100, 101, 2_147_483_747, 2_147_483_748]
            ),
        ])
    func vector(name: String, positions: [Int64]) throws {
        let file = try OpenFile(fixture(name))
        let set = try DeletionVector.read(
            file, offset: 0, sizeBytes: Int64(file.sizeBytes), cardinality: Int64(positions.count))
        #expect(set.positions == positions)
        #expect(set == PositionSet(positions))
        let wrong = failure {
            try DeletionVector.read(
                file, offset: 0, sizeBytes: Int64(file.sizeBytes),
                cardinality: Int64(positions.count) + 1)
        }
        #expect(wrong?.code == .corrupt)
    }

    @Test(
        "Places that are not in the file",
        arguments: [
            (Int64(-1), Int64(20)), (0, -1), (0, 57), (57, 0), (.max, 1), (1, .max), (0, 0),
            (4, 52),
        ])
    func places(offset: Int64, sizeBytes: Int64) throws {
        let file = try OpenFile(fixture("small-and-large-values-position-index"))
        let error = failure {
            try DeletionVector.read(file, offset: offset, sizeBytes: sizeBytes, cardinality: nil)
        }
        #expect(error?.code == .corrupt)
        #expect(error?.places.first == .file(file.path))
    }

    @Test("Every prefix and every changed byte of a vector is an error")
    func damagedVector() throws {
        let bytes = try contents(fixture("small-and-large-values-position-index"))
        for count in 0..<bytes.count {
            let prefix = try byteBuffer(Array(bytes[..<count]))
            #expect(failure { try DeletionVector.decode(prefix, cardinality: nil) } != nil)
        }
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                let buffer = try byteBuffer(damaged)
                #expect(
                    failure { try DeletionVector.decode(buffer, cardinality: nil) }?.code
                        == .corrupt)
            }
        }
    }

    // MARK: Roaring bitmaps

    @Test("Bitmaps", arguments: [("64mapempty", 0), ("64map32bitvals", 10)])
    func bitmap(name: String, count: Int64) throws {
        #expect(try roaring(contents(fixture(name))).positions == Array(0..<count))
    }

    @Test("Runs, bits and values")
    func containers() throws {
        // Cookie 12347, one container with runs: 5 values, runs 1…3 and 10…11.
        let runs = try roaring(
            hex(oneBitmap + "3b300000 01 0000 0400 0200 0100 0200 0a00 0100"))
        #expect(runs.positions == [1, 2, 3, 10, 11])
        // Cookie 12346, 4097 values as bits: 0 to 4096.
        let words =
            String(repeating: "ff", count: 512) + "01"
            + String(repeating: "00", count: 8192 - 513)
        let bits = try roaring(
            hex(oneBitmap + "3a300000 01000000 0000 0010 10000000" + words))
        #expect(bits.positions == Array(0...4096))
        // Two bitmaps with keys 0 and 1, a container of key 2 each.
        let values = try roaring(
            hex(
                "0200000000000000"
                    + "00000000 3a300000 01000000 0200 0100 10000000 0100 ffff"
                    + "01000000 3a300000 01000000 0200 0000 10000000 0000"))
        #expect(values.positions == [0x2_0001, 0x2_FFFF, 0x1_0002_0000])
        #expect(values.contains(0x2_FFFF))
        #expect(!values.contains(0xFFFF))
    }

    @Test(
        "Bitmaps that are none",
        arguments: [
            // More bitmaps than bytes, an unknown cookie, more containers than there can be.
            "ffffffffffffffff", "0100000000000000 00000000 39300000 00000000",
            oneBitmap + "3a300000 ffffffff", oneBitmap + "3a300000 01000100",
            // Keys of bitmaps and of containers that do not ascend; a position of 64 bits.
            "0200000000000000 01000000 3a300000 00000000 01000000 3a300000 00000000",
            oneBitmap + "3a300000 02000000 0100 0000 0100 0000 10000000 12000000 0000 0000",
            "0100000000000000 ffffffff 3a300000 00000000",
            // Values that do not ascend, runs that overlap, pass the end, or have another count.
            oneBitmap + "3a300000 01000000 0000 0100 10000000 0200 0200",
            oneBitmap + "3b300000 01 0000 0400 0200 0100 0200 0300 0100",
            oneBitmap + "3b300000 01 0000 0100 0100 ffff 0100",
            oneBitmap + "3b300000 01 0000 0500 0100 0100 0300",
            oneBitmap + "3b300000 01 0000 0000 0000",
            // Bytes behind the end.
            "0000000000000000 00",
        ])
    func noBitmap(text: String) { #expect(failure { try roaring(hex(text)) }?.code == .corrupt) }

    @Test("A changed byte of a bitmap never crashes, every prefix is an error")
    func damagedBitmap() throws {
        let runs = hex(oneBitmap + "3b300000 01 0000 0400 0200 0100 0200 0a00 0100")
        for bytes in [try contents(fixture("64map32bitvals")), runs] {
            for count in 0..<bytes.count {
                #expect(failure { try roaring(Array(bytes[..<count])) }?.code == .corrupt)
            }
            for index in bytes.indices {
                for value in UInt8.min...UInt8.max {
                    var damaged = bytes
                    damaged[index] = value
                    if let set = try? roaring(damaged) {
                        #expect(set.positions.count == set.count)
                    }
                }
            }
        }
    }

    // MARK: Files

    @Test("A file without blobs")
    func emptyFile() throws {
        let file = try PuffinFile(OpenFile(fixture("empty-puffin-uncompressed")))
        #expect(file.blobs.isEmpty)
        #expect(file.properties.isEmpty)
    }

    @Test("A file with blobs of unknown types")
    func fileWithBlobs() throws {
        let file = try PuffinFile(OpenFile(fixture("sample-metric-data-uncompressed")))
        #expect(file.properties == ["created-by": "Test 1234"])
        #expect(file.blobs.map(\.type) == ["some-blob", "some-other-blob"])
        #expect(file.blobs.map(\.fieldIDs) == [[1], [2]])
        #expect(file.blobs.map(\.offset) == [4, 13])
        #expect(file.blobs.map(\.snapshotID) == [2, 2])
        let first = try file.read(file.blobs[0])
        #expect(ByteReader(first).copy(0..<first.countBytes) == Array("abcdefghi".utf8))
        #expect(try file.read(file.blobs[1]).countBytes == 83)
    }

    @Test("A footer that is an LZ4 frame")
    func compressedFooter() throws {
        // {"blobs":[]} as one stored block: header with checksum, block, end mark.
        let payload = Array(#"{"blobs":[]}"#.utf8)
        let frame = hex("04224d18 60 40 82 0c000080") + payload + hex("00000000")
        let magic = Array("PFA1".utf8)
        let scratch = try ScratchFolder()
        let tail = [UInt8(frame.count), 0, 0, 0, 1, 0, 0, 0] + magic
        let path = try scratch.write("a.puffin", magic + magic + frame + tail)
        #expect(try PuffinFile(OpenFile(path)).blobs.isEmpty)
        let unknown = [UInt8(frame.count), 0, 0, 0, 3, 0, 0, 0] + magic
        let other = try scratch.write("b.puffin", magic + magic + frame + unknown)
        #expect(failure { try PuffinFile(OpenFile(other)) }?.code == .unsupported)
    }

    @Test("Every prefix of a file is an error, a changed byte never a crash")
    func damagedFile() throws {
        let bytes = try contents(fixture("sample-metric-data-uncompressed"))
        let scratch = try ScratchFolder()
        for count in 0..<bytes.count {
            let path = try scratch.write("prefix.puffin", Array(bytes[..<count]))
            #expect(failure { try PuffinFile(OpenFile(path)) } != nil)
        }
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x41
            let path = try scratch.write("flip.puffin", damaged)
            if let file = try? PuffinFile(OpenFile(path)) {
                for blob in file.blobs { _ = try? file.read(blob) }
            }
        }
    }

    // MARK: Sets

    @Test("Sets answer as Swift's do", arguments: samples)
    func sets(positions: [Int64]) {
        let set = PositionSet(positions)
        let plain = Set(positions)
        #expect(set.count == plain.count)
        #expect(set.positions == plain.sorted())
        for probe in Set(positions.flatMap { [$0 - 1, $0, $0 + 1] }) {
            #expect(set.contains(probe) == plain.contains(probe))
        }
        let ranges: [Range<Int64>] = [
            0..<1, 0..<64, 1..<65, 60..<66_000, 65_530..<65_540, 8000..<140_000,
        ]
        for rows in ranges {
            let inside = plain.filter { rows.contains($0) }
            #expect(set.count(in: rows) == inside.count)
            let bits = set.bits(of: rows)
            let found = (0..<rows.count).filter { bits[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
            #expect(found.map { rows.lowerBound + Int64($0) } == inside.sorted())
        }
    }

    @Test("Unions", arguments: samples)
    func unions(positions: [Int64]) {
        for other in samples {
            var set = PositionSet(positions)
            set.formUnion(PositionSet(other))
            #expect(set.positions == Set(positions).union(other).sorted())
        }
    }

    @Test("Positions that no row has")
    func outside() {
        let set = PositionSet([-1, .min, .max, PositionSet.limit, 7])
        #expect(set.positions == [7])
        #expect(!set.contains(-1))
        #expect(!set.contains(.max))
        #expect(set.count(in: -5..<Int64.max) == 1)
    }
}
