// Test-side encoders, written from the grammars of Encodings.md and with no thought of speed: a bit
// is a Boolean.

/// Bits in the order in which they are packed, the first in the lowest bit of the first byte.
struct PackedBits {
    private var bits: [Bool] = []

    /// Appends the lowest `width` bits, the lowest first.
    mutating func append(_ value: UInt64, width: Int) {
        for place in 0..<width { bits.append(value >> UInt64(place) & 1 == 1) }
    }

    var bytes: [UInt8] {
        stride(from: 0, to: bits.count, by: 8).map { start in
            var byte: UInt8 = 0
            for place in 0..<8 where start + place < bits.count && bits[start + place] {
                byte |= 1 << UInt8(place)
            }
            return byte
        }
    }
}

/// A run of the hybrid of run lengths and bit-packing.
enum HybridRun {
    case equal(UInt64, count: Int)
    /// A multiple of 8 values.
    case packed([UInt64])

    func bytes(bitWidth: Int) -> [UInt8] {
        switch self {
        case .equal(let value, let count):
            let size = (bitWidth + 7) / 8
            return CompactWriter.varint(UInt64(count) << 1)
                + (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
        case .packed(let values):
            var bits = PackedBits()
            for value in values { bits.append(value, width: bitWidth) }
            return CompactWriter.varint(UInt64(values.count / 8) << 1 | 1) + bits.bytes
        }
    }

    var values: [UInt64] {
        switch self {
        case .equal(let value, let count): Array(repeating: value, count: count)
        case .packed(let values): values
        }
    }
}

/// DELTA_BINARY_PACKED with blocks of `blockSize` values in `miniblockCount` miniblocks.
struct DeltaWriter {
    var blockSize = 128
    var miniblockCount = 4
    /// Miniblocks behind the last value get this width.
    var unusedWidth: UInt8 = 0

    func bytes(_ values: [Int64]) -> [UInt8] {
        var bytes =
            CompactWriter.varint(UInt64(blockSize)) + CompactWriter.varint(UInt64(miniblockCount))
            + CompactWriter.varint(UInt64(values.count)) + CompactWriter.zigzag(values.first ?? 0)
        let deltas = zip(values.dropFirst(), values).map { $0 &- $1 }
        for start in stride(from: 0, to: deltas.count, by: blockSize) {
            bytes += block(Array(deltas[start..<min(start + blockSize, deltas.count)]))
        }
        return bytes
    }

    private func block(_ deltas: [Int64]) -> [UInt8] {
        let least = deltas.min() ?? 0
        let size = blockSize / miniblockCount
        var widths: [UInt8] = []
        var packed: [UInt8] = []
        for start in stride(from: 0, to: blockSize, by: size) {
            guard start < deltas.count else {
                widths.append(unusedWidth)
                continue
            }
            let parts = deltas[start..<min(start + size, deltas.count)].map {
                UInt64(bitPattern: $0 &- least)
            }
            let width = 64 - (parts.max() ?? 0).leadingZeroBitCount
            widths.append(UInt8(width))
            var bits = PackedBits()
            for index in 0..<size {
                bits.append(index < parts.count ? parts[index] : 0, width: width)
            }
            packed += bits.bytes
        }
        return CompactWriter.zigzag(least) + widths + packed
    }
}

/// Numbers that look random and are the same each time.
struct NumberSequence {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    /// splitmix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

/// What a decoder writes into memory of `count` values, which ends where it must stop.
func decoded<Number: FixedWidthInteger>(
    _ count: Int, _ decode: (UnsafeMutablePointer<Number>) throws -> Void
) rethrows -> [Number] {
    let memory = UnsafeMutablePointer<Number>.allocate(capacity: count + 1)
    defer { unsafe memory.deallocate() }
    unsafe memory.initialize(repeating: 0x5a, count: count + 1)
    unsafe try decode(memory)
    unsafe precondition(memory[count] == 0x5a, "written behind the values")
    return (0..<count).map { unsafe memory[$0] }
}
