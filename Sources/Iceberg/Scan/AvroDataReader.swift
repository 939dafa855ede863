// Avro data files and delete files: records become vectors.

import Avro
import Columnar
import JSON
import Storage

/// Reads an Avro file slice by slice. One thread.
final class AvroDataReader {
    /// Some rows, column by column.
    struct Rows {
        let rowCount: Int
        let vectors: [ColumnVector]
    }

    private let records: AvroRecords
    private let path: String
    private let columns: [AvroColumn]
    private var values: [AvroValue] = []

    /// Rows that one slice has at most.
    private static let sliceRows = 8192

    /// - Parameters:
    ///   - fields: the columns wanted, found in the file by their ids, without ids by their names.
    ///   - partitionValues: values of identity partitions, for columns that the file lacks.
    /// - Throws: `LakeError` at `.file`, `.column`.
    init(
        _ file: OpenFile, fields: [NestedField], partitionValues: [Int: SingleValue?]
    ) throws(LakeError) {
        path = file.path
        let avro = try AvroFile(file)
        var wanted: [AvroWantedField] = []
        var columns: [AvroColumn] = []
        for field in fields {
            let column = try AvroColumn(field, partitionValue: partitionValues[field.id])
            columns.append(column)
            wanted.append(column.wanted)
        }
        self.columns = columns
        records = try avro.records(.record(wanted))
    }

    /// The next rows; nil at the end.
    func next() throws(LakeError) -> Rows? {
        var builders = columns.map { AvroColumnBuilder($0, capacity: Self.sliceRows) }
        var count = 0
        while count < Self.sliceRows, try records.next(into: &values) {
            for (index, value) in values.enumerated() {
                do throws(LakeError) {
                    try builders[index].append(value)
                } catch {
                    throw error.at(.column(columns[index].field.name)).at(.file(path))
                }
            }
            count += 1
        }
        guard count > 0 else { return nil }
        var vectors: [ColumnVector] = []
        for builder in builders { vectors.append(try builder.finish()) }
        return Rows(rowCount: count, vectors: vectors)
    }
}

@available(*, unavailable)
extension AvroDataReader: Sendable {}

/// How a column is made from the values of an Avro field.
struct AvroColumn: Sendable {
    let field: NestedField
    let wanted: AvroWantedField
    /// Of columns that are not nested.
    let primitive: PrimitiveType?
    /// The value where the file has no such field.
    let absent: Value

    init(_ field: NestedField, partitionValue: SingleValue??) throws(LakeError) {
        self.field = field
        primitive = field.type.primitive
        // Nobody else gives a branch: the mark of a field that the file does not have.
        wanted = AvroWantedField(
            field.name, id: field.id, AvroColumn.projection(of: field.type),
            absent: .branch(0, .null))
        if let primitive {
            absent = (partitionValue ?? field.initialDefault)?.sqlValue(primitive) ?? .null
        } else if let value = field.initialDefault {
            absent = .text(
                try jsonText { (output) throws(LakeError) in
                    try value.write(field.type, to: output)
                })
        } else {
            absent = .null
        }
    }

    static func projection(of type: IcebergType) -> AvroProjection {
        switch type {
        case .primitive(let type):
            switch type {
            case .boolean: .boolean
            case .int, .long, .date, .time, .timestamp: .integer
            case .float, .double: .real
            case .string: .string
            case .uuid, .fixed, .binary, .decimal, .geometry, .geography: .bytes
            case .unknown: .everything
            }
        case .variant:
            .record([
                AvroWantedField("metadata", .bytes), AvroWantedField("value", .bytes),
            ])
        case .structure(let fields):
            .record(
                fields.map {
                    AvroWantedField(
                        $0.name, id: $0.id, projection(of: $0.type), absent: .branch(0, .null))
                })
        case .list(let element): .array(projection(of: element.type))
        case .map(let key, let value):
            .map(key: projection(of: key.type), value: projection(of: value.type))
        }
    }
}

/// Collects the values of one column.
@safe
private struct AvroColumnBuilder {
    private let column: AvroColumn
    private var words: [UInt64] = []
    private var isNull: [Bool] = []
    private let bytes: ByteBuffer?
    private var absentCount = 0
    private var capacity: Int

