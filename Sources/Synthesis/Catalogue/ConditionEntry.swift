// The conditions a person can have: conditions.csv.
//
//     kind           had by whom                                 when it ends
//     chronic        a share of each age (prevalence)            never, or when it remits
//     event          a share has had it by each age              after its duration
//     trait          as chronic, but it is observed and never coded as a condition
//     complication   a share of those with the parent            after its duration, if any
//     acute          so many cases a year (incidence)            after its duration
//
// Conditions with one `latent` are stages of one thing; the most severe stands first. A latent
// `+measure` or `-measure` says that the condition is the upper or lower tail of a measure.

import Columnar

/// A condition of the catalogue.
package struct ConditionEntry: Sendable {
    package enum Kind: Int, Sendable, CaseIterable {
        case chronic, event, trait, complication, acute
    }

    /// What a stage means for the next milder one.
    package enum Stage: Int, Sendable, CaseIterable {
        /// There is no other stage, or this is the mildest.
        case alone
        /// The milder one stays, and its prevalence includes this stage.
        case adds
        /// The milder one came before and ends.
        case replaces
        /// Whoever has this has not the milder one.
        case excludes
    }

    /// Where the score comes from that decides who has it.
    package enum Latent: Sendable, Equatable {
        /// A score of its own, by name; lower scores have the condition sooner.
        case named(String)
        /// The upper (isHigh) or lower tail of a measure.
        case measure(Int, isHigh: Bool)
    }

    package let key: String
    /// In `Catalogue.codes`; -1 for a trait without a code.
    package let code: Int32
    package let kind: Kind
    package let latent: Latent
    package let stage: Stage
    /// Whether those beyond the ages of the prevalence have had it and lost it.
    package let remits: Bool
    /// Problem list item, or else encounter diagnosis.
    package let isProblem: Bool
    package let persons: PersonRange
    /// In days; 0...0 for what lasts.
    package let durationDays: ClosedRange<Double>
    /// How much more often those with it die; 1 where nothing is known.
    package internal(set) var mortalityRatio = 1.0

    /// Whether it becomes a `ConditionEvent`.
    package var isCoded: Bool { kind != .trait }
    /// Whether prevalence decides who has it.
    package var isPrevalent: Bool { kind == .chronic || kind == .event || kind == .trait }
    package var passes: Bool { durationDays.upperBound > 0 }
}

extension CatalogueReader {
    /// Reads conditions and their mortality.
    mutating func readConditions(
        _ table: CatalogueTable, mortality: CatalogueTable
    ) throws(LakeError) -> [ConditionEntry] {
        let key = try table.column("condition")
        let code = try table.column("code")
        let name = table.optionalColumn("name")
        let kind = try table.column("kind")
        let stage = try table.column("stage")
        let remits = try table.column("remits")
        let problem = try table.column("problem")
        let sex = try table.column("sex")
        let ageMin = try table.column("age_min")
        let ageMax = try table.column("age_max")
        let duration = try table.column("duration_days")
        var entries: [ConditionEntry] = []
        for row in table.rows {
            let kinds = ["chronic", "event", "trait", "complication", "acute"]
            let kind = ConditionEntry.Kind.allCases[try table.choice(row, kind, of: kinds)]
            if kind != .trait { _ = try table.text(row, code) }
            let first = try table.optionalInteger(row, ageMin, in: 0...150) ?? 0
            let last = try table.optionalInteger(row, ageMax, in: first...150) ?? 150
            let stages = ["", "adds", "replaces", "excludes"]
            entries.append(
                ConditionEntry(
                    key: try table.text(row, key),
                    code: optionalCode(.snomed, table, row, code, name: name) ?? -1, kind: kind,
                    latent: try readLatent(table, row),
                    stage: ConditionEntry.Stage.allCases[
                        try table.choice(row, stage, of: stages)],
                    remits: try table.choice(row, remits, of: ["no", "yes"]) == 1,
                    isProblem: try table.choice(row, problem, of: ["no", "yes"]) == 1,
                    persons: PersonRange(
                        sex: try table.sex(row, sex), ageFrom: first, ageTo: last),
                    durationDays: try Self.durations(table, row, duration, kind)))
        }
        let condition = try mortality.column("condition")
        let ratio = try mortality.column("rate_ratio")
        for row in mortality.rows {
            let index = try self.condition(mortality, row, condition)
            entries[index].mortalityRatio = try mortality.real(row, ratio, in: 0.01...1000)
        }
        return entries
    }

    private func readLatent(
        _ table: CatalogueTable, _ row: CatalogueTable.Row
    ) throws(LakeError) -> ConditionEntry.Latent {
        let column = try table.column("latent")
        let text = table.optionalText(row, column)
        if text.isEmpty {
            return .named(try table.text(row, try table.column("condition")))
        }
        guard let sign = text.first, sign == "+" || sign == "-" else { return .named(text) }
        let key = String(text.dropFirst())
        guard let measure = measure(named: key) else {
            throw table.error(
                "there is no measure \(key)", row, column,
                advice: nearMeasure(key).map { "did you mean \(sign)\($0)?" }
                    ?? "add it to measures")
        }
        return .measure(measure, isHigh: sign == "+")
    }

    /// `14-90`, `30` or nothing.
    private static func durations(
        _ table: CatalogueTable, _ row: CatalogueTable.Row, _ column: Int,
        _ kind: ConditionEntry.Kind
    ) throws(LakeError) -> ClosedRange<Double> {
        let text = table.optionalText(row, column)
        guard !text.isEmpty else {
            guard kind != .acute && kind != .event else {
                throw table.error(
                    "the field is empty", row, column,
                    advice: "say how many days it lasts, as in 7-14")
            }
            return 0...0
        }
        let parts = text.split(separator: "-").map { Double($0) }
        guard parts.count <= 2, let first = parts.first ?? nil, let last = parts.last ?? nil,
            first > 0, last >= first, last <= 40_000
        else {
            throw table.error(
                "'\(text)' is no number of days", row, column, advice: "write 14 or 7-21")
        }
        return first...last
    }
}
