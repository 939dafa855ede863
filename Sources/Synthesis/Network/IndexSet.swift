// Sets of small indexes as bits.

/// A set of indexes from 0, with its members in ascending order.
package struct IndexSet: Sendable, Equatable {
    private var words: [UInt64] = []

    package init() {}

    @inline(__always)
    package mutating func insert(_ index: Int32) {
        guard index >= 0 else { return }
        let word = Int(index) >> 6
        if word >= words.count { extend(to: word) }
        words[word] |= 1 << UInt64(index & 63)
    }

    private mutating func extend(to word: Int) {
        words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
    }

    package func contains(_ index: Int32) -> Bool {
        guard index >= 0, Int(index) >> 6 < words.count else { return false }
        return words[Int(index) >> 6] >> UInt64(index & 63) & 1 == 1
    }

    package mutating func formUnion(_ other: IndexSet) {
        if other.words.count > words.count { extend(to: other.words.count - 1) }
        for index in other.words.indices { words[index] |= other.words[index] }
    }

    /// The members below `bound`, ascending.
    package func members(below bound: Int) -> [Int] {
        var members: [Int] = []
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                let member = index << 6 + word.trailingZeroBitCount
                if member < bound { members.append(member) }
                word &= word - 1
            }
        }
        return members
    }
}
