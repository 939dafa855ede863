// A CSV file as a table of the CDM: the first record names the columns.
//
// Fields of the CDM come in the types that it declares, where their text is of that type; what is
// not stays text, so that the check of datatypes finds it. Other columns are text.

package import Columnar
import OMOP
import Storage

/// A table in one CSV file, which is read into memory by each scan.
package final class CSVTable: TableSource {
    /// The largest file, in bytes.
    private static let bytesMax = 1 << 30

    package let schema: TableSchema
    private let path: String
    private let sizeBytes: Int

    /// - Parameter table: the CDM table it holds, in lower case.
    /// - Throws: `LakeError` at `.file` when it cannot be read or its first record names no
    ///   columns, or one twice.
    package init(path: String, table: String) throws(LakeError) {
        self.path = path
        // The header is found without reading the whole file.
        let head = try readPrefix(fileNamed(path), bytesMax: 1 << 20)
        var records = CSVRecords(ByteReader(head).copy(0..<head.countBytes))
        let names: [String?]?
        do { names = try records.next() } catch { throw error.at(.file(path)) }
        var fields: [Field] = []
        var seen: Set<String> = []
        let declared = CDMSchema.table(named: table)
        for name in names ?? [] {
            guard let name, seen.insert(name.lowercased()).inserted else {
                throw LakeError(
                    .invalidInput, "a column without a name, or the same name twice",
                    at: [.file(path), .line(1)])
            }
            let type = declared?.field(named: name.lowercased())?.scalarType.dataType
            fields.append(Field(name.lowercased(), type ?? .text))
        }
        guard !fields.isEmpty else {
            throw LakeError(.invalidInput, "the file has no header", at: [.file(path)])
        }
        schema = TableSchema(fields)
        sizeBytes = try OpenFile(path).sizeBytes
    }

    package func estimate() -> ScanEstimate {
        ScanEstimate(rowCount: Double(max(sizeBytes / 80, 1)), sizeBytes: Double(sizeBytes))
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
        let bytes = try readWholeFile(path: path, bytesMax: Self.bytesMax)
        return CSVStream(
            bytes, path: path, schema: schema, columns: request.columns, environment)
    }
}

/// The records of a file behind its header.
private final class CSVStream: BatchStream {
    private static let batchRows = 8192

    private var records: CSVRecords
    private let path: String
    private let schema: TableSchema
    private let columns: [Int]
    private let environment: ScanEnvironment
    private var isFirst = true

    init(
        _ bytes: [UInt8], path: String, schema: TableSchema, columns: [Int],
        _ environment: ScanEnvironment
    ) {
        records = CSVRecords(bytes)
        self.path = path
        self.schema = schema
        self.columns = columns
        self.environment = environment
    }

    func next() throws(LakeError) -> ColumnBatch? {
        do throws(LakeError) { return try nextBatch() } catch { throw error.at(.file(path)) }
    }

    private func nextBatch() throws(LakeError) -> ColumnBatch? {
        try environment.checkpoint()
        if isFirst {
            _ = try records.nextFields()
            isFirst = false
        }
        var rows: [[ArraySlice<UInt8>]] = []
        while rows.count < Self.batchRows {
            let line = records.line
            guard let fields = try records.nextFields() else { break }
            guard fields.count == schema.fields.count else {
                // An empty line is no record.
                if fields.count == 1, fields[0].isEmpty { continue }
                throw LakeError(
                    .corrupt, "\(fields.count) fields, the header has \(schema.fields.count)",
                    at: [.line(line)])
            }
            rows.append(fields)
        }
        guard !rows.isEmpty else { return nil }
        environment.report.add(rows: rows.count)
        var vectors: [ColumnVector] = []
        for column in columns {
            let type = schema.fields[column].type
            var builder = ColumnBuilder(type: type, capacity: rows.count)
            for row in rows { try append(row[column], type, to: &builder) }
            vectors.append(ColumnVector(builder, bytes: nil))
        }
        return ColumnBatch(rowCount: rows.count, columns: vectors)
    }

    private func append(
        _ field: ArraySlice<UInt8>, _ type: DataType, to builder: inout ColumnBuilder
    ) throws(LakeError) {
        guard !field.isEmpty else { return builder.appendNull() }
        switch type {
        case .integer, .bigint:
            if let value = Int64(String(decoding: field, as: UTF8.self)) {
                return builder.append(value)
            }
        case .double, .real, .float:
            if let value = Double(String(decoding: field, as: UTF8.self)) {
                return builder.append(value)
            }
        default: break
        }
        try builder.append(kind: ValueKind.text, Array(field))
    }
}
