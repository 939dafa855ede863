// Keeps rows of many batches in one, compactly: what lookups, repeated scans and grouping need.

/// Copies rows out of batches (whose buffers are then free again) into one growing batch.
package struct BatchCollector: ~Copyable {
    private var columns: [CollectedColumn]
    package private(set) var rowCount = 0

    package init(types: [DataType]) { columns = types.map { CollectedColumn(type: $0) } }

    /// Memory in use, in bytes.
    package var sizeBytes: Int { columns.reduce(0) { $0 + $1.sizeBytes } }

    /// Adds all rows of a batch.
    package mutating func append(_ batch: ColumnBatch) throws(LakeError) {
        for (index, vector) in batch.columns.enumerated() {
            try columns[index].append(vector, rows: 0..<batch.rowCount)
        }
        rowCount += batch.rowCount
    }

    /// Adds one row.
    package mutating func append(_ vectors: [ColumnVector], row: Int) throws(LakeError) {
        for (index, vector) in vectors.enumerated() {
            try columns[index].append(vector, rows: row..<row + 1)
        }
        rowCount += 1
    }

    /// The rows as one batch; the collector is empty afterwards.
    ///
    /// - Parameter rowCount: for batches without columns.
    package mutating func finish(rowCount: Int? = nil) throws(LakeError) -> ColumnBatch {
        var vectors: [ColumnVector] = []
        for column in columns { vectors.append(column.finish()) }
        let batch = ColumnBatch(rowCount: rowCount ?? self.rowCount, columns: vectors)
        columns = columns.map { CollectedColumn(type: $0.type) }
        self.rowCount = 0
        return batch
    }
}

/// One growing column. A class, so that a collector can hold many of a noncopyable builder.
private final class CollectedColumn {
    let type: DataType
    private var builder: ColumnBuilder

    init(type: DataType) {
        self.type = type
        builder = ColumnBuilder(type: type, capacity: 64)
    }

    var sizeBytes: Int { builder.count * 9 + (builder.sideBytes?.countBytes ?? 0) }

    func append(_ vector: ColumnVector, rows: Range<Int>) throws(LakeError) {
        builder.reserve(builder.count + rows.count)
        for row in rows {
            let kind = vector.kind(at: row)
            if kind < ValueKind.text {
                builder.append(kind: kind, word: vector.word(at: row))
            } else {
                unsafe try builder.append(kind: kind, copying: vector.bytes(at: row))
            }
        }
    }

    func finish() -> ColumnVector {
        var full = ColumnBuilder(type: type, capacity: 1)
        swap(&full, &builder)
        return ColumnVector(full, bytes: nil)
    }
}
