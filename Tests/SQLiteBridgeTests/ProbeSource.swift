// A source over rows in memory, to be compared with ordinary tables of the same rows.

import Columnar
import Synchronization

/// Rows in memory; evaluates predicates as sources do, or leaves them to SQLite.
final class ProbeSource: TableSource {
    let schema: TableSchema
    private let rows: [[Value]]
    private let claims: Bool
    private let scansBeforeKeeping: Int
    private let opened = Mutex(0)

    init(
        _ schema: TableSchema, _ rows: [[Value]], claims: Bool, scansBeforeKeeping: Int = 1
    ) {
        self.schema = schema
        self.rows = rows
        self.claims = claims
        self.scansBeforeKeeping = scansBeforeKeeping
    }

    /// Scans so far.
    var openCount: Int { opened.withLock { $0 } }

    func estimate() -> ScanEstimate { ScanEstimate(rowCount: 1_000_000, sizeBytes: 1e8) }
    func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool {
        claims && schema.fields[column].type.isComparedAsStored
    }
    func isUnique(_ column: Int) -> Bool { false }
    func scansBeforeKeeping(_ column: Int) -> Int { scansBeforeKeeping }
    var hasRowNumbers: Bool { true }
    func isUnchanged(since other: any TableSource) -> Bool { other === self }

    func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        opened.withLock { $0 += 1 }
        var vectors: [ColumnVector] = []
        for (column, field) in schema.fields.enumerated() {
            var builder = ColumnBuilder(type: field.type, capacity: rows.count)
            for row in rows { try builder.append(row[column]) }
            vectors.append(ColumnVector(builder, bytes: nil))
        }
        var selection: [UInt32]?
        for predicate in request.predicates {
            selection = predicate.test.rows(of: vectors[predicate.column], among: selection)
        }
        let kept = selection.map { rows in rows.map { self.rows[Int($0)] } } ?? rows
        var request = request
        request.predicates = []
        // The last column numbers the rows.
        request.columns = request.columns.map {
            $0 == ScanRequest.rowNumber ? schema.fields.count - 1 : $0
        }
        return try RowsTable(schema, rows: kept).open(request, in: environment)
    }
}
