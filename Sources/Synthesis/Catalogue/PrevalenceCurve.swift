// Prevalence and incidence by sex and year of age, from bands: condition_prevalence.csv.
//
// Between the middles of neighbouring bands the curve is straight; the middles are then moved, a
// few times over, until the mean of the years of every band is the figure of the band again:
//
//     figure of band      ___            ___
//     curve            .·´   `·.      .·´   `·.     mean over the years of a band = its figure
//                   .·´         `·..·´
//
// Years outside of all bands have 0, and so does a year beside a gap between bands.

import Columnar

/// Values by sex and year of age.
package struct AgeCurve: Sendable {
    /// Years of age that are told apart: 0 to 110.
    package static let ageCount = 111

    /// Those of men at index age, those of women at `ageCount` + age.
    package private(set) var values = [Double](repeating: 0, count: 2 * ageCount)

    @inlinable
    package static func index(_ sex: AdministrativeSex, age: Int) -> Int {
        (sex == .male ? 0 : ageCount) + min(max(age, 0), ageCount - 1)
    }

    package subscript(sex: AdministrativeSex, age: Int) -> Double {
        values[Self.index(sex, age: age)]
    }

    /// A band of whole years, both included.
    struct Band: Equatable {
        let ageFrom: Int
        let ageTo: Int
        let value: Double
    }

    /// - Parameters:
    ///   - bands: not overlapping, in any order.
    ///   - limit: values stay from 0 to this.
    mutating func set(_ sex: AdministrativeSex, bands: [Band], limit: Double) {
        let bands = bands.sorted { $0.ageFrom < $1.ageFrom }
        var knots = bands.map(\.value)
        var years = Self.years(bands, knots, limit)
        for _ in 0..<Self.rounds {
            for (index, band) in bands.enumerated() {
                var sum = 0.0
                for age in band.ageFrom...band.ageTo { sum += years[age] }
                let mean = sum / Double(band.ageTo - band.ageFrom + 1)
                knots[index] = min(max(knots[index] + band.value - mean, 0), limit)
            }
            years = Self.years(bands, knots, limit)
        }
        for age in 0..<Self.ageCount { values[Self.index(sex, age: age)] = years[age] }
    }

    /// Gives both sexes the values of the male one.
    mutating func copyMale() {
        for age in 0..<Self.ageCount {
            values[Self.index(.female, age: age)] = values[Self.index(.male, age: age)]
        }
    }

    private static let rounds = 30

    private static func years(_ bands: [Band], _ knots: [Double], _ limit: Double) -> [Double] {
        var years = [Double](repeating: 0, count: ageCount)
        for (index, band) in bands.enumerated() {
            let middle = Self.middle(band)
            let before = index > 0 && bands[index - 1].ageTo == band.ageFrom - 1 ? index - 1 : nil
            let after =
                index + 1 < bands.count && bands[index + 1].ageFrom == band.ageTo + 1
                ? index + 1 : nil
            for age in band.ageFrom...band.ageTo {
                let x = Double(age) + 0.5
                let other = x < middle ? before : after
                var value = knots[index]
                if let other {
                    let share = (x - middle) / (Self.middle(bands[other]) - middle)
                    value += share * (knots[other] - knots[index])
                }
                years[age] = min(max(value, 0), limit)
            }
        }
        return years
    }

    /// The middle of the persons of a band: an open last band has most of its persons early.
    private static func middle(_ band: Band) -> Double {
        let width = Double(band.ageTo - band.ageFrom + 1)
        return Double(band.ageFrom) + (band.ageTo >= ageCount - 1 && width > 20 ? 5 : width / 2)
    }

    mutating func scale(by factor: Double, limit: Double) {
        for index in values.indices { values[index] = min(values[index] * factor, limit) }
    }
}

extension CatalogueReader {
    /// Curves of the conditions, by index; nil where a condition has none of the kind it needs.
    func readPrevalence(
        _ table: CatalogueTable, _ conditions: [ConditionEntry]
    ) throws(LakeError) -> [AgeCurve?] {
        let condition = try table.column("condition")
        let kind = try table.column("kind")
        let from = try table.column("age_from")
        let to = try table.column("age_to")
        let value = try table.column("value")
        let sex = try table.column("sex")
        var bands = [[AgeCurve.Band]](repeating: [], count: 2 * conditions.count)
        for row in table.rows {
            let index = try self.condition(table, row, condition)
            let isIncidence = try table.choice(row, kind, of: ["prevalence", "incidence"]) == 1
            guard isIncidence == (conditions[index].kind == .acute) else {
                throw table.error(
                    "\(conditions[index].key) needs \(isIncidence ? "prevalence" : "incidence")",
                    row, kind, advice: "only acute conditions have an incidence")
            }
            let first = try table.integer(row, from, in: 0...AgeCurve.ageCount - 1)
            let last = try table.integer(row, to, in: first...AgeCurve.ageCount - 1)
            let band = AgeCurve.Band(
                ageFrom: first, ageTo: last,
                value: isIncidence
                    ? try table.real(row, value, in: 0...20) : try table.probability(row, value))
            let sexes = try table.sex(row, sex).map { [$0] } ?? [.male, .female]
            for sex in sexes {
                let place = 2 * index + Int(sex.rawValue)
                guard !bands[place].contains(where: { $0.ageFrom <= last && first <= $0.ageTo })
                else {
                    throw table.error(
                        "the band overlaps another of \(conditions[index].key)", row, from)
                }
                bands[place].append(band)
            }
        }
        return conditions.indices.map { index in
            let entry = conditions[index]
            guard entry.kind != .complication else { return nil }
            var curve = AgeCurve()
            for sex in [AdministrativeSex.male, .female] {
                guard entry.persons.sex == nil || entry.persons.sex == sex else { continue }
                let own = bands[2 * index + Int(sex.rawValue)]
                if sex == .female, entry.persons.sex == nil, own == bands[2 * index] {
                    curve.copyMale()
                } else {
                    curve.set(sex, bands: own, limit: entry.kind == .acute ? 20 : 0.98)
                }
            }
            curve.limit(to: entry.persons)
            return curve
        }
    }
}

extension AgeCurve {
    /// Sets ages outside of the range to 0.
    mutating func limit(to persons: PersonRange) {
        for age in 0..<Self.ageCount where age < persons.ageFrom || age > persons.ageTo {
            values[age] = 0
            values[Self.ageCount + age] = 0
        }
    }
}
