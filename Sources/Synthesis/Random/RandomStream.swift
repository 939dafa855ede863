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
    /// The number of the next block.
    @usableFromInline var blockNumber: UInt32 = 0
    /// The block at hand.
    @usableFromInline var first: UInt64 = 0
    @usableFromInline var second: UInt64 = 0
    /// Words of 32 bits already taken from the block, 0 to 3; from 4 on, the next block is not made
    /// yet, and 4 less are taken from that.
    @usableFromInline var taken: UInt32 = 4

    @inlinable
    package init(seed: UInt64, person: Int64, stream: UInt32) {
        self.key = seed
        self.person = UInt64(bitPattern: person)
        self.stream = UInt64(stream) << 32
    }

    @inlinable
    package init(seed: UInt64, person: Int64, _ stream: RandomStreamID) {
        self.init(seed: seed, person: person, stream: stream.rawValue)
    }

    /// Makes the next block; the words that are left out of it count as taken.
    @inlinable
    mutating func refill() {
        (first, second) = Philox.block(
            low: UInt64(blockNumber) | stream, high: person, key: key)
        blockNumber &+= 1
        taken &-= 4
    }

    @inlinable
    package mutating func nextUInt32() -> UInt32 {
        if taken >= 4 { refill() }
        let half = taken < 2 ? first : second
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
        var group = InlineArray<4, SIMD4<UInt64>>(repeating: .zero)
        var target = words.mutableSpan
        var first = 0
        while first < count, first &+ 16 <= target.count {
            let number = block &+ UInt32(truncatingIfNeeded: first >> 2)
            Philox.fourBlocks(
                low: UInt64(number) | stream, high: person, key: key, into: &group)
            var word = 0
            while word < 4 {
                let blocks = group[word]
                // Safe: there is room for sixteen words.
                let place = first &+ word
                unsafe target[unchecked: place] = UInt32(truncatingIfNeeded: blocks[0])
                unsafe target[unchecked: place &+ 4] = UInt32(truncatingIfNeeded: blocks[1])
                unsafe target[unchecked: place &+ 8] = UInt32(truncatingIfNeeded: blocks[2])
                unsafe target[unchecked: place &+ 12] = UInt32(truncatingIfNeeded: blocks[3])
                word &+= 1
            }
            first &+= 16
        }
    }

    /// A whole half of a block; a word left over by `nextUInt32` is dropped.
    @inlinable
    package mutating func nextUInt64() -> UInt64 {
        if taken & 1 == 1 { taken &+= 1 }
        if taken == 8 {
            blockNumber &+= 1
            taken = 4
        }
        if taken >= 4 { refill() }
        let half = taken == 0 ? first : second
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

    /// Leaves out so many words of 32 bits. Blocks of which none is asked for are not made.
    ///
    /// - Parameter count: not negative.
    @inline(__always)
    mutating func skip(_ count: Int) {
        let place = Int(taken) &+ count
        guard place >= 4 else {
            taken = UInt32(truncatingIfNeeded: place)
            return
        }
        // Blocks behind the one that is made, or that is made next.
        let blocks = UInt32(truncatingIfNeeded: place >> 2) &- 1
        blockNumber &+= blocks
        taken = UInt32(truncatingIfNeeded: place & 3) &+ 4
    }

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
