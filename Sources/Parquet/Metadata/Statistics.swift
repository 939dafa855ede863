// The struct Statistics of parquet.thrift: what a writer says about the values of a chunk or page.
//
// Whether the bounds may be believed depends on type and order: see StatisticsRange.

package import Columnar

/// Statistics as they stand in the file.
package struct Statistics: Sendable {
    /// Deprecated `max` and `min`, in an order that depended on the writer.
    package var deprecatedMax: [UInt8]?
    package var deprecatedMin: [UInt8]?
    package var maxValue: [UInt8]?
    package var minValue: [UInt8]?
    /// Nil where absent or, as some writers say "unknown", negative.
    package var nullCount: Int?
    package var distinctCount: Int?
    /// NaN values of a floating-point column (format 2.13).
    package var nanCount: Int?
    /// Whether a bound is a value of the column, and not something below or above all of them.
    package var isMaxValueExact: Bool?
    package var isMinValueExact: Bool?

    package init() {}

    /// - Throws: `LakeError.corrupt` at `.byteOffset`.
    package init(reading reader: inout CompactReader) throws(LakeError) {
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: deprecatedMax = try reader.binary(field, "max")
            case 2: deprecatedMin = try reader.binary(field, "min")
            case 3: nullCount = Self.known(try reader.integer(field, "null_count"))
            case 4: distinctCount = Self.known(try reader.integer(field, "distinct_count"))
            case 5: maxValue = try reader.binary(field, "max_value")
            case 6: minValue = try reader.binary(field, "min_value")
            case 7: isMaxValueExact = try reader.boolean(field, "is_max_value_exact")
            case 8: isMinValueExact = try reader.boolean(field, "is_min_value_exact")
            case 9 where field.type == .int64:
                nanCount = Self.known(try reader.integer(field, "nan_count"))
            default: try reader.skip(field)
            }
        }
    }

    private static func known(_ count: Int64) -> Int? { count < 0 ? nil : Int(count) }
}
