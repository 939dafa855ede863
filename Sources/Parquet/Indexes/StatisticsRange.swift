// What may be believed of the bounds that statistics and page indexes give.
//
//     order of the column unknown, INT96, INTERVAL, geometry …      no bounds
//     min/max (deprecated)      only where the order is signed: not for bytes, not for unsigned
//     a NaN in either           no bounds
//     +0 as lower, -0 as upper  widened to -0 and +0
//     wrong length, lower above upper                               no bounds
//
// A wrong answer is worse than a page read in vain: what looks odd is ignored, it is no error.
// Source: parquet.thrift at Statistics and ColumnOrder.

import Columnar

/// Bounds and counts of the values of a chunk or page.
package struct StatisticsRange: Sendable {
    /// At most all values that are neither null nor NaN.
    package private(set) var lower: ScalarBound?
    /// At least all values that are neither null nor NaN.
    package private(set) var upper: ScalarBound?
    /// Whether the bounds are values of the column; not known is false.
    package private(set) var isLowerExact = false
    package private(set) var isUpperExact = false
    /// Nil when not known.
    package let nullCount: Int?
    /// Whether all values are null: then there are no bounds, and none are needed.
    package let isAllNull: Bool
    /// Whether some value may be NaN, which bounds do not cover and SQL sees as NULL.
    package let mayHoldNaN: Bool

    /// What a chunk's statistics say.
    ///
    /// - Parameters:
    ///   - statistics: nil when the chunk has none.
    ///   - order: of the column, from `FileMetadata.columnOrder(ofLeaf:)`.
    ///   - valueCount: values and nulls of the chunk.
    package init(
        _ statistics: Statistics?, of leaf: SchemaLeaf, order: ColumnOrder, valueCount: Int
    ) {
        let nullCount = statistics?.nullCount.flatMap { $0 <= valueCount ? $0 : nil }
        self.nullCount = nullCount
        isAllNull = nullCount == valueCount
        mayHoldNaN = leaf.type.isFloatingPoint && statistics?.nanCount != 0
        guard let statistics else { return }
        if leaf.allowsBounds(in: order),
            statistics.minValue != nil || statistics.maxValue != nil
        {
            setBounds(statistics.minValue, statistics.maxValue, of: leaf)
            isLowerExact = lower != nil && statistics.isMinValueExact == true
            isUpperExact = upper != nil && statistics.isMaxValueExact == true
        } else if statistics.minValue == nil, statistics.maxValue == nil,
            leaf.hasDefinedOrder, leaf.hasSignedOrder
        {
            setBounds(statistics.deprecatedMin, statistics.deprecatedMax, of: leaf)
        }
    }

    /// What a page's entry in a column index says.
    init(
        page: ColumnIndex.Page, of leaf: SchemaLeaf, order: ColumnOrder
    ) {
        nullCount = page.nullCount
        isAllNull = page.isNull
        mayHoldNaN = leaf.type.isFloatingPoint && !page.isNull && page.nanCount != 0
        if !page.isNull, leaf.allowsBounds(in: order) {
            setBounds(page.minValue, page.maxValue, of: leaf)
        }
    }

    private mutating func setBounds(_ min: [UInt8]?, _ max: [UInt8]?, of leaf: SchemaLeaf) {
        let low = min.flatMap { ScalarBound($0, of: leaf) }
        let high = max.flatMap { ScalarBound($0, of: leaf) }
        if low?.isNaN == true || high?.isNaN == true { return }
        if let low, let high, !low.isAtMost(high) { return }
        lower = low?.lowerZero
        upper = high?.upperZero
    }
}

extension ScalarBound {
    fileprivate var isNaN: Bool {
        guard case .real(let value) = self else { return false }
        return value.isNaN
    }

    fileprivate var lowerZero: ScalarBound { self == .real(0) ? .real(-0.0) : self }
    fileprivate var upperZero: ScalarBound { self == .real(0) ? .real(0.0) : self }
}

extension ScalarType {
    /// Whether values can be NaN.
    var isFloatingPoint: Bool { self == .float || self == .double || self == .halfFloat }
}

extension SchemaLeaf {
    /// Whether `min_value` and `max_value` mean something.
    fileprivate func allowsBounds(in order: ColumnOrder) -> Bool {
        guard hasDefinedOrder else { return false }
        switch order {
        case .type: return true
        case .ieee754Total: return type.isFloatingPoint
        case .unknown: return false
        }
    }

    /// Whether the order is that of signed numbers, in which `min` and `max` were made.
    fileprivate var hasSignedOrder: Bool {
        switch physicalType {
        case .boolean, .float, .double: return true
        case .int32, .int64:
            if case .integer(_, isSigned: false) = type { return false }
            return true
        case .int96, .byteArray, .fixedLengthByteArray: return false
        }
    }
}
