// Cheap draws for the many small decisions of a life: 32 bits each, four to a block of Philox.

import Columnar

extension RandomStream {
    /// A share inside (0, 1), in steps of 2^-32.
    @inline(__always)
    mutating func share() -> Double { Self.share(of: nextUInt32()) }

    /// The share that a word of the stream stands for.
    @inline(__always)
    static func share(of word: UInt32) -> Double { (Double(word) + 0.5) * 0x1p-32 }

    /// True with a probability; never at 0, always at 1.
    @inline(__always)
    mutating func happens(_ probability: Double) -> Bool { share() < probability }

    /// A number of a range.
    @inline(__always)
    mutating func number(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * share()
    }
}

/// Normal quantiles of the multiples of 1/4096, and straight lines between them.
///
/// The distribution is exact at the multiples and off by less than 0.0001 between; the outermost
/// pieces, where lines would not do, use the quantile itself.
struct NormalTable: Sendable {
    private let quantiles: [Double]
    private static let pieces = 4096
    private static let exactPieces = 12

    init() {
        quantiles = (0...Self.pieces).map { index in
            index == 0 || index == Self.pieces
                ? 0 : Normal.quantile(Double(index) / Double(Self.pieces))
        }
    }

    /// A standard normal number, by one word of the stream.
    @inline(__always)
    func draw(_ random: inout RandomStream) -> Double {
        Self.quantile(random.nextUInt32(), quantiles.span)
    }

    /// Normal numbers in the place of the first `count`, one of each word from an index on; the
    /// last group of four is filled up with those that follow.
    func fill(
        _ values: inout [SIMD4<Double>], count: Int, _ words: [UInt32], from start: Int
    ) {
        let whole = (count + 3) / 4 * 4
        guard whole <= values.count * 4, start >= 0, start + whole <= words.count else { return }
        let source = words.span
        var target = values.mutableSpan
        let quantiles = quantiles.span
        var group = 0
        while group &* 4 < count {
            let first = start &+ group &* 4
            // Safe: both counts are checked above, and groups are whole.
            unsafe target[unchecked: group] = unsafe SIMD4(
                Self.quantile(source[unchecked: first], quantiles),
                Self.quantile(source[unchecked: first &+ 1], quantiles),
                Self.quantile(source[unchecked: first &+ 2], quantiles),
                Self.quantile(source[unchecked: first &+ 3], quantiles))
            group &+= 1
        }
    }

    @inline(__always)
    private static func quantile(_ word: UInt32, _ quantiles: Span<Double>) -> Double {
        let piece = Int(word >> 20)
        guard piece >= exactPieces, piece < pieces - exactPieces else { return exact(word) }
        let part = (Double(word & 0xfffff) + 0.5) * 0x1p-20
        // Safe: a piece has 12 bits, and the table an entry for each and one more.
        let low = unsafe quantiles[unchecked: piece]
        return low + part * (unsafe quantiles[unchecked: piece &+ 1] - low)
    }

    // Apart from the rest: it is rare, and long.
    @inline(never)
    private static func exact(_ word: UInt32) -> Double {
        Normal.quantile((Double(word) + 0.5) * 0x1p-32)
    }
}
