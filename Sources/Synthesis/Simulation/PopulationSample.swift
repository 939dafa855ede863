// The counts behind a realism report, so that its figures cost no pass over all persons each.

import Columnar

/// What is kept of simulated persons who live at the reference date.
struct PopulationSample {
    let plan: SimulationPlan
    private(set) var count = 0
    /// Persons by sex and age, and those of them with each condition.
    private var persons = [Int](repeating: 0, count: 2 * AgeCurve.ageCount)
    private var withCondition: [Int]
    /// By stratum: persons, those with a condition, those with two.
    private var inStratum = [Int](repeating: 0, count: strata)
    private var withOne: [Int32]
    private var withTwo: [Int32]
    /// Survey values by measure, and whose they are.
    private var values: [[Float]]
    private var places: [Int32] = []
    private var stratumOf: [Int8] = []
    /// Conditions of the person at hand.
    private var had: [Int] = []

    /// Sexes times ten years of age from 20 on.
    private static let strata = 16

    init(_ plan: SimulationPlan) {
        self.plan = plan
        let conditions = plan.rules.count
        withCondition = [Int](repeating: 0, count: 2 * AgeCurve.ageCount * conditions)
        withOne = [Int32](repeating: 0, count: Self.strata * conditions)
        withTwo = [Int32](repeating: 0, count: Self.strata * conditions * conditions)
        values = [[Float]](repeating: [], count: plan.measures.count)
    }

    /// Adds a living person.
    ///
    /// - Parameter measured: by measure.
    mutating func append(_ person: SimulatedPerson, _ measured: [Float]) {
        count += 1
        let sex = person.demographics.sex
        let age = person.demographics.age(onDay: plan.options.asOfDay)
        let place = AgeCurve.index(sex, age: age)
        persons[place] += 1
        places.append(Int32(place))
        for (index, value) in measured.enumerated() { values[index].append(value) }
        had.removeAll(keepingCapacity: true)
        for event in person.conditions {
            let index = Int(event.entry)
            let isHad = event.abatement == .max || plan.rules[index].kind == .event
            if isHad, !had.contains(index) { had.append(index) }
        }
        let conditions = plan.rules.count
        for index in had { withCondition[place * conditions + index] += 1 }
        guard age >= 20 else {
            stratumOf.append(-1)
            return
        }
        let stratum = (sex == .male ? 0 : 8) + min(age / 10 - 2, 7)
        stratumOf.append(Int8(stratum))
        inStratum[stratum] += 1
        for index in had {
            withOne[stratum * conditions + index] += 1
            for other in had {
                withTwo[(stratum * conditions + index) * conditions + other] += 1
            }
        }
    }

    /// How many are of a sex and band of ages, and how many of them have a condition.
    func share(
        _ condition: Int, _ sex: AdministrativeSex, _ first: Int, _ last: Int
    ) -> (had: Int, persons: Int) {
        var sums = (had: 0, persons: 0)
        for age in first...max(min(last, AgeCurve.ageCount - 1), first) {
            let place = AgeCurve.index(sex, age: age)
            sums.had += withCondition[place * plan.rules.count + condition]
            sums.persons += persons[place]
        }
        return sums
    }

    /// The Mantel-Haenszel odds ratio, and the standard error of its logarithm.
    ///
    /// - Source: J. Robins, N. Breslow, S. Greenland, "Estimators of the Mantel-Haenszel variance"
    ///   (1986).
    func oddsRatio(_ first: Int, _ second: Int) -> (ratio: Double, error: Double) {
        let conditions = plan.rules.count
        var (r, s, pr, mixed, qs) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for stratum in 0..<Self.strata {
            let n = Double(inStratum[stratum])
            guard n > 0 else { continue }
            let row = stratum * conditions
            let both = Double(withTwo[(row + first) * conditions + second])
            let one = Double(withOne[row + first]) - both
            let other = Double(withOne[row + second]) - both
            let none = n - both - one - other
            let (p, q) = ((both + none) / n, (one + other) / n)
            let (ri, si) = (both * none / n, one * other / n)
            r += ri
            s += si
            pr += p * ri
            mixed += p * si + q * ri
            qs += q * si
        }
        guard r > 0, s > 0 else { return (0, .infinity) }
        let variance = pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s)
        return (r / s, variance.squareRoot())
    }

    /// What is left of a measure of the adults after the means of their strata, scaled so that the
    /// squares add up to 1; 0 for children.
    func residuals(_ measure: Int, isLogarithmic: Bool) -> [Double] {
        var residuals: [Double] = []
        residuals.reserveCapacity(count)
        var sums = [Double](repeating: 0, count: Self.strata)
        for (index, raw) in values[measure].enumerated() {
            let value = isLogarithmic && raw > 0 ? Elementary.ln(Double(raw)) : Double(raw)
            residuals.append(value)
            let stratum = Int(stratumOf[index])
            if stratum >= 0 { sums[stratum] += value }
        }
        var squares = 0.0
        for index in residuals.indices {
            let stratum = Int(stratumOf[index])
            residuals[index] =
                stratum < 0 ? 0 : residuals[index] - sums[stratum] / Double(inStratum[stratum])
            squares += residuals[index] * residuals[index]
        }
        let scale = squares > 0 ? 1 / squares.squareRoot() : 0
        for index in residuals.indices { residuals[index] *= scale }
        return residuals
    }

    var adultCount: Int { inStratum.reduce(0, +) }

    /// The median of a measure in a sex and band of ages; nil for few persons.
    func median(
        _ measure: Int, _ sex: AdministrativeSex, _ first: Int, _ last: Int
    ) -> (value: Double, persons: Int)? {
        let low = AgeCurve.index(sex, age: first)
        let high = AgeCurve.index(sex, age: last)
        var found: [Float] = []
        for (index, value) in values[measure].enumerated()
        where places[index] >= Int32(low) && places[index] <= Int32(high) {
            found.append(value)
        }
        guard found.count > 200 else { return nil }
        found.sort()
        return (Double(found[found.count / 2]), found.count)
    }
}
