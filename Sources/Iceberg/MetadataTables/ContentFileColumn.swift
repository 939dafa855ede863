// The columns that describe a data file or delete file, in the order of Iceberg's metadata tables.
//
// Statistics come twice: as they are written, by the ids of fields, with bounds as hexadecimal
// digits; and in `readable_metrics` by the names of columns, with bounds as values.
// Source: Iceberg specification, "Manifests", the struct `data_file`.

import Columnar
import JSON

/// A column of iceberg_files, and a member of `data_file` in iceberg_entries.
enum ContentFileColumn: Int, CaseIterable {
    case content, path, format, specID, partition, recordCount, size
    case columnSizes, valueCounts, nullCounts, nanCounts, lowerBounds, upperBounds
    case keyMetadata, splitOffsets, equalityIDs, sortOrderID
    case firstRowID, referencedDataFile, contentOffset, contentSize
    case readableMetrics

    var field: Field {
        switch self {
        case .content:
            Field("content", .integer, comment: "0 data, 1 position deletes, 2 equality deletes")
        case .path: Field("file_path", .text, comment: "as it was written")
        case .format: Field("file_format", .text)
        case .specID: Field("spec_id", .integer)
        case .partition: Field("partition", .json)
        case .recordCount: Field("record_count", .bigint)
        case .size: Field("file_size_in_bytes", .bigint)
        case .columnSizes: Field("column_sizes", .json, comment: "by field id")
        case .valueCounts: Field("value_counts", .json, comment: "by field id")
        case .nullCounts: Field("null_value_counts", .json, comment: "by field id")
        case .nanCounts: Field("nan_value_counts", .json, comment: "by field id")
        case .lowerBounds: Field("lower_bounds", .json, comment: "by field id, hexadecimal")
        case .upperBounds: Field("upper_bounds", .json, comment: "by field id, hexadecimal")
        case .keyMetadata: Field("key_metadata", .binary)
        case .splitOffsets: Field("split_offsets", .json)
        case .equalityIDs: Field("equality_ids", .json)
        case .sortOrderID: Field("sort_order_id", .integer)
        case .firstRowID: Field("first_row_id", .bigint)
        case .referencedDataFile: Field("referenced_data_file", .text)
        case .contentOffset: Field("content_offset", .bigint)
        case .contentSize: Field("content_size_in_bytes", .bigint)
        case .readableMetrics:
            Field("readable_metrics", .json, comment: "by column, bounds as values")
        }
    }

    /// Whether it is made of the statistics of columns.
    var isStatistics: Bool {
        switch self {
        case .columnSizes, .valueCounts, .nullCounts, .nanCounts, .lowerBounds, .upperBounds,
            .readableMetrics:
            true
        default: false
        }
    }

    /// The value for a file.
    func value(of file: ContentFile, in table: IcebergTable) throws(LakeError) -> Value {
        switch self {
        case .content: .integer(Int64(file.content.rawValue))
        case .path: .text(file.path)
        case .format: .text(file.format.name)
        case .specID: .integer(Int64(file.partitionSpecID))
        case .partition: .text(try file.partitionJSON(table.metadata))
        case .recordCount: .integer(file.recordCount)
        case .size: .integer(optional: file.sizeBytes)
        case .columnSizes: try counts(file, \.sizeBytes)
        case .valueCounts: try counts(file, \.valueCount)
        case .nullCounts: try counts(file, \.nullCount)
        case .nanCounts: try counts(file, \.nanCount)
        case .lowerBounds: try bounds(file, \.lowerBound)
        case .upperBounds: try bounds(file, \.upperBound)
        case .keyMetadata: file.keyMetadata.map { .blob($0) } ?? .null
        case .splitOffsets: try list(file.splitOffsets)
        case .equalityIDs: try list(file.equalityIDs.map { Int64($0) })
        case .sortOrderID: .integer(optional: file.sortOrderID)
        case .firstRowID: .integer(optional: file.firstRowID)
        case .referencedDataFile: .text(optional: file.referencedDataFile)
        case .contentOffset: .integer(optional: file.contentOffset)
        case .contentSize: .integer(optional: file.contentSizeBytes)
        case .readableMetrics: .text(try file.readableMetrics(table.selected.schema))
        }
    }

