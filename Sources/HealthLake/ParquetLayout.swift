// Footers of Parquet files as rows: one for each column chunk, one for each node of the schema.

import Columnar
import Parquet
import Storage

/// The rows of parquet_layout().
enum ParquetLayout {
    static let schema = TableSchema([
        Field("file", .text), Field("row_group", .integer), Field("row_count", .bigint),
        Field("column", .text, comment: "the names from the column on, joined by dots"),
        Field("physical_type", .text), Field("logical_type", .text), Field("codec", .text),
        Field("encodings", .text, comment: "joined by blanks"), Field("value_count", .bigint),
        Field("null_count", .bigint, comment: "NULL where the file does not say it"),
        Field("min", .text, comment: "NULL where there is none, or it means nothing"),
        Field("max", .text), Field("compressed_bytes", .bigint),
        Field("uncompressed_bytes", .bigint),
        Field("has_dictionary", .boolean, comment: "by the encodings"),
        Field("has_column_index", .boolean), Field("has_offset_index", .boolean),
        Field("has_bloom_filter", .boolean),
    ])

    static func rows(of file: ParquetFile) throws(LakeError) -> [[Value]] {
        var rows: [[Value]] = []
        for (index, rowGroup) in file.metadata.rowGroups.enumerated() {
            for (leaf, chunk) in zip(file.metadata.schema.leaves, rowGroup.columns) {
                let place: [Value] = [
                    .text(file.file.path), .integer(Int64(index)),
                    .integer(Int64(rowGroup.rowCount)), .text(leaf.name),
                    .text(leaf.physicalType.name), file.annotation(ofLeaf: leaf.index),
                ]
                rows.append(place + chunkValues(chunk, of: leaf, in: file))
            }
        }
        return rows
    }

    /// The values from `codec` on; unknown where the metadata are encrypted.
    private static func chunkValues(
        _ chunk: ColumnChunk, of leaf: SchemaLeaf, in file: ParquetFile
    ) -> [Value] {
        func flag(_ isSet: Bool) -> Value { .integer(isSet ? 1 : 0) }
        let indexes = [flag(chunk.columnIndexOffset != nil), flag(chunk.offsetIndexOffset != nil)]
        guard let metadata = chunk.metadata else {
            return Array(repeating: .null, count: 9) + indexes + [.null]
        }
        let range = StatisticsRange(
            metadata.statistics, of: leaf, order: file.metadata.columnOrder(ofLeaf: leaf.index),
            valueCount: metadata.valueCount)
        let encodings = metadata.encodings.map(\.name).joined(separator: " ")
        return [
            .text(metadata.codec.name), .text(encodings), .integer(Int64(metadata.valueCount)),
            metadata.statistics?.nullCount.map { .integer(Int64($0)) } ?? .null,
            range.lower.map { value(of: $0, leaf) } ?? .null,
            range.upper.map { value(of: $0, leaf) } ?? .null,
            .integer(Int64(metadata.totalCompressedSizeBytes)),
            .integer(Int64(metadata.totalUncompressedSizeBytes)),
            flag(metadata.encodings.contains(where: \.isDictionary)),
        ] + indexes + [flag(metadata.bloomFilterOffset != nil)]
    }

    /// A bound as the column shows its values.
    private static func value(of bound: ScalarBound, _ leaf: SchemaLeaf) -> Value {
        guard let plan = try? LeafPlan(leaf, to: leaf.valueType) else { return .null }
        let value: Value? =
            switch (bound, leaf.valueType) {
            case (.integer(let number), _):
                try? plan.conversion.value(word: UInt64(bitPattern: number))
            case (.unsigned(let number), _): try? plan.conversion.value(word: number)
            case (.real(let number), _): .real(number)
            case (.decimal(let number), .decimal(let precision, let scale)):
                decimal(number, precision, scale)
            case (.bytes(let bytes), .uuid):
                bytes.count == 16 ? try? plan.conversion.value(bytes: bytes) : .blob(bytes)
            // A bound that was cut may end within a character.
            case (.bytes(let bytes), .string), (.bytes(let bytes), .json):
                String(validating: bytes, as: UTF8.self) == nil ? .blob(bytes) : .text(bytes)
            case (.bytes(let bytes), _): .blob(bytes)
            default: nil
            }
        return value ?? .null
    }

