// The correlated scores behind measures and conditions.
//
// Every person has one vector of standard normal scores. Its correlations come from three tables:
//
//     measure ~ measure       measure_correlation.csv    divided by √(persistence · persistence),
//                                                        since it is the person's own part that
//                                                        correlates
//     condition ~ condition   condition_comorbidity.csv  odds ratio → tetrachoric correlation at
//                                                        the prevalences of the two
//     condition ~ measure     condition_effects.csv      the column loading
//
// A condition is had by those whose score lies below the quantile of its prevalence; where it is
// the tail of a measure, its score is that of the measure. Conditions that correlate with nothing
// stand behind the others and are drawn as shares between 0 and 1, which are compared with the
// prevalence itself.
//
//     scores   | correlated: x = L y, y independent normal | shares |

import Columnar

/// Who has what, as scores.
// A class, since a copy of it for each person would touch the counts of arrays that all threads
// share.
package final class LatentModel: Sendable {
    /// Scores in all.
    package let count: Int
    /// The first so many are correlated.
    package let correlatedCount: Int
    /// The lower triangle L by rows, each padded to whole groups of four.
    package let lower: [SIMD4<Double>]
    /// The row of L begins here, in groups.
    package let rowStarts: [Int]
    /// The most that the repair of the matrix changed a correlation.
    package let repairChangeMax: Double
    /// The score of a condition: index, and 1 or -1; -1 index for those without prevalence.
    package let conditionScores: [Int32]
    package let conditionSigns: [Double]
    /// The score of a measure; -1 for measures that correlate with nothing.
    package let measureScores: [Int32]

    init(
        count: Int, correlatedCount: Int, lower: [SIMD4<Double>], rowStarts: [Int],
        repairChangeMax: Double, conditionScores: [Int32], conditionSigns: [Double],
        measureScores: [Int32]
    ) {
        self.count = count
        self.correlatedCount = correlatedCount
        self.lower = lower
        self.rowStarts = rowStarts
        self.repairChangeMax = repairChangeMax
        self.conditionScores = conditionScores
        self.conditionSigns = conditionSigns
        self.measureScores = measureScores
    }

    /// The rows to make for some scores, and for the scores of some measures.
    ///
    /// - Parameter measures: by measure, whether its score is wanted.
    func rows(of scores: [Int], measures: [Bool]) -> [Int32] {
        let ofMeasures = zip(measureScores, measures).filter(\.1).map(\.0)
        return Set(scores.map { Int32($0) } + ofMeasures)
            .filter { $0 >= 0 && $0 < correlatedCount }.sorted()
    }

    /// Turns independent scores into correlated ones.
    ///
    /// - Parameters:
    ///   - rows: of which those at `places` are the scores to make, sorted, below
    ///     `correlatedCount`. No slice: one is counted, in memory that all threads share.
    ///   - independent: as many groups of four as the longest row has.
    ///   - scores: written at `rows`.
    package func correlate(
        _ rows: [Int32], _ places: Range<Int>, _ independent: [SIMD4<Double>],
        into scores: inout [Double]
    ) {
        Self.correlate(
            rows.span.extracting(places), lower, rowStarts, independent, into: &scores)
    }

    private static func correlate(
        _ rows: borrowing Span<Int32>, _ lower: [SIMD4<Double>], _ rowStarts: [Int],
        _ independent: [SIMD4<Double>], into scores: inout [Double]
    ) {
        // One check for all: the last row is the longest.
        guard !rows.isEmpty, rows[0] >= 0 else { return }
        let last = rows[rows.count - 1]
        guard Int(last) < min(rowStarts.count, scores.count), independent.count > Int(last) / 4,
            rowStarts[Int(last)] + Int(last) / 4 < lower.count
        else { return }
        let lower = lower.span
        let rowStarts = rowStarts.span
        let factors = independent.span
        var targets = scores.mutableSpan
        // Safe, all below: rows are sorted, and the triangle has all groups of each.
        var place = 0
        // Four rows at once: a sum waits for its last addition, and there are four sums.
        while place &+ 4 <= rows.count {
            let row = (
                Int(rows[place]), Int(rows[place &+ 1]), Int(rows[place &+ 2]),
                Int(rows[place &+ 3])
            )
            let start = unsafe (
                rowStarts[unchecked: row.0], rowStarts[unchecked: row.1],
                rowStarts[unchecked: row.2], rowStarts[unchecked: row.3]
            )
            var sums = (
                SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero
            )
            // As far as the shortest goes.
            let common = row.0 / 4 &+ 1
            var group = 0
            while group < common {
                let factor = unsafe factors[unchecked: group]
                sums.0 += unsafe lower[unchecked: start.0 &+ group] * factor
                sums.1 += unsafe lower[unchecked: start.1 &+ group] * factor
                sums.2 += unsafe lower[unchecked: start.2 &+ group] * factor
                sums.3 += unsafe lower[unchecked: start.3 &+ group] * factor
                group &+= 1
            }
            unsafe targets[unchecked: row.0] = total(sums.0)
            unsafe targets[unchecked: row.1] = rest(sums.1, row.1, start.1)
            unsafe targets[unchecked: row.2] = rest(sums.2, row.2, start.2)
            unsafe targets[unchecked: row.3] = rest(sums.3, row.3, start.3)
            place &+= 4

            /// Goes on to the end of a row.
            @inline(__always)
            func rest(_ begun: SIMD4<Double>, _ row: Int, _ start: Int) -> Double {
                var sum = begun
                var group = common
                while group <= row / 4 {
                    sum += unsafe lower[unchecked: start &+ group] * factors[unchecked: group]
                    group &+= 1
                }
                return total(sum)
            }
        }
        while place < rows.count {
            let row = Int(rows[place])
            let start = unsafe rowStarts[unchecked: row]
            var sum = SIMD4<Double>.zero
            for group in 0...row / 4 {
                sum += unsafe lower[unchecked: start &+ group] * factors[unchecked: group]
            }
            unsafe targets[unchecked: row] = total(sum)
            place &+= 1
        }
    }

    @inline(__always)
    private static func total(_ sum: SIMD4<Double>) -> Double {
        (sum[0] + sum[1]) + (sum[2] + sum[3])
    }
}

