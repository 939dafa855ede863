// Distribution profiles: what they change, and what they complain about.

import Columnar
import Generation
import Synthesis
import Testing

@Suite("Distribution profiles")
struct ProfileTests {
    private func apply(_ text: String) throws -> SyntheticOptions {
        var options = SyntheticOptions()
        try ProfileDocument.apply(
            Array(text.utf8), file: "p.yml", to: &options,
            conditions: ["asthma", "type_2_diabetes"])
        return options
    }

    @Test("Every key changes its option")
    func keys() throws {
        let options = try apply(
            """
            ages: {min: 18, max: 90}
            male_share: 0.4
            states: [ma, NY]
            prevalence:
              type_2_diabetes: 1.5
            measures: [bmi, blood_pressure]
            history_years: 5
            as_of: 2024-02-29
            """)
        #expect(options.profile.ageMin == 18)
        #expect(options.profile.ageMax == 90)
        #expect(options.profile.maleShare == 0.4)
        #expect(options.profile.states == ["MA", "NY"])
        #expect(options.profile.prevalenceMultipliers == ["type_2_diabetes": 1.5])
        #expect(options.profile.measures == ["bmi", "blood_pressure"])
        #expect(options.historyYears == 5)
        // 19,782 days from 1970-01-01 to 2024-02-29.
        #expect(options.asOfDay == 19_782)
    }

    @Test("An empty profile changes nothing")
    func empty() throws {
        #expect(try apply("# nothing\n").profile == PopulationProfile())
    }

    @Test(
        "Errors name the line and what is known",
        arguments: [
            ("ages: {min: 18, max: 17}", 1, "min is above max"),
            ("male_share: 0.5\nprevalance: {}", 2, "did you mean 'prevalence'?"),
            ("prevalence:\n  astma: 2", 2, "did you mean 'asthma'?"),
            ("male_share: 2", 1, "0.0 to 1.0"),
            ("states: MA", 1, "states: [MA, NY]"),
            ("male_share: 0.5\nmeasures: bmi", 2, "measures: [bmi, blood_pressure]"),
            ("as_of: 2023-02-30", 1, "as_of: 2026-01-01"),
            ("- a\n- b", 1, "a profile is a mapping"),
            ("history_years: many", 1, "history_years is no number"),
        ])
    func errors(text: String, line: Int, part: String) {
        let error = #expect(throws: LakeError.self) { try apply(text) }
        let description = error?.description ?? ""
        #expect(error?.code == .invalidInput)
        #expect(description.hasPrefix("p.yml, line \(line)"), "\(description)")
        #expect(description.contains(part), "\(description)")
    }
}
