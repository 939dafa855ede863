// The Avro schemas of manifests and manifest lists, versions 2 and 3.
//
//     manifest_entry
//         0 status   1 snapshot_id?   3 sequence_number?   4 file_sequence_number?
//         2 data_file: record r2
//             134 content   100 file_path   101 file_format   102 partition: record r102
//             103 record_count   104 file_size_in_bytes
//             108 column_sizes?   109 value_counts?   110 null_value_counts?
//             137 nan_value_counts?   125 lower_bounds?   128 upper_bounds?
//             131 key_metadata?   132 split_offsets?   135 equality_ids?   140 sort_order_id?
//             143 referenced_data_file?      from version 3 on: 142 first_row_id?
//             144 content_offset?   145 content_size_in_bytes?
//     manifest_file   see ManifestFile
//
// A field with "?" is a union with null; the others are no unions, which some readers insist on.
// Source: Iceberg specification, "Manifests", "Manifest Lists" and appendix A, "Avro".

import Avro
import Columnar
import JSON

/// Makes the schemas of Avro files.
enum ManifestSchema {
    /// The schema of a manifest.
    ///
    /// - Parameter partition: the fields of the partition and their types; see
    ///   `PartitionEncoder`.
    static func entry(
        partition: [(field: PartitionField, type: PrimitiveType)], version: Int
    ) -> JSONValue {
        record(
            "manifest_entry",
            [
                field("status", 0, "int"), optional("snapshot_id", 1, "long"),
                optional("sequence_number", 3, "long"),
                optional("file_sequence_number", 4, "long"),
                field("data_file", 2, file(partition, version)),
            ])
    }

    private static func file(
        _ partition: [(field: PartitionField, type: PrimitiveType)], _ version: Int
    ) -> JSONValue {
        var fields = [
            field("content", 134, "int"), field("file_path", 100, "string"),
            field("file_format", 101, "string"),
            field("partition", 102, partitionRecord(partition)),
            field("record_count", 103, "long"), field("file_size_in_bytes", 104, "long"),
            optional("column_sizes", 108, map(117, 118, "long")),
            optional("value_counts", 109, map(119, 120, "long")),
            optional("null_value_counts", 110, map(121, 122, "long")),
            optional("nan_value_counts", 137, map(138, 139, "long")),
            optional("lower_bounds", 125, map(126, 127, "bytes")),
            optional("upper_bounds", 128, map(129, 130, "bytes")),
            optional("key_metadata", 131, "bytes"),
            optional("split_offsets", 132, list(133, "long")),
            optional("equality_ids", 135, list(136, "int")),
            optional("sort_order_id", 140, "int"),
        ]
        if version >= 3 { fields.append(optional("first_row_id", 142, "long")) }
        fields.append(optional("referenced_data_file", 143, "string"))
        if version >= 3 {
            fields += [
                optional("content_offset", 144, "long"),
                optional("content_size_in_bytes", 145, "long"),
            ]
        }
        return record("r2", fields)
    }

    /// The schema of a manifest list.
    static func list(version: Int) -> JSONValue {
        let summary = record(
            "r508",
            [
                field("contains_null", 509, "boolean"), optional("contains_nan", 518, "boolean"),
                optional("lower_bound", 510, "bytes"), optional("upper_bound", 511, "bytes"),
            ])
        var fields = [
            field("manifest_path", 500, "string"), field("manifest_length", 501, "long"),
            field("partition_spec_id", 502, "int"), field("content", 517, "int"),
            field("sequence_number", 515, "long"), field("min_sequence_number", 516, "long"),
            field("added_snapshot_id", 503, "long"),
            field("added_files_count", 504, "int"), field("existing_files_count", 505, "int"),
            field("deleted_files_count", 506, "int"),
            field("added_rows_count", 512, "long"), field("existing_rows_count", 513, "long"),
            field("deleted_rows_count", 514, "long"),
            optional("partitions", 507, list(508, summary)),
            optional("key_metadata", 519, "bytes"),
        ]
        if version >= 3 { fields.append(optional("first_row_id", 520, "long")) }
        return record("manifest_file", fields)
    }

    // MARK: Partitions

