import Columnar
import Glibc
import Storage
import Testing

@Suite struct PlainLineReaderTests {
    @Test(arguments: texts) func everyUnitSizeGivesEveryLineOnce(text: [UInt8]) throws {
        let directory = TemporaryDirectory()
        let file = directory.write("t.ndjson", text)
        for unitBytes in 1...40 {
            let reader = try PlainLineReader(
                file: file, unitBytes: unitBytes, lineBytesMax: 1 << 20)
            #expect(try plainLines(reader) == referenceLines(text), "unit of \(unitBytes)")
            #expect(try plainLines(reader, backwards: true) == referenceLines(text))
        }
    }

    @Test(arguments: texts) func longLinesAreReportedInTheirPlace(text: [UInt8]) throws {
        let directory = TemporaryDirectory()
        let file = directory.write("t.ndjson", text)
        for lineBytesMax in 1...14 {
            let expected = referenceLines(text, lineBytesMax: lineBytesMax)
            for unitBytes in 1...40 {
                let reader = try PlainLineReader(
                    file: file, unitBytes: unitBytes, lineBytesMax: lineBytesMax)
                let found = try plainLines(reader)
                #expect(found == expected, "unit \(unitBytes), line \(lineBytesMax)")
            }
        }
    }

    /// One long line at every place among short ones, with units larger and smaller than it.
    @Test func aLongLineAtEveryPosition() throws {
        let directory = TemporaryDirectory()
        for position in 0..<8 {
            for longBytes in [9, 100, 5000] {
                var parts = (0..<7).map { Array("line\($0)".utf8) }
                parts.insert([UInt8](repeating: 120, count: longBytes), at: position)
                let text = Array(parts.joined(separator: [10])) + (position % 2 == 0 ? [10] : [])
                let file = directory.write("t.ndjson", text)
                let expected = referenceLines(text, lineBytesMax: 8)
                for unitBytes in [1, 7, 64, 1024, 2048, 1 << 16] {
                    let reader = try PlainLineReader(
                        file: file, unitBytes: unitBytes, lineBytesMax: 8)
                    #expect(try plainLines(reader) == expected, "\(unitBytes) \(position)")
                    let zipped = directory.write("t.gz", gzipped(text))
                    let outcome = try compressedLines(
                        zipped, unitBytes: unitBytes, lineBytesMax: 8)
                    #expect(outcome.error == nil)
                    #expect(outcome.lines == expected, "gzip \(unitBytes) \(position)")
                }
            }
        }
    }

    @Test func aLongLineIsNotBuffered() throws {
        let directory = TemporaryDirectory()
        let text = Array("a\n".utf8) + [UInt8](repeating: 120, count: 1 << 20) + Array("\nb\n".utf8)
        let reader = try PlainLineReader(
            file: directory.write("t", text), unitBytes: 1 << 10, lineBytesMax: 1 << 12)
        let buffer = try ByteBuffer(capacityBytes: 0)
        for unit in 0..<reader.unitCount { _ = try reader.read(unit: unit, into: buffer) }
        #expect(buffer.capacityBytes < 3 << 12)
        let packed = try CompressedLineReader(
            file: directory.write("z", zstandard(text)), unitBytes: 1 << 10, lineBytesMax: 1 << 12)
        while try packed.next(into: buffer) != nil {}
        #expect(buffer.capacityBytes < 3 << 12)
    }

    @Test func lengthsOfLongLines() throws {
        let directory = TemporaryDirectory()
        let text = Array("abcdefghij\nab\nabcdefghijklm\n".utf8)
        let buffer = try ByteBuffer(capacityBytes: 0)
        let reader = try PlainLineReader(
            file: directory.write("t", text), unitBytes: 1 << 16, lineBytesMax: 4)
        let block = try reader.read(unit: 0, into: buffer)
        #expect(block.oversized.map(\.lengthBytes) == [10, 13])
        #expect(block.oversized.map(\.isLengthExact) == [true, true])
        #expect(block.oversized.map(\.lineIndexInBlock) == [0, 2])
        #expect(block.countBytes == 5)
    }

    @Test func aFileThatBecomesShorterEnds() throws {
        let directory = TemporaryDirectory()
        let text = Array(String(repeating: "0123456789\n", count: 100).utf8)
        for keptBytes in [0, 1, 11, 500, 1000] {
            let file = directory.write("t", text)
            let reader = try PlainLineReader(file: file, unitBytes: 64, lineBytesMax: 1 << 10)
            _ = unsafe truncate(file.path, keptBytes)
            let buffer = try ByteBuffer(capacityBytes: 0)
            var total = 0
            for unit in 0..<reader.unitCount {
                total += try reader.read(unit: unit, into: buffer).countBytes
            }
            #expect(total == keptBytes)
        }
    }

    @Test func whatIsAppendedIsNotRead() throws {
        let directory = TemporaryDirectory()
        let file = directory.write("t", Array("a\nb\n".utf8))
        let reader = try PlainLineReader(file: file, unitBytes: 64, lineBytesMax: 64)
        directory.write("t", Array("a\nb\nc\nd\n".utf8))
        #expect(try plainLines(reader) == referenceLines(Array("a\nb\n".utf8)))
    }

    @Test func threadsShareAReader() async throws {
        let directory = TemporaryDirectory()
        let text = Array((0..<20_000).map { "line \($0)\n" }.joined().utf8)
        let reader = try PlainLineReader(
            file: directory.write("t", text), unitBytes: 1000, lineBytesMax: 100)
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    let buffer = try ByteBuffer(capacityBytes: 0)
                    var total = 0
                    for unit in stride(from: worker, to: reader.unitCount, by: 4) {
                        total += try reader.read(unit: unit, into: buffer).countBytes
                    }
                    return total
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(total == text.count)
    }
}
