// Reading of bytes that nobody vouches for.
// Source of the expected values: Python's int.to_bytes; the zigzag and LEB128 examples of the Avro
// 1.12.0 specification ("Binary Encoding") and of the Protocol Buffers documentation.

@testable import Columnar
import Testing

@Suite("Byte reader")
struct ByteReaderTests {
    private func reader(_ digits: String, fileOffset: Int = 0) throws -> ByteReader {
        ByteReader(try byteBuffer(hex(digits)), fileOffset: fileOffset)
    }

    @Test(
        "Variable-length integers",
        arguments: [
            ("00", UInt64(0)), ("01", 1), ("7f", 127), ("8001", 128), ("9601", 150),
            ("ffffffffffffffffff01", .max), ("80808080808080808001", 1 << 63), ("8000", 0),
        ])
    func varints(digits: String, number: UInt64) throws {
        var reader = try reader(digits)
        #expect(try reader.varint() == number)
        #expect(reader.isAtEnd)
    }

    @Test(
        "Zigzag",
        arguments: [
            ("00", Int64(0)), ("01", -1), ("02", 1), ("03", -2), ("04", 2), ("7f", -64),
            ("8001", 64), ("ffffffffffffffffff01", .min), ("feffffffffffffffff01", .max),
        ])
    func zigzag(digits: String, number: Int64) throws {
        var reader = try reader(digits)
        #expect(try reader.zigzag() == number)
    }

    @Test(
        "Integers of more than 64 bits, or without an end",
        arguments: [
            "", "80", "ffffffff", "ffffffffffffffffff02", "8080808080808080808001",
            "ffffffffffffffffffff",
        ])
    func badVarints(digits: String) throws {
        var reader = try reader(digits)
        #expect(failure { try reader.varint() }?.code == .corrupt)
    }

    @Test("Fixed widths")
    func fixed() throws {
        var little = try reader("0100 feffffff 0102030405060708 ff")
        #expect(try little.littleEndian(UInt16.self) == 1)
        #expect(try little.littleEndian(Int32.self) == -2)
        #expect(try little.littleEndian(UInt64.self) == 0x0807_0605_0403_0201)
        #expect(failure { try little.littleEndian(UInt16.self) }?.code == .corrupt)
        #expect(try little.byte() == 255)
        #expect(failure { try little.byte() }?.code == .corrupt)
        var big = try reader("00000102 fffe")
        #expect(try big.bigEndian(UInt32.self) == 258)
        #expect(try big.bigEndian(Int16.self) == -2)
    }

    @Test("Places in errors count from the start of the file")
    func places() throws {
        var reader = try reader("00010203", fileOffset: 1000)
        try reader.skip(3)
        let error = failure { try reader.take(2) }
        #expect(error?.places == [.byteOffset(1003)])
        #expect(reader.offset == 3)
        #expect(try reader.take(1) == 3..<4)
    }

    @Test("Counts and offsets that lead nowhere", arguments: [-1, 5, .min, .max])
    func outside(number: Int) throws {
        var reader = try reader("00010203")
        #expect(failure { try reader.take(number) }?.code == .corrupt)
        #expect(failure { try reader.skip(number) }?.code == .corrupt)
        #expect(failure { try reader.bytes(number) }?.code == .corrupt)
        #expect(failure { try reader.seek(to: number) }?.code == .corrupt)
        #expect(reader.offset == 0)
        try reader.seek(to: 4)
        #expect(reader.isAtEnd)
        #expect(try reader.take(0) == 4..<4)
    }

    @Test("A part of a buffer")
    func part() throws {
        let buffer = try byteBuffer([0, 1, 2, 3, 4])
        var reader = ByteReader(buffer, range: 1..<3)
        #expect(reader.remainingBytes == 2)
        #expect(try reader.bytes(2) == [1, 2])
        #expect(failure { try reader.byte() } != nil)
        #expect(ByteReader(buffer, range: 3..<9).remainingBytes == 2)
    }
}
