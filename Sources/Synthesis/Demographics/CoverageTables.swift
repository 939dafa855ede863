// Who pays: payers.csv, rows of `name,ownership,kind,weight`, and how the population divides among
// the kinds: coverage_shares.csv, rows of `age_from,age_to,kind,share`, the poorest first.

package import Columnar

/// Payers, and shares of kinds of coverage by age.
package struct CoverageTables: Sendable {
    package enum Kind: Int, Sendable, CaseIterable {
        case medicaid, uninsured, privately, dual, medicare

        static let names = ["medicaid", "uninsured", "private", "dual", "medicare"]
    }

    /// The kinds of a band of ages, in order of income.
    package struct Band: Sendable {
        /// The first year of age.
        package let ageFrom: Int
        /// Kinds with the share of those who are as poor or poorer; the last is 1.
        package let kinds: [(kind: Kind, upTo: Double)]
        /// Whether changes of work matter: only where some are insured privately.
        let isByWork: Bool

        init(ageFrom: Int, kinds: [(kind: Kind, upTo: Double)]) {
            self.ageFrom = ageFrom
            self.kinds = kinds
            self.isByWork = kinds.contains { $0.kind == .privately }
        }

        /// The kind at a rank of income inside (0, 1).
        package func kind(atRank rank: Double) -> Kind {
            for entry in kinds where rank < entry.upTo { return entry.kind }
            return kinds.last?.kind ?? .uninsured
        }
    }

    /// Becomes `Catalogue.payers`.
    package let payers: [PayerEntry]
    /// By age, the first from age 0; at least one.
    package let bands: [Band]
    /// For each kind, its payers (indexes in `payers`) and the choice among them; nil for
    /// uninsured.
    private let choices: [(payers: [Int32], choice: WeightedChoice)?]

    /// - Throws: `LakeError` at the field; for ages without shares, shares of a band that do not
    ///   add up to 1 within 2 %, or a kind that no payer has.
    package init(payers: CatalogueTable, shares: CatalogueTable) throws(LakeError) {
        let (entries, choices) = try Self.payers(payers)
        self.payers = entries
        self.choices = choices
        self.bands = try Self.bands(shares)
        for band in bands {
            for entry in band.kinds
            where entry.kind != .uninsured && choices[entry.kind.rawValue] == nil {
                throw LakeError(
                    .invalidInput, "no payer is of the kind \(Kind.names[entry.kind.rawValue])",
                    at: [payers.origin], advice: "add one, or take the kind out of coverage_shares")
            }
        }
    }

    /// A payer of the kind; nil for the uninsured.
    package func payer(_ random: inout RandomStream, _ kind: Kind) -> Int32? {
        guard let entry = choices[kind.rawValue] else { return nil }
        return entry.payers[entry.choice.pick(&random)]
    }

    private static func payers(
        _ table: CatalogueTable
    ) throws(LakeError) -> ([PayerEntry], [(payers: [Int32], choice: WeightedChoice)?]) {
        let nameColumn = try table.column("name")
        let ownershipColumn = try table.column("ownership")
        let kindColumn = try table.column("kind")
        let weightColumn = try table.column("weight")
        var entries: [PayerEntry] = []
        var indexes = [[Int32]](repeating: [], count: Kind.allCases.count)
        var weights = [[Double]](repeating: [], count: Kind.allCases.count)
        for row in table.rows {
            let kind = try table.choice(row, kindColumn, of: Kind.names)
            indexes[kind].append(Int32(entries.count))
            weights[kind].append(try table.real(row, weightColumn, in: 0...1e9))
            let ownership = try table.choice(row, ownershipColumn, of: ["government", "private"])
            entries.append(
                PayerEntry(name: try table.text(row, nameColumn), isGovernment: ownership == 0))
        }
        var choices: [(payers: [Int32], choice: WeightedChoice)?] = []
        for (kindIndexes, kindWeights) in zip(indexes, weights) {
            choices.append(
                kindIndexes.isEmpty
                    ? nil
                    : (kindIndexes, try PopulationTables.choice(kindWeights, table)))
        }
        return (entries, choices)
    }

    private static func bands(_ table: CatalogueTable) throws(LakeError) -> [Band] {
        let fromColumn = try table.column("age_from")
        let toColumn = try table.column("age_to")
        let kindColumn = try table.column("kind")
        let shareColumn = try table.column("share")
        var bands: [Band] = []
        var kinds: [(kind: Kind, upTo: Double)] = []
        // The band that is being read.
        var from = -1
        var end = 0
        func close() throws(LakeError) {
            guard from >= 0 else { return }
            let total = kinds.last?.upTo ?? 0
            guard abs(total - 1) <= 0.02 else {
                throw LakeError(
                    .invalidInput, "the shares from age \(from) add up to \(total)",
                    at: [table.origin], advice: "they must add up to 1")
            }
            bands.append(
                Band(ageFrom: from, kinds: kinds.map { (kind: $0.kind, upTo: $0.upTo / total) }))
            kinds.removeAll()
        }
        for row in table.rows {
            let rowFrom = try table.integer(row, fromColumn, in: 0...1000)
            if rowFrom != from {
                try close()
                guard rowFrom == end else {
                    throw table.error(
                        "the band begins at \(rowFrom), the one before ends at \(end)", row,
                        fromColumn, advice: "bands join, from age 0 up")
                }
                from = rowFrom
            }
            end = (try table.optionalInteger(row, toColumn, in: rowFrom...1000) ?? 1000) + 1
            let kind = Kind.allCases[try table.choice(row, kindColumn, of: Kind.names)]
            let below = kinds.last?.upTo ?? 0
            kinds.append((kind, below + (try table.probability(row, shareColumn))))
        }
        try close()
        guard end > AgeDistribution.ageCount else {
            throw LakeError(
                .invalidInput, "ages from \(end) have no shares", at: [table.origin],
                advice: "leave age_to of the last band empty")
        }
        return bands
    }
}
