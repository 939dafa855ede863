// The distinct values of a column of numbers, by their bits, in the order of their first use.
//
//     small range    table[value - least]                     a table as long as the range
//     else           table[hash(value)] → index → entry       open addressing, at most half full
//
// Equal bits are equal values: 0.0 and -0.0 stay apart, and so do different NaNs.

import Columnar

/// What a column of numbers needs to be dictionary-encoded.
@safe
struct WordDictionary<Word: FixedWidthInteger & UnsignedInteger>: ~Copyable {
    /// The entries, by index.
    private(set) var entries: [Word] = []
    /// The entry of each value; `count` of them.
    let indexes: UnsafeMutablePointer<UInt32>
    private let count: Int

    deinit { unsafe indexes.deallocate() }

    /// - Parameters:
    ///   - least: a value such that no other lies further from it than `span`.
    ///   - span: nil where it is not known.
    ///   - entriesMax: above 0.
    /// - Returns: nil when there would be more entries, or when the first values show that a
    ///   dictionary does not pay.
    init?(
        _ values: UnsafePointer<Word>, count: Int, least: Word, span: Word?, entriesMax: Int
    ) {
        self.count = count
        unsafe indexes = .allocate(capacity: max(count, 1))
        let isFilled: Bool
        if let span, span < UInt32.max, Int(span) < max(1 << 16, min(count / 4, 1 << 20)) {
            isFilled = unsafe fillByTable(
                values, least: least, span: Int(span), entriesMax: entriesMax)
        } else {
            isFilled = unsafe fillByHash(values, entriesMax: entriesMax)
        }
        guard isFilled else { return nil }
    }

    private mutating func fillByTable(
        _ values: UnsafePointer<Word>, least: Word, span: Int, entriesMax: Int
    ) -> Bool {
        let table = UnsafeMutablePointer<UInt32>.allocate(capacity: span + 1)
        defer { unsafe table.deallocate() }
        unsafe table.update(repeating: .max, count: span + 1)
        for index in 0..<count {
            let value = unsafe values[index]
            // Safe: the caller knows that no value lies further from the least.
            let place = Int(truncatingIfNeeded: value &- least)
            var entry = unsafe table[place]
            if entry == .max {
                guard entries.count < entriesMax else { return false }
                entry = UInt32(truncatingIfNeeded: entries.count)
                unsafe table[place] = entry
                entries.append(value)
            }
            unsafe indexes[index] = entry
        }
        return true
    }

    private mutating func fillByHash(
        _ values: UnsafePointer<Word>, entriesMax: Int
    ) -> Bool {
        var table = WordSlots<Word>(bits: 12)
        defer { entries = table.entries }
        var start = 0
        // Between the trials the loop is bare.
        for trial in ParquetWriterLimits.dictionaryTrials + [
            (values: count, distinctPercentMax: 100)
        ] {
            let end = min(count, max(start, trial.values))
            guard unsafe fillByHash(values, start..<end, &table, entriesMax) else { return false }
            start = end
            if start == trial.values, start < count,
                table.count > start / 100 * trial.distinctPercentMax
            {
                return false
            }
        }
        return true
    }

    private func fillByHash(
        _ values: UnsafePointer<Word>, _ range: Range<Int>, _ table: inout WordSlots<Word>,
        _ entriesMax: Int
    ) -> Bool {
        var previous: Word = 0
        var previousEntry = UInt32.max
        for index in range {
            let value = unsafe values[index]
            if value == previous && previousEntry != .max {
                unsafe indexes[index] = previousEntry
                continue
            }
            previousEntry = table.entry(of: value)
            if previousEntry == .max {
                guard table.count < entriesMax else { return false }
                previousEntry = table.insert(value)
            }
            previous = value
            unsafe indexes[index] = previousEntry
        }
        return true
    }
}

/// Distinct words and a table to find them by.
@safe
private struct WordSlots<Word: FixedWidthInteger & UnsignedInteger>: ~Copyable {
    private var table: HashSlots
    /// Room for one more than half the slots.
    private var words: UnsafeMutablePointer<Word>
    private(set) var count = 0

    init(bits: Int) {
        table = HashSlots(bits: bits)
        unsafe words = .allocate(capacity: (1 << bits) / 2 + 1)
    }

    deinit { unsafe words.deallocate() }

    var entries: [Word] { unsafe Array(UnsafeBufferPointer(start: words, count: count)) }

    /// The entry of a word; `.max` for none.
    @inline(__always)
    func entry(of word: Word) -> UInt32 {
        var slot = table.slot(Self.hash(word))
        while true {
            // Safe: a slot names an entry or is empty; at least half of them are.
            let found = unsafe table.slots[slot]
            if unsafe found == .max || words[Int(found)] == word { return found }
            slot = (slot &+ 1) & (table.capacity &- 1)
        }
    }

    /// Adds a word that is not there.
    mutating func insert(_ word: Word) -> UInt32 {
        let entry = UInt32(truncatingIfNeeded: count)
        unsafe words[count] = word
        put(entry)
        count += 1
        if count > table.capacity / 2 { grow() }
        return entry
    }

    private func put(_ entry: UInt32) {
        var slot = unsafe table.slot(Self.hash(words[Int(entry)]))
        while unsafe table.slots[slot] != .max { slot = (slot &+ 1) & (table.capacity &- 1) }
        unsafe table.slots[slot] = entry
    }

    private mutating func grow() {
        let bits = table.bits + 1
        table = HashSlots(bits: bits)
        let larger = UnsafeMutablePointer<Word>.allocate(capacity: (1 << bits) / 2 + 1)
        unsafe larger.moveInitialize(from: words, count: count)
        unsafe words.deallocate()
        unsafe words = unsafe larger
        for entry in 0..<count { put(UInt32(truncatingIfNeeded: entry)) }
    }

    /// Fibonacci hashing: the upper bits are the good ones.
    @inline(__always)
    private static func hash(_ value: Word) -> UInt64 {
        let word = UInt64(truncatingIfNeeded: value)
        return (word ^ word &>> 32) &* 0x9E37_79B9_7F4A_7C15
    }
}

/// A table of indexes of entries; `.max` where a slot is empty.
@safe
struct HashSlots: ~Copyable {
    let slots: UnsafeMutablePointer<UInt32>
    let bits: Int

    init(bits: Int) {
        self.bits = bits
        unsafe slots = .allocate(capacity: 1 << bits)
        unsafe slots.update(repeating: .max, count: 1 << bits)
    }

    deinit { unsafe slots.deallocate() }

    var capacity: Int { 1 << bits }

    /// The place where the search for a hash begins.
    @inline(__always)
    func slot(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash &>> UInt64(truncatingIfNeeded: 64 &- bits))
    }
}
