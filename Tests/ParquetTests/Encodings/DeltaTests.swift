// The three encodings by differences.
//
// Expected: the examples of Encodings.md, and what a plain encoder of the grammar was given.

import Columnar
import Testing

@testable import Parquet

@Suite("Delta encodings")
struct DeltaTests {
    private func decode(
        _ bytes: [UInt8], _ count: Int, is32Bit: Bool = false
    ) throws -> [Int64] {
        var reader = ByteReader(try buffer(bytes))
        let words: [UInt64] = unsafe try decoded(count) {
            unsafe try decodeDeltaBinaryPacked(&reader, is32Bit: is32Bit, into: $0, count: count)
        }
        return words.map { Int64(bitPattern: $0) }
    }

    /// Encodings.md: 1, 2, 3, 4, 5 have the differences 1, packed in no bits; 7, 5, 3, 1, 2, 3, 4,
    /// 5 have the least difference -2 and above it 0, 0, 0, 3, 3, 3, 3 in two bits each. Blocks of
    /// 8 values keep the bytes short.
    @Test("The examples of the specification")
    func examples() throws {
        let first: [UInt8] = [8, 1, 5, 2, 2, 0]
        #expect(try decode(first, 5) == [1, 2, 3, 4, 5])
        let second: [UInt8] = [8, 1, 8, 14, 3, 2, 0b1100_0000, 0b0011_1111]
        #expect(try decode(second, 8) == [7, 5, 3, 1, 2, 3, 4, 5])
    }

    @Test("Every width", arguments: 0...64)
    func widths(bitWidth: Int) throws {
        var numbers = NumberSequence(bitWidth)
        let mask = bitWidth == 0 ? 0 : UInt64.max >> UInt64(64 - bitWidth)
        for count in [1, 2, 32, 33, 129, 300] {
            var values: [Int64] = [Int64(bitPattern: numbers.next())]
            for index in 1..<max(count, 1) {
                // Both ends of the range occur, so that the width is what it should be.
                let step = index % 9 == 1 ? 0 : index % 9 == 2 ? mask : numbers.next() & mask
                values.append(values[index - 1] &+ Int64(bitPattern: step) &- 1000)
            }
            for writer in [
                DeltaWriter(), DeltaWriter(blockSize: 64, miniblockCount: 8, unusedWidth: 255),
                DeltaWriter(blockSize: 1024, miniblockCount: 1),
            ] {
                #expect(try decode(writer.bytes(values), count) == values)
                #expect(try decode(writer.bytes(values), count / 2)[...] == values[..<(count / 2)])
            }
        }
    }

    @Test("Sums of 32-bit integers wrap at 32 bits")
    func wrapping() throws {
        let values: [Int64] = [Int64(Int32.max), Int64(Int32.min), 5, Int64(Int32.max), -1]
        // A writer that subtracts in 32 bits writes the difference 1, not -2^32 + 1.
        var wrapped: [Int64] = [values[0]]
        for index in 1..<values.count {
            let step = Int32(truncatingIfNeeded: values[index] &- values[index - 1])
            wrapped.append(wrapped[index - 1] &+ Int64(step))
        }
        #expect(wrapped != values)
        #expect(try decode(DeltaWriter().bytes(wrapped), 5, is32Bit: true) == values)
        #expect(try decode(DeltaWriter().bytes(values), 5, is32Bit: true) == values)
    }

    @Test("Cut anywhere is an error")
    func truncations() throws {
        var numbers = NumberSequence(7)
        let values = (0..<140).map { _ in Int64(bitPattern: numbers.next()) >> 20 }
        let bytes = DeltaWriter().bytes(values)
        // The last miniblock is padded; what counts ends with the last value.
        let padding = 32 - (140 - 1 - 128)
        var shortest = bytes.count
        for count in bytes.indices.reversed() {
            guard let some = try? decode(Array(bytes[..<count]), 140) else { break }
            #expect(some == values)
            shortest = count
        }
        #expect(shortest > bytes.count - padding * 8)
        for count in 0..<shortest {
            #expect(throws: LakeError.self) { _ = try decode(Array(bytes[..<count]), 140) }
        }
    }

    @Test(
        "Absurd headers",
        arguments: [
            ("no block", [0, 1, 5, 2, 2, 0]), ("no miniblock", [8, 0, 5, 2, 2, 0]),
            ("blocks of 12 values", [12, 1, 5, 2, 2, 0]),
            ("miniblocks of 4 values", [8, 2, 5, 2, 2, 0, 0]),
            ("more miniblocks than values", [8, 16, 5, 2, 2, 0]),
            ("too few values", [8, 1, 4, 2, 2, 0]), ("width 65", [8, 1, 5, 2, 2, 65]),
            ("width 255", [8, 1, 5, 2, 2, 255] + [UInt8](repeating: 0, count: 300)),
            (
                "a block of 2^63 values",
                [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 1, 5, 2, 2, 0]
            ),
            (
                "2^27 miniblocks in 2^30 values",
                [0x80, 0x80, 0x80, 0x80, 4, 0x80, 0x80, 0x80, 0x40, 5, 2, 2, 0]
            ),
            ("nothing", []),
        ] as [(String, [UInt8])])
    func absurd(what: String, bytes: [UInt8]) throws {
        #expect(throws: LakeError.self) { _ = try decode(bytes, 5) }
    }

