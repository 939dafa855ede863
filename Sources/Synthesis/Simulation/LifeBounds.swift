// The thresholds of one condition through a life, for finding the year in which it began.
//
//     score        ----------+-------------------      had from the first age on from which the
//     thresholds   . . . . . | - - ‾ ‾ ‾ ‾ ‾ ‾ ‾       threshold stays above the score
//     age          0         first         age
//
// A threshold is kept as the largest small number below it: a score is nearly always further away
// from the threshold than the two from each other, and the tables of all conditions are half as
// large, which are looked up all over for each person. Else the exact threshold decides.

import Columnar

/// Thresholds by prevalent condition, sex and age.
struct LifeBounds: Sendable {
    /// By prevalent condition and `AgeCurve.index`: below the exact threshold, and above all other
    /// small numbers that are.
    private let bounds: [Float]
    /// By `AgeCurve.index` and prevalent condition.
    private let thresholds: [Double]
    private let count: Int

    /// - Parameters:
    ///   - thresholds: by sex, age and prevalent condition.
    ///   - count: of prevalent conditions.
    init(_ thresholds: [Double], count: Int) {
        self.thresholds = thresholds
        self.count = count
        bounds = (0..<count).flatMap { place in
            (0..<2 * AgeCurve.ageCount).map { row in
                let threshold = thresholds[row * count + place]
                let near = Float(threshold)
                return Double(near) < threshold ? near : near.nextDown
            }
        }
    }

    /// The age from which on a person of an age has had a condition.
    func onset(_ place: Int, _ sex: AdministrativeSex, age: Int, score: Double) -> Int {
        let start = place &* 2 &* AgeCurve.ageCount &+ AgeCurve.index(sex, age: 0)
        guard start >= 0, age >= 0, start + age <= bounds.count else { return age }
        let near = bounds.span
        var first = age
        while first > 0 {
            // Safe: both ends of the ages are checked above.
            let bound = unsafe near[unchecked: start &+ first &- 1]
            if score >= Double(bound),
                !isBelow(score, bound, place, AgeCurve.index(sex, age: first &- 1))
            {
                break
            }
            first &-= 1
        }
        return first
    }

    /// Whether a score has a condition at an age.
    func isHad(_ place: Int, _ sex: AdministrativeSex, age: Int, score: Double) -> Bool {
        let row = AgeCurve.index(sex, age: age)
        let bound = bounds[place &* 2 &* AgeCurve.ageCount &+ row]
        return score < Double(bound) || isBelow(score, bound, place, row)
    }

    /// Whether a score that is not below the bound is below the threshold.
    @inline(__always)
    private func isBelow(_ score: Double, _ bound: Float, _ place: Int, _ row: Int) -> Bool {
        score < Double(bound.nextUp) && score < thresholds[row &* count &+ place]
    }
}
