// Expected values: computed with mpmath 1.3 (Python) at 20 to 40 digits.

import Columnar
import Glibc
import Testing

@testable import Synthesis

@Suite("Mathematics")
struct MathematicsTests {
    @Test("Logarithm and exponential agree with the C library to two units in the last place")
    func elementary() {
        var random = RandomStream(seed: 5, person: 1, .latent)
        for _ in 0..<100_000 {
            let x = Glibc.exp(random.uniform(in: -700...700))
            let ln = Glibc.log(x)
            #expect(abs(Elementary.ln(x) - ln) <= 2 * ln.ulp)
            let near = random.uniform(in: 0.5...2)
            #expect(abs(Elementary.ln(near) - Glibc.log(near)) <= 2 * Glibc.log(near).ulp)
            let y = random.uniform(in: -700...700)
            #expect(abs(Elementary.exp(y) - Glibc.exp(y)) <= 2 * Glibc.exp(y).ulp)
        }
        #expect(Elementary.ln(0) == -.infinity)
        #expect(Elementary.ln(-1).isNaN && Elementary.ln(.nan).isNaN)
        #expect(Elementary.ln(.infinity) == .infinity)
        #expect(Elementary.ln(1) == 0 && Elementary.exp(0) == 1)
        #expect(abs(Elementary.ln(Double.leastNonzeroMagnitude) + 744.4400719213812) < 1e-12)
        #expect(Elementary.exp(1000) == .infinity && Elementary.exp(-1000) == 0)
        #expect(Elementary.exp(.nan).isNaN)
        #expect(abs(Elementary.power(2, 0.5) - 2.0.squareRoot()) < 1e-15)
    }

    private static let shares: [(x: Double, p: Double)] = [
        (-37, 5.725571222524577e-300),
        (-20, 2.7536241186062337e-89),
        (-8.3, 5.2055697448902854e-17),
        (-7.2, 3.0106279811174375e-13),
        (-7.05, 8.945889558769911e-13),
        (-5, 2.866515718791939e-07),
        (-4.99, 3.0189646252084877e-07),
        (-3.25, 0.000577025042390767),
        (-1.96, 0.024997895148220435),
        (-1, 0.15865525393145705),
        (-0.3, 0.3820885778110474),
        (0, 0.5),
        (0.5, 0.6914624612740131),
        (1.2816, 0.9000084999023248),
        (2.5, 0.9937903346742238),
        (4.75, 0.9999989829167575),
        (6, 0.9999999990134123),
        (7.1, 0.9999999999993762),
        (8, 0.9999999999999993),
    ]

    @Test("The normal distribution", arguments: shares)
    func cumulative(x: Double, p: Double) {
        #expect(abs(Normal.cumulative(x) - p) <= 1e-10 * p)
        #expect(abs(Normal.cumulative(x) - p) <= 1e-15)
    }

    private static let quantiles: [(p: Double, x: Double)] = [
        (1e-300, -37.0470962993612),
        (1e-40, -13.31092137142517),
        (1e-12, -7.034483825301132),
        (1e-9, -5.9978070150076865),
        (1e-5, -4.264890793922825),
        (0.001, -3.0902323061678136),
        (0.025, -1.9599639845400543),
        (0.0749, -1.4402382675279637),
        (0.0751, -1.43882539275254),
        (0.2, -0.8416212335729142),
        (0.4, -0.2533471031357997),
        (0.5, 0.0),
        (0.6, 0.2533471031357997),
        (0.9, 1.2815515655446006),
        (0.975, 1.9599639845400538),
        (0.999, 3.090232306167813),
        (0.9999999, 5.199337582290661),
    ]

    @Test("Quantiles of the normal distribution", arguments: quantiles)
    func quantile(p: Double, x: Double) {
        #expect(abs(Normal.quantile(p) - x) <= 1e-14 * max(abs(x), 1))
    }

    @Test("Quantiles at the ends")
    func quantileEnds() {
        #expect(Normal.quantile(0) == -.infinity && Normal.quantile(1) == .infinity)
        #expect(Normal.quantile(-0.1).isNaN && Normal.quantile(1.1).isNaN)
        #expect(Normal.quantile(.nan).isNaN && Normal.cumulative(.nan).isNaN)
        #expect(Normal.cumulative(-50) == 0 && Normal.cumulative(50) == 1)
    }

