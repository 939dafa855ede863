import Columnar
import Storage
import Testing

@Suite struct CompressedLineReaderTests {
    /// A text cut into members at every third byte.
    static func members(_ text: [UInt8], _ pack: ([UInt8]) -> [UInt8]) -> [UInt8] {
        var packed: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 3) {
            packed += pack(Array(text[start..<min(start + 3, text.count)]))
        }
        return packed + pack([])
    }

    /// Incompressible enough to fill several zstd blocks.
    static let longText: [UInt8] = {
        var state: UInt64 = 7
        return (0..<30_000).flatMap { _ -> [UInt8] in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Array("{\"id\":\"\(state >> 20)\"}\n".utf8)
        }
    }()

    @Test(arguments: texts) func everyUnitSizeGivesEveryLineOnce(text: [UInt8]) throws {
        let directory = TemporaryDirectory()
        let files = [
            directory.write("a.gz", gzipped(text)), directory.write("b.zst", zstandard(text)),
            directory.write("c.gz", Self.members(text, gzipped)),
            directory.write("d.zst", Self.members(text, zstandard)),
            directory.write("g.zst", zstandard(text, checksum: false)),
            directory.write("h.zst", Self.members(text) { zstandard($0, checksum: false) }),
            directory.write(
                "e.zst", [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3] + zstandard(text)),
            directory.write("f.gz", gzipped(text) + [0, 0, 0, 0, 0]),
        ]
        for file in files {
            for unitBytes in 1...40 {
                let outcome = try compressedLines(file, unitBytes: unitBytes)
                #expect(outcome.error == nil)
                #expect(outcome.lines == referenceLines(text), "\(file.path) \(unitBytes)")
                #expect(outcome.lastSeen || text.isEmpty)
            }
        }
    }

    @Test(arguments: texts) func longLinesAreReportedInTheirPlace(text: [UInt8]) throws {
        let directory = TemporaryDirectory()
        for file in [directory.write("a.gz", gzipped(text)), directory.write("b", zstandard(text))]
        {
            for lineBytesMax in 1...14 {
                let expected = referenceLines(text, lineBytesMax: lineBytesMax)
                for unitBytes in 1...40 {
                    let outcome = try compressedLines(
                        file, unitBytes: unitBytes, lineBytesMax: lineBytesMax)
                    #expect(outcome.error == nil)
                    #expect(outcome.lines == expected, "\(unitBytes) \(lineBytesMax)")
                }
            }
        }
    }

    @Test func aLargeText() throws {
        let directory = TemporaryDirectory()
        let expected = referenceLines(Self.longText)
        for packed in [gzipped(Self.longText), zstandard(Self.longText)] {
            let file = directory.write("t", packed)
            for unitBytes in [1000, 1 << 17, 1 << 24] {
                let outcome = try compressedLines(file, unitBytes: unitBytes)
                #expect(outcome.error == nil)
                #expect(outcome.lines == expected)
            }
        }
    }

    @Test(arguments: [true, false]) func cutOffAtEveryByte(isGzip: Bool) throws {
        let directory = TemporaryDirectory()
        let text = Array((0..<60).map { "{\"id\":\($0 * 7919)}\n" }.joined().utf8)
        let pack = isGzip ? gzipped : zstandard
        let packed = pack(Array(text[..<500])) + pack(Array(text[500...]))
        let expected = referenceLines(text)
        for count in 4..<packed.count {
            let file = directory.write("t", Array(packed[..<count]))
            for unitBytes in [1, 50, 1 << 16] {
                let outcome = try compressedLines(file, unitBytes: unitBytes)
                #expect(expected.starts(with: outcome.lines))
                // Only between the two members the stream is whole.
                if count == pack(Array(text[..<500])).count { continue }
                #expect(outcome.error?.code == .corrupt, "cut at \(count)")
                let what = outcome.error?.what ?? ""
                #expect(what.contains("ends early"), "cut at \(count)")
                #expect(outcome.error?.places.count == 2)
            }
        }
    }

    @Test(arguments: [true, false]) func aWrongByteAtEveryPosition(isGzip: Bool) throws {
        let directory = TemporaryDirectory()
        let text = Array((0..<60).map { "{\"id\":\($0 * 7919)}\n" }.joined().utf8)
        let packed = isGzip ? gzipped(text) : zstandard(text)
        let expected = referenceLines(text)
        for position in 4..<packed.count {
            for flip in [UInt8(1), 0x80, 0xff] {
                var wrong = packed
                wrong[position] ^= flip
                let file = directory.write("t", wrong)
                // Never a crash, never a hang; a header's time and flags may be anything.
                let outcome = try compressedLines(file, unitBytes: 100)
                #expect(outcome.error?.code != .internal)
                // Some bits fill up a byte and mean nothing; the text is then right.
                if position > 30 {
                    #expect(outcome.error != nil || outcome.lines == expected, "byte \(position)")
                }
            }
        }
    }

    /// Everything before a wrong checksum is given, whatever the unit.
    @Test func aWrongChecksumComesAfterAllLines() throws {
        let directory = TemporaryDirectory()
        let expected = referenceLines(Self.longText)
        for (packed, back) in [(gzipped(Self.longText), 8), (zstandard(Self.longText), 1)] {
            var wrong = packed
            wrong[wrong.count - back] ^= 1
            let file = directory.write("t", wrong)
            for unitBytes in [1000, 1 << 17, 1 << 24] {
                let outcome = try compressedLines(file, unitBytes: unitBytes)
                #expect(outcome.lines == expected)
                #expect(outcome.error?.what.contains("checksum does not match") == true)
                #expect(outcome.error?.places.last == .byteOffset(Self.longText.count))
            }
        }
    }

    /// The blocks before a cut are given, even though the library fails in a later one.
    @Test func linesBeforeACutAreGiven() throws {
        let directory = TemporaryDirectory()
        let packed = zstandard(Self.longText)
        for share in 1..<10 {
            let file = directory.write("t", Array(packed[..<(packed.count * share / 10)]))
            let counts = try [1000, 1 << 16, 1 << 24].map {
                try compressedLines(file, unitBytes: $0).lines.count
            }
            #expect(Set(counts).count == 1)
            // A zstd block holds 128 KiB of text.
            let line = referenceLines(Self.longText).count * share / 10
            #expect(counts[0] > line - 12_000)
        }
    }

    @Test func garbageAfterTheEnd() throws {
        let directory = TemporaryDirectory()
        let text = Array("a\nb\n".utf8)
        for packed in [
            gzipped(text) + [1], gzipped(text) + [0, 0, 1], zstandard(text) + [1, 2, 3, 4, 5],
        ] {
            let outcome = try compressedLines(directory.write("t", packed), unitBytes: 100)
            #expect(outcome.lines == referenceLines(text))
            #expect(outcome.error?.what.contains("garbage follows") == true)
        }
    }

    @Test func anEmptyFileOfAnyNameIsEmpty() throws {
        let directory = TemporaryDirectory()
        let file = directory.write("t.ndjson.gz")
        let reader = try LineReader.open(file: file, unitBytes: 10, lineBytesMax: 10)
        guard case .plain(let plain) = reader else {
            Issue.record("not plain")
            return
        }
        #expect(plain.unitCount == 0)
        #expect(try compressedLines(directory.write("e", gzipped([])), unitBytes: 9).lines.isEmpty)
    }

    /// A gigabyte of zeros from a megabyte: the memory is that of a unit.
    @Test func aBombStaysSmall() throws {
        let directory = TemporaryDirectory()
        let zeros = [UInt8](repeating: 0, count: 8 << 20)
        let packed = gzipped(zeros)
        let file = directory.write("t", Array(repeatElement(packed, count: 16).joined()))
        let reader = try CompressedLineReader(
            file: file, unitBytes: 1 << 16, lineBytesMax: 1 << 17)
        let buffer = try ByteBuffer(capacityBytes: 0)
        var oversized: [OversizedLine] = []
        while let block = try reader.next(into: buffer) { oversized += block.oversized }
        #expect(oversized.map(\.lengthBytes) == [128 << 20])
        #expect(buffer.capacityBytes < 1 << 19)
    }

    @Test func formatsByMagic() {
        #expect(CompressionFormat(magic: [0x1f, 0x8b, 8, 0]) == .gzip)
        #expect(CompressionFormat(magic: [0x28, 0xb5, 0x2f, 0xfd]) == .zstd)
        for first in UInt8(0x50)...0x5f {
            #expect(CompressionFormat(magic: [first, 0x2a, 0x4d, 0x18]) == .zstd)
        }
        #expect(CompressionFormat(magic: [0x60, 0x2a, 0x4d, 0x18]) == .plain)
        for count in 0...3 {
            #expect(CompressionFormat(magic: Array([0x28, 0xb5, 0x2f][..<count])) == .plain)
        }
        #expect(CompressionFormat(magic: [0x1f]) == .plain)
    }
}

