// A hash index over one column of a batch in memory, for look-ups by equality.

/// Finds the rows whose value has a given hash. Rows that only share the hash are found too: the
/// reader compares again.
package struct RowIndex {
    /// Bucket → first row + 1; 0 is none. The count is a power of two.
    private var heads: [UInt32]
    /// Row → next row of the bucket + 1.
    private var nexts: [UInt32]
    /// Rows whose text may look like a number to SQLite.
    private var textRows: [UInt32] = []

    /// Indexes the texts and numbers of `vector`; other values are not indexed.
    package init(_ vector: ColumnVector) {
        var size = 16
        while size < vector.count * 2 { size *= 2 }
        heads = Array(repeating: 0, count: size)
        nexts = Array(repeating: 0, count: vector.count)
        // Backwards, so that the rows of a bucket come out in order.
        for row in stride(from: vector.count - 1, through: 0, by: -1) {
            let hash: UInt64
            switch vector.kind(at: row) {
            case ValueKind.text, ValueKind.json:
                hash = unsafe hashBytes(vector.bytes(at: row))
                textRows.append(UInt32(row))
            case ValueKind.integer: hash = hashNumber(vector.word(at: row))
            case ValueKind.real:
                guard let number = numberWord(Double(bitPattern: vector.word(at: row))) else {
                    continue
                }
                hash = hashNumber(number)
            default: continue
            }
            let bucket = Int(truncatingIfNeeded: hash) & (size - 1)
            nexts[row] = heads[bucket]
            heads[bucket] = UInt32(row + 1)
        }
        textRows.reverse()
    }

    /// Appends the rows that may equal a text or a number, in order.
    package func rows(matching value: Value, into rows: inout [UInt32]) {
        let start = rows.count
        switch value {
        case .text(let text):
            unsafe follow(text.withUnsafeBufferPointer { unsafe hashBytes($0) }, into: &rows)
        case .integer(let integer):
            follow(hashNumber(UInt64(bitPattern: integer)), into: &rows)
            merge(from: start, into: &rows)
        case .real(let real):
            guard let number = numberWord(real) else { return }
            follow(hashNumber(number), into: &rows)
            merge(from: start, into: &rows)
        case .null, .blob: return
        }
    }

    private func follow(_ hash: UInt64, into rows: inout [UInt32]) {
        var next = heads[Int(truncatingIfNeeded: hash) & (heads.count - 1)]
        while next != 0 {
            rows.append(next - 1)
            next = nexts[Int(next - 1)]
        }
    }

    /// A column of numbers may hold texts, which SQLite compares as numbers where they look so.
    private func merge(from start: Int, into rows: inout [UInt32]) {
        guard !textRows.isEmpty else { return }
        let found = Set(rows[start...]).union(textRows)
        rows.replaceSubrange(start..., with: found.sorted())
    }
}

/// The same word for an integer and for the real that equals it; nil for NaN.
private func numberWord(_ real: Double) -> UInt64? {
    if let integer = Int64(exactly: real) { return UInt64(bitPattern: integer) }
    return real.isNaN ? nil : real.bitPattern
}

/// Spreads neighbouring numbers over the buckets (the finaliser of MurmurHash3).
private func hashNumber(_ word: UInt64) -> UInt64 {
    var hash = word
    hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ hash >> 33
}
