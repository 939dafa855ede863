// The hashes of a relation's keys, one for each row, to tell at the end that no key occurs twice.
//
// A hash set over millions of rows misses the processor's caches at each insertion. Here rows only
// append; at the end the hashes are dealt out by their upper bits into parts that fit a cache, and
// each part alone is put into a small set.
//
//     hashes   7f… 02… 7e… 03…   in the order of the rows
//     parts    02… 03… │ 7f… 7e…  by the upper bits
//
// Integers that only rise are distinct, and nothing has to be looked at.

struct KeyHashes {
    private var hashes: [UInt64] = []
    private var last: Int64?
    /// Whether each key so far is an integer above the one before it.
    private var ascends = true

    /// Keys that one part is to have on average: with twice as many slots, 256 KiB.
    private static let partKeys = 1 << 14
    private static let partBitsMax = 12

    mutating func append(_ hash: UInt64) {
        ascends = false
        hashes.append(hash)
    }

    mutating func append(_ hash: UInt64, of integer: Int64) {
        if ascends {
            if let last { ascends = integer > last }
            last = integer
        }
        hashes.append(hash)
    }

    /// Takes hashes of other keys.
    mutating func append(_ other: KeyHashes) {
        if other.hashes.isEmpty { return }
        ascends = false
        hashes.append(contentsOf: other.hashes)
    }

    /// Whether no hash occurs twice.
    func areDistinct() -> Bool {
        if ascends { return true }
        var bits = 0
        while bits < Self.partBitsMax, hashes.count >> bits > Self.partKeys { bits += 1 }
        let (parts, ends) = dealtOut(by: bits)
        let largest = zip(ends, [0] + ends).map { $0 - $1 }.max() ?? 0
        var slotCount = 16
        while slotCount < 2 * largest { slotCount *= 2 }
        var slots = [UInt64](repeating: 0, count: slotCount)
        var start = 0
        for end in ends {
            if start > 0 { for slot in slots.indices { slots[slot] = 0 } }
            guard Self.areDistinct(parts[start..<end], &slots) else { return false }
            start = end
        }
        return true
    }

    /// The hashes by their upper bits, and where each part ends.
    private func dealtOut(by bits: Int) -> (hashes: [UInt64], ends: [Int]) {
        if bits == 0 { return (hashes, [hashes.count]) }
        let shift = UInt64(64 - bits)
        var places = [Int](repeating: 0, count: 1 << bits)
        for hash in hashes { places[Int(truncatingIfNeeded: hash >> shift)] += 1 }
        var sum = 0
        for part in places.indices {
            let count = places[part]
            places[part] = sum
            sum += count
        }
        var dealt = [UInt64](repeating: 0, count: hashes.count)
        for hash in hashes {
            let part = Int(truncatingIfNeeded: hash >> shift)
            dealt[places[part]] = hash
            places[part] += 1
        }
        return (dealt, places)
    }

    /// - Parameter slots: open addressing; all 0, a power of two of them, more than hashes.
    private static func areDistinct(
        _ hashes: ArraySlice<UInt64>, _ slots: inout [UInt64]
    ) -> Bool {
        let mask = slots.count - 1
        for hash in hashes {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 {
                if slots[slot] == hash { return false }
                slot = (slot + 1) & mask
            }
            slots[slot] = hash
        }
        return true
    }
}
