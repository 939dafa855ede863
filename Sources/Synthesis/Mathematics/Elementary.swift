// Logarithm and exponential made of + - * / alone.
//
// The C library chooses its functions by the processor (with or without fused multiplication), and
// the last bit then differs from machine to machine. These give the same bits everywhere, correct
// to about one unit in the last place.

package enum Elementary {
    /// ln 2 in two parts: the first has trailing zeros, so that small multiples of it are exact.
    @usableFromInline static let ln2High = 0x1.62e42feep-1
    @usableFromInline static let ln2Low = 0x1.a39ef35793c76p-33

    /// The natural logarithm; -infinity at 0, NaN below.
    ///
    /// x = m 2^e with m from √½ to √2; ln m = 2 artanh s with s = (m - 1) / (m + 1), whose series
    /// s + s³/3 + s⁵/5 + … is cut where the next term is below 2^-60.
    @inlinable
    package static func ln(_ x: Double) -> Double {
        guard x > 0, x.isFinite else { return x == 0 ? -.infinity : x > 0 ? x : .nan }
        var exponent = 0
        var bits = x.bitPattern
        if bits < 0x0010_0000_0000_0000 {
            bits = (x * 0x1p54).bitPattern
            exponent = -54
        }
        exponent &+= Int(truncatingIfNeeded: bits >> 52) &- 1023
        var mantissa = Double(bitPattern: bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000)
        if mantissa > 0x1.6a09e667f3bcdp0 {
            mantissa *= 0.5
            exponent &+= 1
        }
        let f = mantissa - 1
        let s = f / (mantissa + 1)
        let z = s * s
        // The even and the odd terms apart, so that the processor works on both at once.
        let w = z * z
        var even = 1.0 / 23
        even = even * w + 1.0 / 19
        even = even * w + 1.0 / 15
        even = even * w + 1.0 / 11
        even = even * w + 1.0 / 7
        even = even * w + 1.0 / 3
        var odd = 1.0 / 21
        odd = odd * w + 1.0 / 17
        odd = odd * w + 1.0 / 13
        odd = odd * w + 1.0 / 9
        odd = odd * w + 1.0 / 5
        let series = even + z * odd
        // 2 artanh s = f - s (f - 2 s² R), which keeps the bits of f.
        let e = Double(exponent)
        return e * ln2High + (f - (s * (f - 2 * z * series) - e * ln2Low))
    }

    /// The exponential function.
    ///
    /// x = k ln 2 + r with |r| up to ½ ln 2; the series of e^r is cut where the next term is below
    /// 2^-57.
    @inlinable
    package static func exp(_ x: Double) -> Double {
        guard x < 709.79 else { return x.isNaN ? x : .infinity }
        guard x > -745.2 else { return x.isNaN ? x : 0 }
        let k = (x * 0x1.71547652b82fep0).rounded(.toNearestOrEven)
        let r = (x - k * ln2High) - k * ln2Low
        // The even and the odd terms apart, as above.
        let w = r * r
        var even = 1.0 / 479_001_600
        even = even * w + 1.0 / 3_628_800
        even = even * w + 1.0 / 40_320
        even = even * w + 1.0 / 720
        even = even * w + 1.0 / 24
        even = even * w + 0.5
        var odd = 1.0 / 6_227_020_800
        odd = odd * w + 1.0 / 39_916_800
        odd = odd * w + 1.0 / 362_880
        odd = odd * w + 1.0 / 5040
        odd = odd * w + 1.0 / 120
        odd = odd * w + 1.0 / 6
        let series = even + r * odd
        let power = 1 + (r + w * series)
        // In two steps, since 2^k alone may lie outside of the numbers while the result does not.
        let half = Int(k) / 2
        return power * powerOfTwo(half) * powerOfTwo(Int(k) - half)
    }

    /// `base` to the power of `exponent`; `base` above 0.
    @inlinable
    package static func power(_ base: Double, _ exponent: Double) -> Double {
        exp(exponent * ln(base))
    }

    @inlinable
    static func powerOfTwo(_ exponent: Int) -> Double {
        Double(bitPattern: UInt64(truncatingIfNeeded: exponent &+ 1023) << 52)
    }
}
