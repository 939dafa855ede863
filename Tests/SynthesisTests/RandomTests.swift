// Vectors: kat_vectors of Random123 1.14 (Salmon et al.), philox4x32 with 10 rounds.

import Columnar
import Testing

@testable import Synthesis

@Suite("Random numbers")
struct RandomTests {
    @Test(
        "Philox gives the published numbers",
        arguments: [
            (low: 0, high: 0, key: 0, first: 0xe169_c58d_6627_e8d5, second: 0x9b00_dbd8_bc57_ac4c),
            (
                low: UInt64.max, high: UInt64.max, key: UInt64.max, first: 0x41c8_3b0e_408f_276d,
                second: 0x6d54_51fd_a20b_c7c6
            ),
            (
                low: 0x85a3_08d3_243f_6a88, high: 0x0370_7344_1319_8a2e,
                key: 0x299f_31d0_a409_3822, first: 0x94fd_cceb_d16c_fe09,
                second: 0x2412_6ea1_5001_e420
            ),
        ] as [(low: UInt64, high: UInt64, key: UInt64, first: UInt64, second: UInt64)])
    func philox(low: UInt64, high: UInt64, key: UInt64, first: UInt64, second: UInt64) {
        let block = philoxBlock(low: low, high: high, key: key)
        #expect(block.first == first)
        #expect(block.second == second)
        var halves = InlineArray<8, UInt64>(repeating: 0)
        Philox.fourBlocks(
            SIMD4(repeating: low & 0xffff_ffff), SIMD4(repeating: low >> 32), high: high, key: key,
            into: &halves)
        for place in 0..<4 {
            #expect(halves[place] == first)
            #expect(halves[place + 4] == second)
        }
    }

