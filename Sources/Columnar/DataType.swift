// The types of columns, as sources say them.

/// The type of a column.
package enum DataType: Hashable, Sendable {
    /// 0 or 1, where the source keeps to its type.
    case boolean
    case integer
    /// An integer of 64 bits, in sources that know smaller ones.
    case bigint
    case real
    /// A real of 32 bits, in sources that know them.
    case float
    /// A real of 64 bits, in sources that know smaller ones.
    case double
    /// A number whose digits count; REAL up to 15 digits, its exact text beyond.
    case decimal
    /// The same with its digits in all and behind the point.
    case fixedDecimal(precision: Int, scale: Int)
    case text
    /// The text `YYYY-MM-DD`.
    case date
    /// The text `HH:MM:SS[.ffffff]`.
    case time
    /// The text `YYYY-MM-DD HH:MM:SS[.ffffff]`.
    case timestamp
    /// The same in UTC with the suffix `+00:00`.
    case timestampWithZone
    /// Lower-case hexadecimal digits with hyphens.
    case uuid
    /// The exact JSON text of a structure, list or map.
    case json
    case binary

    /// Whether values are sequences of bytes in the vector's buffers.
    package var isBytes: Bool {
        switch self {
        case .text, .json, .binary, .date, .time, .timestamp, .timestampWithZone, .uuid: true
        case .fixedDecimal(let precision, _): precision > ScalarType.realDecimalDigitsMax
        case .boolean, .integer, .bigint, .real, .float, .double, .decimal: false
        }
    }

    /// The type as SQLite's CREATE TABLE says it; it decides the column's affinity.
    package var declaration: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .integer: "INTEGER"
        case .bigint: "BIGINT"
        case .real: "REAL"
        case .float: "FLOAT"
        case .double: "DOUBLE"
        case .decimal: "DECIMAL"
        case .fixedDecimal(let precision, let scale): "DECIMAL(\(precision),\(scale))"
        // JSON would be NUMERIC by SQLite's affinity rules, and '007' would become 7.
        case .text, .json: "TEXT"
        case .date: "DATE"
        case .time: "TIME"
        case .timestamp: "TIMESTAMP"
        case .timestampWithZone: "TIMESTAMPTZ"
        case .uuid: "UUID"
        case .binary: "BLOB"
        }
    }

    /// Whether SQLite compares the column's values as they are handed over, so that a source can do
    /// it in its place. Exact decimals are text that SQLite turns into numbers first; JSON and
    /// binary are left to it.
    package var isComparedAsStored: Bool {
        switch self {
        case .json, .binary: false
        case .fixedDecimal: !isBytes
        default: true
        }
    }

    /// Whether SQLite compares the column's values as numbers where the other side looks like one
    /// (NUMERIC, INTEGER or REAL affinity by the declared type).
    package var hasNumericAffinity: Bool {
        switch self {
        case .text, .json, .binary: false
        default: true
        }
    }
}
