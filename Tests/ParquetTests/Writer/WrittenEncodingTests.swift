// Runs, packed bits and differences: what is encoded is decoded by the reader, which is tested
// against other writers' bytes; and a few encodings byte by byte.

@testable import Parquet
import Columnar
import Testing

@Suite("Encodings that are written")
struct WrittenEncodingTests {
    private func encodedRLE(_ values: [UInt32], _ bitWidth: Int) throws -> [UInt8] {
        let buffer = try ByteBuffer(capacityBytes: 0)
        unsafe try values.withUnsafeBufferPointer { (values) throws(LakeError) in
            if let start = values.baseAddress {
                unsafe try encodeRLEHybrid(
                    start, count: values.count, bitWidth: bitWidth, to: buffer)
            }
        }
        return unsafe Array(UnsafeBufferPointer(start: buffer.base, count: buffer.countBytes))
    }

    /// Encodings.md: the numbers 0 through 7 in 3 bits.
    @Test func packedExample() throws {
        #expect(
            try encodedRLE([0, 1, 2, 3, 4, 5, 6, 7], 3)
                == [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010])
    }

    @Test func run() throws {
        #expect(try encodedRLE([UInt32](repeating: 300, count: 100), 9) == [200, 1, 0x2c, 1])
    }

    @Test("Runs and packed groups of every width", arguments: 1...32)
    func hybrid(bitWidth: Int) throws {
        for seed in 0..<20 {
            var random = SplitMix(seed * 100 + bitWidth)
            var values: [UInt32] = []
            while values.count < 1 + seed * 37 {
                let value = UInt32(truncatingIfNeeded: random.next() >> UInt64(64 - bitWidth))
                values += [UInt32](repeating: value, count: 1 + random.next(below: seed + 1) * 3)
            }
            let bytes = try encodedRLE(values, bitWidth)
            var decoded = [UInt32](repeating: 0, count: values.count)
            var reader = ByteReader(try buffer(bytes))
            unsafe try decoded.withUnsafeMutableBufferPointer { (target) throws(LakeError) in
                if let start = target.baseAddress {
                    unsafe try decodeRLEHybrid(
                        &reader, bitWidth: bitWidth, into: start, count: values.count)
                }
            }
            #expect(decoded == values)
            #expect(reader.isAtEnd)
        }
    }

    @Test("Differences of every width, wrapping around", arguments: 0...64)
    func differences(bits: Int) throws {
        for count in [1, 2, 31, 32, 33, 128, 129, 130, 500] {
            var random = SplitMix(bits * 1000 + count)
            let wide = (0..<count).map { _ in
                Int64(bitPattern: bits == 0 ? 0 : random.next() >> UInt64(64 - bits))
            }
            try checkDelta(wide, is32Bit: false)
            try checkDelta(wide.map { Int32(truncatingIfNeeded: $0) }, is32Bit: true)
        }
    }

    private func checkDelta<Number: FixedWidthInteger & SignedInteger>(
        _ values: [Number], is32Bit: Bool
    ) throws {
        let encoded = try ByteBuffer(capacityBytes: 0)
        unsafe try values.withUnsafeBufferPointer { (values) throws(LakeError) in
            if let start = values.baseAddress {
                unsafe try encodeDeltaBinaryPacked(start, count: values.count, to: encoded)
            }
        }
        var decoded = [UInt64](repeating: 0, count: values.count)
        var reader = ByteReader(encoded)
        unsafe try decoded.withUnsafeMutableBufferPointer { (target) throws(LakeError) in
            if let start = target.baseAddress {
                unsafe try decodeDeltaBinaryPacked(
                    &reader, is32Bit: is32Bit, into: start, count: values.count)
            }
        }
        #expect(decoded.map { Int64(bitPattern: $0) } == values.map { Int64($0) })
        #expect(reader.isAtEnd)
    }

    private func buffer(_ bytes: [UInt8]) throws -> ByteBuffer {
        let buffer = try ByteBuffer(capacityBytes: bytes.count)
        unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            if let start = source.baseAddress {
                unsafe try buffer.append(start, count: source.count)
            }
        }
        return buffer
    }
}
