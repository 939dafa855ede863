// Distribution profiles: a YAML file that changes who is generated.
//
//     ages: {min: 18, max: 90}        whole years at the reference date
//     male_share: 0.5
//     states: [MA, NY]
//     prevalence:                     factors on the prevalence of conditions, by their key
//       type_2_diabetes: 1.5
//     measures: [bmi, blood_pressure] the only ones that are taken, by their key
//     history_years: 5
//     as_of: 2026-01-01

package import Columnar
import Storage
package import Synthesis
import YAML

/// Reads profiles.
package enum ProfileDocument {
    private static let keys = [
        "ages", "male_share", "states", "prevalence", "measures", "history_years", "as_of",
    ]

    /// Reads a file into the options it changes.
    ///
    /// - Parameter conditions: the keys that the catalogue knows.
    /// - Throws: `LakeError` at `.file` and `.line`: `.invalidInput` for what is no profile, with
    ///   near names for unknown keys; `.notFound` and `.io`.
    package static func apply(
        file path: String, to options: inout SyntheticOptions, conditions: [String]
    ) throws(LakeError) {
        let bytes = try readWholeFile(path: path, bytesMax: YAMLLimits.bytesMax)
        try apply(bytes, file: path, to: &options, conditions: conditions)
    }

    /// The same for a text.
    package static func apply(
        _ bytes: [UInt8], file: String, to options: inout SyntheticOptions, conditions: [String]
    ) throws(LakeError) {
        guard let root = try parseYAML(bytes, file: file) else { return }
        do throws(LakeError) {
            guard let members = root.members else {
                throw root.error("a profile is a mapping", advice: "write 'ages: {min: 18}'")
            }
            for member in members {
                try take(member, &options, conditions: conditions)
            }
            guard options.profile.ageMin <= options.profile.ageMax else {
                throw root.error("ages: min is above max")
            }
        } catch {
            throw error.at(.file(file))
        }
    }

    private static func take(
        _ member: YAMLNode.Member, _ options: inout SyntheticOptions, conditions: [String]
    ) throws(LakeError) {
        let node = member.value
        switch member.key {
        case "ages": try takeAges(node, &options.profile)
        case "male_share":
            options.profile.maleShare = try number(node, "male_share", in: 0...1)
        case "states": options.profile.states = try states(node)
        case "prevalence":
            options.profile.prevalenceMultipliers = try multipliers(node, conditions)
        case "measures": options.profile.measures = try measures(node)
        case "history_years":
            options.historyYears = Int(
                try number(
                    node, "history_years", in: 1...Double(GenerationLimits.historyYearsMax)))
        case "as_of":
            guard let text = node.text, let day = ReferenceDate.day(text) else {
                throw node.error("as_of is no date", advice: "write as_of: 2026-01-01")
            }
            options.asOfDay = day
        default: throw unknown(member, among: keys)
        }
    }

    private static func takeAges(
        _ node: YAMLNode, _ profile: inout PopulationProfile
    ) throws(LakeError) {
        guard let members = node.members else {
            throw node.error("ages is no mapping", advice: "write ages: {min: 18, max: 90}")
        }
        for member in members {
            let age = Int(try number(member.value, "ages", in: 0...110))
            switch member.key {
            case "min": profile.ageMin = age
            case "max": profile.ageMax = age
            default: throw unknown(member, among: ["min", "max"])
            }
        }
    }

    private static func states(_ node: YAMLNode) throws(LakeError) -> [String] {
        guard let nodes = node.sequence else {
            throw node.error("states is no list", advice: "write states: [MA, NY]")
        }
        var states: [String] = []
        for node in nodes {
            guard let text = node.text, text.utf8.count == 2 else {
                throw node.error("a state is two letters", advice: "write states: [MA, NY]")
            }
            states.append(text.uppercased())
        }
        return states
    }

    /// Whether there are such measures is asked where the catalogue is at hand.
    private static func measures(_ node: YAMLNode) throws(LakeError) -> [String] {
        let advice = "write measures: [bmi, blood_pressure]"
        guard let nodes = node.sequence, !nodes.isEmpty else {
            throw node.error("measures is no list", advice: advice)
        }
        var measures: [String] = []
        for node in nodes {
            guard let text = node.text else {
                throw node.error("a measure is named by its key", advice: advice)
            }
            measures.append(text)
        }
        return measures
    }

    private static func multipliers(
        _ node: YAMLNode, _ conditions: [String]
    ) throws(LakeError) -> [String: Double] {
        guard let members = node.members else {
            throw node.error(
                "prevalence is no mapping", advice: "write prevalence: {asthma: 1.5}")
        }
        var multipliers: [String: Double] = [:]
        for member in members {
            guard conditions.contains(member.key) else {
                throw unknown(member, among: conditions)
            }
            multipliers[member.key] = try number(member.value, member.key, in: 0...1000)
        }
        return multipliers
    }

    private static func number(
        _ node: YAMLNode, _ name: String, in range: ClosedRange<Double>
    ) throws(LakeError) -> Double {
        guard let number = node.real, range.contains(number) else {
            throw node.error(
                "\(name) is no number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func unknown(
        _ member: YAMLNode.Member, among known: [String]
    ) -> LakeError {
        let near = nearest(to: member.key, among: known)
        return LakeError(
            .invalidInput, "unknown key '\(member.key)'",
            at: [.line(member.line), .column("\(member.column)")],
            advice: near.map { "did you mean '\($0)'?" }
                ?? "known are \(known.prefix(20).joined(separator: ", "))")
    }
}
