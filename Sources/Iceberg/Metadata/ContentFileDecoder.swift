// The struct `data_file` of manifest entries as `ContentFile`.
//
// Fields are found by their ids, without ids by their names. Of the six maps of statistics only the
// wanted columns are kept, and none is decoded when no column is wanted.
// Source: Iceberg specification, "Manifests", the struct `data_file`.

import Avro
import Columnar

/// Decodes the files of one manifest.
struct ContentFileDecoder {
    private let spec: PartitionSpec
    private let partitionDecoder: PartitionDecoder
    private let columns: Set<Int>?

    /// - Parameters:
    ///   - schema: the schema of the manifest's file.
    ///   - columns: ids of the fields whose statistics are wanted; nil for all.
    init(
        spec: PartitionSpec, metadata: TableMetadata, schema: AvroSchema,
        statisticsOf columns: Set<Int>?
    ) {
        self.spec = spec
        self.columns = columns
        partitionDecoder = PartitionDecoder(spec: spec, metadata: metadata, schema: schema)
    }

    /// What is wanted of the struct; `file(…)` takes values in this order.
    var fields: [AvroWantedField] {
        var fields = [
            AvroWantedField("content", id: 134, .integer),
            AvroWantedField("file_path", id: 100, .string),
            AvroWantedField("file_format", id: 101, .string),
            AvroWantedField("record_count", id: 103, .integer),
            AvroWantedField("file_size_in_bytes", id: 104, .integer),
            AvroWantedField("key_metadata", id: 131, .bytes),
            AvroWantedField("split_offsets", id: 132, .array(.integer)),
            AvroWantedField("equality_ids", id: 135, .array(.integer)),
            AvroWantedField("sort_order_id", id: 140, .integer),
            AvroWantedField("first_row_id", id: 142, .integer),
            AvroWantedField("referenced_data_file", id: 143, .string),
            AvroWantedField("content_offset", id: 144, .integer),
            AvroWantedField("content_size_in_bytes", id: 145, .integer),
            AvroWantedField("partition", id: 102, .record(partitionDecoder.fields)),
        ]
        guard columns?.isEmpty != true else { return fields }
        let counts = AvroProjection.map(key: .integer, value: .integer)
        let bounds = AvroProjection.map(key: .integer, value: .bytes)
        fields += [
            AvroWantedField("column_sizes", id: 108, counts),
            AvroWantedField("value_counts", id: 109, counts),
            AvroWantedField("null_value_counts", id: 110, counts),
            AvroWantedField("nan_value_counts", id: 137, counts),
            AvroWantedField("lower_bounds", id: 125, bounds),
            AvroWantedField("upper_bounds", id: 128, bounds),
        ]
        return fields
    }

    /// - Parameters:
    ///   - values: one for each of `fields`.
    ///   - isInDeletes: whether the manifest lists deletes.
    ///   - inheritedRowID: the first row id of a data file that has none of its own.
    /// - Returns: the file, and whether its first row id is its own.
    /// - Throws: `LakeError.corrupt` or `.unsupported` without a place.
    func file(
        _ values: [AvroValue], isInDeletes: Bool, inheritedRowID: Int64?
    ) throws(LakeError) -> (file: ContentFile, hasOwnRowID: Bool) {
        let content = try content(values[0].integer, isInDeletes: isInDeletes)
        guard let path = values[1].string else {
            throw LakeError(.corrupt, "file_path is missing or not UTF-8")
        }
        guard let format = values[2].string else {
            throw LakeError(.corrupt, "file_format is missing")
        }
        guard let recordCount = values[3].integer, recordCount >= 0 else {
            throw LakeError(.corrupt, "record_count is missing or negative")
        }
        let ownRowID = values[9].integer
        let file = ContentFile(
            content: content, path: path, format: ContentFile.Format(name: format),
            partitionSpecID: spec.id,
            partition: try partitionDecoder.tuple(values[13].record ?? []),
            recordCount: recordCount, sizeBytes: values[4].integer,
            statistics: values.count > 14 ? statistics(values[14...]) : [:],
            splitOffsets: (values[6].array ?? []).compactMap(\.integer),
            equalityIDs: (values[7].array ?? []).compactMap { $0.integer.map { Int($0) } },
            sortOrderID: values[8].integer.map { Int($0) }, keyMetadata: values[5].bytes?.array,
            firstRowID: ownRowID ?? (content == .data ? inheritedRowID : nil),
            referencedDataFile: values[10].string, contentOffset: values[11].integer,
            contentSizeBytes: values[12].integer)
        return (file, ownRowID != nil)
    }

    private func content(
        _ value: Int64?, isInDeletes: Bool
    ) throws(LakeError) -> ContentFile.Content {
        guard let value else {
            guard !isInDeletes else { throw LakeError(.corrupt, "content is missing") }
            return .data
        }
        guard let content = Int(exactly: value).flatMap({ ContentFile.Content(rawValue: $0) })
        else { throw LakeError(.unsupported, "content is \(value), which is not known") }
        // Deletes in a manifest of data would go unseen where only its data is looked for.
        guard (content != .data) == isInDeletes else {
            throw LakeError(
                .corrupt,
                "content is \(value) in a manifest of \(isInDeletes ? "deletes" : "data")")
        }
        return content
    }

    /// - Parameter maps: sizes, counts of values, of NULL, of NaN, lower and upper bounds.
    private func statistics(
        _ maps: ArraySlice<AvroValue>
    ) -> [Int: ContentFile.ColumnStatistics] {
        var statistics: [Int: ContentFile.ColumnStatistics] = [:]
        for (index, map) in maps.enumerated() {
            for entry in map.map ?? [] {
                guard let id = entry.key.integer.flatMap({ Int(exactly: $0) }),
                    columns?.contains(id) ?? true
                else { continue }
                let count = entry.value.integer
                switch index {
                case 0: statistics[id, default: .init()].sizeBytes = count
                case 1: statistics[id, default: .init()].valueCount = count
                case 2: statistics[id, default: .init()].nullCount = count
                case 3: statistics[id, default: .init()].nanCount = count
                case 4: statistics[id, default: .init()].lowerBound = entry.value.bytes?.array
                default: statistics[id, default: .init()].upperBound = entry.value.bytes?.array
                }
            }
        }
        return statistics
    }
}
