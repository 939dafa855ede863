// Where a key is found: the rows of PERSON, VISIT_OCCURRENCE and other tables that rows refer to.
//
//     dense    [ row of key `lowest` | row of `lowest + 1` | … ]     keys that lie close together
//     hashed   [ row | -1 | row | … ]                                others, at most half full
//     next     [ next row with the same key | -1 | … ]               where keys occur twice

/// Finds rows by a key. Memory: 8 bytes a key, and 4 to 32 more for the index.
@safe
final class KeyIndex {
    private let keys: [Int64]
    private let table: UnsafeMutablePointer<Int32>
    private let tableCount: Int
    private let isDense: Bool
    private let lowest: Int64
    /// For each row, the next one with the same key, or -1; empty when no key occurs twice.
    private(set) var next: [Int32] = []

    /// - Parameter keys: by row; at most `Int32.max` of them.
    init(_ keys: [Int64]) {
        self.keys = keys
        lowest = keys.min() ?? 0
        let range = (keys.max() ?? 0).subtractingReportingOverflow(lowest)
        isDense = !range.overflow && range.partialValue < Int64(8 * keys.count + 1024)
        if isDense {
            tableCount = Int(range.partialValue) + 1
        } else {
            var capacity = 64
            while capacity < 2 * keys.count { capacity *= 2 }
            tableCount = capacity
        }
        unsafe table = UnsafeMutablePointer<Int32>.allocate(capacity: tableCount)
        unsafe table.initialize(repeating: -1, count: tableCount)
        for row in keys.indices.reversed() { insert(row) }
    }

    deinit { unsafe table.deallocate() }

    var rowCount: Int { keys.count }

    /// The first row with a key, or -1; a dense index takes only keys within its range.
    @inline(__always)
    func first(_ key: Int64) -> Int32 { unsafe table[place(of: key)] }

    /// Rows are put in from the last to the first, so that the chain of a key ascends.
    private func insert(_ row: Int) {
        let place = place(of: keys[row])
        let known = unsafe table[place]
        if known >= 0 {
            if next.isEmpty { next = Array(repeating: -1, count: keys.count) }
            next[row] = known
        }
        unsafe table[place] = Int32(truncatingIfNeeded: row)
    }

    /// Where a key stands, or would.
    @inline(__always)
    private func place(of key: Int64) -> Int {
        if isDense { return Int(truncatingIfNeeded: key &- lowest) }
        let product = UInt64(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15
        var place = Int(truncatingIfNeeded: product >> 32) & (tableCount &- 1)
        // Safe: the table is never full.
        while unsafe table[place] >= 0, unsafe keys[Int(table[place])] != key {
            place = (place &+ 1) & (tableCount &- 1)
        }
        return place
    }

    /// What `locate` puts for a row without a key, and for a key without a row.
    static let none: Int32 = -1
    static let missing: Int32 = -2

    /// The first row of each key.
    ///
    /// - Parameter rows: room for a row number for each of the column's rows.
    /// - Returns: how many keys there are that no row has.
    func locate(_ column: IntegerColumn, _ rows: UnsafeMutablePointer<Int32>) -> Int {
        var missing = 0
        var (lastKey, lastRow): (Int64, Int32) = (0, Self.none)
        var isKnown = false
        for row in 0..<column.count {
            guard unsafe column.states[row] == IntegerColumn.State.integer else {
                if unsafe column.states[row] == IntegerColumn.State.null {
                    unsafe rows[row] = Self.none
                } else {
                    unsafe rows[row] = Self.missing
                    missing &+= 1
                }
                continue
            }
            let key = unsafe Int64(bitPattern: column.words[row])
            if !isKnown || key != lastKey {
                lastKey = key
                isKnown = true
                // As unsigned numbers, since the difference of two may not fit.
                let distance = UInt64(bitPattern: key &- lowest)
                let isInside = !isDense || (key >= lowest && distance < UInt64(tableCount))
                let found = isInside ? first(key) : -1
                lastRow = found >= 0 ? found : Self.missing
            }
            unsafe rows[row] = lastRow
            missing &+= lastRow == Self.missing ? 1 : 0
        }
        return missing
    }
}
