// Records by a key, taken one after the other: what joins two sides.
//
//     slots   [ key, first record | empty | key, first record | … ]    at most half full
//     next    [ next record with the same key | -1 | … ]

/// Hands out records by their keys, each once, in ascending order.
struct KeyChains {
    private var keys: [UInt64]
    private var firsts: [Int32]
    private var next: [Int32]

    /// - Parameter recordKeys: by record; records whose key is 0 are left out.
    init(_ recordKeys: [UInt64]) {
        var capacity = 64
        while capacity < 2 * recordKeys.count { capacity *= 2 }
        keys = Array(repeating: 0, count: capacity)
        firsts = Array(repeating: -1, count: capacity)
        next = Array(repeating: -1, count: recordKeys.count)
        // From the last to the first, so that each chain ascends.
        for record in recordKeys.indices.reversed() where recordKeys[record] != 0 {
            let place = place(of: recordKeys[record])
            keys[place] = recordKeys[record]
            next[record] = firsts[place]
            firsts[place] = Int32(truncatingIfNeeded: record)
        }
    }

    @inline(__always)
    private func place(of key: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: key ^ (key >> 32)) & (keys.count - 1)
        while keys[place] != 0, keys[place] != key { place = (place + 1) & (keys.count - 1) }
        return place
    }

    /// The first record with a key, or -1.
    func first(_ key: UInt64) -> Int32 { key == 0 ? -1 : firsts[place(of: key)] }

    /// The same, which is then gone.
    mutating func take(_ key: UInt64) -> Int32 {
        guard key != 0 else { return -1 }
        let place = place(of: key)
        let record = firsts[place]
        if record >= 0 { firsts[place] = next[Int(record)] }
        return record
    }
}