    private static func decimal(_ number: Int128, _ precision: Int, _ scale: Int) -> Value? {
        // As a file may hold it: big-endian, 16 bytes.
        let bytes = (0..<16).map { UInt8(truncatingIfNeeded: number >> Int128(120 - 8 * $0)) }
        let type = ScalarType.decimal(precision: precision, scale: scale)
        return try? ScalarConversion(from: type, in: .bytes, to: type).value(bytes: bytes)
    }
}

/// The rows of parquet_schema().
enum ParquetSchemaRows {
    static let schema = TableSchema([
        Field("file", .text), Field("depth", .integer, comment: "0 for the root"),
        Field("path", .text, comment: "the names from the column on, joined by dots"),
        Field("name", .text), Field("field_id", .integer),
        Field("repetition", .text), Field("physical_type", .text, comment: "NULL for groups"),
        Field("type_length", .integer), Field("logical_type", .text),
        Field("max_definition_level", .integer), Field("max_repetition_level", .integer),
    ])

    static func rows(of file: ParquetFile) -> [[Value]] {
        var rows: [[Value]] = []
        // Groups before what is in them, without recursion.
        var waiting = [(node: file.metadata.schema.root, depth: 0, path: "")]
        while let (node, depth, path) = waiting.popLast() {
            let leaf = node.leaf
            rows.append([
                .text(file.file.path), .integer(Int64(depth)), .text(path), .text(node.name),
                node.fieldID.map { .integer(Int64($0)) } ?? .null,
                depth == 0 ? .null : .text(node.repetition.name),
                leaf.map { .text($0.physicalType.name) } ?? .null,
                leaf.flatMap { $0.typeLength > 0 ? .integer(Int64($0.typeLength)) : nil } ?? .null,
                node.annotation.map { .text($0.text) } ?? .null,
                .integer(Int64(node.maxDefinitionLevel)),
                .integer(Int64(node.maxRepetitionLevel)),
            ])
            for child in node.children.reversed() {
                let childPath = path.isEmpty ? child.name : path + "." + child.name
                waiting.append((child, depth + 1, childPath))
            }
        }
        return rows
    }
}

extension ParquetFile {
    /// The annotation of a leaf as text.
    fileprivate func annotation(ofLeaf index: Int) -> Value {
        var node = metadata.schema.root
        while node.leaf == nil {
            guard let child = node.children.first(where: { $0.leafRange.contains(index) }) else {
                return .null
            }
            node = child
        }
        return node.annotation.map { .text($0.text) } ?? .null
    }
}

extension Repetition {
    fileprivate var name: String {
        switch self {
        case .required: "REQUIRED"
        case .optional: "OPTIONAL"
        case .repeated: "REPEATED"
        }
    }
}

extension TimeUnit {
    fileprivate var name: String {
        switch self {
        case .milliseconds: "MILLIS"
        case .microseconds: "MICROS"
        case .nanoseconds: "NANOS"
        }
    }
}

extension LogicalType {
    /// As LogicalTypes.md writes it: `TIMESTAMP(true, MICROS)`.
    fileprivate var text: String {
        switch self {
        case .string: "STRING"
        case .map: "MAP"
        case .list: "LIST"
        case .enumeration: "ENUM"
        case .decimal(let precision, let scale): "DECIMAL(\(precision), \(scale))"
        case .date: "DATE"
        case .time(let unit, let isUTC): "TIME(\(isUTC), \(unit.name))"
        case .timestamp(let unit, let isUTC): "TIMESTAMP(\(isUTC), \(unit.name))"
        case .integer(let bits, let isSigned): "INT(\(bits), \(isSigned))"
        case .unknown: "UNKNOWN"
        case .json: "JSON"
        case .bson: "BSON"
        case .uuid: "UUID"
        case .float16: "FLOAT16"
        case .variant: "VARIANT"
        case .geometry: "GEOMETRY"
        case .geography: "GEOGRAPHY"
        }
    }
}