    @Test("Four blocks at once are the four, from any block of a stream", arguments: [0, 1, 5])
    func fourBlocks(first: Int) {
        let stream = RandomStream(seed: 0x299f_31d0_a409_3822, person: -42, .latent)
        var words = [UInt32](repeating: 0, count: 48)
        stream.copyWords(from: UInt32(first), count: 33, into: &words)
        for block in 0..<12 {
            let expected = philoxBlock(
                low: UInt64(first + block) | UInt64(RandomStreamID.latent.rawValue) << 32,
                high: UInt64(bitPattern: -42), key: 0x299f_31d0_a409_3822)
            let found = (0..<4).map { words[block * 4 + $0] }
            #expect(
                found == [
                    UInt32(truncatingIfNeeded: expected.first), UInt32(expected.first >> 32),
                    UInt32(truncatingIfNeeded: expected.second), UInt32(expected.second >> 32),
                ])
        }
    }

    @Test("Four streams made at once are the four")
    func fourStreams() {
        let streams = FourStreams(seed: 11, person: -5, SIMD4(3, 603, 11, 101))
        for (place, id) in [3, 603, 11, 101].enumerated() as EnumeratedSequence<[UInt32]> {
            for skipped in 0..<40 {
                var made = streams[place]
                var own = RandomStream(seed: 11, person: -5, stream: id)
                made.skip(skipped)
                own.skip(skipped)
                for _ in 0..<30 {
                    #expect(made.nextUInt32() == own.nextUInt32())
                    #expect(made.nextUInt64() == own.nextUInt64())
                }
            }
        }
    }

    @Test("Leaving words out is drawing them for nobody", arguments: 0..<10)
    func skip(taken: Int) {
        for count in 0..<14 {
            for more in 0..<6 {
                var drawn = RandomStream(seed: 3, person: 7, .observations)
                var skipped = drawn
                for _ in 0..<taken { #expect(drawn.nextUInt32() == skipped.nextUInt32()) }
                for _ in 0..<count + more { _ = drawn.nextUInt32() }
                // One after the other, as long as nothing is drawn between.
                skipped.skip(count)
                skipped.skip(more)
                var whole = (drawn, skipped)
                #expect(whole.0.nextUInt64() == whole.1.nextUInt64())
                #expect(whole.0.nextUInt32() == whole.1.nextUInt32())
                for _ in 0..<5 { #expect(drawn.nextUInt32() == skipped.nextUInt32()) }
            }
        }
    }

    @Test("A stream reads the blocks of its counter in order")
    func order() {
        var stream = RandomStream(seed: 7, person: 42, .latent)
        var words: [UInt64] = []
        for number in 0..<3 as Range<UInt64> {
            let block = philoxBlock(
                low: number | UInt64(RandomStreamID.latent.rawValue) << 32, high: 42, key: 7)
            words += [block.first, block.second]
        }
        #expect(words == (0..<6).map { _ in stream.nextUInt64() })
        var narrow = RandomStream(seed: 7, person: 42, .latent)
        let halves = words.flatMap { [UInt32(truncatingIfNeeded: $0), UInt32($0 >> 32)] }
        #expect(halves == (0..<12).map { _ in narrow.nextUInt32() })
    }

    @Test("Streams of other persons, seeds and purposes are others; ids are unique")
    func distinct() {
        var seen: Set<UInt64> = []
        for seed in 0..<3 as Range<UInt64> {
            for person in [Int64.min, -1, 0, 1, 2, .max] {
                for stream in RandomStreamID.allCases {
                    var random = RandomStream(seed: seed, person: person, stream)
                    #expect(seen.insert(random.nextUInt64()).inserted)
                }
            }
        }
    }

    /// Chi-square of 99 degrees of freedom: 148.2 is the 99.9 % point.
    @Test("Uniform numbers fill the interval evenly")
    func uniform() {
        var random = RandomStream(seed: 1, person: 1, .demographics)
        var counts = [Int](repeating: 0, count: 100)
        for _ in 0..<1_000_000 {
            let value = random.uniform()
            #expect(value > 0 && value < 1)
            counts[Int(value * 100)] += 1
        }
        #expect(chiSquare(counts, expected: counts.map { _ in 10_000 }) < 148.2)
    }

    @Test("Integers below a bound are even, and inside", arguments: [1, 2, 7, 60])
    func integers(bound: Int) {
        var random = RandomStream(seed: 2, person: 1, .names)
        var counts = [Int](repeating: 0, count: bound)
        for index in 0..<300_000 {
            let value =
                index % 2 == 0
                ? random.integer(below: bound) : Int(random.integer(below: UInt32(bound)))
            counts[value] += 1
        }
        // 99.9 % point of 59 degrees of freedom.
        let expected = counts.map { _ in 300_000 / Double(bound) }
        #expect(chiSquare(counts, expected: expected) < 98.4)
        #expect(random.integer(below: 0) == 0)
        #expect(random.integer(in: 5...5) == 5)
    }

    @Test("Moments of normal, exponential and Poisson numbers")
    func moments() {
        var random = RandomStream(seed: 3, person: 9, .observations)
        let count = 400_000
        func mean(_ draw: () -> Double) -> (mean: Double, variance: Double) {
            var sum = 0.0
            var squares = 0.0
            for _ in 0..<count {
                let value = draw()
                sum += value
                squares += value * value
            }
            let mean = sum / Double(count)
            return (mean, squares / Double(count) - mean * mean)
        }
        // Five standard errors each.
        let normal = mean { random.normal() }
        #expect(abs(normal.mean) < 0.008 && abs(normal.variance - 1) < 0.012)
        let waiting = mean { random.exponential(mean: 2) }
        #expect(abs(waiting.mean - 2) < 0.016 && abs(waiting.variance - 4) < 0.09)
        let few = mean { Double(random.poisson(mean: 1.7)) }
        #expect(abs(few.mean - 1.7) < 0.011 && abs(few.variance - 1.7) < 0.025)
        #expect(random.poisson(mean: 0) == 0)
        #expect(abs(Double(random.poisson(mean: 1e6)) - 1e6) < 6000)
    }

    @Test("A weighted choice keeps its weights, and zero stays out")
    func weighted() throws {
        let weights = [0.0, 5, 1, 0, 3.5, 0.25, 10, 0]
        let choice = try WeightedChoice(weights: weights)
        var random = RandomStream(seed: 4, person: 1, .names)
        var counts = [Int](repeating: 0, count: weights.count)
        for _ in 0..<500_000 { counts[choice.pick(&random)] += 1 }
        #expect(counts[0] == 0 && counts[3] == 0 && counts[7] == 0)
        let total = weights.reduce(0, +)
        let used = weights.indices.filter { weights[$0] > 0 }
        // 99.9 % point of 4 degrees of freedom.
        #expect(
            chiSquare(
                used.map { counts[$0] }, expected: used.map { weights[$0] / total * 500_000 })
                < 18.5)
    }

    @Test("Weights that make no choice are refused", arguments: [[], [0, 0], [1, -1], [.nan]])
    func refused(weights: [Double]) {
        #expect(throws: LakeError.self) { try WeightedChoice(weights: weights) }
    }
}

/// The sum of (counted - expected)² / expected.
func chiSquare(_ counts: [Int], expected: [Double]) -> Double {
    zip(counts, expected).reduce(0) { sum, pair in
        let difference = Double(pair.0) - pair.1
        return sum + difference * difference / pair.1
    }
}

/// One block of Philox4x32-10 as the paper writes it: a word at a time.
private func philoxBlock(low: UInt64, high: UInt64, key: UInt64) -> (first: UInt64, second: UInt64)
{
    var counter = [low, low >> 32, high, high >> 32].map { UInt32(truncatingIfNeeded: $0) }
    var keys = [key, key >> 32].map { UInt32(truncatingIfNeeded: $0) }
    for _ in 0..<10 {
        let product0 = counter[0].multipliedFullWidth(by: 0xD251_1F53)
        let product1 = counter[2].multipliedFullWidth(by: 0xCD9E_8D57)
        counter = [
            product1.high ^ counter[1] ^ keys[0], product1.low,
            product0.high ^ counter[3] ^ keys[1], product0.low,
        ]
        keys[0] &+= 0x9E37_79B9
        keys[1] &+= 0xBB67_AE85
    }
    return (
        UInt64(counter[0]) | UInt64(counter[1]) << 32,
        UInt64(counter[2]) | UInt64(counter[3]) << 32
    )
}