    private static let pairs: [(h: Double, k: Double, r: Double, p: Double)] = [
        (0, 0, 0.5, 0.3333333333333333),
        (0, 0, -0.5, 0.16666666666666666),
        (-1, -1, 0.3, 0.045457848515603964),
        (-1.5, -2, 0.8, 0.016505929497809844),
        (-2, 0.5, -0.7, 0.001363717266368046),
        (1, 2, 0.95, 0.8413361470328712),
        (-1.2, -0.4, 0.99, 0.1150696701688774),
        (0.3, -0.2, -0.99, 0.04638148482438471),
        (-3, -3, 0.6, 0.00013965527445970475),
        (2, -2.5, 0.2, 0.006181793081302618),
        (-1, 1, 0.9, 0.15865510863301852),
    ]

    @Test("Two correlated normal numbers", arguments: pairs)
    func bivariate(h: Double, k: Double, r: Double, p: Double) {
        #expect(abs(BivariateNormal.cumulative(h, k, correlation: r) - p) < 1e-11)
        #expect(abs(BivariateNormal.cumulative(k, h, correlation: r) - p) < 1e-11)
    }

    private static let traits: [(odds: Double, first: Double, second: Double, r: Double)] = [
        (2.493, 0.35, 0.3, 0.3324302755441454),
        (7.2, 0.1, 0.05, 0.5127512715943888),
        (0.4, 0.2, 0.5, -0.3151167216114397),
        (1.0, 0.3, 0.3, 0.0),
        (25.0, 0.02, 0.04, 0.6853727953850189),
        (1.2, 0.6, 0.7, 0.06848556323799171),
    ]

    @Test("The correlation behind an odds ratio", arguments: traits)
    func tetrachoric(odds: Double, first: Double, second: Double, r: Double) throws {
        let found = try Tetrachoric.correlation(
            oddsRatio: odds, firstShare: first, secondShare: second)
        #expect(abs(found - r) < 1e-8)
    }

    @Test("Odds ratios without a correlation", arguments: [(0, 0.5), (-1, 0.5), (2, 0), (2, 1)])
    func noCorrelation(odds: Double, share: Double) {
        #expect(throws: LakeError.self) {
            try Tetrachoric.correlation(oddsRatio: odds, firstShare: share, secondShare: 0.5)
        }
    }

    @Test("An extreme odds ratio stays within the stated correlation")
    func extreme() throws {
        let high = try Tetrachoric.correlation(oddsRatio: 1e9, firstShare: 0.3, secondShare: 0.3)
        let low = try Tetrachoric.correlation(oddsRatio: 1e-9, firstShare: 0.3, secondShare: 0.3)
        #expect(high <= Tetrachoric.sizeMax && high > 0.98)
        #expect(low >= -Tetrachoric.sizeMax && low < -0.98)
    }

    private static let kidneys: [(creatinine: Double, age: Double, AdministrativeSex, Double)] = [
        (0.6, 30, .female, 123.75786412164246),
        (0.7, 50, .female, 105.29760114914401),
        (1.1, 65, .female, 55.76346980841422),
        (3.4, 80, .female, 13.113879756170538),
        (0.7, 25, .male, 131.13686117002044),
        (0.9, 40, .male, 110.72559960355491),
        (1.3, 70, .male, 59.09854675268847),
        (2.2, 55, .male, 34.50775621547133),
    ]

    @Test("Kidney function by CKD-EPI 2021, and back", arguments: kidneys)
    func kidney(creatinine: Double, age: Double, sex: AdministrativeSex, rate: Double) {
        let found = KidneyFunction.filtrationRate(creatinine: creatinine, age: age, sex: sex)
        #expect(abs(found - rate) < 1e-9 * rate)
        let back = KidneyFunction.creatinine(filtrationRate: found, age: age, sex: sex)
        #expect(abs(back - creatinine) < 1e-12)
    }
}
