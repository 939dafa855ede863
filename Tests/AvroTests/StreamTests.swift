// Files larger than a window, blocks, and what a caller may leave out.

import Columnar
import Glibc
import Storage
import Testing

@testable import Avro

@Suite("Blocks and windows")
struct StreamTests {
    /// A file of the system's folder for such, removed with its owner.
    private final class ScratchFile {
        let path: String

        init(_ bytes: [UInt8]) throws {
            var template = Array("/tmp/avro-tests-XXXXXX".utf8CString)
            let descriptor = unsafe mkstemp(&template)
            guard descriptor >= 0 else { throw LakeError(.io, "no scratch file") }
            path = String(
                decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            var done = 0
            while done < bytes.count {
                let put = unsafe bytes.withUnsafeBytes { source in
                    unsafe write(
                        descriptor, source.baseAddress?.advanced(by: done), bytes.count - done)
                }
                guard put > 0 else { throw LakeError(.io, "cannot write the scratch file") }
                done += put
            }
            close(descriptor)
        }

        deinit { unsafe unlink(path) }
    }

    /// Strings of different lengths, in blocks of seven, some larger than a window.
    private func lengths() -> [Int] {
        (0..<70).map { $0 == 33 ? 3 * AvroLimits.windowBytes : $0 * 1000 }
    }

    @Test("A file of several windows")
    func windows() throws {
        var bytes = header(#""string""#)
        let lengths = lengths()
        for start in stride(from: 0, to: lengths.count, by: 7) {
            let texts = lengths[start..<start + 7].map { length in
                long(length) + [UInt8](repeating: UInt8(truncatingIfNeeded: length), count: length)
            }
            bytes += block(Array(texts.joined()), count: 7)
        }
        let scratch = try ScratchFile(bytes)
        let read = try records(AvroFile(OpenFile(scratch.path)))
        // All values are alive at once: no window was written over.
        for (value, length) in zip(read, lengths) {
            let bytes = value.bytes?.array ?? []
            let isRight =
                bytes.count == length
                && bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: length) }
            #expect(isRight, "a text of \(length) bytes")
        }
        #expect(read.count == lengths.count)
    }

    @Test("A header longer than what is read of a file first")
    func longHeader() throws {
        let doc = String(repeating: "x", count: 200_000)
        let schema = #"{"type":"record","name":"r","doc":"\#(doc)","fields":[]}"#
        let scratch = try ScratchFile(header(schema) + block([], count: 3))
        #expect(try records(AvroFile(OpenFile(scratch.path))).count == 3)
    }

    @Test("Blocks are counted, and left out")
    func blocks() throws {
        let avro = try file(
            header(#""int""#) + block([2, 4], count: 2) + block([], count: 0)
                + block([6, 8, 10], count: 3) + block([12], count: 1))
        let records = try avro.records()
        var values: [AvroValue] = []
        #expect(try records.nextBlock() == 2)
        #expect(records.recordsLeftInBlock == 2)
        #expect(try records.nextBlock() == 0)
        #expect(try records.nextBlock() == 3)
        #expect(try records.next(into: &values) && values == [.integer(3)])
        #expect(records.recordsLeftInBlock == 2)
        #expect(try records.nextBlock() == 1)
        #expect(try records.next(into: &values) && values == [.integer(6)])
        #expect(try !records.next(into: &values))
        #expect(try records.nextBlock() == nil)
    }

    @Test("Nulls that are no fields are counted, too")
    func nulls() throws {
        let count = AvroLimits.emptyValuesMax
        let avro = try file(
            header(#""null""#) + block([], count: count - 1) + block([], count: 2))
        let records = try avro.records()
        #expect(try records.nextBlock() == count - 1)
        var values: [AvroValue] = []
        for _ in 0..<(count - 1) { _ = try records.next(into: &values) }
        #expect(lakeError { _ = try records.nextBlock() }?.code == .limit)
    }

    @Test("A file without blocks")
    func noBlocks() throws {
        #expect(try records(file(header(#""int""#))) == [])
    }

    @Test(
        "Records without bytes, as many as allowed",
        arguments: [
            (AvroLimits.emptyValuesMax / 2, true), (AvroLimits.emptyValuesMax / 2 + 1, false),
        ])
    func empties(count: Int, isRead: Bool) throws {
        // A record with one null counts as two values, in two blocks that are counted together.
        let schema = #"{"type":"record","name":"r","fields":[{"name":"n","type":"null"}]}"#
        let avro = try file(header(schema) + block([], count: count - 5) + block([], count: 5))
        let records = try avro.records(.record([]))
        var values: [AvroValue] = []
        let error = lakeError { while try records.next(into: &values) {} }
        #expect(error?.code == (isRead ? nil : .limit))
    }
}
