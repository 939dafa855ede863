// Row positions of one data file, as deletes name them.
//
//     position = 48 bits of key, 16 bits within its chunk of 65,536 rows
//     chunk    = ascending values, where few | a bit for each row, where many | ascending runs
//
// Chunks stand in ascending order of their keys. So are Roaring bitmaps laid out, in memory as in
// files.
// Source: Lemire et al., "Roaring Bitmaps: Implementation of an Optimized Software Library", 2018.

/// A set of positions from 0 to `PositionSet.limit` - 1, never changed once it is shared.
package struct PositionSet: Hashable, Sendable {
    enum Container: Hashable, Sendable {
        /// Ascending, not empty.
        case values([UInt16])
        /// 1024 words, the lowest bit first.
        case bits([UInt64])
        /// Ascending, without overlap, not empty.
        case runs([ClosedRange<UInt16>])
    }

    struct Chunk: Hashable, Sendable {
        let key: UInt64
        let container: Container
        let count: Int
    }

    /// Positions end below this: no file has as many rows, and ranges behind them do not overflow.
    package static let limit = Int64(Int32.max) << 32
    /// Rows of a chunk.
    static let chunkRows = 1 << 16
    /// Values above this take more room than bits.
    static let valuesMax = 4096

    /// By ascending keys, none empty.
    private var chunks: [Chunk]
    /// How many positions there are.
    package private(set) var count: Int

    package init() {
        chunks = []
        count = 0
    }

    /// - Parameter chunks: with keys that ascend and fit 47 bits, none empty.
    init(chunks: [Chunk]) {
        self.chunks = chunks
        count = chunks.reduce(0) { $0 + $1.count }
    }

    /// The set of some positions in any order, with duplicates; those below 0 and from
    /// `limit` on are left out, since no row has them.
    package init(_ positions: [Int64]) {
        let sorted = positions.sorted()
        var chunks: [Chunk] = []
        var values: [UInt16] = []
        var key: UInt64 = 0
        func finish() {
            if !values.isEmpty { chunks.append(Chunk(key: key, values: values)) }
            values.removeAll(keepingCapacity: true)
        }
        for position in sorted where position >= 0 && position < PositionSet.limit {
            let next = UInt64(position) >> 16
            if next != key {
                finish()
                key = next
            }
            let value = UInt16(truncatingIfNeeded: position)
            if values.last != value { values.append(value) }
        }
        finish()
        self.init(chunks: chunks)
    }

    package var isEmpty: Bool { chunks.isEmpty }

    /// Whether a position is in the set.
    package func contains(_ position: Int64) -> Bool {
        guard position >= 0 else { return false }
        let key = UInt64(position) >> 16
        let index = firstChunk(from: key)
        guard index < chunks.count, chunks[index].key == key else { return false }
        return chunks[index].container.contains(UInt16(truncatingIfNeeded: position))
    }

    /// Adds the positions of another set.
    package mutating func formUnion(_ other: PositionSet) {
        if isEmpty {
            self = other
            return
        }
        var merged: [Chunk] = []
        var mine = chunks[...]
        var others = other.chunks[...]
        while let first = mine.first, let second = others.first {
            if first.key <= second.key { mine.removeFirst() }
            if second.key <= first.key { others.removeFirst() }
            if first.key == second.key {
                var bits = [UInt64](repeating: 0, count: PositionSet.chunkRows / 64)
                first.container.set(&bits)
                second.container.set(&bits)
                merged.append(Chunk(key: first.key, bits: bits))
            } else {
                merged.append(first.key < second.key ? first : second)
            }
        }
        self = PositionSet(chunks: merged + mine + others)
    }

    // MARK: Ranges of rows

    /// Calls `body` with the runs of positions within some rows, ascending.
    package func forEachRun(in rows: Range<Int64>, _ body: (Range<Int64>) -> Void) {
        let rows = rows.clamped(to: 0..<PositionSet.limit)
        guard !rows.isEmpty else { return }
        var index = firstChunk(from: UInt64(rows.lowerBound) >> 16)
        while index < chunks.count {
            let chunk = chunks[index]
            let start = Int64(chunk.key << 16)
            guard start < rows.upperBound else { return }
            let first = UInt16(clamping: rows.lowerBound - start)
            let last = UInt16(clamping: rows.upperBound - 1 - start)
            chunk.container.forEachRun(in: first...last) { first, last in
                body(start + Int64(first)..<start + Int64(last) + 1)
            }
            index += 1
        }
    }

    /// How many positions there are within some rows.
    package func count(in rows: Range<Int64>) -> Int {
        var count = 0
        forEachRun(in: rows) { count += $0.count }
        return count
    }

    /// A bit for each of some rows, the lowest bit first: set where the row is in the set.
    package func bits(of rows: Range<Int64>) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: (rows.count + 63) / 64)
        forEachRun(in: rows) { run in
            setBits(
                &words,
                Int(run.lowerBound - rows.lowerBound)..<Int(run.upperBound - rows.lowerBound)
            )
        }
        return words
    }

    /// Every position, ascending.
    package var positions: [Int64] {
        var positions: [Int64] = []
        positions.reserveCapacity(count)
        forEachRun(in: 0..<PositionSet.limit) { positions += $0 }
        return positions
    }

    /// The first chunk whose key is not below `key`.
    private func firstChunk(from key: UInt64) -> Int {
        firstIndex(chunks.count) { chunks[$0].key >= key }
    }
}

