// A stream of random numbers that belongs to one person and one purpose.
//
// The key of Philox is the seed of the run; the counter says whose numbers these are:
//
//     counter word   0: block number from 0    1: stream    2, 3: person
//
// A person's numbers therefore depend on nothing but (seed, person, stream): not on how many
// persons there are, not on what other streams were read. A stream holds 2^34 words of 32 bits and
// then begins again, far beyond what a life needs.

/// The purposes that have a stream of their own, so that leaving out one part of a life leaves the
/// other parts as they were. The values are part of what a seed means: never renumber.
package enum RandomStreamID: UInt32, Sendable, CaseIterable {
    case demographics = 1
    case names = 2
    case address = 3
    /// The correlated scores behind measures and conditions.
    case latent = 4
    /// Which of several candidates died.
    case deathSelection = 5
    case causeOfDeath = 6
    case coverages = 7
    case encounters = 8
    case conditions = 9
    case acuteConditions = 10
    case observations = 11
    case reports = 12
    case procedures = 13
    case medications = 14
    case administrations = 15
    case immunizations = 16
    case allergies = 17
    case carePlans = 18
    case devices = 19
    case claims = 20
    case notes = 21
    case surveys = 22
    /// Of the provider network; "person" is the place.
    case careSites = 23
    /// Of the provider network; "person" is the care site.
    case providers = 24
}

