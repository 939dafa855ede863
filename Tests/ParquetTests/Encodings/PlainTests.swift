// PLAIN, BYTE_STREAM_SPLIT and RLE booleans.
//
// Expected: bytes written by hand from Encodings.md.

import Columnar
import Testing

@testable import Parquet

@Suite("Plain values")
struct PlainTests {
    private func words(
        _ bytes: [UInt8], _ type: PhysicalType, _ count: Int, typeLength: Int = 0,
        _ encoding: Encoding = .plain
    ) throws -> [UInt64] {
        var reader = ByteReader(try buffer(bytes))
        return unsafe try decoded(count) {
            _ = unsafe try decodeValues(
                &reader, encoding, type, typeLength: typeLength, into: $0, count: count)
        }
    }

    private static func integer(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) }

    /// A type, the bytes of two values (three booleans), and their words.
    struct Sample: Sendable, CustomTestStringConvertible {
        let type: PhysicalType
        let bytes: [UInt8]
        let words: [UInt64]
        var typeLength = 0

        var testDescription: String { type.name }
    }

    static let samples: [Sample] = [
        Sample(type: .boolean, bytes: [0b101], words: [1, 0, 1]),
        Sample(
            type: .int32, bytes: [1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff], words: [1, integer(-2)]),
        Sample(
            type: .int64,
            bytes: [0, 0, 0, 0, 1, 0, 0, 0] + [UInt8](repeating: 0xff, count: 8),
            words: [1 << 32, integer(-1)]),
        Sample(
            type: .float, bytes: [0, 0, 0xc0, 0x3f, 0xcd, 0xcc, 0xcc, 0x3d],
            words: [Double(1.5).bitPattern, Double(Float(0.1)).bitPattern]),
        Sample(
            type: .double,
            bytes: [0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
            words: [Double(1.5).bitPattern, Double.nan.bitPattern]),
        // 1970-01-01 is the Julian day 2440588 (0x253d8c); 1.5 µs are rounded down.
        Sample(
            type: .int96,
            bytes: [0xdc, 5, 0, 0, 0, 0, 0, 0, 0x8c, 0x3d, 0x25, 0] + [
                0, 0, 0, 0, 0, 0, 0, 0, 0x8b, 0x3d, 0x25, 0,
            ], words: [1, integer(-86_400_000_000)]),
        Sample(
            type: .byteArray, bytes: [2, 0, 0, 0, 0x61, 0x62, 1, 0, 0, 0, 0x63],
            words: [4 << 32 | 2, 10 << 32 | 1]),
        Sample(
            type: .fixedLengthByteArray, bytes: [1, 2, 3, 4, 5, 6],
            words: [3, 3 << 32 | 3], typeLength: 3),
    ]

    @Test("Each type", arguments: samples)
    func types(sample: Sample) throws {
        let count = sample.words.count
        func decode(_ bytes: [UInt8]) throws -> [UInt64] {
            try words(bytes, sample.type, count, typeLength: sample.typeLength)
        }
        #expect(try decode(sample.bytes) == sample.words)
        #expect(try decode(sample.bytes + [0x77]) == sample.words)
        for length in sample.bytes.indices {
            #expect(throws: LakeError.self) { _ = try decode(Array(sample.bytes[..<length])) }
        }
    }

    @Test("Booleans, the lowest bit first")
    func booleans() throws {
        let found = try words([0b1000_0001, 0b10], .boolean, 10)
        #expect(found == [1, 0, 0, 0, 0, 0, 0, 1, 0, 1])
    }

    @Test("A text of 4 GB, values that have more bytes than there are numbers")
    func absurd() throws {
        #expect(throws: LakeError.self) {
            _ = try words([255, 255, 255, 255, 0x61], .byteArray, 1)
        }
        #expect(throws: LakeError.self) {
            _ = try words([1, 2, 3], .fixedLengthByteArray, 5, typeLength: .max / 2)
        }
    }

    /// The last and the first day of INT96 are 5.8 million years away, beyond 64 bits of
    /// microseconds.
    @Test("A timestamp that does not fit wraps around, as its writers' do")
    func int96Overflow() throws {
        let zeros = [UInt8](repeating: 0, count: 8)
        #expect(
            try words(zeros + [255, 255, 255, 127], .int96, 1) == [
                Self.integer(864_279_560_504_483_840)
            ])
        #expect(
            try words(zeros + [0, 0, 0, 128], .int96, 1) == [
                Self.integer(-1_286_013_253_304_483_840)
            ])
    }

    /// Encodings.md: AA BB CC DD, 00 11 22 33, A3 B4 C5 D6 become AA 00 A3, BB 11 B4, CC 22 C5, DD
    /// 33 D6.
    private static let split: [UInt8] = [
        0xaa, 0x00, 0xa3, 0xbb, 0x11, 0xb4, 0xcc, 0x22, 0xc5, 0xdd, 0x33, 0xd6,
    ]

    @Test("Streams of bytes: the example of the specification")
    func byteStreams() throws {
        let floats = [0xddcc_bbaa, 0x3322_1100, 0xd6c5_b4a3] as [UInt32]
        #expect(
            try words(Self.split, .float, 3, .byteStreamSplit)
                == floats.map { Double(Float(bitPattern: $0)).bitPattern })
        #expect(
            try words(Self.split, .int32, 3, .byteStreamSplit)
                == floats.map { Self.integer(Int64(Int32(bitPattern: $0))) })
        // As values of 12 and of 6 bytes, and where fewer are wanted than there are.
        #expect(
            try words(Self.split, .fixedLengthByteArray, 1, typeLength: 12, .byteStreamSplit)
                == [12])
        #expect(
            try words(Self.split, .int32, 1, .byteStreamSplit)
                == [Self.integer(Int64(Int32(bitPattern: 0xddcc_bbaa)))])
        for count in Self.split.indices where count > 0 {
            #expect(throws: LakeError.self) {
                _ = try words(Array(Self.split[..<count]), .float, 3, .byteStreamSplit)
            }
        }
        #expect(throws: LakeError.self) {
            _ = try words(Self.split, .byteArray, 1, .byteStreamSplit)
        }
    }

    @Test("Booleans in runs stand behind their length")
    func runs() throws {
        // Four times true, then the packed bits 0101 0101.
        let bytes: [UInt8] = [4, 0, 0, 0, 8, 1, 3, 0b0101_0101]
        let expected: [UInt64] = [1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0]
        #expect(try words(bytes, .boolean, 12, .rle) == expected)
        for count in bytes.indices {
            #expect(throws: LakeError.self) {
                _ = try words(Array(bytes[..<count]), .boolean, 12, .rle)
            }
        }
    }

    @Test("Encodings that a type does not have", arguments: 0...7 as ClosedRange<Int32>)
    func unsupported(number: Int32) throws {
        let type = try #require(PhysicalType(rawValue: number))
        let bytes = [UInt8](repeating: 0, count: 100)
        for encoding in [Encoding.bitPacked, .rleDictionary, .unknown(77)] {
            let error = #expect(throws: LakeError.self) {
                _ = try words(bytes, type, 1, typeLength: 4, encoding)
            }
            #expect(error?.code == .unsupported)
        }
    }
}