// MARK: Chunks

extension PositionSet.Chunk {
    /// - Parameter values: ascending, not empty.
    init(key: UInt64, values: [UInt16]) {
        self.key = key
        count = values.count
        if values.count <= PositionSet.valuesMax {
            container = .values(values)
        } else {
            var bits = [UInt64](repeating: 0, count: PositionSet.chunkRows / 64)
            PositionSet.Container.values(values).set(&bits)
            container = .bits(bits)
        }
    }

    /// - Parameter bits: 1024 words, not all zero.
    init(key: UInt64, bits: [UInt64]) {
        self.key = key
        container = .bits(bits)
        count = bits.reduce(0) { $0 + $1.nonzeroBitCount }
    }
}

extension PositionSet.Container {
    func contains(_ value: UInt16) -> Bool {
        switch self {
        case .bits(let bits): return bits[Int(value >> 6)] >> UInt64(value & 63) & 1 == 1
        case .values(let values):
            let index = firstIndex(values.count) { values[$0] >= value }
            return index < values.count && values[index] == value
        case .runs(let runs):
            let index = firstIndex(runs.count) { runs[$0].upperBound >= value }
            return index < runs.count && runs[index].contains(value)
        }
    }

    /// Sets the bits of the values.
    func set(_ bits: inout [UInt64]) {
        if case .bits(let own) = self {
            for index in bits.indices { bits[index] |= own[index] }
            return
        }
        forEachRun(in: 0...UInt16.max) { first, last in
            setBits(&bits, Int(first)..<Int(last) + 1)
        }
    }

    /// Calls `body` with the first and last value of each run within a range, ascending.
    func forEachRun(in range: ClosedRange<UInt16>, _ body: (UInt16, UInt16) -> Void) {
        switch self {
        case .runs(let runs):
            var index = firstIndex(runs.count) { runs[$0].upperBound >= range.lowerBound }
            while index < runs.count, runs[index].lowerBound <= range.upperBound {
                let run = runs[index].clamped(to: range)
                body(run.lowerBound, run.upperBound)
                index += 1
            }
        case .values(let values):
            var start = firstIndex(values.count) { values[$0] >= range.lowerBound }
            let end = firstIndex(values.count) { values[$0] > range.upperBound }
            while start < end {
                var next = start + 1
                while next < end, values[next] == values[next - 1] &+ 1 { next += 1 }
                body(values[start], values[next - 1])
                start = next
            }
        case .bits(let bits):
            let end = Int(range.upperBound) + 1
            var at = Int(range.lowerBound)
            while at < end, let first = nextBit(bits, from: at, isSet: true), first < end {
                at = min(nextBit(bits, from: first, isSet: false) ?? end, end)
                body(UInt16(first), UInt16(at - 1))
            }
        }
    }
}

/// The first of `count` ascending places for which something holds; `count` when for none.
private func firstIndex(_ count: Int, where holds: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
        let middle = (low + high) / 2
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
}

/// The first bit from a place on that is set, or that is not; nil when there is none.
private func nextBit(_ bits: [UInt64], from start: Int, isSet: Bool) -> Int? {
    var index = start >> 6
    guard index < bits.count else { return nil }
    var word = (isSet ? bits[index] : ~bits[index]) & (UInt64.max << UInt64(start & 63))
    while word == 0 {
        index += 1
        guard index < bits.count else { return nil }
        word = isSet ? bits[index] : ~bits[index]
    }
    return index << 6 + word.trailingZeroBitCount
}

/// Sets a range of bits.
private func setBits(_ words: inout [UInt64], _ range: Range<Int>) {
    var at = range.lowerBound
    while at < range.upperBound {
        let bit = at & 63
        let count = min(64 - bit, range.upperBound - at)
        words[at >> 6] |= (UInt64.max >> UInt64(64 - count)) << UInt64(bit)
        at += count
    }
}
