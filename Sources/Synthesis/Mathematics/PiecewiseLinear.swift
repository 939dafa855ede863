// Curves through given points: prevalence by age, shares by year, quantiles of a measure.

package import Columnar

/// A function that is linear between its points and constant beyond the first and the last.
package struct PiecewiseLinear: Sendable {
    /// Strictly increasing; at least one.
    package let xs: [Double]
    package let ys: [Double]

    /// - Throws: `LakeError.invalidInput` when there is no point, when the lists differ in length,
    ///   when a number is not finite, or when `xs` does not increase.
    package init(xs: [Double], ys: [Double]) throws(LakeError) {
        guard !xs.isEmpty, xs.count == ys.count else {
            throw LakeError(
                .invalidInput, "a curve has \(xs.count) places and \(ys.count) values",
                advice: "it needs one value for each place, and at least one")
        }
        for index in xs.indices {
            guard xs[index].isFinite, ys[index].isFinite else {
                throw LakeError(.invalidInput, "point \(index + 1) of a curve is not finite")
            }
            guard index == 0 || xs[index] > xs[index - 1] else {
                throw LakeError(
                    .invalidInput,
                    "point \(index + 1) of a curve does not lie behind the one before",
                    advice: "sort the points and leave none twice")
            }
        }
        self.xs = xs
        self.ys = ys
    }

    package func callAsFunction(_ x: Double) -> Double {
        let last = xs.count - 1
        if !(x > xs[0]) { return ys[0] }
        if x >= xs[last] { return ys[last] }
        var upper = 1
        while xs[upper] <= x { upper += 1 }
        let share = (x - xs[upper - 1]) / (xs[upper] - xs[upper - 1])
        return ys[upper - 1] + share * (ys[upper] - ys[upper - 1])
    }
}

/// A distribution given by some of its quantiles, as a function of the standard normal score:
/// linear between the quantiles, and going on with the outermost slopes in the tails, so that a
/// normal distribution is met exactly and a skewed one keeps its skew.
package struct QuantileCurve: Sendable {
    /// Normal scores of the probabilities, increasing; at least two.
    package let scores: [Double]
    /// Not decreasing.
    package let quantiles: [Double]

    /// - Throws: `LakeError.invalidInput` for fewer than two points, probabilities that do not
    ///   increase inside (0, 1), or quantiles that decrease.
    package init(probabilities: [Double], quantiles: [Double]) throws(LakeError) {
        guard probabilities.count >= 2, probabilities.count == quantiles.count else {
            throw LakeError(
                .invalidInput,
                "a distribution has \(probabilities.count) probabilities and "
                    + "\(quantiles.count) values",
                advice: "it needs as many of both, and at least two")
        }
        for index in probabilities.indices {
            let p = probabilities[index]
            guard p > 0, p < 1, quantiles[index].isFinite else {
                throw LakeError(
                    .invalidInput, "quantile \(index + 1) has the probability \(p)",
                    advice: "probabilities lie between 0 and 1, values are finite")
            }
            guard
                index == 0
                    || (p > probabilities[index - 1] && quantiles[index] >= quantiles[index - 1])
            else {
                throw LakeError(
                    .invalidInput, "quantile \(index + 1) lies below the one before",
                    advice: "sort the quantiles by their probabilities")
            }
        }
        self.scores = probabilities.map(Normal.quantile)
        self.quantiles = quantiles
    }

    /// The normal distribution.
    package init(mean: Double, deviation: Double) {
        self.scores = [-1, 1]
        self.quantiles = [mean - abs(deviation), mean + abs(deviation)]
    }

    /// The value at a standard normal score.
    package func callAsFunction(_ score: Double) -> Double {
        var upper = 1
        while upper < scores.count - 1, scores[upper] <= score { upper += 1 }
        let slope =
            (quantiles[upper] - quantiles[upper - 1]) / (scores[upper] - scores[upper - 1])
        return quantiles[upper - 1] + (score - scores[upper - 1]) * slope
    }

    /// The score at which the curve reaches `value`: the inverse where the curve rises.
    package func score(of value: Double) -> Double {
        var upper = 1
        while upper < quantiles.count - 1, quantiles[upper] < value { upper += 1 }
        let rise = quantiles[upper] - quantiles[upper - 1]
        guard rise > 0 else { return scores[upper] }
        return scores[upper - 1]
            + (value - quantiles[upper - 1]) / rise * (scores[upper] - scores[upper - 1])
    }
}
