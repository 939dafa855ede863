// The standard normal distribution and its inverse.

package enum Normal {
    /// The density at `x`.
    @inlinable
    package static func density(_ x: Double) -> Double {
        0.398942280401432678 * Elementary.exp(-0.5 * x * x)
    }

    /// The probability of a value up to `x`: correct to 1e-15, and in the lower tail to 10 digits.
    ///
    /// - Source: J. F. Hart et al., "Computer Approximations" (1968), number 5666, as given by
    ///   G. West, "Better approximations to cumulative normal functions" (2005).
    @inlinable
    package static func cumulative(_ x: Double) -> Double {
        let size = abs(x)
        guard size < 38 else { return x.isNaN ? x : x > 0 ? 1 : 0 }
        let factor = Elementary.exp(-0.5 * size * size)
        let tail: Double
        if size < 5 {
            var above = 3.52624965998911e-2 * size + 0.700383064443688
            above = above * size + 6.37396220353165
            above = above * size + 33.912866078383
            above = above * size + 112.079291497871
            above = above * size + 221.213596169931
            above = above * size + 220.206867912376
            var below = 8.83883476483184e-2 * size + 1.75566716318264
            below = below * size + 16.064177579207
            below = below * size + 86.7807322029461
            below = below * size + 296.564248779674
            below = below * size + 637.333633378831
            below = below * size + 793.826512519948
            below = below * size + 440.413735824752
            tail = factor * above / below
        } else {
            // The continued fraction of the tail (Laplace), from the inside out.
            var fraction = size
            var term = 30.0
            while term > 0 {
                fraction = size + term / fraction
                term -= 1
            }
            tail = factor / fraction * 0.398942280401432678
        }
        return x > 0 ? 1 - tail : tail
    }

    /// The value below which the probability is `p`; infinite at 0 and 1, NaN outside.
    ///
    /// - Source: M. J. Wichura, "Algorithm AS 241: the percentage points of the normal
    ///   distribution" (1988), routine PPND16: about 16 digits.
    @inlinable
    package static func quantile(_ p: Double) -> Double {
        let q = p - 0.5
        if abs(q) <= 0.425 {
            let r = 0.180625 - q * q
            var above = 2509.0809287301226727 * r + 33430.575583588128105
            above = above * r + 67265.770927008700853
            above = above * r + 45921.953931549871457
            above = above * r + 13731.693765509461125
            above = above * r + 1971.5909503065514427
            above = above * r + 133.14166789178437745
            above = above * r + 3.387132872796366608
            var below = 5226.495278852854561 * r + 28729.085735721942674
            below = below * r + 39307.89580009271061
            below = below * r + 21213.794301586595867
            below = below * r + 5394.1960214247511077
            below = below * r + 687.1870074920579083
            below = below * r + 42.313330701600911252
            below = below * r + 1
            return q * above / below
        }
        let side = q < 0 ? p : 1 - p
        guard side > 0 else { return side == 0 ? (q < 0 ? -.infinity : .infinity) : .nan }
        let size = tailQuantile((-Elementary.ln(side)).squareRoot())
        return q < 0 ? -size : size
    }

    /// The size of a quantile in the outer 7.5 %, from √(-ln p).
    @inlinable
    static func tailQuantile(_ root: Double) -> Double {
        if root <= 5 {
            let r = root - 1.6
            var above = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
            above = above * r + 0.24178072517745061177
            above = above * r + 1.27045825245236838258
            above = above * r + 3.64784832476320460504
            above = above * r + 5.7694972214606914055
            above = above * r + 4.6303378461565452959
            above = above * r + 1.42343711074968357734
            var below = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
            below = below * r + 0.0151986665636164571966
            below = below * r + 0.14810397642748007459
            below = below * r + 0.68976733498510000455
            below = below * r + 1.6763848301838038494
            below = below * r + 2.05319162663775882187
            below = below * r + 1
            return above / below
        }
        let r = root - 5
        var above = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
        above = above * r + 0.0012426609473880784386
        above = above * r + 0.026532189526576123093
        above = above * r + 0.29656057182850489123
        above = above * r + 1.7848265399172913358
        above = above * r + 5.4637849111641143699
        above = above * r + 6.6579046435011037772
        var below = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
        below = below * r + 1.8463183175100546818e-5
        below = below * r + 7.868691311456132591e-4
        below = below * r + 0.0148753612908506148525
        below = below * r + 0.13692988092273580531
        below = below * r + 0.59983220655588793769
        below = below * r + 1
        return above / below
    }
}
