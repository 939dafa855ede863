// Race and Hispanic origin as one group of the population, since they are not independent; and the
// languages, which depend on the group.
//
// race_ethnicity.csv has one row for each part of a group: a race of the OMB (empty where a person
// names none, or several), and whether the origin is Hispanic.

package import Columnar

/// The groups, and the races among them.
package struct EthnicGroups: Sendable {
    package struct Group: Sendable {
        /// In `races`; -1 when not known.
        package let race: Int32
        package let isHispanic: Bool
        package let share: Double
    }

    /// In the order in which they are first named; shares of the whole population.
    package let races: [RaceEntry]
    package let groups: [Group]
    let choice: WeightedChoice

    /// Reads `race,race_code,race_concept_id,is_hispanic,share`.
    ///
    /// - Throws: `LakeError` at the field.
    package init(_ table: CatalogueTable) throws(LakeError) {
        let raceColumn = try table.column("race")
        let codeColumn = try table.column("race_code")
        let conceptColumn = try table.column("race_concept_id")
        let hispanicColumn = try table.column("is_hispanic")
        let shareColumn = try table.column("share")
        var races: [(name: String, code: String, conceptID: Int32, share: Double)] = []
        var groups: [Group] = []
        for row in table.rows {
            let share = try table.probability(row, shareColumn)
            let name = table.optionalText(row, raceColumn)
            var race: Int32 = -1
            if !name.isEmpty {
                let index = races.firstIndex { $0.name == name } ?? races.count
                if index == races.count {
                    let concept = try table.integer(row, conceptColumn, in: 0...Int(Int32.max))
                    races.append((name, try table.text(row, codeColumn), Int32(concept), 0))
                }
                races[index].share += share
                race = Int32(index)
            }
            let isHispanic = try table.integer(row, hispanicColumn, in: 0...1) == 1
            groups.append(Group(race: race, isHispanic: isHispanic, share: share))
        }
        self.choice = try PopulationTables.choice(groups.map(\.share), table)
        self.groups = groups
        self.races = races.map {
            RaceEntry(name: $0.name, code: $0.code, conceptID: $0.conceptID, share: $0.share)
        }
    }
}

/// The languages, by group.
package struct LanguageShares: Sendable {
    /// Becomes `Catalogue.languages`.
    package let entries: [LanguageEntry]
    /// One for each ethnic group.
    let choices: [WeightedChoice]

    /// Reads `code,display,share,group,share_in_group`. `group` is a race or `hispanic`;
    /// `share_in_group` says how many of the speakers are of that group, the others being spread
    /// over everybody else. Languages without a group divide what is left in each group, so that
    /// every language has its share in the whole.
    ///
    /// - Throws: `LakeError` at the field, or for a group whose languages need more than all of it.
    package init(_ table: CatalogueTable, _ groups: EthnicGroups) throws(LakeError) {
        let codeColumn = try table.column("code")
        let displayColumn = try table.column("display")
        let shareColumn = try table.column("share")
        let groupColumn = try table.column("group")
        let insideColumn = try table.column("share_in_group")
        var entries: [LanguageEntry] = []
        // By language, then by group: nil where the language takes what is left.
        var shares: [[Double]?] = []
        let names = groups.races.map(\.name) + ["hispanic"]
        let total = groups.groups.reduce(0) { $0 + $1.share }
        for row in table.rows {
            let share = try table.probability(row, shareColumn)
            entries.append(
                LanguageEntry(
                    code: try table.text(row, codeColumn),
                    display: try table.text(row, displayColumn), share: share))
            guard !table.optionalText(row, groupColumn).isEmpty else {
                shares.append(nil)
                continue
            }
            let group = try table.choice(row, groupColumn, of: names)
            let inside = try table.probability(row, insideColumn)
            let isMember = groups.groups.map {
                group == groups.races.count ? $0.isHispanic : Int($0.race) == group
            }
            var size = 0.0
            for (entry, isIn) in zip(groups.groups, isMember) where isIn { size += entry.share }
            size /= total
            shares.append(
                isMember.map {
                    $0 ? share * inside / size : size < 1 ? share * (1 - inside) / (1 - size) : 0
                })
        }
        var choices: [WeightedChoice] = []
        for group in groups.groups.indices {
            let named = shares.reduce(0) { $0 + ($1?[group] ?? 0) }
            var others = 0.0
            for (entry, share) in zip(entries, shares) where share == nil { others += entry.share }
            guard named <= 1 else {
                throw LakeError(
                    .invalidInput, "the languages of ethnic group \(group + 1) add up to \(named)",
                    at: [table.origin], advice: "lower share or share_in_group")
            }
            let weights = zip(entries, shares).map { entry, share in
                share?[group] ?? (others > 0 ? (1 - named) * entry.share / others : 0)
            }
            choices.append(try PopulationTables.choice(weights, table))
        }
        self.entries = entries
        self.choices = choices
    }
}