extension CatalogueReader {
    /// Reads what the model is assembled from.
    ///
    /// - Parameters:
    ///   - prevalence: by condition.
    ///   - persons: living persons by `AgeCurve.index`, as weights of the ages.
    func readCorrelations(
        _ conditions: [ConditionEntry], _ measures: [MeasureEntry], prevalence: [AgeCurve?],
        persons: [Double]
    ) throws(LakeError) -> LatentCorrelations {
        var pairs = CorrelatedPairs(conditions: conditions, measureCount: measures.count)
        try readMeasureCorrelations(measures, &pairs)
        return LatentCorrelations(
            persons: persons, pairs: pairs,
            comorbidities: try readComorbidity(conditions, prevalence),
            loadings: try readLoadings(measures, conditionCount: conditions.count))
    }

    private func readMeasureCorrelations(
        _ measures: [MeasureEntry], _ pairs: inout CorrelatedPairs
    ) throws(LakeError) {
        let table = try table("measure_correlation")
        let a = try table.column("a")
        let b = try table.column("b")
        let value = try table.column("correlation")
        for row in table.rows {
            let first = try measure(table, row, a)
            let second = try measure(table, row, b)
            guard first != second else {
                throw table.error("a measure has correlation 1 with itself", row, b)
            }
            let own = measures[first].ownWeight * measures[second].ownWeight
            pairs.set(
                pairs.measureNode(first), pairs.measureNode(second),
                try table.real(row, value, in: -1...1) / max(own, 0.1))
        }
    }

    private func readComorbidity(
        _ conditions: [ConditionEntry], _ prevalence: [AgeCurve?]
    ) throws(LakeError) -> [LatentCorrelations.Comorbidity] {
        let table = try table("condition_comorbidity")
        let a = try table.column("a")
        let b = try table.column("b")
        let odds = try table.column("odds_ratio")
        var comorbidities: [LatentCorrelations.Comorbidity] = []
        for row in table.rows {
            let first = try condition(table, row, a)
            let second = try condition(table, row, b)
            let ratio = try table.real(row, odds, in: 1e-3...1e3)
            guard let x = prevalence[first], conditions[first].isPrevalent else {
                throw table.error("\(conditions[first].key) has no prevalence", row, a)
            }
            guard let y = prevalence[second], conditions[second].isPrevalent else {
                throw table.error("\(conditions[second].key) has no prevalence", row, b)
            }
            comorbidities.append(
                LatentCorrelations.Comorbidity(
                    first: first, second: second, oddsRatio: ratio, firstCurve: x, secondCurve: y))
        }
        return comorbidities
    }

    /// How conditions go with the persons' own parts of measures, in the order of the conditions.
    private func readLoadings(
        _ measures: [MeasureEntry], conditionCount: Int
    ) throws(LakeError) -> [LatentCorrelations.Loading] {
        let table = try table("condition_effects")
        let condition = try table.column("condition")
        let measure = try table.column("measure")
        let loading = try table.column("loading")
        var byCondition = [[LatentCorrelations.Loading]](repeating: [], count: conditionCount)
        for row in table.rows {
            guard let value = try table.optionalReal(row, loading, in: -1...1), value != 0
            else { continue }
            let index = try self.condition(table, row, condition)
            let place = try self.measure(table, row, measure)
            byCondition[index].append(
                LatentCorrelations.Loading(
                    condition: index, measure: place,
                    correlation: value / max(measures[place].ownWeight, 0.1)))
        }
        return byCondition.flatMap(\.self)
    }
}

/// What the tables say of correlations, before it is worked out.
struct LatentCorrelations: Sendable {
    /// Two conditions that are had together more or less often.
    struct Comorbidity: Sendable {
        let first: Int
        let second: Int
        let oddsRatio: Double
        let firstCurve: AgeCurve
        let secondCurve: AgeCurve
    }

