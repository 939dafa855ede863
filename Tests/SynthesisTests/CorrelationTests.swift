import Columnar
import Testing

@testable import Synthesis

@Suite("Correlations and curves")
struct CorrelationTests {
    @Test("A root gives the matrix back")
    func root() throws {
        var matrix = CorrelationMatrix(size: 4)
        matrix[1, 0] = 0.5
        matrix[2, 0] = -0.3
        matrix[2, 1] = 0.2
        matrix[3, 2] = 0.7
        let factor = try matrix.factor()
        #expect(factor.changeMax == 0)
        for row in 0..<4 {
            for column in 0..<4 {
                #expect(abs(product(factor, row, column) - matrix[row, column]) < 1e-14)
            }
        }
    }

    @Test("Correlated numbers have the correlations of the matrix")
    func correlate() throws {
        var matrix = CorrelationMatrix(size: 3)
        matrix[0, 1] = 0.6
        matrix[0, 2] = -0.4
        matrix[1, 2] = 0.1
        let factor = try matrix.factor()
        var random = RandomStream(seed: 6, person: 1, .latent)
        var sums = [Double](repeating: 0, count: 9)
        let count = 200_000
        for _ in 0..<count {
            var scores = (0..<3).map { _ in random.normal() }
            factor.correlate(&scores)
            for row in 0..<3 {
                for column in 0..<3 { sums[row * 3 + column] += scores[row] * scores[column] }
            }
        }
        for row in 0..<3 {
            for column in 0..<3 {
                #expect(abs(sums[row * 3 + column] / Double(count) - matrix[row, column]) < 0.016)
            }
        }
    }

    /// Higham's example: the nearest matrix in the Frobenius norm has 0.7607 and 0.1573; clipping
    /// and scaling comes near, not to it.
    @Test("A matrix that cannot be is repaired")
    func repair() throws {
        var matrix = CorrelationMatrix(size: 3)
        matrix[0, 1] = 1
        matrix[1, 2] = 1
        let (repaired, change) = matrix.repaired()
        #expect(change > 0.1 && change < 0.35)
        #expect(abs(repaired[0, 1] - 0.76) < 0.1 && abs(repaired[0, 2] - 0.16) < 0.2)
        for index in 0..<3 { #expect(repaired[index, index] == 1) }
        #expect(try matrix.factor().changeMax == change)
    }

    @Test("A large matrix of noise is repaired", arguments: [10, 60])
    func noise(size: Int) throws {
        var random = RandomStream(seed: 8, person: Int64(size), .latent)
        var matrix = CorrelationMatrix(size: size)
        for row in 0..<size {
            for column in 0..<row { matrix[row, column] = random.uniform(in: -0.6...0.6) }
        }
        let factor = try matrix.factor()
        for index in 0..<size { #expect(abs(product(factor, index, index) - 1) < 1e-12) }
    }

    @Test("Impossible correlations are refused", arguments: [1.5, -2, .nan])
    func refused(value: Double) {
        var matrix = CorrelationMatrix(size: 2)
        matrix[0, 1] = value
        #expect(throws: LakeError.self) { try matrix.factor() }
    }

    @Test("A curve is linear between its points and flat outside")
    func curve() throws {
        let curve = try PiecewiseLinear(xs: [0, 10, 20], ys: [1, 3, 0])
        #expect(curve(-5) == 1 && curve(0) == 1 && curve(5) == 2 && curve(10) == 3)
        #expect(curve(15) == 1.5 && curve(20) == 0 && curve(99) == 0)
        #expect(try PiecewiseLinear(xs: [4], ys: [2])(7) == 2)
        #expect(throws: LakeError.self) { try PiecewiseLinear(xs: [1, 1], ys: [0, 0]) }
        #expect(throws: LakeError.self) { try PiecewiseLinear(xs: [], ys: []) }
    }

    @Test("Quantiles become values, tails included")
    func quantiles() throws {
        let normal = QuantileCurve(mean: 100, deviation: 15)
        for score in [-3, -1, 0, 0.5, 4.0] {
            #expect(abs(normal(score) - (100 + 15 * score)) < 1e-12)
            #expect(abs(normal.score(of: 100 + 15 * score) - score) < 1e-12)
        }
        let skewed = try QuantileCurve(
            probabilities: [0.05, 0.25, 0.5, 0.75, 0.95], quantiles: [50, 60, 70, 90, 150])
        #expect(abs(skewed(Normal.quantile(0.25)) - 60) < 1e-12)
        #expect(abs(skewed(Normal.quantile(0.95)) - 150) < 1e-12)
        #expect(skewed(3) > 150 && skewed(-3) < 50)
        #expect(throws: LakeError.self) {
            try QuantileCurve(probabilities: [0.1, 0.9], quantiles: [2, 1])
        }
    }

    /// An entry of L Lᵀ.
    private func product(_ factor: CorrelationFactor, _ row: Int, _ column: Int) -> Double {
        var sum = 0.0
        for index in 0...min(row, column) {
            sum +=
                factor.lower[row * (row + 1) / 2 + index]
                * factor.lower[column * (column + 1) / 2 + index]
        }
        return sum
    }
}
