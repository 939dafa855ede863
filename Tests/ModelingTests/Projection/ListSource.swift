// A source over values that a test gives.

import Columnar
@testable import Modeling

/// Values by row, in batches of a thousand; texts of columns of type JSON are sound JSON.
final class ListSource: TableSource {
    let schema: TableSchema
    private let rows: [[Value]]
    /// Called before each batch.
    private let willRead: @Sendable () -> Void

    init(
        _ schema: TableSchema, _ rows: [[Value]], willRead: @escaping @Sendable () -> Void = {}
    ) {
        self.schema = schema
        self.rows = rows
        self.willRead = willRead
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
        for start in stride(from: 0, to: rows.count, by: 1000) {
            let part = rows[start..<min(start + 1000, rows.count)]
            batches.append(
                ColumnBatch(
                    rowCount: part.count,
                    columns: try vectors(request.columns, of: Array(part))))
        }
        return ListStream(batches, willRead)
    }

    private func vectors(
        _ columns: [Int], of part: [[Value]]
    ) throws(LakeError) -> [ColumnVector] {
        var vectors: [ColumnVector] = []
        for column in columns {
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
        return vectors
    }
}

private final class ListStream: BatchStream {
    private var batches: ArraySlice<ColumnBatch>
    private let willRead: @Sendable () -> Void

    init(_ batches: [ColumnBatch], _ willRead: @escaping @Sendable () -> Void) {
        self.batches = batches[...]
        self.willRead = willRead
    }

    func next() -> ColumnBatch? {
        willRead()
        return batches.popFirst()
    }
}

extension BatchSources {
    /// The relation `readings`, for two threads.
    static func readings(
        _ schema: TableSchema, _ rows: [[Value]],
        willRead: @escaping @Sendable () -> Void = {}
    ) -> BatchSources {
        BatchSources(
            threadCount: 2, memoryBytesMax: 1 << 20, didFinish: { _ in },
            open: { (name) throws(LakeError) in
                name == "readings" ? ListSource(schema, rows, willRead: willRead) : nil
            })
    }
}