    private static func partitionRecord(
        _ partition: [(field: PartitionField, type: PrimitiveType)]
    ) -> JSONValue {
        var names: Set<String> = []
        var definedTypes: Set<String> = []
        return record(
            "r102",
            partition.map { field, type in
                var name = AvroName.fit(field.name)
                // Two names can become one.
                while !names.insert(name).inserted { name += "_" }
                var members = optional(name, field.id, avroType(type, &definedTypes))
                if name != field.name, case .object(let known) = members {
                    members = .object(
                        known + [JSONValue.Member("iceberg-field-name", .string(field.name))])
                }
                return members
            })
    }

    /// - Parameter defined: names of types that the schema has defined; a name is defined once.
    private static func avroType(
        _ type: PrimitiveType, _ defined: inout Set<String>
    ) -> JSONValue {
        func logical(_ base: String, _ name: String, _ more: [(String, JSONValue?)] = [])
            -> JSONValue
        {
            .object(of: [("type", .string(base)), ("logicalType", .string(name))] + more)
        }
        func fixed(_ name: String, _ size: Int, _ more: [(String, JSONValue?)] = []) -> JSONValue {
            guard defined.insert(name).inserted else { return .string(name) }
            return .object(
                of: [("type", .string("fixed")), ("name", .string(name)), ("size", .integer(size))]
                    + more)
        }
        switch type {
        case .boolean: return .string("boolean")
        case .int: return .string("int")
        case .long: return .string("long")
        case .float: return .string("float")
        case .double: return .string("double")
        case .string, .unknown: return .string("string")
        case .binary, .geometry, .geography: return .string("bytes")
        case .date: return logical("int", "date")
        case .time: return logical("long", "time-micros")
        case .timestamp(let unit, let isUTC):
            return logical(
                "long", unit == .nanoseconds ? "timestamp-nanos" : "timestamp-micros",
                [("adjust-to-utc", .boolean(isUTC))])
        case .fixed(let length): return fixed("fixed_\(length)", length)
        case .uuid: return fixed("uuid_fixed", 16, [("logicalType", .string("uuid"))])
        case .decimal(let precision, let scale):
            return fixed(
                "decimal_\(precision)_\(scale)", decimalBytes(precision: precision),
                [
                    ("logicalType", .string("decimal")), ("precision", .integer(precision)),
                    ("scale", .integer(scale)),
                ])
        }
    }

    /// Bytes of a two's complement integer of so many decimal digits.
    static func decimalBytes(precision: Int) -> Int {
        var largest: Int128 = 1
        for _ in 0..<min(precision, PrimitiveType.precisionMax) { largest *= 10 }
        return BucketTransform.bigEndianBytes(largest - 1).count
    }

    // MARK: Parts

    private static func record(_ name: String, _ fields: [JSONValue]) -> JSONValue {
        .object(of: [
            ("type", .string("record")), ("name", .string(name)), ("fields", .array(fields)),
        ])
    }

    private static func field(_ name: String, _ id: Int, _ type: String) -> JSONValue {
        field(name, id, .string(type))
    }

    private static func field(_ name: String, _ id: Int, _ type: JSONValue) -> JSONValue {
        .object(of: [("name", .string(name)), ("type", type), ("field-id", .integer(id))])
    }

    private static func optional(_ name: String, _ id: Int, _ type: String) -> JSONValue {
        optional(name, id, .string(type))
    }

    private static func optional(_ name: String, _ id: Int, _ type: JSONValue) -> JSONValue {
        .object(of: [
            ("name", .string(name)), ("type", .array([.string("null"), type])),
            ("default", .null), ("field-id", .integer(id)),
        ])
    }

    /// Maps with keys that are no strings are arrays of records.
    private static func map(_ keyID: Int, _ valueID: Int, _ value: String) -> JSONValue {
        .object(of: [
            ("type", .string("array")), ("logicalType", .string("map")),
            (
                "items",
                record(
                    "k\(keyID)_v\(valueID)",
                    [field("key", keyID, "int"), field("value", valueID, value)])
            ),
        ])
    }

    private static func list(_ elementID: Int, _ element: String) -> JSONValue {
        list(elementID, .string(element))
    }

    private static func list(_ elementID: Int, _ element: JSONValue) -> JSONValue {
        .object(of: [
            ("type", .string("array")), ("items", element), ("element-id", .integer(elementID)),
        ])
    }
}
