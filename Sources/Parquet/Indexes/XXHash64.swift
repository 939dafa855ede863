// XXH64 with seed 0, the hash of Parquet's bloom filters.
//
//     32 bytes and more    four lanes of 8 bytes each, merged
//     the rest             8, then 4, then 1 byte at a time
//     at the end           the bits are mixed once more
//
// Source: xxHash specification 0.1.1, "XXH64 algorithm description".

private let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
private let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
private let prime3: UInt64 = 0x1656_67B1_9E37_79F9
private let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
private let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

/// The hash of some bytes.
///
/// - Complexity: O(bytes); meant for the few values of a predicate.
func xxHash64(_ bytes: [UInt8]) -> UInt64 {
    var offset = 0
    var hash = prime5
    if bytes.count >= 32 {
        var lanes = [prime1 &+ prime2, prime2, 0, 0 &- prime1]
        while offset + 32 <= bytes.count {
            for lane in 0..<4 {
                lanes[lane] = round(lanes[lane], word(bytes, at: offset + 8 * lane, count: 8))
            }
            offset += 32
        }
        hash =
            rotate(lanes[0], 1) &+ rotate(lanes[1], 7) &+ rotate(lanes[2], 12)
            &+ rotate(lanes[3], 18)
        for lane in lanes { hash = (hash ^ round(0, lane)) &* prime1 &+ prime4 }
    }
    hash = hash &+ UInt64(bytes.count)
    while offset + 8 <= bytes.count {
        hash ^= round(0, word(bytes, at: offset, count: 8))
        hash = rotate(hash, 27) &* prime1 &+ prime4
        offset += 8
    }
    if offset + 4 <= bytes.count {
        hash ^= word(bytes, at: offset, count: 4) &* prime1
        hash = rotate(hash, 23) &* prime2 &+ prime3
        offset += 4
    }
    while offset < bytes.count {
        hash ^= UInt64(bytes[offset]) &* prime5
        hash = rotate(hash, 11) &* prime1
        offset += 1
    }
    hash = (hash ^ hash >> 33) &* prime2
    hash = (hash ^ hash >> 29) &* prime3
    return hash ^ hash >> 32
}

private func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotate(lane &+ word &* prime2, 31) &* prime1
}

private func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    value << bits | value >> (64 - bits)
}

private func word(_ bytes: [UInt8], at offset: Int, count: Int) -> UInt64 {
    bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
