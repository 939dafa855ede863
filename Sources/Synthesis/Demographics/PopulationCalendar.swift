// Ages and days. A person grows a year older on the birthday; one born on 29 February does on
// 1 March of other years.

import OMOP

let secondsPerDay: Int64 = 86_400

/// The day (since 1970-01-01) of a second.
@inlinable
package func dayOfSecond(_ second: Int64) -> Int64 {
    second >= 0 ? second / 86_400 : (second - 86_399) / 86_400
}

/// The day on which somebody born on this date becomes so many years old.
func anniversary(of date: (year: Int32, month: Int32, day: Int32), years: Int32) -> Int32 {
    CalendarDay.days(year: date.year &+ years, month: date.month, day: date.day)
}

/// The days on which somebody was born who has this age, in whole years, on a date.
func birthDays(ofAge age: Int32, on date: (year: Int32, month: Int32, day: Int32)) -> ClosedRange<
    Int32
> {
    /// The last birth day that makes a person as old as that.
    func last(_ age: Int32) -> Int32 {
        let year = date.year &- age
        let hasDay = date.month != 2 || date.day != 29 || isLeap(year)
        return CalendarDay.days(year: year, month: date.month, day: hasDay ? date.day : 28)
    }
    return last(age + 1) + 1...last(age)
}

private func isLeap(_ year: Int32) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

extension Demographics {
    /// Whether the person was drawn from those who died within the history.
    @inlinable
    package var isDeceasedStratum: Bool { death != nil }

    /// The age in whole years on a day (since 1970-01-01); negative before birth.
    package func age(onDay day: Int32) -> Int {
        let born = CalendarDay.parts(Int32(truncatingIfNeeded: dayOfSecond(birth)))
        let today = CalendarDay.parts(day)
        let hadBirthday = (today.month, today.day) >= (born.month, born.day)
        return Int(today.year - born.year) - (hadBirthday ? 0 : 1)
    }

    /// The age in years and parts of a year at a moment.
    @inlinable
    package func years(at second: Int64) -> Double {
        Double(second &- birth) * (1 / 31_556_952)
    }
}
