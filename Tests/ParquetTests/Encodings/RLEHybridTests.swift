// The hybrid of run lengths and bit-packing, and the deprecated levels.
//
// Expected: the examples of Encodings.md, and what a plain encoder of the grammar was given.

import Columnar
import Testing

@testable import Parquet

@Suite("RLE hybrid")
struct RLEHybridTests {
    private func decode(_ bytes: [UInt8], bitWidth: Int, count: Int) throws -> [UInt32] {
        var reader = ByteReader(try buffer(bytes))
        return unsafe try decoded(count) {
            unsafe try decodeRLEHybrid(&reader, bitWidth: bitWidth, into: $0, count: count)
        }
    }

    /// Encodings.md packs the numbers 0 to 7 with three bits into 88 C6 FA.
    @Test("The example of the specification")
    func example() throws {
        #expect(try decode([3, 0x88, 0xc6, 0xfa], bitWidth: 3, count: 8) == Array(0..<8))
    }

    @Test("Every width, runs of all kinds", arguments: 0...32)
    func widths(bitWidth: Int) throws {
        var numbers = NumberSequence(bitWidth)
        let mask = bitWidth == 0 ? 0 : UInt64.max >> UInt64(64 - bitWidth)
        func values(_ count: Int) -> [UInt64] { (0..<count).map { _ in numbers.next() & mask } }
        let runs: [HybridRun] = [
            .packed(values(8)), .equal(mask, count: 1), .packed(values(504)),
            .equal(numbers.next() & mask, count: 1000), .equal(0, count: 7), .packed(values(64)),
        ]
        let bytes = runs.flatMap { $0.bytes(bitWidth: bitWidth) }
        let expected = runs.flatMap(\.values).map { UInt32($0) }
        #expect(try decode(bytes, bitWidth: bitWidth, count: expected.count) == expected)
        // Any number of them: the last run is then longer than needed.
        for count in [0, 1, 7, 8, 9, 13, 512, 513, 1000, 1520] {
            let some = try decode(bytes, bitWidth: bitWidth, count: count)
            #expect(some[...] == expected.prefix(count))
        }
    }

    @Test("Levels are bytes", arguments: 1...8)
    func levels(bitWidth: Int) throws {
        let values = (0..<40).map { UInt64($0) & (1 << UInt64(bitWidth) - 1) }
        let bytes = HybridRun.packed(values).bytes(bitWidth: bitWidth)
        var reader = ByteReader(try buffer(bytes))
        let levels: [UInt8] = unsafe try decoded(40) {
            unsafe try decodeRLEHybrid(&reader, bitWidth: bitWidth, into: $0, count: 40)
        }
        #expect(levels == values.map { UInt8($0) })
        #expect(reader.isAtEnd)
    }

    @Test(
        "Cut anywhere: an error, or a last group that needs no more", arguments: [1, 3, 8, 17, 32])
    func truncations(bitWidth: Int) throws {
        let runs: [HybridRun] = [
            .equal(1, count: 100), .packed([1, 0, 1, 1, 0, 0, 1, 0]), .equal(0, count: 300),
        ]
        let bytes = runs.flatMap { $0.bytes(bitWidth: bitWidth) }
        for count in bytes.indices {
            #expect(throws: LakeError.self, "\(count) bytes") {
                _ = try decode(Array(bytes[..<count]), bitWidth: bitWidth, count: 408)
            }
        }
        // Five of a group of eight values need fewer bytes than the group has.
        let group = HybridRun.packed([1, 0, 1, 1, 0, 0, 1, 0]).bytes(bitWidth: bitWidth)
        let needed = 1 + (5 * bitWidth + 7) / 8
        let five = try decode(Array(group[..<needed]), bitWidth: bitWidth, count: 5)
        #expect(five == [1, 0, 1, 1, 0])
    }

    @Test(
        "Absurd headers",
        arguments: [
            ([0, 1], 1), ([1, 1], 1), ([], 1), ([2], 8),
            // Runs and groups of 2^62 and 2^63 - 1.
            ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0], 32),
            ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2], 1),
            ([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0], 1),
            ([2, 0, 0, 0, 0, 0], 33), ([2, 0], -1), ([2, 0], 255),
        ] as [([UInt8], Int)])
    func absurd(bytes: [UInt8], bitWidth: Int) throws {
        #expect(throws: LakeError.self) { _ = try decode(bytes, bitWidth: bitWidth, count: 100) }
    }

    @Test("A run of 2^63 - 1 values gives as many as are wanted")
    func longRun() throws {
        let header: [UInt8] = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]
        #expect(try decode(header + [7], bitWidth: 3, count: 5) == [7, 7, 7, 7, 7])
    }

    private func deprecatedLevels(
        _ bytes: [UInt8], bitWidth: Int, count: Int
    ) throws -> [UInt8] {
        var reader = ByteReader(try buffer(bytes))
        return unsafe try decoded(count) {
            unsafe try decodeBitPackedLevels(&reader, bitWidth: bitWidth, into: $0, count: count)
        }
    }

    /// Encodings.md packs the same numbers, highest bits first, into 05 39 77.
    @Test("Deprecated levels: the example of the specification")
    func deprecatedExample() throws {
        let levels = try deprecatedLevels([0x05, 0x39, 0x77], bitWidth: 3, count: 8)
        #expect(levels == Array(0..<8))
    }

    @Test("Deprecated levels of every width", arguments: 0...8)
    func deprecatedWidths(bitWidth: Int) throws {
        var numbers = NumberSequence(bitWidth)
        let values = (0..<37).map { _ in UInt8(numbers.next() & (1 << UInt64(bitWidth) - 1)) }
        // The bits of all values as digits, the highest of each first.
        var digits = values.flatMap { value in
            (0..<bitWidth).map { value >> UInt8(bitWidth - 1 - $0) & 1 }
        }
        while digits.count % 8 > 0 { digits.append(0) }
        let bytes = stride(from: 0, to: digits.count, by: 8).map {
            digits[$0..<$0 + 8].reduce(0) { $0 << 1 | $1 }
        }
        #expect(try deprecatedLevels(bytes, bitWidth: bitWidth, count: 37) == values)
        guard bitWidth > 0 else { return }
        #expect(throws: LakeError.self) {
            _ = try deprecatedLevels(bytes.dropLast(), bitWidth: bitWidth, count: 37)
        }
    }
}
