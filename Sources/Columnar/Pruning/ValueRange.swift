// What is known of the values of a column in a part of a table: a file, a row group, a page.
//
// Statistics of every origin are brought to this one form, in values as SQL compares them, and
// every condition is asked one question of it. Whatever is not known is left open: a wrong or
// missing statistic may cost time, never a row.

/// Bounds of a column's values in some rows.
package struct ValueRange: Hashable, Sendable {
    /// No value is less, as SQL compares; nil when not known.
    package var lower: Value?
    /// No value is greater, as SQL compares; nil when not known.
    package var upper: Value?
    /// Whether a NULL may be there. A NaN is NULL in SQL.
    package var mayHoldNull: Bool
    /// Whether anything but NULL may be there.
    package var mayHoldValue: Bool

    package init(
        lower: Value? = nil, upper: Value? = nil, mayHoldNull: Bool = true,
        mayHoldValue: Bool = true
    ) {
        self.lower = lower
        self.upper = upper
        self.mayHoldNull = mayHoldNull
        self.mayHoldValue = mayHoldValue
    }

    /// Nothing is known.
    package static let unknown = ValueRange()

    /// Exactly one value in all rows.
    package init(only value: Value) {
        let isNull = value == .null
        self.init(
            lower: isNull ? nil : value, upper: isNull ? nil : value, mayHoldNull: isNull,
            mayHoldValue: !isNull)
    }
}

extension Predicate.Test {
    /// The values one of which a row must equal; nil for other conditions.
    package var equalValues: [Value]? {
        switch self {
        case .compare(.equal, let value): [value]
        case .isIn(let values): Array(values)
        default: nil
        }
    }

    /// Whether a row may pass whose value lies in `range`; false only when none can.
    package func mayHold(in range: ValueRange) -> Bool {
        if case .isNull = self { return range.mayHoldNull }
        guard range.mayHoldValue else { return false }
        switch self {
        case .isNull, .isNotNull: return true
        case .compare(let comparison, let constant):
            return comparison.mayHold(in: range, constant)
        case .isIn(let values):
            return values.contains { Predicate.Comparison.equal.mayHold(in: range, $0) }
        case .hasPrefix(let prefix, let foldsCase):
            return mayHavePrefix(prefix, foldsCase: foldsCase, in: range)
        }
    }
}

extension Predicate.Comparison {
    fileprivate func mayHold(in range: ValueRange, _ constant: Value) -> Bool {
        // nil: of different storage classes, or not known.
        let lower = range.lower.flatMap { order($0, constant) }
        let upper = range.upper.flatMap { order($0, constant) }
        switch self {
        case .equal: return (lower ?? 0) <= 0 && (upper ?? 0) >= 0
        case .less: return (lower ?? -1) < 0
        case .lessOrEqual: return (lower ?? 0) <= 0
        case .greater: return (upper ?? 1) > 0
        case .greaterOrEqual: return (upper ?? 0) >= 0
        }
    }
}

/// The order of two values of the same storage class; nil for others.
private func order(_ left: Value, _ right: Value) -> Int? {
    switch (left, right) {
    case (.text(let a), .text(let b)), (.blob(let a), .blob(let b)):
        unsafe a.withUnsafeBufferPointer { unsafe compareBytes($0, b) }
    default: compareNumbers(left, right)
    }
}

/// Of the texts that begin with a prefix, whatever the case of its ASCII letters, the least begins
/// with its capitals and the greatest with its small letters.
private func mayHavePrefix(_ prefix: [UInt8], foldsCase: Bool, in range: ValueRange) -> Bool {
    let least = foldsCase ? prefix.map { (0x61...0x7a).contains($0) ? $0 &- 0x20 : $0 } : prefix
    let greatest =
        foldsCase ? prefix.map { (0x41...0x5a).contains($0) ? $0 &+ 0x20 : $0 } : prefix
    if case .text(let upper)? = range.upper, order(.text(upper), .text(least)) ?? 0 < 0 {
        return false
    }
    if case .text(let lower)? = range.lower,
        order(.text(Array(lower.prefix(prefix.count))), .text(greatest)) ?? 0 > 0
    {
        return false
    }
    return true
}
