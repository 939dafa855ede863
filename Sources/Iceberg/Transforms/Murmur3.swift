// MurmurHash3 for 32-bit machines: four bytes a round, a seed of 0.
// Source: Appleby, MurmurHash3, `MurmurHash3_x86_32`; Iceberg specification, appendix B.

/// The hash of bytes.
func murmur3(_ bytes: [UInt8]) -> UInt32 {
    var hash: UInt32 = 0
    var index = 0
    while index + 4 <= bytes.count {
        hash ^= scrambled(word(bytes, index, count: 4))
        hash = (hash << 13 | hash >> 19) &* 5 &+ 0xE654_6B64
        index += 4
    }
    if index < bytes.count { hash ^= scrambled(word(bytes, index, count: bytes.count - index)) }
    hash ^= UInt32(truncatingIfNeeded: bytes.count)
    hash = (hash ^ hash >> 16) &* 0x85EB_CA6B
    hash = (hash ^ hash >> 13) &* 0xC2B2_AE35
    return hash ^ hash >> 16
}

private func word(_ bytes: [UInt8], _ start: Int, count: Int) -> UInt32 {
    var word: UInt32 = 0
    for offset in 0..<count { word |= UInt32(bytes[start + offset]) << (8 * UInt32(offset)) }
    return word
}

private func scrambled(_ word: UInt32) -> UInt32 {
    let product = word &* 0xCC9E_2D51
    return (product << 15 | product >> 17) &* 0x1B87_3593
}
