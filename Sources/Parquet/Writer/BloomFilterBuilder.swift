// Split-block bloom filters, built. The layout stands in Indexes/BloomFilter.swift.
//
// A filter has ten bits for each distinct value, which lets one of a hundred absent ones through.
// Source: Parquet format, BloomFilter.md.

import Columnar

/// The bits of a filter.
struct BloomFilterBuilder: Sendable {
    private static let salts: [UInt32] = [
        0x47b6_137b, 0x4497_4d91, 0x8824_ad5b, 0xa2b7_289d,
        0x7054_95c7, 0x2df1_424b, 0x9efc_4947, 0x5c6b_fb31,
    ]
    private static let bitsPerValue = 10
    private static let blockBytes = 32
    /// Filters of more values let more through instead of growing.
    private static let blocksMax = 1 << 15

    private var words: [UInt32]

    /// - Parameter valueCount: distinct values, or more.
    init(valueCount: Int) {
        let wanted = valueCount / (Self.blockBytes * 8 / Self.bitsPerValue) + 1
        var blocks = 1
        while blocks < min(wanted, Self.blocksMax) { blocks *= 2 }
        words = [UInt32](repeating: 0, count: blocks * 8)
    }

    /// Takes a value in PLAIN encoding, byte arrays without their length.
    mutating func insert(_ value: UnsafeRawBufferPointer) {
        let hash = unsafe xxHash64(value)
        let blocks = UInt64(words.count / 8)
        let block = Int(((hash >> 32) * blocks) >> 32)
        let key = UInt32(truncatingIfNeeded: hash)
        for (place, salt) in Self.salts.enumerated() {
            words[8 * block + place] |= 1 << ((key &* salt) >> 27)
        }
    }

    /// Header and bits, as they stand in the file.
    var bytes: [UInt8] {
        var writer = CompactWriter()
        writer.element {
            $0.int32(1, words.count * 4)
            // Split blocks, XXH64, uncompressed.
            $0.structure(2) { $0.emptyStructure(1) }
            $0.structure(3) { $0.emptyStructure(1) }
            $0.structure(4) { $0.emptyStructure(1) }
        }
        var bytes = writer.bytes
        bytes.reserveCapacity(bytes.count + words.count * 4)
        for word in words {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return bytes
    }
}

/// XXH64 with seed 0 of bytes in memory; the algorithm stands in Indexes/XXHash64.swift.
private func xxHash64(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
    func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }
    func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* prime2, 31) &* prime1
    }
    func word(_ offset: Int) -> UInt64 {
        // Safe: callers stay within the bytes.
        unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    var offset = 0
    var hash = prime5
    if bytes.count >= 32 {
        var (a, b, c, d) = (prime1 &+ prime2, prime2, UInt64(0), 0 &- prime1)
        while offset + 32 <= bytes.count {
            a = round(a, word(offset))
            b = round(b, word(offset + 8))
            c = round(c, word(offset + 16))
            d = round(d, word(offset + 24))
            offset += 32
        }
        hash = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
        for lane in [a, b, c, d] { hash = (hash ^ round(0, lane)) &* prime1 &+ prime4 }
    }
    hash = hash &+ UInt64(bytes.count)
    while offset + 8 <= bytes.count {
        hash = rotate(hash ^ round(0, word(offset)), 27) &* prime1 &+ prime4
        offset += 8
    }
    if offset + 4 <= bytes.count {
        let half = unsafe UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        hash = rotate(hash ^ UInt64(half) &* prime1, 23) &* prime2 &+ prime3
        offset += 4
    }
    while offset < bytes.count {
        hash = unsafe rotate(hash ^ UInt64(bytes[offset]) &* prime5, 11) &* prime1
        offset += 1
    }
    hash = (hash ^ hash >> 33) &* prime2
    hash = (hash ^ hash >> 29) &* prime3
    return hash ^ hash >> 32
}
