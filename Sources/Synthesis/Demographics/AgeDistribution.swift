// How many persons there are of each sex and year of age, and how many of them die in a year.
//
// population.csv has bands of ages. Within a band the years follow a smooth curve: the number of
// persons younger than x is interpolated by a monotone cubic through the edges of the bands, so
// each band keeps its number, and no year is negative.
//
//     persons younger than x        .-·´     edges: exact
//                              .·´
//                         .·´                the last band is open: its years shrink as the life
//                    ·                       table lets them
//
// Source of the curve: F. N. Fritsch and J. Butland, "A method for constructing local monotone
// piecewise cubic interpolants" (1984).

package import Columnar

/// Living persons and death probabilities by sex and year of age.
package struct AgeDistribution: Sendable {
    /// Years of age that are told apart: 0 to 109.
    package static let ageCount = 110

    /// Living persons: those of men at index age, those of women at `ageCount` + age.
    package let persons: [Double]
    /// The probability to die within a year, at the same indexes.
    package let deathProbabilities: [Double]

    @inlinable
    package static func index(_ sex: AdministrativeSex, age: Int) -> Int {
        (sex == .male ? 0 : ageCount) + min(max(age, 0), ageCount - 1)
    }

    /// Reads population (`sex,age_from,age_to,persons`) and mortality
    /// (`sex,age,annual_death_probability`).
    ///
    /// - Throws: `LakeError.invalidInput` at the field for bands that do not join from age 0 up, a
    ///   missing or repeated year of the life table, and what is no number; `.notFound` for a
    ///   missing column.
    package init(population: CatalogueTable, mortality: CatalogueTable) throws(LakeError) {
        let deathProbabilities = try Self.lifeTable(mortality)
        var persons: [Double] = []
        for sex in [AdministrativeSex.male, .female] {
            let bands = try Self.bands(of: population, sex)
            persons += Self.years(bands) { age in
                deathProbabilities[Self.index(sex, age: age)]
            }
        }
        self.persons = persons
        self.deathProbabilities = deathProbabilities
    }

    private static func lifeTable(_ table: CatalogueTable) throws(LakeError) -> [Double] {
        let sexColumn = try table.column("sex")
        let ageColumn = try table.column("age")
        let column = try table.column("annual_death_probability")
        var probabilities = [Double?](repeating: nil, count: 2 * ageCount)
        for row in table.rows {
            guard let sex = try table.sex(row, sexColumn) else {
                throw table.error("the field is empty", row, sexColumn, advice: "write M or F")
            }
            let age = try table.integer(row, ageColumn, in: 0...ageCount - 1)
            guard probabilities[index(sex, age: age)] == nil else {
                throw table.error("age \(age) is there twice", row, ageColumn)
            }
            probabilities[index(sex, age: age)] = try table.probability(row, column)
        }
        for (index, probability) in probabilities.enumerated() where probability == nil {
            let sex = index < ageCount ? "M" : "F"
            throw LakeError(
                .invalidInput, "sex \(sex) has no row for age \(index % ageCount)",
                at: [table.origin], advice: "give each year of age from 0 to \(ageCount - 1)")
        }
        return probabilities.map { $0 ?? 0 }
    }

    /// A band of ages; its end is the age at which it is over.
    private typealias Band = (start: Int, end: Int, persons: Double)

    private static func bands(
        of table: CatalogueTable, _ wanted: AdministrativeSex
    ) throws(LakeError) -> [Band] {
        let sexColumn = try table.column("sex")
        let fromColumn = try table.column("age_from")
        let toColumn = try table.column("age_to")
        let personsColumn = try table.column("persons")
        var bands: [Band] = []
        for row in table.rows where try table.sex(row, sexColumn) == wanted {
            let start = try table.integer(row, fromColumn, in: 0...ageCount - 1)
            let last = try table.optionalInteger(row, toColumn, in: start...1000)
            guard start == bands.last?.end ?? 0, start < ageCount else {
                throw table.error(
                    "the band begins at \(start), the one before ends at \(bands.last?.end ?? 0)",
                    row, fromColumn, advice: "bands of a sex join, from age 0 up")
            }
            bands.append(
                (
                    start, min(last.map { $0 + 1 } ?? ageCount, ageCount),
                    try table.real(row, personsColumn, in: 0...1e12)
                ))
        }
        guard !bands.isEmpty else {
            throw LakeError(
                .invalidInput, "there is no band of sex \(wanted == .male ? "M" : "F")",
                at: [table.origin])
        }
        return bands
    }

    /// Persons by year of age.
    ///
    /// - Parameter deathProbability: by age; it shapes the last band.
    private static func years(_ bands: [Band], _ deathProbability: (Int) -> Double) -> [Double] {
        var years = [Double](repeating: 0, count: ageCount)
        let closed = bands.dropLast()
        var edges = [0.0]
        var below = [0.0]
        for band in closed {
            edges.append(Double(band.end))
            below.append((below.last ?? 0) + band.persons)
        }
        let curve = MonotoneCubic(xs: edges, ys: below)
        for age in 0..<(closed.last?.end ?? 0) {
            years[age] = max(curve(Double(age + 1)) - curve(Double(age)), 0)
        }
        guard let open = bands.last else { return years }
        var survivors: [Double] = [1]
        for age in (open.start + 1)..<max(open.end, open.start + 1) {
            survivors.append((survivors.last ?? 0) * (1 - deathProbability(age - 1)))
        }
        let total = survivors.reduce(0, +)
        for (offset, part) in survivors.enumerated() {
            years[open.start + offset] = open.persons * part / total
        }
        return years
    }
}

/// A monotone curve through points that do not decrease.
private struct MonotoneCubic {
    let xs: [Double]
    let ys: [Double]
    /// At the points.
    private let slopes: [Double]

    /// `xs` increases strictly, `ys` has as many.
    init(xs: [Double], ys: [Double]) {
        self.xs = xs
        self.ys = ys
        let widths = zip(xs, xs.dropFirst()).map { $1 - $0 }
        let secants = zip(zip(ys, ys.dropFirst()), widths).map { ($0.1 - $0.0) / $1 }
        var slopes = [Double](repeating: 0, count: xs.count)
        for index in 1..<max(xs.count - 1, 1) {
            let before = secants[index - 1]
            let after = secants[index]
            // The weighted harmonic mean; 0 beside a flat piece.
            guard before > 0, after > 0 else { continue }
            let first = 2 * widths[index] + widths[index - 1]
            let second = widths[index] + 2 * widths[index - 1]
            slopes[index] = (first + second) / (first / before + second / after)
        }
        // At the ends half of the change of slope inside goes on outside.
        if let first = secants.first, let last = secants.last, xs.count > 1 {
            slopes[0] = min(max(first + 0.5 * (first - slopes[1]), 0), 3 * first)
            let end = xs.count - 1
            slopes[end] = min(max(last + 0.5 * (last - slopes[end - 1]), 0), 3 * last)
        }
        self.slopes = slopes
    }

    func callAsFunction(_ x: Double) -> Double {
        guard xs.count > 1 else { return ys.first ?? 0 }
        var upper = 1
        while upper < xs.count - 1, xs[upper] < x { upper += 1 }
        let width = xs[upper] - xs[upper - 1]
        let t = (x - xs[upper - 1]) / width
        let s = 1 - t
        // Hermite's form.
        return s * s * ((1 + 2 * t) * ys[upper - 1] + t * width * slopes[upper - 1])
            + t * t * ((1 + 2 * s) * ys[upper] - s * width * slopes[upper])
    }
}
