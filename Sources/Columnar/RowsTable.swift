// A small table whose rows are at hand: lists of functions, of scans, of settings.

/// A source over rows in memory.
package final class RowsTable: TableSource {
    package let schema: TableSchema
    private let rows: [[Value]]

    /// - Parameter rows: each with a value for each field.
    package init(_ schema: TableSchema, rows: [[Value]]) {
        self.schema = schema
        self.rows = rows
    }

    package func estimate() -> ScanEstimate {
        ScanEstimate(rowCount: Double(rows.count), sizeBytes: 0)
    }

    package func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool { false }
    package func isUnique(_ column: Int) -> Bool { false }
    package var hasRowNumbers: Bool { false }
    package func isUnchanged(since other: any TableSource) -> Bool { false }

    package func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        var vectors: [ColumnVector] = []
        for column in request.columns {
            var builder = ColumnBuilder(
                type: schema.fields[column].type, capacity: rows.count)
            for row in rows { try builder.append(row[column]) }
            vectors.append(ColumnVector(builder, bytes: nil))
        }
        let batch = ColumnBatch(rowCount: rows.count, columns: vectors)
        return SingleBatch(rows.isEmpty ? nil : batch)
    }
}

/// A stream of at most one batch.
private final class SingleBatch: BatchStream {
    private var batch: ColumnBatch?

    init(_ batch: ColumnBatch?) { self.batch = batch }

    func next() throws(LakeError) -> ColumnBatch? {
        defer { batch = nil }
        return batch
    }
}
