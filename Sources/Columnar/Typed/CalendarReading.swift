// Dates, times and timestamps from the texts that people write in SQL.
//
//     date       YYYY-MM-DD
//     time       HH:MM[:SS[.f…]]
//     timestamp  date [ ( " " | "T" ) time [zone] ]       without a time it is midnight
//     zone       [ " " ] ( "Z" | (+|-) HH[[:]MM] )         taken off: the value is in UTC
//
// Digits of a fraction beyond the unit must be zeros: nothing is rounded. Years have four digits.

/// Reads temporal texts; every function answers nil for what is not one.
package enum CalendarReading {
    /// Days since 1970-01-01.
    package static func date(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
        if text.count == 10, let days = unsafe plainDate(text) {
            return Int32(truncatingIfNeeded: days)
        }
        var cursor = unsafe Cursor(text)
        guard let days = cursor.date(), cursor.isAtEnd else { return nil }
        return Int32(truncatingIfNeeded: days)
    }

    /// Units since midnight.
    package static func time(_ text: UnsafeBufferPointer<UInt8>, _ unit: TimeUnit) -> Int64? {
        var cursor = unsafe Cursor(text)
        guard let value = cursor.time(unit), cursor.isAtEnd else { return nil }
        return value
    }

    /// Units since 1970-01-01 00:00:00; a text without a zone is taken as it stands.
    package static func timestamp(
        _ text: UnsafeBufferPointer<UInt8>, _ unit: TimeUnit
    ) -> Int64? {
        if unit != .nanoseconds, text.count == 19, let value = unsafe plainTimestamp(text, unit) {
            return value
        }
        var cursor = unsafe Cursor(text)
        guard let days = cursor.date() else { return nil }
        var ofDay: Int64 = 0
        if !cursor.isAtEnd {
            guard
                cursor.take(UInt8(ascii: " ")) || cursor.take(UInt8(ascii: "T"))
                    || cursor.take(UInt8(ascii: "t")),
                let time = cursor.time(unit), let offset = cursor.offsetSeconds(), cursor.isAtEnd
            else { return nil }
            ofDay = time - offset * unit.perSecond
        }
        // Nanoseconds reach from 1677 to 2262.
        let (midnight, first) = days.multipliedReportingOverflow(
            by: CalendarText.secondsPerDay * unit.perSecond)
        let (value, second) = midnight.addingReportingOverflow(ofDay)
        return first || second ? nil : value
    }

    // MARK: The usual form
    //
    // What nearly all texts are is read without looking for its end at each digit. These answer nil
    // for whatever else there may be, which is then read by a Cursor.

    /// The first ten bytes as YYYY-MM-DD.
    @inline(__always)
    private static func plainDate(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        var isDigits = true
        // Safe: the callers have seen to the length.
        let century = unsafe twoDigits(text, 0, &isDigits)
        let year = unsafe twoDigits(text, 2, &isDigits)
        let month = unsafe twoDigits(text, 5, &isDigits)
        let day = unsafe twoDigits(text, 8, &isDigits)
        guard isDigits, unsafe text[4] == UInt8(ascii: "-"), unsafe text[7] == UInt8(ascii: "-")
        else { return nil }
        return days(year: century * 100 + year, month: month, day: day)
    }

    /// Nineteen bytes as YYYY-MM-DD HH:MM:SS; units that do not overflow.
    @inline(__always)
    private static func plainTimestamp(
        _ text: UnsafeBufferPointer<UInt8>, _ unit: TimeUnit
    ) -> Int64? {
        var isDigits = true
        let hour = unsafe twoDigits(text, 11, &isDigits)
        let minute = unsafe twoDigits(text, 14, &isDigits)
        let second = unsafe twoDigits(text, 17, &isDigits)
        guard isDigits, hour < 24, minute < 60, second < 60,
            unsafe text[10] == UInt8(ascii: " ") || text[10] == UInt8(ascii: "T"),
            unsafe text[13] == UInt8(ascii: ":"), unsafe text[16] == UInt8(ascii: ":"),
            let days = unsafe plainDate(text)
        else { return nil }
        let seconds = days * CalendarText.secondsPerDay + (hour * 60 + minute) * 60 + second
        return seconds * unit.perSecond
    }

    @inline(__always)
    private static func twoDigits(
        _ text: UnsafeBufferPointer<UInt8>, _ place: Int, _ isDigits: inout Bool
    ) -> Int64 {
        let tens = unsafe text[place] &- 0x30
        let ones = unsafe text[place + 1] &- 0x30
        isDigits = isDigits && tens < 10 && ones < 10
        return Int64(tens) &* 10 &+ Int64(ones)
    }

    /// Days since 1970-01-01 of a day in the years 0 to 9999; nil when the calendar has none.
    ///
    /// - Source: days before a month, with March as month 0, are (153 m + 2) / 5; a cycle of 400
    ///   years has 146,097 days.
    package static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let last: Int64 =
            switch month {
            case 2: isLeap ? 29 : 28
            case 4, 6, 9, 11: 30
            default: 31
            }
        guard day <= last else { return nil }
        let fromMarch = month > 2 ? month - 3 : month + 9
        // A cycle earlier, so that nothing is below zero in year 0.
        let shifted = (month <= 2 ? year - 1 : year) + 400
        let leapDays = shifted / 4 - shifted / 100 + shifted / 400
        return shifted * 365 + leapDays + (153 * fromMarch + 2) / 5 + day - 1 - 719_468 - 146_097
    }

    /// A place in a text.
    @safe
    private struct Cursor {
        private let text: UnsafeBufferPointer<UInt8>
        private var at = 0

        init(_ text: UnsafeBufferPointer<UInt8>) { unsafe self.text = unsafe text }

        var isAtEnd: Bool { unsafe at == text.count }

        mutating func take(_ byte: UInt8) -> Bool {
            guard unsafe at < text.count, unsafe text[at] == byte else { return false }
            at += 1
            return true
        }

        private mutating func digit() -> Int64? {
            guard unsafe at < text.count, unsafe text[at] &- 0x30 < 10 else { return nil }
            let value = unsafe Int64(text[at] &- 0x30)
            at += 1
            return value
        }

        private mutating func twoDigits() -> Int64? {
            guard let tens = digit(), let ones = digit() else { return nil }
            return tens * 10 + ones
        }

        mutating func date() -> Int64? {
            guard let century = twoDigits(), let year = twoDigits(), take(UInt8(ascii: "-")),
                let month = twoDigits(), take(UInt8(ascii: "-")), let day = twoDigits()
            else { return nil }
            return CalendarReading.days(year: century * 100 + year, month: month, day: day)
        }

        mutating func time(_ unit: TimeUnit) -> Int64? {
            guard let hour = twoDigits(), hour < 24, take(UInt8(ascii: ":")),
                let minute = twoDigits(), minute < 60
            else { return nil }
            var value = (hour * 60 + minute) * 60 * unit.perSecond
            guard take(UInt8(ascii: ":")) else { return value }
            guard let second = twoDigits(), second < 60 else { return nil }
            value += second * unit.perSecond
            guard take(UInt8(ascii: ".")) else { return value }
            guard var next = digit() else { return nil }
            var weight = unit.perSecond / 10
            while true {
                // Beyond the unit only zeros.
                if weight == 0, next != 0 { return nil }
                value += next * weight
                weight /= 10
                guard let following = digit() else { return value }
                next = following
            }
        }

        /// Seconds ahead of UTC; 0 without a zone.
        mutating func offsetSeconds() -> Int64? {
            if isAtEnd { return 0 }
            _ = take(UInt8(ascii: " "))
            if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return 0 }
            let isNegative = take(UInt8(ascii: "-"))
            guard isNegative || take(UInt8(ascii: "+")), let hour = twoDigits(), hour < 19
            else { return nil }
            var minute: Int64 = 0
            if !isAtEnd {
                _ = take(UInt8(ascii: ":"))
                guard let digits = twoDigits(), digits < 60 else { return nil }
                minute = digits
            }
            let seconds = (hour * 60 + minute) * 60
            return isNegative ? -seconds : seconds
        }
    }
}
