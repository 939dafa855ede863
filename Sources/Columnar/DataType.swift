// The types of columns, as sources say them.

/// The type of a column.
package enum DataType: Hashable, Sendable {
    /// 0 or 1, where the source keeps to its type.
    case boolean
    case integer
    case real
    /// A number whose digits count; REAL up to 15 digits, its exact text beyond.
    case decimal
    case text
    /// The exact JSON text of a structure, list or map.
    case json
    case binary

    /// Whether values are sequences of bytes in the vector's buffers.
    package var isBytes: Bool {
        switch self {
        case .text, .json, .binary: true
        case .boolean, .integer, .real, .decimal: false
        }
    }

    /// The type as SQLite's CREATE TABLE says it; it decides the column's affinity.
    package var declaration: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .integer: "INTEGER"
        case .real: "REAL"
        case .decimal: "DECIMAL"
        // JSON would be NUMERIC by SQLite's affinity rules, and '007' would become 7.
        case .text, .json: "TEXT"
        case .binary: "BLOB"
        }
    }
}
