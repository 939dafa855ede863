// Rows that cost something: made when they are read, not when they are planned.

import Columnar

/// A source whose rows are made when they are read. A statement asks for its sources twice, for its
/// plan and for its scan, and a plan must not cost a run.
final class DeferredRows: TableSource, @unchecked Sendable {
    // because: the thread of its connection opens it
    let schema: TableSchema
    private let make: () throws(LakeError) -> [[Value]]

    init(_ schema: TableSchema, make: @escaping () throws(LakeError) -> [[Value]]) {
        self.schema = schema
        self.make = make
    }

    func estimate() -> ScanEstimate { ScanEstimate(rowCount: 100, sizeBytes: 0) }
    func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool { false }
    func isUnique(_ column: Int) -> Bool { false }
    var hasRowNumbers: Bool { false }
    func isUnchanged(since other: any TableSource) -> Bool { false }

    func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        try RowsTable(schema, rows: try make()).open(request, in: environment)
    }
}
