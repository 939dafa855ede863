// Sorts rows by several keys: all by the first word of the first key, then each run of rows that
// are alike so far by the next word, be it of the same key (long texts) or of the next one.
//
//     "apple pie"  "apple"  "apple juice"
//      word 0       "apple pi"  "apple"  "apple ju"   →  apple, apple juice, apple pie
//
// A run is a piece of one array, and those that wait are kept in a list: no recursion, whatever
// the texts.

import Columnar

struct RowSort {
    /// A row and what it is sorted by now.
    private struct Entry {
        var word: UInt64
        let row: Int32
        /// NULLs apart from values.
        var group: UInt8
        /// Bytes from the word's offset on, 9 for more than 8; inverted in descending order.
        var length: UInt8

        @inline(__always)
        static func precedes(_ first: Entry, _ second: Entry) -> Bool {
            if first.group != second.group { return first.group < second.group }
            if first.word != second.word { return first.word < second.word }
            if first.length != second.length { return first.length < second.length }
            return first.row < second.row
        }

        func isLike(_ other: Entry) -> Bool {
            group == other.group && word == other.word && length == other.length
        }
    }

    /// Rows that are alike in all keys before.
    private struct Run {
        let range: Range<Int>
        let key: Int
        /// In bytes, of a key that has them.
        let offset: Int
    }

    private let ranks: [RowRank]
    private var entries: [Entry]
    private var waiting: [Run]

    init(_ ranks: [RowRank], rowCount: Int) {
        self.ranks = ranks
        entries = (0..<rowCount).map {
            Entry(word: 0, row: Int32(truncatingIfNeeded: $0), group: 1, length: 0)
        }
        waiting = ranks.isEmpty ? [] : [Run(range: 0..<rowCount, key: 0, offset: 0)]
    }

    /// The rows in order; called once.
    mutating func permutation() -> [Int32] {
        while let run = waiting.popLast() {
            load(run)
            unsafe entries.withUnsafeMutableBufferPointer { all in
                // Safe: the range of a run lies within the array.
                var part = unsafe UnsafeMutableBufferPointer(rebasing: all[run.range])
                unsafe part.sort(by: Entry.precedes)
            }
            split(run)
        }
        return entries.map(\.row)
    }

    /// Looks up the words of a run's rows.
    private mutating func load(_ run: Run) {
        let rank = ranks[run.key]
        let inversion: UInt64 = rank.isDescending ? .max : 0
        for index in run.range {
            let row = Int(entries[index].row)
            let group = rank.groups?[row] ?? 1
            entries[index].group = group
            entries[index].length = 0
            if group != 1 {
                entries[index].word = 0
                continue
            }
            entries[index].word =
                run.offset == 0
                ? rank.words[row]
                : rank.bytes.map { RowRank.chunk(of: $0, row, at: run.offset) ^ inversion } ?? 0
            if let bytes = rank.bytes {
                let length = min(
                    max(bytes.length(at: row) - run.offset, 0), RowRank.chunkBytes + 1)
                entries[index].length = UInt8(
                    rank.isDescending ? RowRank.chunkBytes + 1 - length : length)
            }
        }
    }

    /// Puts the rows that are still alike on the list.
    private mutating func split(_ run: Run) {
        let isLong: UInt8 = ranks[run.key].isDescending ? 0 : UInt8(RowRank.chunkBytes + 1)
        var start = run.range.lowerBound
        while start < run.range.upperBound {
            var end = start + 1
            while end < run.range.upperBound, entries[end].isLike(entries[start]) { end += 1 }
            defer { start = end }
            guard end - start > 1 else { continue }
            let hasMore =
                ranks[run.key].bytes != nil && entries[start].group == 1
                && entries[start].length == isLong
            if hasMore {
                waiting.append(
                    Run(
                        range: start..<end, key: run.key, offset: run.offset + RowRank.chunkBytes))
            } else if run.key + 1 < ranks.count {
                waiting.append(Run(range: start..<end, key: run.key + 1, offset: 0))
            }
        }
    }
}
