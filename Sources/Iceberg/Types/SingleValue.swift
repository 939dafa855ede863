// One value of a column, as metadata holds it: bounds, partition values, defaults.

package import Columnar

/// A value that is not NULL, in the type of its column.
///
/// Values of an int and a long are equal when they are the same number, and so are those of a float
/// and a double: a column that was widened compares with what was written before.
package enum SingleValue: Hashable, Sendable {
    case boolean(Bool)
    /// An int or a long.
    case integer(Int64)
    /// A float or a double.
    case real(CanonicalReal)
    case decimal(unscaled: Int128, scale: Int)
    /// Days since 1970-01-01.
    case date(Int64)
    /// Microseconds since midnight.
    case time(Int64)
    /// Since 1970-01-01 00:00:00 in the unit.
    case timestamp(Int64, TimeUnit, isUTC: Bool)
    /// UTF-8; a truncated bound may end within a character.
    case string([UInt8])
    /// 16 bytes in the order in which they are printed.
    case uuid([UInt8])
    /// Fixed, binary, geometry and geography.
    case binary([UInt8])
    /// In the order of the type's fields; nil is NULL.
    case structure([SingleValue?])
    case list([SingleValue?])
    case map([MapEntry])

    /// A key and its value; nil is NULL.
    package struct MapEntry: Hashable, Sendable {
        package let key: SingleValue
        package let value: SingleValue?

        package init(key: SingleValue, value: SingleValue?) {
            self.key = key
            self.value = value
        }
    }

    package static func real(_ value: Double) -> SingleValue { .real(CanonicalReal(value)) }
    package static func string(_ text: String) -> SingleValue { .string(Array(text.utf8)) }
}

/// A double that equals another when the bits are the same, with one NaN: partitions of -0.0 and
/// 0.0 are two, those of NaN are one.
package struct CanonicalReal: Hashable, Sendable {
    package let value: Double

    package init(_ value: Double) { self.value = value.isNaN ? .nan : value }

    package static func == (first: CanonicalReal, second: CanonicalReal) -> Bool {
        first.value.bitPattern == second.value.bitPattern
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(value.bitPattern) }
}
