// One of a list by weights, in constant time.
//
// The alias method: the weights are cut and put together again into as many boxes of equal size as
// there are entries, each box holding the entry of its own number and at most one other (`alias`).
//
//     weights 1/2, 1/3, 1/6      box 0 |0000000000|  box 1 |1111111110|*  box 2 |2222200000|*
//
// One random number picks the box and the place in it. Source: M. D. Vose, "A linear algorithm for
// generating random numbers with a given distribution" (1991).

package import Columnar

/// A prepared choice among weighted entries.
package struct WeightedChoice: Sendable {
    /// Side by side, since a long list lies outside of the processor's cache.
    @usableFromInline
    struct Box: Sendable {
        /// How much of the box belongs to the entry itself.
        @usableFromInline let threshold: Double
        /// Whose the rest of it is.
        @usableFromInline let alias: Int32

        init(threshold: Double, alias: Int32) {
            self.threshold = threshold
            self.alias = alias
        }
    }

    @usableFromInline let boxes: [Box]

    /// The number of entries; at least 1.
    @inlinable
    package var count: Int { boxes.count }

    /// - Throws: `LakeError.invalidInput` when there is no weight above zero, or one that is
    ///   negative or not finite.
    package init(weights: [Double]) throws(LakeError) {
        var total = 0.0
        for (index, weight) in weights.enumerated() {
            guard weight >= 0, weight.isFinite else {
                throw LakeError(
                    .invalidInput, "the weight of entry \(index + 1) is \(weight)",
                    advice: "weights are numbers from 0 up")
            }
            total += weight
        }
        guard total > 0, total.isFinite, weights.count <= Int(Int32.max) else {
            throw LakeError(.invalidInput, "there is nothing to choose from: no weight is above 0")
        }
        let scale = Double(weights.count) / total
        var parts = weights.map { $0 * scale }
        var thresholds = [Double](repeating: 1, count: parts.count)
        var aliases = (0..<Int32(parts.count)).map { $0 }
        var small = parts.indices.filter { parts[$0] < 1 }
        var large = parts.indices.filter { parts[$0] >= 1 }
        while let under = small.popLast() {
            guard let over = large.last else { break }
            thresholds[under] = parts[under]
            aliases[under] = Int32(over)
            parts[over] -= 1 - parts[under]
            if parts[over] < 1 {
                large.removeLast()
                small.append(over)
            }
        }
        // What is left in either list is 1 but for rounding. An entry without weight stays out.
        if let heaviest = weights.indices.max(by: { weights[$0] < weights[$1] }) {
            for index in weights.indices where weights[index] == 0 {
                if aliases[index] == Int32(index) { aliases[index] = Int32(heaviest) }
                thresholds[index] = 0
            }
        }
        boxes = zip(thresholds, aliases).map { Box(threshold: $0, alias: $1) }
    }

    /// The index of an entry, by one number of the stream.
    @inlinable
    package func pick(_ random: inout RandomStream) -> Int {
        let position = random.uniform() * Double(boxes.count)
        // uniform() is below 1, but the product may round up to the count.
        let index = min(Int(position), boxes.count - 1)
        let box = boxes[index]
        return position - Double(index) < box.threshold ? index : Int(box.alias)
    }
}
