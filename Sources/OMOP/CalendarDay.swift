// Days since 1970-01-01 and the parts of dates, in the proleptic Gregorian calendar.
//
// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil).

/// A day of the calendar.
package enum CalendarDay {
    /// The days of `YYYY-MM-DD`; nil for another text.
    package static func days(_ text: String) -> Int32? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, let year = Int32(parts[0]),
            let month = Int32(parts[1]), let day = Int32(parts[2]), (1...12).contains(month),
            (1...31).contains(day)
        else { return nil }
        return days(year: year, month: month, day: day)
    }

    /// The days of a date. Years are 0 to 9999.
    package static func days(year: Int32, month: Int32, day: Int32) -> Int32 {
        // Years begin in March, so that the leap day comes last.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The year, month and day of days since 1970-01-01.
    package static func parts(_ days: Int32) -> (year: Int32, month: Int32, day: Int32) {
        let shifted = Int64(days) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return (
            Int32(truncatingIfNeeded: year),
            Int32(truncatingIfNeeded: month < 10 ? month + 3 : month - 9),
            Int32(truncatingIfNeeded: dayOfYear - (153 * month + 2) / 5 + 1)
        )
    }
}
