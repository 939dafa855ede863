// The rows of a whole scan in memory, with hash indexes made when first asked for.

/// Rows kept for look-ups and repeated reading.
package final class KeptRows {
    package let batch: ColumnBatch
    private var indexes: [Int: RowIndex] = [:]

    /// Drains `stream`; nil when its rows need more than `bytesMax` bytes.
    ///
    /// - Parameter checkpoint: called once a batch; may throw to stop.
    package init?(
        _ stream: any BatchStream, types: [DataType], bytesMax: Int,
        checkpoint: () throws(LakeError) -> Void
    ) throws(LakeError) {
        var collector = BatchCollector(types: types)
        while let next = try stream.next() {
            try checkpoint()
            try collector.append(next)
            if collector.sizeBytes > bytesMax || collector.rowCount > Int(UInt32.max) - 1 {
                return nil
            }
        }
        batch = try collector.finish()
    }

    /// Appends the rows whose value in a column may equal `value`, in order.
    ///
    /// - Parameter position: of the column in the batch.
    package func rows(where position: Int, equals value: Value, into rows: inout [UInt32]) {
        if indexes[position] == nil { indexes[position] = RowIndex(batch.columns[position]) }
        indexes[position]?.rows(matching: value, into: &rows)
    }
}
