// Texts and BLOBs of a vector as a column of bytes: by dictionary where words repeat, else copied
// one behind the other.
//
//     words     (40,4) (44,6) (40,4) (40,4) …        offset and length in the vector's bytes
//     indexes      0      1      0      0   …
//     entries   male female
//
// Pages with a dictionary hand over the words of its entries, so that a row costs a look-up of its
// word, and no bytes are touched. Equal texts at different places are different entries, which
// writers sort out.

import Glibc

/// Reads one vector whose values are all of one kind.
struct TextColumnReading {
    /// After so many rows, and in the end, at least half must be repetitions.
    private static let trialCount = 4096

    private let vector: ColumnVector

    /// - Parameter vector: not constant; all that is not NULL is text or BLOB, with the same side
    ///   flag.
    init(_ vector: ColumnVector) { self.vector = vector }

    /// The values.
    ///
    /// - Parameter isText: whether they have to be UTF-8.
    /// - Returns: nil when one is not UTF-8, or they pass 2 GiB.
    func values(isText: Bool) -> TypedColumn.Values? {
        if let (indexes, words) = dictionary() {
            guard let entries = copied(words, isText: isText) else { return nil }
            return .dictionary(indexes: indexes, entries: entries)
        }
        var words: [UInt64] = []
        words.reserveCapacity(vector.count)
        for row in 0..<vector.count {
            // Of no length: a NULL.
            words.append(vector.kind(at: row) == ValueKind.null ? 0 : vector.word(at: row))
        }
        return copied(words, isText: isText).map { .bytes($0) }
    }

    /// The distinct words, and the place of each row's; nil when too few repeat. The index of a
    /// NULL is 0.
    private func dictionary() -> (indexes: [Int32], words: [UInt64])? {
        let count = vector.count
        guard let kinds = unsafe vector.kinds else { return nil }
        var entries: [UInt64] = []
        var bits = 10
        var slots = [Int32](repeating: -1, count: 1 << bits)
        var isRefused = false
        let indexes = unsafe [Int32](unsafeUninitializedCapacity: count) { indexes, filled in
            var (last, lastIndex) = (UInt64.max, Int32(0))
            for row in 0..<count {
                // Safe: there is a kind and a word for each row.
                let word = unsafe vector.words[row]
                if unsafe kinds[row] == ValueKind.null {
                    unsafe indexes.initializeElement(at: row, to: 0)
                    continue
                }
                if word != last {
                    var slot = TextColumnReading.slot(word, bits)
                    while slots[slot] >= 0, entries[Int(slots[slot])] != word {
                        slot = (slot &+ 1) & (slots.count &- 1)
                    }
                    if slots[slot] < 0 {
                        slots[slot] = Int32(truncatingIfNeeded: entries.count)
                        entries.append(word)
                    }
                    (last, lastIndex) = (word, slots[slot])
                    if entries.count * 2 > slots.count {
                        bits += 1
                        slots = TextColumnReading.slots(of: entries, bits)
                    }
                }
                unsafe indexes.initializeElement(at: row, to: lastIndex)
                if row & (Self.trialCount - 1) == Self.trialCount - 1, entries.count * 2 > row {
                    isRefused = true
                    break
                }
            }
            filled = isRefused ? 0 : count
        }
        return isRefused || entries.count * 2 > count ? nil : (indexes, entries)
    }

    private static func slots(of entries: [UInt64], _ bits: Int) -> [Int32] {
        var slots = [Int32](repeating: -1, count: 1 << bits)
        for (index, word) in entries.enumerated() {
            var slot = slot(word, bits)
            while slots[slot] >= 0 { slot = (slot &+ 1) & (slots.count &- 1) }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
        return slots
    }

    /// Fibonacci hashing.
    @inline(__always)
    private static func slot(_ word: UInt64, _ bits: Int) -> Int {
        Int(
            truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15)
                &>> UInt64(truncatingIfNeeded: 64 &- bits))
    }

    /// The bytes that words name, one behind the other.
    private func copied(_ words: [UInt64], isText: Bool) -> ByteColumn? {
        var column = ByteColumn()
        column.offsets.reserveCapacity(words.count + 1)
        var total = 0
        for word in words {
            total &+= Int(word & 0xffff_ffff)
            column.offsets.append(Int32(truncatingIfNeeded: total))
        }
        guard total <= ByteColumn.bytesMax else { return nil }
        guard total > 0, let base = unsafe base else { return column }
        column.bytes = unsafe [UInt8](unsafeUninitializedCapacity: total) { target, filled in
            guard let start = target.baseAddress else { return }
            for word in words {
                let length = Int(word & 0xffff_ffff)
                // Safe: the lengths of all were added up above; the words are the vector's.
                unsafe memcpy(start + filled, base + Int(word >> 32), length)
                filled += length
            }
        }
        return isText && !isUTF8(column) ? nil : column
    }

    /// What the words point into.
    private var base: UnsafePointer<UInt8>? {
        guard let kinds = unsafe vector.kinds else { return nil }
        for row in 0..<vector.count where unsafe kinds[row] != ValueKind.null {
            return unsafe kinds[row] & ValueKind.sideFlag == 0 ? vector.bytesBase : vector.sideBase
        }
        return nil
    }

    private func isUTF8(_ column: ByteColumn) -> Bool {
        unsafe column.bytes.withUnsafeBufferPointer { bytes in
            var all: UInt8 = 0
            for index in 0..<bytes.count { unsafe all |= bytes[index] }
            if all < 0x80 { return true }
            // Each for itself: a sequence may be cut in two where one ends and the next begins.
            for index in 0..<column.count {
                let range = Int(column.offsets[index])..<Int(column.offsets[index + 1])
                guard unsafe TextReading.isUTF8(UnsafeBufferPointer(rebasing: bytes[range])) else {
                    return false
                }
            }
            return true
        }
    }
}
