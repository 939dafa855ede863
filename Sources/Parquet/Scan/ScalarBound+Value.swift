// Between bounds as files hold them and values as SQL compares them.

package import Columnar

extension ScalarConversion {
    /// The value of a bound, when values of the column sort in SQL as bounds do in the file.
    ///
    /// - Returns: nil when they do not, or the bound is no value of the column.
    package func value(of bound: ScalarBound) -> Value? {
        guard keepsOrder else { return nil }
        switch (bound, target) {
        case (.integer(let value), .date), (.integer(let value), .timestamp),
            (.integer(let value), .time):
            guard isSortable(value) else { return nil }
            return try? self.value(word: UInt64(bitPattern: value))
        case (.integer(let value), _):
            return try? self.value(word: UInt64(bitPattern: value))
        case (.unsigned(let value), _): return Int64(exactly: value).map { .integer($0) }
        case (.real(let value), _): return .real(value)
        case (.decimal(let value), .decimal(_, let scale)):
            guard let value = Int64(exactly: value) else { return nil }
            return .real(DecimalText.real(value, divisor: DecimalText.divisor(scale: scale)))
        case (.bytes(let bytes), .string), (.bytes(let bytes), .json): return .text(bytes)
        case (.bytes(let bytes), .binary), (.bytes(let bytes), .fixed): return .blob(bytes)
        default: return nil
        }
    }

    /// Whether the text of a date or timestamp sorts as the value does.
    private func isSortable(_ value: Int64) -> Bool {
        guard let day = days(value) else { return true }
        return CalendarText.sortableDays.contains(day)
    }

    /// What a condition's constant would be in the file, for looking it up there.
    ///
    /// - Returns: nil when that is not certain.
    package func bound(of value: Value, as source: ScalarType) -> ScalarBound? {
        switch (source, value) {
        case (.integer, .integer(let value)): return .integer(value)
        case (.integer, .real(let value)): return Int64(exactly: value).map { .integer($0) }
        case (.float, .real(let value)), (.double, .real(let value)): return .real(value)
        case (.float, .integer(let value)), (.double, .integer(let value)):
            return Double(exactly: value).map { .real($0) }
        case (.string, .text(let bytes)): return .bytes(bytes)
        default: return nil
        }
    }
}

extension StatisticsRange {
    /// The range as SQL compares.
    package func valueRange(_ conversion: ScalarConversion) -> ValueRange {
        if isAllNull { return ValueRange(mayHoldNull: true, mayHoldValue: false) }
        return ValueRange(
            lower: lower.flatMap(conversion.value(of:)),
            upper: upper.flatMap(conversion.value(of:)),
            mayHoldNull: nullCount != 0 || mayHoldNaN)
    }
}
