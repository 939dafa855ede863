// Which lasting conditions come into question at an age: most have no prevalence in children, and
// many none in one of the sexes. Only these are compared with a person's scores.

import Columnar

/// A prevalent condition at one sex and age.
struct ConditionCandidate: Sendable {
    /// In `SimulationPlan.prevalent`.
    let place: Int32
    /// In the person's scores.
    let score: Int32
    let sign: Double
    /// The score below which the condition is had.
    let threshold: Double
    /// The score below which it was had at a younger age; -infinity where it does not remit.
    let remembered: Double
    /// Whether race changes the prevalence.
    let dependsOnRace: Bool

    /// The candidates of each `AgeCurve.index`, in the order of `prevalent`.
    ///
    /// - Parameters:
    ///   - thresholds: by sex, age and prevalent condition.
    ///   - highest: the largest of this and all younger ages.
    static func byAge(
        _ prevalent: [SimulationPlan.Prevalent], _ thresholds: [Double], _ highest: [Double]
    ) -> [[ConditionCandidate]] {
        (0..<2 * AgeCurve.ageCount).map { row in
            prevalent.indices.compactMap { place in
                let index = row * prevalent.count + place
                guard highest[index] > -.infinity else { return nil }
                let entry = prevalent[place]
                return ConditionCandidate(
                    place: Int32(place), score: Int32(entry.score), sign: entry.sign,
                    threshold: thresholds[index],
                    remembered: entry.rule.remits ? highest[index] : -.infinity,
                    dependsOnRace: entry.raceFactor >= 0)
            }
        }
    }
}