    private func counts(
        _ file: ContentFile, _ count: (ContentFile.ColumnStatistics) -> Int64?
    ) throws(LakeError) -> Value {
        let known = file.statistics.compactMap { id, statistics in
            count(statistics).map { (id: id, count: $0) }
        }.sorted { $0.id < $1.id }
        return .text(
            try jsonText { (output) throws(LakeError) in
                try output.object(known) { (entry) throws(LakeError) in
                    try output.name("\(entry.id)")
                    try output.integer(entry.count)
                }
            })
    }

    private func bounds(
        _ file: ContentFile, _ bound: (ContentFile.ColumnStatistics) -> [UInt8]?
    ) throws(LakeError) -> Value {
        let known = file.statistics.compactMap { id, statistics in
            bound(statistics).map { (id: id, bytes: $0) }
        }.sorted { $0.id < $1.id }
        return .text(
            try jsonText { (output) throws(LakeError) in
                try output.object(known) { (entry) throws(LakeError) in
                    try output.name("\(entry.id)")
                    try output.value(.blob(entry.bytes), .binary)
                }
            })
    }

    /// A list; NULL when there is none.
    private func list(_ numbers: [Int64]) throws(LakeError) -> Value {
        guard !numbers.isEmpty else { return .null }
        return .text(
            try jsonText { (output) throws(LakeError) in
                try output.array(numbers) { (number) throws(LakeError) in
                    try output.integer(number)
                }
            })
    }
}

extension ContentFile {
    /// The statistics by the full names of a schema's fields; dropped columns are left out.
    fileprivate func readableMetrics(_ schema: IcebergSchema) throws(LakeError) -> [UInt8] {
        let known = statistics.sorted { $0.key < $1.key }.compactMap { id, statistics in
            schema.fullName(id: id).map { (id: id, name: $0, statistics: statistics) }
        }
        return try jsonText { (output) throws(LakeError) in
            try output.object(known) { (entry) throws(LakeError) in
                try output.name(entry.name)
                try entry.statistics.write(schema.field(id: entry.id)?.type, to: output)
            }
        }
    }
}

extension ContentFile.ColumnStatistics {
    fileprivate func write(_ type: IcebergType?, to output: JSONWriter) throws(LakeError) {
        let counts: [(name: String, count: Int64?)] = [
            ("column_size", sizeBytes), ("value_count", valueCount),
            ("null_value_count", nullCount), ("nan_value_count", nanCount),
        ]
        try output.byte(UInt8(ascii: "{"))
        for (name, count) in counts {
            try output.name(name)
            try output.value(.integer(optional: count), .bigint)
            try output.byte(UInt8(ascii: ","))
        }
        try output.name("lower_bound")
        try write(lowerBound, type?.primitive, to: output)
        try output.byte(UInt8(ascii: ","))
        try output.name("upper_bound")
        try write(upperBound, type?.primitive, to: output)
        try output.byte(UInt8(ascii: "}"))
    }

    private func write(
        _ bound: [UInt8]?, _ type: PrimitiveType?, to output: JSONWriter
    ) throws(LakeError) {
        guard let bound, let type, let value = SingleValue(bound: bound, type: type) else {
            return try output.null()
        }
        try value.repaired.write(.primitive(type), to: output)
    }
}

extension SingleValue {
    /// The value as JSON can show it: a bound that was cut may end within a character.
    var repaired: SingleValue {
        guard case .string(let bytes) = self, String(validating: bytes, as: UTF8.self) == nil
        else { return self }
        return .string(String(decoding: bytes, as: UTF8.self))
    }
}
