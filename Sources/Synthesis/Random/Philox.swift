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
    /// The 128 bits of a counter under a key, as two words: the first output word is the low half
    /// of `first`, the last one the high half of `second`.
    ///
    /// - Parameters:
    ///   - low, high: the counter, in the same order.
    ///   - key: the first key word is the low half.
    @inlinable
    package static func block(
        low: UInt64, high: UInt64, key: UInt64
    ) -> (first: UInt64, second: UInt64) {
        var c0 = UInt32(truncatingIfNeeded: low)
        var c1 = UInt32(truncatingIfNeeded: low >> 32)
        var c2 = UInt32(truncatingIfNeeded: high)
        var c3 = UInt32(truncatingIfNeeded: high >> 32)
        var k0 = UInt32(truncatingIfNeeded: key)
        var k1 = UInt32(truncatingIfNeeded: key >> 32)
        var round = 0
        while round < 10 {
            let product0 = 0xD251_1F53 &* UInt64(c0)
            let product1 = 0xCD9E_8D57 &* UInt64(c2)
            c0 = UInt32(truncatingIfNeeded: product1 >> 32) ^ c1 ^ k0
            c1 = UInt32(truncatingIfNeeded: product1)
            c2 = UInt32(truncatingIfNeeded: product0 >> 32) ^ c3 ^ k1
            c3 = UInt32(truncatingIfNeeded: product0)
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
            round += 1
        }
        return (UInt64(c0) | UInt64(c1) << 32, UInt64(c2) | UInt64(c3) << 32)
    }

    /// The blocks of four counters that follow each other: each word of a block waits for the one
    /// before, and the processor multiplies two words of different blocks at once.
    ///
    /// - Parameters:
    ///   - low: the first counter; the others differ in its low half.
    ///   - words: filled with the first word of the four blocks, then the second ones and so on;
    ///     each in the low half of its element, whatever the high half is.
    @inlinable
    static func fourBlocks(
        low: UInt64, high: UInt64, key: UInt64, into words: inout InlineArray<4, SIMD4<UInt64>>
    ) {
        let half = SIMD4<UInt64>(repeating: 0xffff_ffff)
        let bits = SIMD4<UInt64>(repeating: 32)
        let multiplier0 = SIMD4<UInt64>(repeating: 0xD251_1F53)
        let multiplier1 = SIMD4<UInt64>(repeating: 0xCD9E_8D57)
        var c0 = SIMD4<UInt64>(repeating: low) &+ SIMD4<UInt64>(0, 1, 2, 3)
        var c1 = SIMD4<UInt64>(repeating: low >> 32)
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
        words[0] = c0
        words[1] = c1
        words[2] = c2
        words[3] = c3
    }
}
