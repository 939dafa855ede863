// What a partition value, or the bounds of many, say about the columns they were made of.
//
// Every monotonic transform maps ranges of partition values to ranges of column values: those of
// month 2 are from 1970-03-01 to the last instant of that March. Buckets say only which values are
// not in them. Source: Iceberg specification, "Partition Transforms", "Scan Planning".

import Columnar

/// What is known of a column's values in some files by their partitions.
struct PartitionRange {
    let fieldID: Int
    let range: ValueRange
    /// For buckets: whether a value that equals this one may be there.
    let mayEqual: (@Sendable (Value) -> Bool)?

    /// Whether a row may pass.
    func mayHold(_ test: Predicate.Test) -> Bool {
        guard test.mayHold(in: range) else { return false }
        guard let mayEqual, let values = test.equalValues else { return true }
        return values.contains(where: mayEqual)
    }
}

extension PartitionField {
    /// What values from `lower` to `upper` say about the field's column.
    ///
    /// - Parameters:
    ///   - lower: the least partition value, or nil when it is not known.
    ///   - upper: the greatest.
    ///   - mayHoldNull: whether a partition value may be NULL (or NaN).
    ///   - mayHoldValue: whether one may be anything else.
    ///   - type: the column's.
    /// - Returns: nil when nothing follows.
    func range(
        from lower: SingleValue?, to upper: SingleValue?, mayHoldNull: Bool, mayHoldValue: Bool,
        type: PrimitiveType
    ) -> PartitionRange? {
        guard let fieldID = sourceIDs.first, sourceIDs.count == 1 else { return nil }
        switch transform {
        case .void, .unknown: return nil
        case .bucket(let count):
            guard let lower, lower == upper else {
                return PartitionRange(
                    fieldID: fieldID,
                    range: ValueRange(mayHoldNull: mayHoldNull, mayHoldValue: mayHoldValue),
                    mayEqual: nil)
            }
            return PartitionRange(
                fieldID: fieldID,
                range: ValueRange(mayHoldNull: mayHoldNull, mayHoldValue: mayHoldValue),
                mayEqual: { value in
                    guard let constant = SingleValue(exactly: value, type: type),
                        let bucket = Transform.bucket(count).apply(constant)
                    else { return true }
                    return bucket == lower
                })
        case .identity, .truncate, .year, .month, .day, .hour:
            return PartitionRange(
                fieldID: fieldID,
                range: ValueRange(
                    lower: lower.flatMap { least($0, type) },
                    upper: upper.flatMap { greatest($0, type) }, mayHoldNull: mayHoldNull,
                    mayHoldValue: mayHoldValue), mayEqual: nil)
        }
    }

    /// The least column value whose partition value is `value`.
    private func least(_ value: SingleValue, _ type: PrimitiveType) -> Value? {
        switch transform {
        case .identity, .truncate: return value.sortableValue(type)
        default:
            guard let unit = value.wholeUnits, let day = firstDay(of: unit) else { return nil }
            return instant(day.days, day.seconds, type)?.sortableValue(type)
        }
    }

    /// A value that is not less than any whose partition value is `value`.
    private func greatest(_ value: SingleValue, _ type: PrimitiveType) -> Value? {
        switch transform {
        case .identity: return value.sortableValue(type)
        case .truncate(let width):
            switch value {
            case .integer(let number):
                let (last, overflow) = number.addingReportingOverflow(Int64(width) - 1)
                return .integer(overflow ? .max : last)
            case .decimal(let unscaled, let scale):
                let (last, overflow) = unscaled.addingReportingOverflow(Int128(width) - 1)
                if overflow { return nil }
                return SingleValue.decimal(unscaled: last, scale: scale).sortableValue(type)
            // No UTF-8 has the byte FF: this is above all texts that begin so.
            case .string(let bytes): return .text(bytes + [0xff])
            case .binary: return nil
            default: return nil
            }
        default:
            guard let unit = value.wholeUnits, let next = firstDay(of: unit &+ 1) else {
                return nil
            }
            if type == .date { return SingleValue.date(next.days - 1).sortableValue(type) }
            // The first instant that is not in the partition any more.
            return instant(next.days, next.seconds, type)?.sortableValue(type)
        }
    }

    /// The first day and second of a year, month, day or hour counted from 1970.
    private func firstDay(of unit: Int64) -> (days: Int64, seconds: Int64)? {
        // Manifests may hold any 64 bits.
        guard unit.magnitude < 1 << 40 else { return nil }
        switch transform {
        case .year:
            return CivilDate(year: 1970 + unit, month: 1, day: 1).daysSinceEpoch.map { ($0, 0) }
        case .month:
            let year = floorDivide(unit, 12)
            return CivilDate(year: 1970 + year, month: unit - year * 12 + 1, day: 1)
                .daysSinceEpoch.map { ($0, 0) }
        case .day: return (unit, 0)
        case .hour:
            let day = floorDivide(unit, 24)
            return (day, (unit - day * 24) * 3600)
        default: return nil
        }
    }

    private func instant(
        _ days: Int64, _ seconds: Int64, _ type: PrimitiveType
    ) -> SingleValue? {
        switch type {
        case .date: return .date(days)
        case .timestamp(let unit, let isUTC):
            let (value, overflow) = (days * CalendarText.secondsPerDay + seconds)
                .multipliedReportingOverflow(by: unit.perSecond)
            return overflow ? nil : .timestamp(value, unit, isUTC: isUTC)
        default: return nil
        }
    }
}

extension SingleValue {
    /// The number of a year, month, day or hour.
    fileprivate var wholeUnits: Int64? {
        switch self {
        case .integer(let number): number
        case .date(let days): days
        default: nil
        }
    }

    /// The value of a type that SQL's value is exactly, so that a row equals the one if and only if
    /// it equals the other; nil when that is not certain.
    init?(exactly value: Value, type: PrimitiveType) {
        switch (type, value) {
        case (.int, .integer(let number)), (.long, .integer(let number)): self = .integer(number)
        case (.string, .text(let bytes)): self = .string(bytes)
        case (.date, .text(let bytes)):
            guard let days = ISOTemporal.date(bytes) else { return nil }
            self = .date(days)
        case (.timestamp(let unit, let isUTC), .text(let bytes)):
            guard let instant = ISOTemporal.timestamp(bytes, unit) else { return nil }
            self = .timestamp(instant, unit, isUTC: isUTC)
        case (.binary, .blob(let bytes)), (.fixed, .blob(let bytes)): self = .binary(bytes)
        default: return nil
        }
        // Another way to write the same date is no equal text.
        guard sqlValue(type) == value else { return nil }
    }
}
