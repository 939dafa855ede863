// The types of single values as lake formats know them: what a Parquet leaf, an Avro primitive or
// an Iceberg primitive means, apart from how its bytes are laid out.

/// The unit of a time of day or a timestamp.
package enum TimeUnit: Hashable, Sendable {
    case milliseconds, microseconds, nanoseconds

    /// Units in a second.
    package var perSecond: Int64 {
        switch self {
        case .milliseconds: 1_000
        case .microseconds: 1_000_000
        case .nanoseconds: 1_000_000_000
        }
    }
}

/// The meaning of a single value.
package enum ScalarType: Hashable, Sendable {
    case boolean
    case integer(bits: Int, isSigned: Bool)
    /// IEEE 754 of 16 bits.
    case halfFloat
    case float
    case double
    /// Digits in all and behind the point.
    case decimal(precision: Int, scale: Int)
    /// Days since 1970-01-01.
    case date
    /// Since midnight.
    case time(TimeUnit)
    /// Since 1970-01-01 00:00:00, of a clock in UTC or of one on some wall.
    case timestamp(TimeUnit, isUTC: Bool)
    case string
    /// Text that is JSON.
    case json
    case uuid
    case binary
    /// Binary of a fixed number of bytes.
    case fixed(Int)
    /// Iceberg's `unknown`: always NULL.
    case unknown

    /// Iceberg's int and long.
    package static let int = ScalarType.integer(bits: 32, isSigned: true)
    package static let long = ScalarType.integer(bits: 64, isSigned: true)

    /// The most digits of a decimal that is a REAL in SQL; more come as exact text.
    package static let realDecimalDigitsMax = 15

    /// How SQL sees the value.
    package var dataType: DataType {
        switch self {
        case .boolean: .boolean
        // The largest unsigned integers do not fit SQLite's; they come as exact text.
        case .integer(let bits, let isSigned):
            bits < 32 || (bits == 32 && isSigned) ? .integer : .bigint
        case .halfFloat, .float: .float
        case .double: .double
        case .decimal(let precision, let scale): .fixedDecimal(precision: precision, scale: scale)
        case .date: .date
        case .time: .time
        case .timestamp(_, let isUTC): isUTC ? .timestampWithZone : .timestamp
        case .string: .text
        case .json: .json
        case .uuid: .uuid
        case .binary, .fixed: .binary
        case .unknown: .text
        }
    }
}
