// The tables that constraints are evaluated over, in a SQLite database in memory: a virtual table
// for each table of the CDM that a constraint names, and one for each constraint on resources.
//
// A table or column of the CDM that the data lacks is there nevertheless, and empty, so that every
// constraint compiles; what needs it is not evaluated.

import Columnar
import OMOP
import OMOPQuality
import SQLiteBridge

/// A table of the CDM as constraints see it.
struct ConstraintTable {
    /// What is read; nil when the data does not have it.
    let source: (any TableSource)?
    /// Names in lower case: those of the data, then those that only the CDM has.
    let fields: [String]
    private let foundCount: Int

    /// - Throws: `LakeError` at `.table`.
    init(_ name: String, _ cdm: any CDMSource) throws(LakeError) {
        do throws(LakeError) { source = try cdm.table(name) } catch {
            throw error.at(.table(name))
        }
        var fields: [String] = []
        for field in source?.schema.fields ?? [] where !field.isHidden {
            let folded = field.name.lowercased()
            if !fields.contains(folded) { fields.append(folded) }
        }
        foundCount = fields.count
        for field in CDMSchema.table(named: name)?.fields ?? []
        where !fields.contains(field.name) {
            fields.append(field.name)
        }
        self.fields = fields
    }

    /// Whether the data has a field.
    func has(_ field: String) -> Bool { fields.prefix(foundCount).contains(field) }

    /// The field that names a row, for people.
    static func key(of table: String) -> String {
        let fields = CDMSchema.table(named: table)?.fields ?? []
        return fields.first { $0.isPrimaryKey }?.name ?? fields.first?.name ?? "rowid"
    }
}

/// A table with the types of the CDM in place of those of its source, and with columns of NULL for
/// what the source lacks. A source without types, such as a SQLite table, would compare as text.
final class TypedCDMTable: TableSource {
    let schema: TableSchema
    private let source: (any TableSource)?
    /// The source's column of each field; nil for one that it lacks.
    private let columns: [Int?]
    private let checkpoint: Checkpoint

    init(_ name: String, _ table: ConstraintTable, _ checkpoint: Checkpoint) {
        source = table.source
        self.checkpoint = checkpoint
        let declared = CDMSchema.table(named: name)
        var fields: [Field] = []
        var columns: [Int?] = []
        let found = table.source?.schema.fields ?? []
        for field in table.fields {
            let column = found.firstIndex { $0.name.lowercased() == field && !$0.isHidden }
            let type =
                declared?.field(named: field)?.scalarType.dataType
                ?? column.map { found[$0].type } ?? .binary
            fields.append(Field(field, type))
            columns.append(column)
        }
        schema = TableSchema(fields)
        self.columns = columns
    }

    func estimate() -> ScanEstimate {
        source?.estimate() ?? ScanEstimate(rowCount: 0, sizeBytes: 0)
    }
    func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool { false }
    func isUnique(_ column: Int) -> Bool { false }
    var hasRowNumbers: Bool { false }
    func isUnchanged(since other: any TableSource) -> Bool { false }

    func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream {
        if let grouping = request.grouping {
            return try open(request, grouping: grouping, in: environment)
        }
        guard let source else { return NoRows() }
        let wanted = request.columns.map { columns[$0] }
        var inner = environment
        let (outer, own) = (environment.checkpoint, checkpoint)
        inner.checkpoint = { () throws(LakeError) in
            try outer()
            try own.call()
        }
        let stream = try source.open(ScanRequest(columns: wanted.compactMap { $0 }), in: inner)
        return PlacedStream(stream, isThere: wanted.map { $0 != nil })
    }
}

/// What is called between batches.
struct Checkpoint: @unchecked Sendable {  // because: scans of a run are read by its one thread
    let call: () throws(LakeError) -> Void
}

/// A stream without rows.
private final class NoRows: BatchStream {
    func next() throws(LakeError) -> ColumnBatch? { nil }
}

/// The batches of a stream with columns of NULL between its own.
private final class PlacedStream: BatchStream {
    private let stream: any BatchStream
    private let isThere: [Bool]

    init(_ stream: any BatchStream, isThere: [Bool]) {
        self.stream = stream
        self.isThere = isThere
    }

    func next() throws(LakeError) -> ColumnBatch? {
        guard let batch = try stream.next() else { return nil }
        if !isThere.contains(false) { return batch }
        var columns: [ColumnVector] = []
        var place = 0
        for isThere in isThere {
            if isThere {
                columns.append(batch.columns[place])
                place += 1
            } else {
                columns.append(
                    try ColumnVector(constant: .null, type: .text, count: batch.rowCount))
            }
        }
        return ColumnBatch(rowCount: batch.rowCount, columns: columns)
    }
}
