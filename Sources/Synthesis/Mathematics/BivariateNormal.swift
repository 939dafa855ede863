// Two correlated standard normal numbers, and the correlation behind an odds ratio.
//
// With f the density of the pair, d/dr P(X < h, Y < k) = f(h, k; r), so the probability is that of
// independence plus an integral over the correlation. Writing r = 2t / (1 + t²) takes away the pole
// at r = 1:
//
//     P(h, k; r) = P(h) P(k) + 1/π ∫ exp(-(h² - 2rhk + k²) / (2(1 - r²))) / (1 + t²) dt
//
// Source: R. L. Plackett, "A reduction formula for normal multivariate integrals" (1954); the
// substitution is the tangent of half the angle of Z. Drezner and G. O. Wesolowsky (1990).

package import Columnar

package enum BivariateNormal {
    /// The probability that both stay below their limits, to about 1e-11 for correlations up to
    /// ±0.99, which is beyond what a catalogue holds; 1e-7 up to ±0.9999.
    ///
    /// - Parameter correlation: above -1 and below 1.
    package static func cumulative(_ h: Double, _ k: Double, correlation: Double) -> Double {
        let end = correlation / (1 + (1 - correlation * correlation).squareRoot())
        let step = end / Double(panels)
        var sum = 0.0
        for panel in 0..<panels {
            let middle = (Double(panel) + 0.5) * step
            for (node, weight) in zip(nodes, weights) {
                let offset = 0.5 * step * node
                sum += weight * (slope(h, k, middle - offset) + slope(h, k, middle + offset))
            }
        }
        let integral = sum * 0.5 * step / .pi
        return min(max(Normal.cumulative(h) * Normal.cumulative(k) + integral, 0), 1)
    }

    /// The density of the pair.
    package static func density(_ h: Double, _ k: Double, correlation r: Double) -> Double {
        let rest = 1 - r * r
        guard rest > 0 else { return 0 }
        let exponent = -(h * h - 2 * r * h * k + k * k) / (2 * rest)
        return Elementary.exp(exponent) / (2 * .pi * rest.squareRoot())
    }

    /// What is integrated, at the tangent of half the angle.
    private static func slope(_ h: Double, _ k: Double, _ t: Double) -> Double {
        let square = t * t
        let r = 2 * t / (1 + square)
        let cosine = (1 - square) / (1 + square)
        let exponent = -(h * h - 2 * r * h * k + k * k) / (2 * cosine * cosine)
        return Elementary.exp(exponent) / (1 + square)
    }

    private static let panels = 6

    /// Gauss-Legendre of 12 points: the six positive nodes and their weights.
    /// - Source: M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", table 25.4.
    private static let nodes = [
        0.125233408511469, 0.367831498998180, 0.587317954286617, 0.769902674194305,
        0.904117256370475, 0.981560634246719,
    ]
    private static let weights = [
        0.249147045813403, 0.233492536538355, 0.203167426723066, 0.160078328543346,
        0.106939325995318, 0.047175336386512,
    ]
}

/// The tetrachoric correlation: that of the two normal scores behind two yes-or-no traits.
package enum Tetrachoric {
    /// Correlations beyond this are not answered, so that a matrix of them can be repaired.
    package static let sizeMax = 0.99

    /// The probability that both traits are present, from their odds ratio and their shares.
    ///
    /// - Source: R. L. Plackett, "A class of bivariate distributions" (1965).
    package static func bothPresent(
        oddsRatio: Double, firstShare: Double, secondShare: Double
    ) -> Double {
        let excess = oddsRatio - 1
        guard abs(excess) > 1e-9 else { return firstShare * secondShare }
        let s = 1 + (firstShare + secondShare) * excess
        let root = (s * s - 4 * oddsRatio * excess * firstShare * secondShare).squareRoot()
        return (s - root) / (2 * excess)
    }

    /// The correlation at which the two traits have this odds ratio.
    ///
    /// - Parameters:
    ///   - oddsRatio: above 0.
    ///   - firstShare, secondShare: how many have each trait, inside (0, 1).
    /// - Throws: `LakeError.invalidInput` outside of these.
    package static func correlation(
        oddsRatio: Double, firstShare: Double, secondShare: Double
    ) throws(LakeError) -> Double {
        guard oddsRatio > 0, oddsRatio.isFinite else {
            throw LakeError(
                .invalidInput, "the odds ratio is \(oddsRatio)", advice: "it must be above 0")
        }
        for share in [firstShare, secondShare] where !(share > 0 && share < 1) {
            throw LakeError(
                .invalidInput, "the share is \(share)", advice: "it must be between 0 and 1")
        }
        let wanted = bothPresent(
            oddsRatio: oddsRatio, firstShare: firstShare, secondShare: secondShare)
        let h = Normal.quantile(firstShare)
        let k = Normal.quantile(secondShare)
        var low = -sizeMax
        var high = sizeMax
        var r = 0.0
        // Newton's steps, and halving where one leaves the interval.
        for _ in 0..<60 {
            let error = BivariateNormal.cumulative(h, k, correlation: r) - wanted
            if error > 0 { high = r } else { low = r }
            let slope = BivariateNormal.density(h, k, correlation: r)
            var next = slope > 0 ? r - error / slope : low
            if !(next > low && next < high) { next = 0.5 * (low + high) }
            if abs(next - r) < 1e-10 { return next }
            r = next
        }
        return r
    }
}
