// How often each integer occurs: the concepts of a column, its pairs of concept and unit.
//
//     table   [ slot | -1 | slot | … ]     open addressing, at most half full
//     keys    [ key of slot 0, … ]         in the order in which they were met
//     counts  [ rows of slot 0, … ]

/// Counts integers. Memory grows with the distinct ones: 20 to 36 bytes each.
@safe
final class ValueCounter {
    private(set) var count = 0
    private var capacity: Int
    private var table: UnsafeMutablePointer<Int32>
    private var mask: Int
    private(set) var keys: UnsafeMutablePointer<Int64>
    private(set) var counts: UnsafeMutablePointer<Int>
    // The key met last.
    private var lastKey: Int64 = 0
    private var lastSlot = -1

    init() {
        capacity = 64
        mask = 2 * capacity - 1
        unsafe table = UnsafeMutablePointer<Int32>.allocate(capacity: mask + 1)
        unsafe table.initialize(repeating: -1, count: mask + 1)
        unsafe keys = UnsafeMutablePointer<Int64>.allocate(capacity: capacity)
        unsafe counts = UnsafeMutablePointer<Int>.allocate(capacity: capacity)
    }

    deinit {
        unsafe table.deallocate()
        unsafe keys.deallocate()
        unsafe counts.deallocate()
    }

    /// Counts one more of `key`.
    ///
    /// - Returns: its slot, the same for the same key for ever.
    @inline(__always)
    func add(_ key: Int64) -> Int {
        let slot = key == lastKey && lastSlot >= 0 ? lastSlot : find(key)
        // Safe: slots lie below `count`.
        unsafe counts[slot] &+= 1
        return slot
    }

    /// The rows with `key`.
    func rows(of key: Int64) -> Int { slot(of: key).map { unsafe counts[$0] } ?? 0 }

    /// The slot of a key that was met.
    func slot(of key: Int64) -> Int? {
        var place = Self.hash(key) & mask
        while unsafe table[place] >= 0 {
            let slot = unsafe Int(table[place])
            if unsafe keys[slot] == key { return slot }
            place = (place &+ 1) & mask
        }
        return nil
    }

    private func find(_ key: Int64) -> Int {
        var place = Self.hash(key) & mask
        while unsafe table[place] >= 0 {
            let slot = unsafe Int(table[place])
            if unsafe keys[slot] == key {
                lastKey = key
                lastSlot = slot
                return slot
            }
            place = (place &+ 1) & mask
        }
        return insert(key)
    }

    private func insert(_ key: Int64) -> Int {
        if count == capacity { grow() }
        var place = Self.hash(key) & mask
        while unsafe table[place] >= 0 { place = (place &+ 1) & mask }
        // Safe: there is room behind the last slot.
        unsafe table[place] = Int32(truncatingIfNeeded: count)
        unsafe keys[count] = key
        unsafe counts[count] = 0
        lastKey = key
        lastSlot = count
        count += 1
        return lastSlot
    }

    private func grow() {
        let newKeys = UnsafeMutablePointer<Int64>.allocate(capacity: 2 * capacity)
        let newCounts = UnsafeMutablePointer<Int>.allocate(capacity: 2 * capacity)
        unsafe newKeys.moveInitialize(from: keys, count: count)
        unsafe newCounts.moveInitialize(from: counts, count: count)
        unsafe keys.deallocate()
        unsafe counts.deallocate()
        unsafe table.deallocate()
        unsafe keys = unsafe newKeys
        unsafe counts = unsafe newCounts
        capacity *= 2
        mask = 2 * capacity - 1
        unsafe table = UnsafeMutablePointer<Int32>.allocate(capacity: mask + 1)
        unsafe table.initialize(repeating: -1, count: mask + 1)
        for slot in 0..<count {
            var place = unsafe Self.hash(keys[slot]) & mask
            while unsafe table[place] >= 0 { place = (place &+ 1) & mask }
            unsafe table[place] = Int32(truncatingIfNeeded: slot)
        }
    }

    @inline(__always)
    private static func hash(_ key: Int64) -> Int {
        let product = UInt64(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: product >> 32)
    }
}