    /// A condition and a measure.
    struct Loading: Sendable {
        let condition: Int
        let measure: Int
        let correlation: Double
    }

    /// Living persons by `AgeCurve.index`.
    let persons: [Double]
    fileprivate let pairs: CorrelatedPairs
    let comorbidities: [Comorbidity]
    let loadings: [Loading]

    /// Assembles the model.
    func model() throws(LakeError) -> LatentModel {
        var pairs = self.pairs
        for entry in comorbidities {
            let margins = Self.margins(entry.firstCurve, entry.secondCurve, persons)
            let correlation = try Tetrachoric.correlation(
                oddsRatio: entry.oddsRatio, firstShare: margins.0, secondShare: margins.1)
            pairs.set(
                pairs.conditionNode(entry.first), pairs.conditionNode(entry.second),
                correlation * pairs.sign(entry.first) * pairs.sign(entry.second))
        }
        for entry in loadings {
            // Low scores have the condition.
            pairs.set(
                pairs.conditionNode(entry.condition), pairs.measureNode(entry.measure),
                -entry.correlation * pairs.sign(entry.condition))
        }
        return try pairs.model()
    }

    /// The prevalences at the ages where both occur.
    private static func margins(
        _ x: AgeCurve, _ y: AgeCurve, _ persons: [Double]
    ) -> (Double, Double) {
        var weights = 0.0
        var sums = (0.0, 0.0)
        for index in x.values.indices {
            let weight = persons[index] * (x.values[index] * y.values[index]).squareRoot()
            weights += weight
            sums.0 += weight * x.values[index]
            sums.1 += weight * y.values[index]
        }
        guard weights > 0 else { return (0.1, 0.1) }
        func inside(_ value: Double) -> Double { min(max(value, 1e-4), 0.9) }
        return (inside(sums.0 / weights), inside(sums.1 / weights))
    }
}

/// Scores and their correlations while the tables are read. Nodes are the measures, then the
/// latents that conditions name, in the order of the conditions.
private struct CorrelatedPairs: Sendable {
    let measureCount: Int
    private var nodeCount: Int
    private let conditionNodes: [Int]
    private let signs: [Double]
    private var values: [(Int, Int, Double)] = []

    init(conditions: [ConditionEntry], measureCount: Int) {
        self.measureCount = measureCount
        var names: [String: Int] = [:]
        var next = measureCount
        var nodes: [Int] = []
        var signs: [Double] = []
        for entry in conditions {
            switch entry.latent {
            case .measure(let index, let isHigh):
                nodes.append(index)
                signs.append(isHigh ? -1 : 1)
            case .named(let name):
                if names[name] == nil {
                    names[name] = next
                    next += 1
                }
                nodes.append(names[name] ?? next)
                signs.append(1)
            }
        }
        nodeCount = next
        conditionNodes = nodes
        self.signs = signs
    }

    func measureNode(_ index: Int) -> Int { index }
    func conditionNode(_ index: Int) -> Int { conditionNodes[index] }
    func sign(_ condition: Int) -> Double { signs[condition] }

    /// Later values replace earlier ones; a node has no correlation with itself to set.
    mutating func set(_ a: Int, _ b: Int, _ correlation: Double) {
        guard a != b else { return }
        values.append((a, b, min(max(correlation, -0.97), 0.97)))
    }

    func model() throws(LakeError) -> LatentModel {
        var isCorrelated = [Bool](repeating: false, count: nodeCount)
        // The tail of a measure needs its score.
        for node in conditionNodes where node < measureCount { isCorrelated[node] = true }
        for (a, b, _) in values {
            isCorrelated[a] = true
            isCorrelated[b] = true
        }
        var scores = [Int32](repeating: -1, count: nodeCount)
        var correlatedCount = 0
        for node in 0..<nodeCount where isCorrelated[node] {
            scores[node] = Int32(correlatedCount)
            correlatedCount += 1
        }
        var count = correlatedCount
        // A measure alone needs no score here.
        for node in measureCount..<nodeCount where !isCorrelated[node] {
            scores[node] = Int32(count)
            count += 1
        }
        var matrix = CorrelationMatrix(size: correlatedCount)
        for (a, b, value) in values { matrix[Int(scores[a]), Int(scores[b])] = value }
        let factor = try matrix.factor()
        var lower: [SIMD4<Double>] = []
        var rowStarts: [Int] = []
        for row in 0..<correlatedCount {
            rowStarts.append(lower.count)
            for group in 0...row / 4 {
                var values = SIMD4<Double>.zero
                for lane in 0..<4 where group * 4 + lane <= row {
                    values[lane] = factor.lower[row * (row + 1) / 2 + group * 4 + lane]
                }
                lower.append(values)
            }
        }
        return LatentModel(
            count: count, correlatedCount: correlatedCount, lower: lower, rowStarts: rowStarts,
            repairChangeMax: factor.changeMax, conditionScores: conditionNodes.map { scores[$0] },
            conditionSigns: signs, measureScores: Array(scores[..<measureCount]))
    }
}
