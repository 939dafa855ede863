// How close generated persons come to the public figures that the catalogue was made from.
//
//     prevalence    share of the living of a sex and band of ages     condition_prevalence
//     odds ratio    Mantel-Haenszel over sex and ten years of age     condition_comorbidity
//     correlation   Pearson, of what is left after the means of sex   measure_correlation
//                   and ten years of age
//     quantile      median of a sex and band of ages                  measure_reference
//
// Prevalences, odds ratios and correlations have a sampling error; a row is within when it is no
// further from the figure than four of these and the stated tolerance.

package import Columnar
import OMOP

/// A comparison of generated persons with public figures.
package struct RealismReport: Sendable {
    package struct Row: Sendable {
        /// `prevalence of gout`.
        package let what: String
        /// `women 50-59`; `adults`.
        package let group: String
        package let generated: Double
        /// One standard error; 0 where none is known.
        package let samplingError: Double
        package let published: Double
        package let source: String
        package let isWithin: Bool
    }

    package let rows: [Row]
    package let personCount: Int

    /// What a generated figure may miss the public one by, besides its sampling error.
    package enum Tolerance {
        package static let prevalence = 0.004
        /// Of the logarithm of the odds ratio.
        package static let oddsRatio = 0.25
        package static let correlation = 0.08
        /// Of the distance between the quartiles.
        package static let median = 0.35
    }

    /// Simulates persons and compares them.
    ///
    /// - Parameters:
    ///   - persons: how many numbers from 1 on; some 100,000 tell most figures.
    /// - Throws: `LakeError` of the tables or the options.
    package static func make(
        options: SyntheticOptions, catalogue: Catalogue, persons: Int
    ) throws(LakeError) -> RealismReport {
        let world = try SyntheticWorld.make(options: options, catalogue: catalogue)
        let plan = try SimulationPlan(world: world, isSurvey: true)
        var sample = PopulationSample(plan)
        let simulator = PersonSimulator(plan: plan, scope: [.conditions, .observations])
        var person = SimulatedPerson()
        var values: [Float] = []
        var number: Int64 = 1
        while number <= Int64(persons) {
            simulator.simulate(number, into: &person)
            if person.demographics.death == nil {
                simulator.survey(at: world.options.asOf - 1, into: &values)
                sample.append(person, values)
            }
            number += 1
        }
        var reader = CatalogueReader(
            tables: { (_) throws(LakeError) in nil }, codes: CodeBook(vocabulary: Vocabulary()))
        try reader.declareConditions(reader.table("conditions"))
        try reader.declareMeasures(reader.table("measures"))
        var rows: [Row] = []
        rows += try sample.prevalences(reader)
        rows += try sample.oddsRatios(reader)
        rows += try sample.correlations(reader)
        rows += try sample.medians(reader)
        return RealismReport(rows: rows, personCount: sample.count)
    }
}