/// Numbers drawn one after another. Not for secrets.
package struct RandomStream: Sendable {
    @usableFromInline let key: UInt64
    @usableFromInline let person: UInt64
    @usableFromInline let stream: UInt64
    /// The number of the first block behind those at hand.
    @usableFromInline var blockNumber: UInt32 = 0
    /// The blocks at hand: the first halves of all four, then the second ones.
    @usableFromInline var halves = InlineArray<8, UInt64>(repeating: 0)
    /// Words of 32 bits already taken from the blocks, 0 to 15; from 16 on, the next blocks are not
    /// made yet, and 16 less are taken from those.
    @usableFromInline var taken = 16

    @inlinable
    package init(seed: UInt64, person: Int64, stream: UInt32) {
        self.key = seed
        self.person = UInt64(bitPattern: person)
        self.stream = UInt64(stream)
    }

    /// A stream whose first block is made.
    fileprivate init(seed: UInt64, person: Int64, stream: UInt32, _ first: UInt64, _ second: UInt64)
    {
        self.init(seed: seed, person: person, stream: stream)
        // The last of four, so that the next four come behind it.
        halves[3] = first
        halves[7] = second
        taken = 12
        blockNumber = 1
    }

    @inlinable
    package init(seed: UInt64, person: Int64, _ stream: RandomStreamID) {
        self.init(seed: seed, person: person, stream: stream.rawValue)
    }

    /// Makes the next blocks: four, which take about the time of one. Groups of which every word is
    /// left out are not made.
    @usableFromInline
    mutating func refill() {
        let groups = UInt32(truncatingIfNeeded: taken >> 4)
        blockNumber &+= (groups &- 1) &* 4
        Philox.fourBlocks(
            SIMD4(repeating: UInt64(blockNumber)) &+ SIMD4(0, 1, 2, 3), SIMD4(repeating: stream),
            high: person, key: key, into: &halves)
        blockNumber &+= 4
        taken &= 15
    }

    /// The half of a block that holds a word.
    @inlinable
    @inline(__always)
    func half(_ word: Int) -> UInt64 { halves[(word << 1 & 4 | word >> 2) & 7] }

    @inlinable
    package mutating func nextUInt32() -> UInt32 {
        if taken >= 16 { refill() }
        let half = half(taken)
        let word = taken & 1 == 0 ? half : half >> 32
        taken &+= 1
        return UInt32(truncatingIfNeeded: word)
    }

    /// Fills `words` with the words of the stream from a block on, wherever it stands.
    ///
    /// - Parameters:
    ///   - block: its number.
    ///   - count: words that are wanted; `words` must have room for whole groups of sixteen.
    func copyWords(from block: UInt32, count: Int, into words: inout [UInt32]) {
        var halves = InlineArray<8, UInt64>(repeating: 0)
        var target = words.mutableSpan
        var first = 0
        while first < count, first &+ 16 <= target.count {
            let number = block &+ UInt32(truncatingIfNeeded: first >> 2)
            Philox.fourBlocks(
                SIMD4(repeating: UInt64(number)) &+ SIMD4(0, 1, 2, 3), SIMD4(repeating: stream),
                high: person, key: key, into: &halves)
            var block = 0
            while block < 4 {
                // Safe: there is room for sixteen words.
                let place = first &+ block &* 4
                let first = halves[block]
                let second = halves[block &+ 4]
                unsafe target[unchecked: place] = UInt32(truncatingIfNeeded: first)
                unsafe target[unchecked: place &+ 1] = UInt32(truncatingIfNeeded: first >> 32)
                unsafe target[unchecked: place &+ 2] = UInt32(truncatingIfNeeded: second)
                unsafe target[unchecked: place &+ 3] = UInt32(truncatingIfNeeded: second >> 32)
                block &+= 1
            }
            first &+= 16
        }
    }

    /// A whole half of a block; a word left over by `nextUInt32` is dropped.
    @inlinable
    package mutating func nextUInt64() -> UInt64 {
        taken &+= taken & 1
        if taken >= 16 { refill() }
        let half = half(taken)
        taken &+= 2
        return half
    }

    /// A number inside (0, 1), never 0 and never 1, in steps of 2^-52.
    @inlinable
    package mutating func uniform() -> Double {
        // The middle of one of 2^52 equal pieces, which has 53 bits.
        (Double(nextUInt64() >> 12) + 0.5) * 0x1p-52
    }

    /// A number inside (`range.lowerBound`, `range.upperBound`).
    @inlinable
    package mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// An integer from 0 to `bound` - 1; 0 when `bound` is 0.
    ///
    /// The bias is below `bound` / 2^32: not to be seen in any number of persons.
    @inlinable
    package mutating func integer(below bound: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: (UInt64(nextUInt32()) &* UInt64(bound)) >> 32)
    }

    /// An integer from 0 to `bound` - 1; 0 when `bound` is not positive.
    @inlinable
    package mutating func integer(below bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(truncatingIfNeeded: nextUInt64().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// An integer of the range, each equally likely.
    @inlinable
    package mutating func integer(in range: ClosedRange<Int>) -> Int {
        let width = range.upperBound &- range.lowerBound &+ 1
        return range.lowerBound &+ integer(below: width)
    }

    /// Leaves out so many words of 32 bits.
    ///
    /// - Parameter count: not negative.
    @inline(__always)
    mutating func skip(_ count: Int) { taken &+= count }

    /// True with this probability; never at 0 or below, always at 1 or above.
    @inlinable
    package mutating func chance(_ probability: Double) -> Bool {
        uniform() < probability
    }

    /// A standard normal number, by the inverse of the distribution: one number each, so that
    /// streams stay aligned.
    @inlinable
    package mutating func normal() -> Double { Normal.quantile(uniform()) }

    @inlinable
    package mutating func normal(mean: Double, deviation: Double) -> Double {
        mean + deviation * normal()
    }

    /// A waiting time of this mean.
    @inlinable
    package mutating func exponential(mean: Double = 1) -> Double {
        -mean * Elementary.ln(uniform())
    }

    /// How many events of a Poisson process happen where `mean` are expected.
    ///
    /// Multiplication of uniform numbers (Knuth): work in proportion to the mean, so it is for the
    /// few events of a life. Means above 500 are drawn from the normal distribution.
    @inlinable
    package mutating func poisson(mean: Double) -> Int {
        guard mean > 0 else { return 0 }
        guard mean <= 500 else {
            let count = (normal(mean: mean, deviation: mean.squareRoot())).rounded()
            return count > 0 && count < 1e9 ? Int(count) : count > 0 ? 1_000_000_000 : 0
        }
        var product = uniform()
        // e^-m is above 1 - m, which tells the commonest answer of small means.
        if product < 1 - mean - 1e-12 { return 0 }
        let limit = Elementary.exp(-mean)
        var count = 0
        while product > limit {
            product *= uniform()
            count += 1
        }
        return count
    }
}

/// Four streams of a person, whose first blocks are made at once: for streams of which one block is
/// mostly enough.
struct FourStreams {
    private let seed: UInt64
    private let person: Int64
    private let streams: SIMD4<UInt32>
    private var halves = InlineArray<8, UInt64>(repeating: 0)

    init(seed: UInt64, person: Int64, _ streams: SIMD4<UInt32>) {
        self.seed = seed
        self.person = person
        self.streams = streams
        Philox.fourBlocks(
            .zero, SIMD4<UInt64>(truncatingIfNeeded: streams), high: UInt64(bitPattern: person),
            key: seed, into: &halves)
    }

    /// - Parameter place: from 0 to 3.
    @inline(__always)
    subscript(place: Int) -> RandomStream {
        RandomStream(
            seed: seed, person: person, stream: streams[place], halves[place],
            halves[place &+ 4])
    }
}
