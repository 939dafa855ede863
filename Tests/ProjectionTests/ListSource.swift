// A source over values that a test gives, in batches of a few rows.

import Columnar

/// Values by row; texts of columns of type JSON are sound JSON.
final class ListSource: TableSource {
    let schema: TableSchema
    private let rows: [[Value]]
    private let batchRows: Int

    init(_ schema: TableSchema, _ rows: [[Value]], batchRows: Int) {
        self.schema = schema
        self.rows = rows
        self.batchRows = batchRows
    }

    func estimate() -> ScanEstimate { ScanEstimate(rowCount: Double(rows.count), sizeBytes: 0) }
    func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool { false }
    func isUnique(_ column: Int) -> Bool { false }
    var hasRowNumbers: Bool { false }
    func isUnchanged(since other: any TableSource) -> Bool { false }

    func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        var batches: [ColumnBatch] = []
        var start = 0
        while start < rows.count {
            let part = rows[start..<min(start + batchRows, rows.count)]
            var vectors: [ColumnVector] = []
            for column in request.columns {
                let type = schema.fields[column].type
                var builder = ColumnBuilder(type: type, capacity: part.count)
                for row in part {
                    if type == .json, case .text(let bytes) = row[column] {
                        try builder.append(kind: ValueKind.json, bytes)
                    } else {
                        try builder.append(row[column])
                    }
                }
                vectors.append(ColumnVector(builder, bytes: nil))
            }
            batches.append(ColumnBatch(rowCount: part.count, columns: vectors))
            start += batchRows
        }
        return ListStream(batches)
    }
}

private final class ListStream: BatchStream {
    private var batches: ArraySlice<ColumnBatch>

    init(_ batches: [ColumnBatch]) { self.batches = batches[...] }

    func next() -> ColumnBatch? { batches.popFirst() }
}
