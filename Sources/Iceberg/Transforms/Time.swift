// year, month, day, hour: whole units since 1970-01-01 00:00:00 UTC, rounded toward the past.
//
//     1969-12-31 23:00:00 → year -1, month -1, day -1, hour -1
//
// Source: Iceberg specification, "Partition Transforms".

import Columnar

/// The transforms of dates and timestamps; nil for values that are neither.
enum TimeTransform {
    static func year(_ value: SingleValue) -> Int64? {
        day(value).map { CivilDate(daysSinceEpoch: $0).year - 1970 }
    }

    static func month(_ value: SingleValue) -> Int64? {
        day(value).map { day in
            let date = CivilDate(daysSinceEpoch: day)
            return (date.year - 1970) * 12 + date.month - 1
        }
    }

    static func day(_ value: SingleValue) -> Int64? {
        switch value {
        // Beyond what a file's 32 bits hold it is no date.
        case .date(let days): Int32(exactly: days).map { Int64($0) }
        case .timestamp(let value, let unit, _): floorDivide(value, 86_400 * unit.perSecond)
        default: nil
        }
    }

    static func hour(_ value: SingleValue) -> Int64? {
        guard case .timestamp(let value, let unit, _) = value else { return nil }
        return floorDivide(value, 3600 * unit.perSecond)
    }
}
