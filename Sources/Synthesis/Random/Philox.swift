// Philox4x32-10: a random function from a counter and a key to 128 bits. There is no state to hand
// on, so any number of any person can be computed at any place, in any order.
//
//     one round      hi0,lo0 = 0xD2511F53 * c0      c0' = hi1 ^ c1 ^ k0     c1' = lo1
//                    hi1,lo1 = 0xCD9E8D57 * c2      c2' = hi0 ^ c3 ^ k1     c3' = lo0
//     between two    k0 += 0x9E3779B9, k1 += 0xBB67AE85
//
// Only additions, multiplications and exclusive or on 32 bits: the same on every machine.
// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
// 1, 2, 3" (2011), section 3.3.

package enum Philox {
    /// The blocks of four counters: each word of a block waits for the one before, and the
    /// processor multiplies two words of different blocks at once.
    ///
    /// - Parameters:
    ///   - first, second: the low words of the counters, each in the low half of its element.
    ///   - high: the other half of all four.
    ///   - key: the first key word is the low half.
    ///   - halves: filled with the first two words of each block, the first one in the low half,
    ///     and then with the last two of each.
    static func fourBlocks(
        _ first: SIMD4<UInt64>, _ second: SIMD4<UInt64>, high: UInt64, key: UInt64,
        into halves: inout InlineArray<8, UInt64>
    ) {
        let half = SIMD4<UInt64>(repeating: 0xffff_ffff)
        let bits = SIMD4<UInt64>(repeating: 32)
        let multiplier0 = SIMD4<UInt64>(repeating: 0xD251_1F53)
        let multiplier1 = SIMD4<UInt64>(repeating: 0xCD9E_8D57)
        // The high halves may hold anything.
        var c0 = first
        var c1 = second
        var c2 = SIMD4<UInt64>(repeating: high)
        var c3 = SIMD4<UInt64>(repeating: high >> 32)
        var k0 = UInt32(truncatingIfNeeded: key)
        var k1 = UInt32(truncatingIfNeeded: key >> 32)
        var round = 0
        while round < 10 {
            let product0 = (c0 & half) &* multiplier0
            let product1 = (c2 & half) &* multiplier1
            c0 = (product1 &>> bits) ^ c1 ^ SIMD4<UInt64>(repeating: UInt64(k0))
            c1 = product1
            c2 = (product0 &>> bits) ^ c3 ^ SIMD4<UInt64>(repeating: UInt64(k1))
            c3 = product0
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
            round += 1
        }
        let firsts = (c0 & half) | (c1 &<< bits)
        let seconds = (c2 & half) | (c3 &<< bits)
        halves[0] = firsts[0]
        halves[1] = firsts[1]
        halves[2] = firsts[2]
        halves[3] = firsts[3]
        halves[4] = seconds[0]
        halves[5] = seconds[1]
        halves[6] = seconds[2]
        halves[7] = seconds[3]
    }
}
