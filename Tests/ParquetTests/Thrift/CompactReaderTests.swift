// Expected bytes are those of thrift/doc/specs/thrift-compact-protocol.md.

import Columnar
import Parquet
import Testing

@Suite("Thrift compact protocol")
struct CompactReaderTests {
    private func reader(_ bytes: [UInt8]) throws(LakeError) -> CompactReader {
        CompactReader(ByteReader(try buffer(bytes), fileOffset: 1000))
    }

    @Test("Fields: short and long headers, booleans in the header, the stop byte")
    func fields() throws {
        // 1: i32 150; 2: true; 20: false by the long form; 21: i8 -3; 22: binary "ab"; stop.
        var reader = try reader(
            [0x15, 0xac, 0x02, 0x11, 0x02, 0x28, 0x13, 0xfd, 0x18, 0x02, 0x61, 0x62, 0x00])
        var last = 0
        let number = try #require(try reader.nextField(after: &last))
        #expect(number.id == 1 && number.type == .int32)
        #expect(try reader.int32(number, "number") == 150)
        let yes = try #require(try reader.nextField(after: &last))
        #expect(yes.id == 2)
        #expect(try reader.boolean(yes, "yes"))
        let no = try #require(try reader.nextField(after: &last))
        #expect(no.id == 20)
        #expect(try !reader.boolean(no, "no"))
        let byte = try #require(try reader.nextField(after: &last))
        #expect(byte.id == 21)
        #expect(try reader.integer(byte, "byte") == -3)
        let text = try #require(try reader.nextField(after: &last))
        #expect(try reader.string(text, "text") == "ab")
        #expect(try reader.nextField(after: &last) == nil)
        #expect(reader.bytes.isAtEnd)
    }

    @Test(
        "Zigzag integers",
        arguments: [
            ([0x00], 0), ([0x01], -1), ([0x02], 1), ([0x03], -2),
            ([0xfe, 0xff, 0xff, 0xff, 0x0f], Int64(Int32.max)),
            ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], Int64.min),
        ] as [([UInt8], Int64)])
    func zigzag(bytes: [UInt8], expected: Int64) throws {
        var reader = try reader([0x16] + bytes)
        var last = 0
        let field = try #require(try reader.nextField(after: &last))
        #expect(try reader.integer(field, "value") == expected)
    }

    @Test("Lists in the short and the long form, of booleans by either type")
    func lists() throws {
        var last = 0
        var short = try reader([0x19, 0x25, 0x02, 0x04])
        let first = try #require(try short.nextField(after: &last))
        #expect(try short.list(first, of: .int32, "list") == 2)
        last = 0
        var long = try reader([0x19, 0xf1, 0x10] + Array(repeating: 1, count: 16))
        let second = try #require(try long.nextField(after: &last))
        #expect(try long.list(second, of: .booleanTrue, "list") == 16)
        #expect(try long.booleanElement())
        last = 0
        var other = try reader([0x19, 0x12, 0x02])
        let third = try #require(try other.nextField(after: &last))
        #expect(try other.list(third, of: .booleanTrue, "list") == 1)
        #expect(try !other.booleanElement())
        last = 0
        // An empty list may name any type.
        var empty = try reader([0x19, 0x00])
        let fourth = try #require(try empty.nextField(after: &last))
        #expect(try empty.list(fourth, of: .structure, "list") == 0)
    }

    /// Fields of every type between two that are known.
    @Test("Unknown fields are passed over")
    func skipping() throws {
        let inner = CompactWriter.structure { writer in
            writer.boolean(1, true)
            writer.list(2, of: 12, [[0x00], [0x11, 0x00]])
        }
        let bytes = CompactWriter.structure { writer in
            writer.boolean(2, false)
            writer.raw(3, type: 3, [0xff])
            writer.raw(4, type: 4, [0x01])
            writer.int32(5, -5)
            writer.int64(6, .max)
            writer.raw(7, type: 7, [1, 2, 3, 4, 5, 6, 7, 8])
            writer.string(8, "text")
            writer.list(9, of: 2, [[1], [2]])
            writer.raw(10, type: 10, [0x18, 0x01, 0x61])
            writer.raw(11, type: 11, [0x00])
            writer.raw(12, type: 11, [0x01, 0x8c, 0x01, 0x6b] + inner)
            writer.raw(13, type: 13, Array(repeating: 9, count: 16))
            writer.raw(14, type: 12, inner)
            writer.int32(99, 7)
        }
        var reader = try reader(bytes)
        var last = 0
        var found: Int32?
        while let field = try reader.nextField(after: &last) {
            if field.id == 99 {
                found = try reader.int32(field, "last")
            } else {
                try reader.skip(field)
            }
        }
        #expect(found == 7)
        #expect(reader.bytes.isAtEnd)
    }

    @Test(
        "Damage is found before anything is allocated",
        arguments: [
            ("a list of 2^62 elements", [0x19, 0xfc] + CompactWriter.varint(1 << 62)),
            ("a list longer than the bytes", [0x19, 0x35, 0x00]),
            ("a map longer than the bytes", [0x1b, 0x7f, 0x55]),
            ("a type that there is not", [0x1e]),
            ("a text longer than the bytes", [0x18, 0x05, 0x61]),
            ("a text of 2^63 bytes", [0x18] + CompactWriter.varint(1 << 63)),
            ("a varint without end", [0x16] + Array(repeating: 0xff, count: 12)),
            ("a struct without end", [0x1c, 0x11]),
            ("structs in structs", Array(repeating: 0x1c, count: 1000)),
            ("lists in lists", [0x19] + Array(repeating: 0x19, count: 1000)),
            ("a field number of 17 bits", [0x05] + CompactWriter.zigzag(70_000)),
        ] as [(String, [UInt8])])
    func damage(what: String, bytes: [UInt8]) throws {
        var reader = try reader(bytes)
        let error = lakeError { () throws(LakeError) in
            var last = 0
            while let field = try reader.nextField(after: &last) { try reader.skip(field) }
        }
        #expect(error?.code == .corrupt)
        guard case .byteOffset(let offset) = error?.places.last else {
            Issue.record("no offset in \(String(describing: error))")
            return
        }
        #expect(offset >= 1000)
    }
}
