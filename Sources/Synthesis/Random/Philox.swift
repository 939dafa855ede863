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

    /// The blocks of two counters: each word of a block waits for the one before, so that two
    /// blocks take little longer than one.
    ///
    /// - Returns: the words of the first counter in elements 0 to 3, of the second in 4 to 7.
    @inlinable
    package static func blocks(
        low: UInt64, _ otherLow: UInt64, high: UInt64, key: UInt64
    ) -> SIMD8<UInt32> {
        var a = SIMD4<UInt32>(
            UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: low >> 32),
            UInt32(truncatingIfNeeded: high), UInt32(truncatingIfNeeded: high >> 32))
        var b = SIMD4<UInt32>(
            UInt32(truncatingIfNeeded: otherLow), UInt32(truncatingIfNeeded: otherLow >> 32),
            a[2], a[3])
        var k0 = UInt32(truncatingIfNeeded: key)
        var k1 = UInt32(truncatingIfNeeded: key >> 32)
        var round = 0
        while round < 10 {
            let a0 = 0xD251_1F53 &* UInt64(a[0])
            let a1 = 0xCD9E_8D57 &* UInt64(a[2])
            let b0 = 0xD251_1F53 &* UInt64(b[0])
            let b1 = 0xCD9E_8D57 &* UInt64(b[2])
            a = SIMD4(
                UInt32(truncatingIfNeeded: a1 >> 32) ^ a[1] ^ k0, UInt32(truncatingIfNeeded: a1),
                UInt32(truncatingIfNeeded: a0 >> 32) ^ a[3] ^ k1, UInt32(truncatingIfNeeded: a0))
            b = SIMD4(
                UInt32(truncatingIfNeeded: b1 >> 32) ^ b[1] ^ k0, UInt32(truncatingIfNeeded: b1),
                UInt32(truncatingIfNeeded: b0 >> 32) ^ b[3] ^ k1, UInt32(truncatingIfNeeded: b0))
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
            round += 1
        }
        return SIMD8(lowHalf: a, highHalf: b)
    }
}