    private func texts(
        _ bytes: [UInt8], _ count: Int, _ encoding: Encoding, fixedLength: Int? = nil
    ) throws -> [String] {
        var reader = ByteReader(try buffer(bytes))
        var source: ByteBuffer?
        let words: [UInt64] = unsafe try decoded(count) {
            source = unsafe try decodeValues(
                &reader, encoding, fixedLength == nil ? .byteArray : .fixedLengthByteArray,
                typeLength: fixedLength ?? 0, into: $0, count: count)
        }
        let found = ByteReader(try #require(source))
        return words.map {
            let start = Int($0 >> 32)
            let bytes = found.copy(start..<start + Int($0 & 0xffff_ffff))
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private static let words = ["axis", "axle", "babble", "babyhood", "", "", "babyhood", "b"]

    /// Encodings.md: DeltaEncoding(5, 5, 6, 6) "HelloWorldFoobarABCDEF".
    @Test("Lengths, then bytes: the example of the specification")
    func lengths() throws {
        let bytes = DeltaWriter().bytes([5, 5, 6, 6]) + Array("HelloWorldFoobarABCDEF".utf8)
        let expected = ["Hello", "World", "Foobar", "ABCDEF"]
        #expect(try texts(bytes, 4, .deltaLengthByteArray) == expected)
        #expect(try texts(bytes, 2, .deltaLengthByteArray) == ["Hello", "World"])
        for count in bytes.indices {
            #expect(throws: LakeError.self) {
                _ = try texts(Array(bytes[..<count]), 4, .deltaLengthByteArray)
            }
        }
    }

    /// Encodings.md: "axis", "axle", "babble", "babyhood" have the prefixes 0, 2, 0, 3 and the
    /// suffixes "axis", "le", "babble", "yhood".
    @Test("Prefixes: the example of the specification, and empty texts")
    func prefixes() throws {
        let bytes =
            DeltaWriter().bytes([0, 2, 0, 3, 0, 0, 0, 1])
            + DeltaWriter().bytes([4, 2, 6, 5, 0, 0, 8, 0])
            + Array("axislebabbleyhoodbabyhood".utf8)
        #expect(try texts(bytes, 8, .deltaByteArray) == Self.words)
        for count in bytes.indices {
            #expect(throws: LakeError.self) {
                _ = try texts(Array(bytes[..<count]), 8, .deltaByteArray)
            }
        }
    }

    @Test("Prefixes of values of one length")
    func fixedPrefixes() throws {
        let bytes =
            DeltaWriter().bytes([0, 1, 3]) + DeltaWriter().bytes([3, 2, 0]) + Array("abcXY".utf8)
        #expect(try texts(bytes, 3, .deltaByteArray, fixedLength: 3) == ["abc", "aXY", "aXY"])
        #expect(throws: LakeError.self) {
            _ = try texts(bytes, 3, .deltaByteArray, fixedLength: 4)
        }
    }

    @Test(
        "Lengths and prefixes that are not there",
        arguments: [
            ([0, 5], [4, 1]), ([1, 0], [4, 1]), ([0, -1], [4, 1]), ([0, 0], [4, -1]),
            ([0, 0], [4, 2]), ([0, 0], [1 << 31, 0]), ([0, 1 << 31], [4, 1]),
            ([0, 4], [4, Int64(Int32.min)]),
        ] as [([Int64], [Int64])])
    func absurdLengths(prefixes: [Int64], lengths: [Int64]) throws {
        let bytes =
            DeltaWriter().bytes(prefixes) + DeltaWriter().bytes(lengths) + Array("abcde".utf8)
        let error = #expect(throws: LakeError.self) {
            _ = try texts(bytes, 2, .deltaByteArray)
        }
        #expect(error?.code == .corrupt)
    }

    /// Each value is a byte longer than the one before and stored in a few bits: 64 Ki values have
    /// 2 GiB.
    @Test("Values that grow out of nothing have a limit")
    func growth() throws {
        let count = 1 << 16
        let bytes =
            DeltaWriter(blockSize: 1 << 16, miniblockCount: 1).bytes((0..<count).map { Int64($0) })
            + DeltaWriter(blockSize: 1 << 16, miniblockCount: 1).bytes(
                [Int64](repeating: 1, count: count)) + [UInt8](repeating: 0x61, count: count)
        let error = #expect(throws: LakeError.self) {
            _ = try texts(bytes, count, .deltaByteArray)
        }
        #expect(error?.code == .limit)
    }
}
