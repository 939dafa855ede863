// Partitions on their way into a manifest: the tuple of each file as Avro, and what all of them
// have in common for the manifest list.

import Avro
import Columnar

/// Encodes the partitions of one manifest. One thread at a time.
struct PartitionEncoder {
    /// The fields of the spec with the types of their values; `unknown` where only NULL is written.
    let fields: [(field: PartitionField, type: PrimitiveType)]
    private var summaries: [Summary]

    private struct Summary {
        var containsNull = false
        var containsNaN = false
        var lower: SingleValue?
        var upper: SingleValue?
    }

    init(spec: PartitionSpec, metadata: TableMetadata) {
        fields = spec.fields.map { field in
            let source = field.sourceIDs.first.flatMap { metadata.field(id: $0)?.type.primitive }
            return (field, source.flatMap { field.transform.resultType(of: $0) } ?? .unknown)
        }
        summaries = fields.map { _ in Summary() }
    }

    /// The record of a file's partition; counted for the summaries.
    ///
    /// - Throws: `LakeError.invalidInput` for a tuple that is not one of the spec.
    mutating func encode(_ partition: [SingleValue?]) throws(LakeError) -> [UInt8] {
        guard partition.count == fields.count else {
            throw LakeError(
                .invalidInput,
                "a partition of \(partition.count) values for a spec of \(fields.count) fields")
        }
        var encoder = AvroEncoder()
        for (index, value) in partition.enumerated() {
            let (field, type) = fields[index]
            guard let value else {
                summaries[index].containsNull = true
                encoder.long(0)
                continue
            }
            encoder.long(1)
            guard PartitionEncoder.encode(value, type, &encoder) else {
                throw LakeError(
                    .invalidInput, "the partition value of '\(field.name)' is no \(type)")
            }
            count(value, in: index)
        }
        return encoder.bytes
    }

    private mutating func count(_ value: SingleValue, in index: Int) {
        if value.isNaN {
            summaries[index].containsNaN = true
            return
        }
        if summaries[index].lower.map({ value.precedes($0) }) ?? true {
            summaries[index].lower = value
        }
        if summaries[index].upper.map({ $0.precedes(value) }) ?? true {
            summaries[index].upper = value
        }
    }

    /// What the partitions encoded so far have in common.
    var fieldSummaries: [ManifestFile.FieldSummary] {
        zip(fields, summaries).map { field, summary in
            ManifestFile.FieldSummary(
                containsNull: summary.containsNull, containsNaN: summary.containsNaN,
                lowerBound: summary.lower?.bound(field.type),
                upperBound: summary.upper?.bound(field.type))
        }
    }

    /// - Returns: false when the value is none of the type.
    private static func encode(
        _ value: SingleValue, _ type: PrimitiveType, _ encoder: inout AvroEncoder
    ) -> Bool {
        switch (value, type) {
        case (.boolean(let value), .boolean): encoder.boolean(value)
        case (.integer(let value), .int), (.date(let value), .date):
            guard let narrow = Int32(exactly: value) else { return false }
            encoder.int(narrow)
        case (.integer(let value), .long), (.time(let value), .time): encoder.long(value)
        case (.timestamp(let value, let unit, _), .timestamp(let wanted, _)) where unit == wanted:
            encoder.long(value)
        case (.real(let value), .float): encoder.float(Float(value.value))
        case (.real(let value), .double): encoder.double(value.value)
        case (.decimal(let unscaled, let scale), .decimal(let precision, let wanted))
        where scale == wanted:
            let bytes = BucketTransform.bigEndianBytes(unscaled)
            let count = ManifestSchema.decimalBytes(precision: precision)
            guard bytes.count <= count else { return false }
            let sign: UInt8 = unscaled < 0 ? 0xFF : 0
            encoder.fixed([UInt8](repeating: sign, count: count - bytes.count) + bytes)
        case (.string(let bytes), .string), (.binary(let bytes), .binary): encoder.bytes(bytes)
        case (.uuid(let bytes), .uuid) where bytes.count == 16: encoder.fixed(bytes)
        case (.binary(let bytes), .fixed(let length)) where bytes.count == length:
            encoder.fixed(bytes)
        default: return false
        }
        return true
    }
}
