// How the values of a leaf lie in its pages: the enum Type of parquet.thrift.

/// The physical type of a leaf.
package enum PhysicalType: Int32, Hashable, Sendable {
    case boolean = 0
    case int32 = 1
    case int64 = 2
    /// Eight bytes of nanoseconds within a day and four of a Julian day; deprecated.
    case int96 = 3
    case float = 4
    case double = 5
    case byteArray = 6
    case fixedLengthByteArray = 7

    /// The name in parquet.thrift.
    package var name: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .int32: "INT32"
        case .int64: "INT64"
        case .int96: "INT96"
        case .float: "FLOAT"
        case .double: "DOUBLE"
        case .byteArray: "BYTE_ARRAY"
        case .fixedLengthByteArray: "FIXED_LEN_BYTE_ARRAY"
        }
    }
}
