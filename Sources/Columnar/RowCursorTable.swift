// A table whose rows are made one after another: lists too long to be held in memory.

/// Makes rows, only as far as they are asked for. One thread at a time.
package protocol RowCursor: AnyObject {
    /// Goes to the next row.
    ///
    /// - Returns: false behind the last.
    /// - Throws: `LakeError`; there are no more rows then.
    func next() throws(LakeError) -> Bool

    /// A value of the row, by the index of its field; asked for only where it is wanted.
    func value(_ column: Int) throws(LakeError) -> Value
}

/// A source over a cursor.
package final class RowCursorTable: TableSource {
    package let schema: TableSchema
    private let rowCount: Double
    private let makeCursor: @Sendable ([Int], ScanEnvironment) throws(LakeError) -> any RowCursor

    /// - Parameters:
    ///   - rowCount: a guess.
    ///   - makeCursor: begins at the first row; given the columns that will be asked for, and what
    ///     the scan may use.
    package init(
        _ schema: TableSchema, rowCount: Double,
        makeCursor:
            @escaping @Sendable ([Int], ScanEnvironment) throws(LakeError) -> any RowCursor
    ) {
        self.schema = schema
        self.rowCount = rowCount
        self.makeCursor = makeCursor
    }

    package func estimate() -> ScanEstimate { ScanEstimate(rowCount: rowCount, sizeBytes: 0) }
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
        return RowCursorStream(
            try makeCursor(request.columns, environment), columns: request.columns, schema: schema,
            environment)
    }
}

/// Rows that are at hand.
package final class ListCursor<Row>: RowCursor {
    private var rows: ArraySlice<Row>
    private var row: Row?
    private let make: (Row, Int) throws(LakeError) -> Value

    /// - Parameter make: a value of a row, by the index of its column.
    package init(_ rows: [Row], _ make: @escaping (Row, Int) throws(LakeError) -> Value) {
        self.rows = rows[...]
        self.make = make
    }

    package func next() -> Bool {
        row = rows.popFirst()
        return row != nil
    }

    package func value(_ column: Int) throws(LakeError) -> Value {
        guard let row else { return .null }
        return try make(row, column)
    }
}

/// The rows of a cursor in small batches, since one row may hold a long text.
private final class RowCursorStream: BatchStream {
    private static let batchRows = 256

    private let cursor: any RowCursor
    private let columns: [Int]
    private let schema: TableSchema
    private let report: ScanReport
    private let checkpoint: () throws(LakeError) -> Void
    private var isFinished = false

    init(
        _ cursor: any RowCursor, columns: [Int], schema: TableSchema,
        _ environment: ScanEnvironment
    ) {
        self.cursor = cursor
        self.columns = columns
        self.schema = schema
        report = environment.report
        checkpoint = environment.checkpoint
    }

    func next() throws(LakeError) -> ColumnBatch? {
        try checkpoint()
        var rows: [[Value]] = []
        while !isFinished, rows.count < Self.batchRows {
            guard try cursor.next() else {
                isFinished = true
                break
            }
            var row: [Value] = []
            row.reserveCapacity(columns.count)
            for column in columns { row.append(try cursor.value(column)) }
            rows.append(row)
        }
        guard !rows.isEmpty else { return nil }
        report.add(rows: rows.count)
        var vectors: [ColumnVector] = []
        for (index, column) in columns.enumerated() {
            let type = schema.fields[column].type
            var builder = ColumnBuilder(type: type, capacity: rows.count)
            for row in rows {
                if type == .json, case .text(let bytes) = row[index] {
                    try builder.append(kind: ValueKind.json, bytes)
                } else {
                    try builder.append(row[index])
                }
            }
            vectors.append(ColumnVector(builder, bytes: nil))
        }
        return ColumnBatch(rowCount: rows.count, columns: vectors)
    }
}