@Suite struct WholeFileTests {
    @Test func wholeFilesOfEachFormat() throws {
        let directory = TemporaryDirectory()
        let text = CompressedLineReaderTests.longText
        for packed in [text, gzipped(text), zstandard(text)] {
            let file = directory.write("t", packed)
            let whole = try readWholeFile(file, bytesMax: text.count)
            #expect(whole.countBytes == text.count)
            #expect((0..<text.count).allSatisfy { unsafe whole.base[$0] == text[$0] })
            #expect(throws: LakeError.self) {
                _ = try readWholeFile(file, bytesMax: text.count - 1)
            }
            for count in [0, 1, 100, text.count, text.count + 1] {
                let prefix = try readPrefix(file, bytesMax: count)
                #expect(prefix.countBytes == min(count, text.count))
            }
        }
        #expect(try readWholeFile(directory.write("e"), bytesMax: 0).countBytes == 0)
    }

    @Test func damagedFiles() throws {
        let directory = TemporaryDirectory()
        let text = CompressedLineReaderTests.longText
        let packed = gzipped(text)
        let file = directory.write("t", Array(packed[..<(packed.count / 2)]))
        #expect(throws: LakeError.self) { _ = try readWholeFile(file, bytesMax: 1 << 30) }
        let prefix = try readPrefix(file, bytesMax: 1 << 30)
        #expect(prefix.countBytes > 0 && prefix.countBytes < text.count)
    }
}
