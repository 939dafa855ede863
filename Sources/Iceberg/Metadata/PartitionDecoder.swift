// The partition of a file: a record of the manifest as values in the order of its spec.
//
// Writers disagree on the record: one has the fields of every spec, another plain ints for days. So
// fields are found by their ids, and the types are those of the table: a transform's result on the
// type of the column today, brought up from the type that the manifest has.
// Source: Iceberg specification, "Partitioning" and "Manifests", the struct `partition`.

import Avro
import Columnar
import JSON

/// Decodes the partitions of one manifest.
struct PartitionDecoder {
    fileprivate struct Field {
        let wanted: AvroWantedField
        /// The type of its values; nil when the transform or the column is not known.
        let type: PrimitiveType?
        /// What the manifest says that its values are.
        let written: ScalarType?
    }

    private let decoders: [Field]

    /// - Parameter schema: the schema of the manifest's file.
    init(spec: PartitionSpec, metadata: TableMetadata, schema: AvroSchema) {
        let record = PartitionDecoder.partitionRecord(schema)
        decoders = spec.fields.map { field in
            let source = field.sourceIDs.first.flatMap { metadata.field(id: $0)?.type.primitive }
            let inFile =
                record?.fields.first { $0.id == field.id }
                ?? record?.fields.first { $0.id == nil && $0.name == field.name }
            return Field(
                wanted: AvroWantedField(field.name, id: field.id),
                type: source.flatMap { field.transform.resultType(of: $0) },
                written: inFile.flatMap {
                    PartitionDecoder.branch($0.type, schema)?.scalarType
                })
        }
    }

    var fields: [AvroWantedField] { decoders.map(\.wanted) }

    /// - Parameter values: one for each of `fields`.
    /// - Throws: `LakeError.corrupt` for a value that is not of the field's type: it cannot be
    ///   guessed, since rows may take it for a column.
    func tuple(_ values: [AvroValue]) throws(LakeError) -> [SingleValue?] {
        var tuple: [SingleValue?] = []
        tuple.reserveCapacity(decoders.count)
        for (index, decoder) in decoders.enumerated() {
            guard index < values.count, !values[index].isNull else {
                tuple.append(nil)
                continue
            }
            guard let value = decoder.value(values[index]) else {
                throw LakeError(
                    .corrupt,
                    "partition.\(decoder.wanted.name) is no "
                        + (decoder.type.map { "\($0)" } ?? "single value"))
            }
            tuple.append(value)
        }
        return tuple
    }

    // MARK: The manifest's schema

    /// The record type of `data_file.partition`.
    private static func partitionRecord(_ schema: AvroSchema) -> AvroRecord? {
        guard case .record(let entry) = schema.resolved(schema.root),
            let file = record(in: entry, id: 2, name: "data_file", schema)
        else { return nil }
        return record(in: file, id: 102, name: "partition", schema)
    }

    private static func record(
        in outer: AvroRecord, id: Int, name: String, _ schema: AvroSchema
    ) -> AvroRecord? {
        guard
            let field = outer.fields.first(where: { $0.id == id })
                ?? outer.fields.first(where: { $0.id == nil && $0.name == name }),
            case .record(let record) = branch(field.type, schema)
        else { return nil }
        return record
    }

    /// A type, or the branch that is not null of a union.
    private static func branch(_ type: AvroType, _ schema: AvroSchema) -> AvroType? {
        guard case .union(let branches) = schema.resolved(type) else {
            return schema.resolved(type)
        }
        for branch in branches {
            let branch = schema.resolved(branch)
            if case .null = branch { continue }
            return branch
        }
        return nil
    }
}

// MARK: Values

extension PartitionDecoder.Field {
    /// A value that is not null; nil when it is none of the type.
    fileprivate func value(_ value: AvroValue) -> SingleValue? {
        switch (type, value) {
        case (.boolean, .boolean(let boolean)), (nil, .boolean(let boolean)): .boolean(boolean)
        case (.int, .integer(let number)), (.long, .integer(let number)),
            (nil, .integer(let number)):
            .integer(number)
        case (.float, .real(let real)), (.double, .real(let real)), (nil, .real(let real)):
            .real(real)
        case (.decimal(_, let scale), .bytes(let bytes)):
            SingleValue.unscaled(bigEndian: bytes.array).map {
                .decimal(unscaled: $0, scale: scale)
            }
        case (.date, .integer(let days)): .date(days)
        case (.time, .integer(let time)): microseconds(time).map { .time($0) }
        case (.timestamp(let unit, let isUTC), .integer(let time)):
            timestamp(time, in: unit).map { .timestamp($0, unit, isUTC: isUTC) }
        case (.uuid, .bytes(let bytes)): bytes.count == 16 ? .uuid(bytes.array) : nil
        case (.uuid, .string(let text)):
            text.string.flatMap { SingleValue(json: .string($0), type: .primitive(.uuid)) }
        case (.string, .string(let bytes)), (.string, .bytes(let bytes)),
            (nil, .string(let bytes)):
            .string(bytes.array)
        case (.fixed, .bytes(let bytes)), (.binary, .bytes(let bytes)), (nil, .bytes(let bytes)):
            .binary(bytes.array)
        default: nil
        }
    }

    private func microseconds(_ time: Int64) -> Int64? {
        guard case .time(let unit) = written else { return time }
        return converted(time, from: unit, to: .microseconds)
    }

    /// A timestamp from what the manifest has: a date from before the column was a timestamp, or
    /// another unit.
    private func timestamp(_ value: Int64, in unit: TimeUnit) -> Int64? {
        switch written {
        case .date:
            let (product, overflow) = value.multipliedReportingOverflow(by: 86_400 * unit.perSecond)
            return overflow ? nil : product
        case .timestamp(let writtenUnit, _): return converted(value, from: writtenUnit, to: unit)
        default: return value
        }
    }

    private func converted(_ value: Int64, from source: TimeUnit, to target: TimeUnit) -> Int64? {
        if source.perSecond > target.perSecond {
            return floorDivide(value, source.perSecond / target.perSecond)
        }
        let (product, overflow) = value.multipliedReportingOverflow(
            by: target.perSecond / source.perSecond)
        return overflow ? nil : product
    }
}
