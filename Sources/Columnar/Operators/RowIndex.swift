// A hash index over one column of a batch in memory, for look-ups by equality.

/// Finds the rows whose text has a given hash. Rows that only share the hash are found too: the
/// reader compares again.
package struct RowIndex {
    /// Bucket → first row + 1; 0 is none. The count is a power of two.
    private var heads: [UInt32]
    /// Row → next row of the bucket + 1.
    private var nexts: [UInt32]

    /// Indexes the texts of `vector`; other values are not indexed.
    package init(_ vector: ColumnVector) {
        var size = 16
        while size < vector.count * 2 { size *= 2 }
        heads = Array(repeating: 0, count: size)
        nexts = Array(repeating: 0, count: vector.count)
        // Backwards, so that the rows of a bucket come out in order.
        for row in stride(from: vector.count - 1, through: 0, by: -1) {
            let kind = vector.kind(at: row)
            guard kind == ValueKind.text || kind == ValueKind.json else { continue }
            let bucket =
                unsafe Int(truncatingIfNeeded: hashBytes(vector.bytes(at: row))) & (size - 1)
            nexts[row] = heads[bucket]
            heads[bucket] = UInt32(row + 1)
        }
    }

    /// Appends the rows that may hold `text`, in order.
    package func rows(matching text: [UInt8], into rows: inout [UInt32]) {
        let hash = unsafe text.withUnsafeBufferPointer { unsafe hashBytes($0) }
        var next = heads[Int(truncatingIfNeeded: hash) & (heads.count - 1)]
        while next != 0 {
            rows.append(next - 1)
            next = nexts[Int(next - 1)]
        }
    }
}
