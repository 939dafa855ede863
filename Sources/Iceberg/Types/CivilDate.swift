// Days since 1970-01-01 as year, month and day, and back: the proleptic Gregorian calendar.
//
// A cycle of 400 years has 146,097 days. Counted from 0000-03-01, the leap day is the last of a
// year, and the days before a month are (153 m + 2) / 5 with March as month 0.

/// A date; years before 1 AD are 0, -1, …
struct CivilDate: Hashable, Sendable {
    let year: Int64
    /// 1 to 12.
    let month: Int64
    /// 1 to 31.
    let day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date of a day count; any Int64 far from the ends is one.
    init(daysSinceEpoch: Int64) {
        let fromMarch = daysSinceEpoch &+ 719_468
        let cycle = floorDivide(fromMarch, 146_097)
        let dayOfCycle = fromMarch &- cycle &* 146_097
        let yearOfCycle =
            (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear =
            dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfCycle &+ cycle &* 400 &+ (month <= 2 ? 1 : 0)
    }

    /// Nil when the calendar has no such day, or the year is beyond ten million.
    var daysSinceEpoch: Int64? {
        guard (-10_000_000...10_000_000).contains(year), (1...12).contains(month), day >= 1
        else { return nil }
        let yearFromMarch = month <= 2 ? year - 1 : year
        let cycle = floorDivide(yearFromMarch, 400)
        let yearOfCycle = yearFromMarch - cycle * 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
        let days = cycle * 146_097 + dayOfCycle - 719_468
        // The 31st of a short month comes back as a day of the next.
        return CivilDate(daysSinceEpoch: days) == self ? days : nil
    }
}

/// The quotient rounded toward minus infinity; `divisor` is positive.
@inline(always)
func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient &- 1 : quotient
}
