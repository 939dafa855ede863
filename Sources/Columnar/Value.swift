// One value outside a vector: constants of predicates, arguments, aggregates.

/// A value of one of SQLite's storage classes.
package enum Value: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    /// UTF-8.
    case text([UInt8])
    case blob([UInt8])

    package static func text(_ string: String) -> Value { .text(Array(string.utf8)) }

    /// The text of a TEXT value.
    package var string: String? {
        if case .text(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
}
