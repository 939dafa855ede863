// The strata a person can be drawn from: living or died within the history, sex, year of age.
//
//     weight (living, s, a)    = persons(s, a)
//     weight (deceased, s, a)  = years of history · persons(s, a) · death probability(s, a)
//
// The deceased are those whom the population of the reference date stands for in the years before:
// expected deaths of a population that keeps its size and ages. A profile leaves out ages and
// scales the sexes. One number picks the stratum, so no person depends on another.

package import Columnar

/// What the strata are, under the options of a run.
package struct PopulationStrata: Sendable {
    package struct Stratum: Sendable {
        package let isDeceased: Bool
        package let sex: AdministrativeSex
        /// Whole years: at the reference date of the living, at death of the deceased.
        package let age: Int32
    }

    private let strata: [Stratum]
    private let choice: WeightedChoice
    /// The share of those who died within the history.
    package let deceasedShare: Double

    /// - Throws: `LakeError.invalidInput` at the argument for ages that make no range, a share that
    ///   is none, or a profile that leaves nobody.
    package init(_ ages: AgeDistribution, _ options: SyntheticOptions) throws(LakeError) {
        let profile = options.profile
        guard profile.ageMin >= 0, profile.ageMin <= profile.ageMax else {
            throw LakeError(
                .invalidInput, "ages from \(profile.ageMin) to \(profile.ageMax) are no range",
                at: [.argument("age")])
        }
        if let share = profile.maleShare, !(share >= 0 && share <= 1) {
            throw LakeError(
                .invalidInput, "\(share) is no share", at: [.argument("male_share")],
                advice: "it must lie from 0 to 1")
        }
        let years = Double(min(max(options.historyYears, 0), PersonSampler.historyYearsMax))
        var strata: [Stratum] = []
        var weights: [Double] = []
        var deceased = 0.0
        for sex in [AdministrativeSex.male, .female] {
            let first = weights.count
            var total = 0.0
            for age in 0..<AgeDistribution.ageCount
            where age >= profile.ageMin && age <= profile.ageMax {
                let index = AgeDistribution.index(sex, age: age)
                let living = ages.persons[index]
                let died = years * living * ages.deathProbabilities[index]
                strata.append(Stratum(isDeceased: false, sex: sex, age: Int32(age)))
                strata.append(Stratum(isDeceased: true, sex: sex, age: Int32(age)))
                weights += [living, died]
                total += living + died
            }
            guard let maleShare = profile.maleShare else { continue }
            let wanted = sex == .male ? maleShare : 1 - maleShare
            for index in first..<weights.count { weights[index] *= total > 0 ? wanted / total : 0 }
        }
        var sum = 0.0
        for (stratum, weight) in zip(strata, weights) {
            sum += weight
            if stratum.isDeceased { deceased += weight }
        }
        guard sum > 0 else {
            throw LakeError(
                .invalidInput, "nobody is left from age \(profile.ageMin) to \(profile.ageMax)",
                at: [.argument("age")])
        }
        self.choice = try WeightedChoice(weights: weights)
        self.strata = strata
        self.deceasedShare = deceased / sum
    }

    package func pick(_ random: inout RandomStream) -> Stratum { strata[choice.pick(&random)] }
}
