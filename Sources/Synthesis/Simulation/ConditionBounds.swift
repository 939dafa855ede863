// Which lasting conditions come into question for a person's scores. Nearly all are ruled out by
// one comparison each, with a bound that holds for every race and for those who had the condition
// and lost it; the few that are left are looked at closely.
//
//     bounds, by sex and age     place 0    1      2      3   …
//     score · sign               -0.3      1.2   -2.1    0.4
//     bound                      -1.1     -0.7   -1.9   -inf    place 2 is noted
//
// The bounds of a sex and age are small numbers side by side, since every person has another age
// and the tables of all ages do not fit the processor's cache.

import Columnar

/// The bounds of the prevalent conditions.
struct ConditionBounds: Sendable {
    /// By prevalent condition: its score, and the sign that makes low scores have it.
    private let scores: [Int32]
    private let signs: [Double]
    /// By `AgeCurve.index` and prevalent condition, not below the exact bound; -infinity for what
    /// nobody of the sex and age can have or have had.
    private let bounds: [Float]
    /// By prevalent condition, whether the exact bound is the threshold itself.
    private let isThreshold: [Bool]

    /// - Parameters:
    ///   - thresholds: by sex, age and prevalent condition.
    ///   - highest: the largest of this and all younger ages.
    ///   - raceFactors: by `Prevalent.raceFactor`.
    init(
        _ prevalent: [SimulationPlan.Prevalent], _ thresholds: [Double], _ highest: [Double],
        _ raceFactors: [RaceFactor]
    ) {
        scores = prevalent.map { Int32($0.score) }
        signs = prevalent.map(\.sign)
        isThreshold = prevalent.map { $0.raceFactor < 0 && !$0.rule.remits }
        bounds = thresholds.indices.map { index in
            let entry = prevalent[index % prevalent.count]
            var bound = thresholds[index]
            if entry.rule.remits { bound = max(bound, highest[index]) }
            if entry.raceFactor >= 0, thresholds[index] > -.infinity {
                let factor = raceFactors[entry.raceFactor]
                bound = max(bound, Self.most(thresholds[index], factor, entry.isShare))
            }
            let near = Float(bound)
            return Double(near) < bound ? near.nextUp : near
        }
    }

    /// A threshold that that of no race exceeds, with room for what the quantile is off by.
    private static func most(
        _ threshold: Double, _ factor: RaceFactor, _ isShare: Bool
    ) -> Double {
        let largest = max(factor.byRace.max() ?? 1, factor.hispanic, 1)
        guard !isShare else { return threshold * largest }
        let share = Normal.cumulative(threshold) * largest
        return share < 0.999 ? Normal.quantile(share) + 1e-6 : .infinity
    }

    /// Whether the condition is had by a score so far below the bound that the exact threshold,
    /// which lies far away in memory, need not be looked at; false says nothing.
    ///
    /// - Parameter row: an `AgeCurve.index`.
    @inline(__always)
    func isSurelyHad(_ place: Int, _ row: Int, score: Double) -> Bool {
        isThreshold[place] && score < Double(bounds[row &* scores.count &+ place].nextDown)
    }

    /// Lists the prevalent conditions whose scores lie below their bounds.
    ///
    /// - Parameters:
    ///   - row: an `AgeCurve.index`.
    ///   - noted: filled from the front; as long as there are prevalent conditions.
    /// - Returns: how many there are.
    func note(_ row: Int, _ own: [Double], into noted: inout [Int]) -> Int {
        let start = row * scores.count
        guard start >= 0, start + scores.count <= bounds.count, noted.count >= scores.count else {
            return 0
        }
        let bounds = bounds.span.extracting(start..<start + scores.count)
        let places = scores.span
        let signs = signs.span
        let own = own.span
        var targets = noted.mutableSpan
        var count = 0
        for place in bounds.indices {
            // Safe: the lists are as long as each other, and a score is one of the model's.
            let index = unsafe Int(places[unchecked: place])
            guard index < own.count else { return count }
            let score = unsafe signs[unchecked: place] * own[unchecked: index]
            // Written in any case: a jump that is hard to foretell would cost more.
            unsafe targets[unchecked: count] = place
            count &+= unsafe score < Double(bounds[unchecked: place]) ? 1 : 0
        }
        return count
    }
}
