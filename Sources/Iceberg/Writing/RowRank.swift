// The values of one key of an order, in a form that is quick to compare.
//
//     groups   0 or 2 for NULL, as it comes first or last, 1 for values; none without NULLs
//     words    integers with their sign turned over, reals likewise, or the first 8 bytes;
//              inverted where the order descends
//     bytes    the whole of values that a word does not hold

import Columnar
import Glibc

/// Values of one key; immutable.
struct RowRank: Sendable {
    /// Bytes of a value in one word.
    static let chunkBytes = 8

    let groups: [UInt8]?
    let words: [UInt64]
    let bytes: ByteColumn?
    let isDescending: Bool

    init(_ key: RowOrder.Key, _ column: TypedColumn) throws(LakeError) {
        isDescending = key.isDescending
        let group: UInt8 = key.hasNullsFirst ? 0 : 2
        groups = column.validity.map { $0.map { $0 ? 1 : group } }
        let inversion: UInt64 = key.isDescending ? .max : 0
        switch try key.transform.values(of: column.withoutDictionary()) {
        case .integers(let all):
            let isReal = key.transform == .identity && column.type.isReal
            words = all.map { RowRank.word($0, isReal: isReal) ^ inversion }
            bytes = nil
        case .bytes(var all):
            if case .decimal = column.type {
                // The sign bit turned over, so that numbers below zero sort first.
                for index in 0..<all.count where all.length(at: index) > 0 {
                    all.bytes[Int(all.offsets[index])] ^= 0x80
                }
            }
            words = (0..<all.count).map { RowRank.chunk(of: all, $0, at: 0) ^ inversion }
            bytes = all
        case .dictionary, .none:
            words = Array(repeating: 0, count: column.count)
            bytes = nil
        }
    }

    private static func word(_ value: Int64, isReal: Bool) -> UInt64 {
        let bits = UInt64(bitPattern: value)
        // The bits of reals below zero grow toward minus infinity.
        return isReal && value < 0 ? ~bits : bits ^ 1 << 63
    }

    /// Bytes of a value from an offset on, the first one highest; zeros behind its end.
    static func chunk(of column: ByteColumn, _ row: Int, at offset: Int) -> UInt64 {
        let start = min(Int(column.offsets[row]) + offset, Int(column.offsets[row + 1]))
        let end = min(start + chunkBytes, Int(column.offsets[row + 1]))
        var word: UInt64 = 0
        for index in start..<end { word = word << 8 | UInt64(column.bytes[index]) }
        return end > start ? word << (8 * UInt64(chunkBytes - (end - start))) : 0
    }

    /// Below, at or above zero as a row comes before, with or behind one of another rank.
    func compare(_ first: Int, with other: RowRank, _ second: Int) -> Int {
        let group = groups?[first] ?? 1
        let otherGroup = other.groups?[second] ?? 1
        if group != otherGroup { return group < otherGroup ? -1 : 1 }
        if group != 1 { return 0 }
        let (one, two) = (words[first], other.words[second])
        if one != two { return one < two ? -1 : 1 }
        guard let bytes, let others = other.bytes else { return 0 }
        let order = RowRank.compare(bytes, first, others, second)
        return isDescending ? -order : order
    }

    private static func compare(
        _ first: ByteColumn, _ row: Int, _ second: ByteColumn, _ other: Int
    ) -> Int {
        let (mine, others) = (first.length(at: row), second.length(at: other))
        let order = unsafe first.bytes.withUnsafeBufferPointer { one in
            unsafe second.bytes.withUnsafeBufferPointer { two -> Int32 in
                guard let one = one.baseAddress, let two = two.baseAddress else { return 0 }
                // Safe: no more than the shorter one has.
                return unsafe memcmp(
                    one + Int(first.offsets[row]), two + Int(second.offsets[other]),
                    min(mine, others))
            }
        }
        if order != 0 { return Int(order) }
        return mine < others ? -1 : mine == others ? 0 : 1
    }

    /// Whether rows stand in the order of their ranks.
    static func areSorted(_ ranks: [RowRank], rowCount: Int) -> Bool {
        guard rowCount > 1, let first = ranks.first else { return true }
        // Rows that the keys so far do not tell from the row before them.
        var undecided: [Int] = []
        if first.groups == nil, first.bytes == nil {
            for row in 1..<rowCount {
                if first.words[row] < first.words[row - 1] { return false }
                if first.words[row] == first.words[row - 1] { undecided.append(row) }
            }
        } else {
            undecided = Array(1..<rowCount)
        }
        for (index, rank) in ranks.enumerated()
        where index > 0 || rank.groups != nil || rank.bytes != nil {
            var next: [Int] = []
            for row in undecided {
                let order = rank.compare(row - 1, with: rank, row)
                if order > 0 { return false }
                if order == 0 { next.append(row) }
            }
            undecided = next
        }
        return true
    }
}

extension ScalarType {
    /// Float or double.
    fileprivate var isReal: Bool {
        switch self {
        case .float, .double, .halfFloat: true
        default: false
        }
    }
}