    init(_ column: AvroColumn, capacity: Int) {
        self.column = column
        self.capacity = capacity
        bytes = try? ByteBuffer(capacityBytes: 4096)
        words.reserveCapacity(capacity)
        isNull.reserveCapacity(capacity)
    }

    mutating func append(_ value: AvroValue) throws(LakeError) {
        guard let bytes else { throw LakeError(.limit, "no memory for a column") }
        if case .branch = value {
            absentCount += 1
            return appendNull()
        }
        if value.isNull { return appendNull() }
        guard let primitive = column.primitive else {
            let start = bytes.countBytes
            try writeJSON(value, column.field.type, to: JSONWriter(bytes))
            return append(word: UInt64(start) << 32 | UInt64(bytes.countBytes - start))
        }
        switch value {
        case .boolean(let value): append(word: value ? 1 : 0)
        case .integer(let value): append(word: UInt64(bitPattern: value))
        case .real(let value): append(word: value.bitPattern)
        case .bytes(let value), .string(let value):
            if primitive == .uuid && value.count == HexText.uuidTextBytes {
                throw LakeError(.unsupported, "UUIDs written as text")
            }
            let start = bytes.countBytes
            unsafe try value.withUnsafeBytes { (source) throws(LakeError) in
                if let base = source.baseAddress {
                    unsafe try bytes.append(base, count: source.count)
                }
            }
            append(word: UInt64(start) << 32 | UInt64(bytes.countBytes - start))
        default: appendNull()
        }
    }

    private mutating func appendNull() {
        words.append(0)
        isNull.append(true)
    }

    private mutating func append(word: UInt64) {
        words.append(word)
        isNull.append(false)
    }

    /// The column; a field that the file does not have is the same in all rows.
    consuming func finish() throws(LakeError) -> ColumnVector {
        let count = words.count
        guard let primitive = column.primitive else {
            guard absentCount == 0 else {
                return try ColumnVector(constant: column.absent, type: .json, count: count)
            }
            var builder = ColumnBuilder(type: .json, capacity: count)
            for row in 0..<count {
                builder.append(
                    kind: isNull[row] ? ValueKind.null : ValueKind.json, word: words[row])
            }
            return ColumnVector(builder, bytes: bytes)
        }
        let type = primitive.scalarType
        guard absentCount == 0 else {
            return try ColumnVector(constant: column.absent, type: type.dataType, count: count)
        }
        return try converted(type, count)
    }

    private func converted(_ type: ScalarType, _ count: Int) throws(LakeError) -> ColumnVector {
        let kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
        let target = UnsafeMutablePointer<UInt64>.allocate(capacity: max(count, 1))
        // Values without the NULLs first; then each at its row, from the last on.
        var valueCount = 0
        for row in 0..<count where !isNull[row] {
            unsafe target[valueCount] = words[row]
            valueCount += 1
        }
        let side: ByteBuffer
        let conversion: ScalarConversion
        do throws(LakeError) {
            side = try ByteBuffer(capacityBytes: 4096)
            conversion = try ScalarConversion(from: type, in: type.avroForm, to: type)
            unsafe try conversion.convert(
                kinds: kinds, words: target, count: valueCount, bytes: bytes?.base
            ) { () throws(LakeError) in side }
        } catch {
            unsafe kinds.deallocate()
            unsafe target.deallocate()
            throw error
        }
        for row in stride(from: count - 1, through: 0, by: -1) {
            if isNull[row] {
                unsafe kinds[row] = ValueKind.null
                unsafe target[row] = 0
            } else {
                valueCount -= 1
                unsafe kinds[row] = unsafe kinds[valueCount]
                unsafe target[row] = unsafe target[valueCount]
            }
        }
        return unsafe ColumnVector(
            type: type.dataType, count: count, kinds: kinds, words: target, bytes: bytes,
            sideBytes: side)
    }
}

extension ScalarType {
    /// How values of the type are held when they come from an Avro file.
    fileprivate var avroForm: ScalarConversion.Form {
        switch self {
        case .boolean, .integer, .date, .time, .timestamp: .integer
        case .float, .double, .halfFloat: .real
        case .decimal, .string, .json, .uuid, .binary, .fixed, .unknown: .bytes
        }
    }
}
