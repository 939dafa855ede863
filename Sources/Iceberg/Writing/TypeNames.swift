// The names of types in table definitions: Iceberg's own, and what SQL dialects and the OMOP CDM
// call them.
//
//     integer, int, smallint, tinyint → int        integer is 32 bits, as in the CDM; bigint is 64
//     real, double precision, numeric → double     numeric without digits, as in the CDM
//     float → float                                Iceberg's own name
//     text, varchar(n), char(n), clob, json → string
//     datetime, timestamp [without time zone] → timestamp
//     timestamptz, timestamp with time zone → timestamptz
//     blob, bytea, varbinary → binary

import Columnar

enum TypeNames {
    /// Types without arguments. Iceberg's own names win where dialects disagree.
    static let plain: [String: PrimitiveType] = [
        "boolean": .boolean, "bool": .boolean, "bit": .boolean,
        "int": .int, "integer": .int, "smallint": .int, "tinyint": .int, "mediumint": .int,
        "int2": .int, "int4": .int, "int32": .int,
        "long": .long, "bigint": .long, "int8": .long, "int64": .long,
        "float": .float, "float4": .float,
        "double": .double, "real": .double, "float8": .double, "numeric": .double,
        "date": .date, "time": .time,
        "timestamp": .timestamp(.microseconds, isUTC: false),
        "datetime": .timestamp(.microseconds, isUTC: false),
        "datetime2": .timestamp(.microseconds, isUTC: false),
        "timestamp_ntz": .timestamp(.microseconds, isUTC: false),
        "timestamptz": .timestamp(.microseconds, isUTC: true),
        "timestamp_ns": .timestamp(.nanoseconds, isUTC: false),
        "timestamptz_ns": .timestamp(.nanoseconds, isUTC: true),
        "string": .string, "text": .string, "varchar": .string, "char": .string,
        "character": .string, "nvarchar": .string, "nchar": .string, "clob": .string,
        "json": .string,
        "uuid": .uuid,
        "binary": .binary, "blob": .binary, "bytea": .binary, "varbinary": .binary,
    ]

    /// Names that take a length, which Iceberg does not keep.
    static let withLength: Set<String> = [
        "varchar", "char", "character", "nvarchar", "nchar", "text", "string", "varbinary",
        "datetime2",
    ]

    /// Names that other arguments or types follow.
    static let composed = ["decimal", "fixed", "struct", "list", "array", "map"]

    /// Types of the format that cannot be written yet.
    static let notWritten: Set<String> = ["variant", "unknown", "geometry", "geography"]

    /// Names like one that is no type, the nearest first.
    static func near(_ name: String) -> [String] {
        nearNames(to: name, among: plain.keys.sorted() + composed)
    }
}

/// Names within two edits of a wrong one, the nearest first; also those that differ by case only.
func nearNames(to name: String, among candidates: [String]) -> [String] {
    let wanted = Array(name.lowercased().utf8)
    var near: [(distance: Int, name: String)] = []
    for candidate in candidates {
        let distance = editDistance(wanted, Array(candidate.lowercased().utf8), max: 2)
        if distance <= 2, distance < wanted.count { near.append((distance, candidate)) }
    }
    near.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return near.prefix(IcebergLimits.namesShownMax).map(\.name)
}

/// `did you mean a or b?`; nil without names.
func didYouMean(_ names: [String]) -> String? {
    names.isEmpty
        ? nil : "did you mean " + names.map { "'\($0)'" }.joined(separator: " or ") + "?"
}
