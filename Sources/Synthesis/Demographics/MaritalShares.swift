// Marital status by sex and age: marital_status.csv, rows of `sex,age_from,age_to,status,share`.

package import Columnar

/// Shares of marital status in each year of age.
package struct MaritalShares: Sendable {
    private static let words: [(name: String, status: MaritalStatus)] = [
        ("never_married", .neverMarried), ("married", .married), ("divorced", .divorced),
        ("widowed", .widowed), ("separated", .separated), ("unknown", .unknown),
    ]

    /// For each index of `AgeDistribution`, the shares in the order of `words`, adding up to 1.
    private let shares: [Double]
    private let statuses = words.map(\.status)

    /// - Throws: `LakeError` at the field, or for an age whose shares do not add up to 1 within
    ///   2 %.
    package init(_ table: CatalogueTable) throws(LakeError) {
        let sexColumn = try table.column("sex")
        let fromColumn = try table.column("age_from")
        let toColumn = try table.column("age_to")
        let statusColumn = try table.column("status")
        let shareColumn = try table.column("share")
        var shares = [[Double]](
            repeating: [Double](repeating: 0, count: Self.words.count),
            count: 2 * AgeDistribution.ageCount)
        let names = Self.words.map(\.name)
        for row in table.rows {
            let wanted = try table.sex(row, sexColumn)
            let from = try table.integer(row, fromColumn, in: 0...AgeDistribution.ageCount - 1)
            let to = try table.optionalInteger(row, toColumn, in: from...1000)
            let status = try table.choice(row, statusColumn, of: names)
            let share = try table.probability(row, shareColumn)
            for sex in [AdministrativeSex.male, .female] where wanted == nil || wanted == sex {
                for age in from...min(to ?? 1000, AgeDistribution.ageCount - 1) {
                    shares[AgeDistribution.index(sex, age: age)][status] += share
                }
            }
        }
        for index in shares.indices {
            let total = shares[index].reduce(0, +)
            guard abs(total - 1) <= 0.02 else {
                let sex = index < AgeDistribution.ageCount ? "M" : "F"
                let age = index % AgeDistribution.ageCount
                throw LakeError(
                    .invalidInput, "the shares of sex \(sex) at age \(age) add up to \(total)",
                    at: [table.origin], advice: "they must add up to 1")
            }
            for status in shares[index].indices { shares[index][status] /= total }
        }
        self.shares = shares.flatMap { $0 }
    }

    package func pick(
        _ random: inout RandomStream, _ sex: AdministrativeSex, age: Int
    ) -> MaritalStatus {
        let row = AgeDistribution.index(sex, age: age) * statuses.count
        var rest = random.uniform()
        for index in statuses.indices {
            let share = shares[row + index]
            if rest < share { return statuses[index] }
            rest -= share
        }
        return .neverMarried
    }

    /// The share of a status, for reports and tests.
    package func share(_ status: MaritalStatus, _ sex: AdministrativeSex, age: Int) -> Double {
        let row = AgeDistribution.index(sex, age: age) * statuses.count
        return statuses.firstIndex(of: status).map { shares[row + $0] } ?? 0
    }
}
