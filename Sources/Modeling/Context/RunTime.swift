// Points in time: when a run began, as templates and the ledger write them.
//
// UTC throughout, without a calendar library: days are counted by the civil-from-days rule of the
// proleptic Gregorian calendar.
// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".

import Glibc

/// Microseconds since 1970-01-01 00:00:00 UTC.
package struct RunTime: Sendable, Comparable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package static var now: RunTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return RunTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    package static func < (first: RunTime, second: RunTime) -> Bool {
        first.microseconds < second.microseconds
    }

    /// Seconds from an earlier time to this one.
    package func seconds(since earlier: RunTime) -> Double {
        Double(microseconds &- earlier.microseconds) / 1_000_000
    }

    /// Year, month, day, hour, minute, second, microsecond.
    var fields: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, micro: Int) {
        let day = floorDivide(microseconds, 86_400_000_000)
        let rest = Int(microseconds - day * 86_400_000_000)
        let shifted = Int(day) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, rest / 3_600_000_000,
            rest / 60_000_000 % 60, rest / 1_000_000 % 60, rest % 1_000_000
        )
    }

    private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }

    /// `2026-11-27 18:40:00.123456`, as TIMESTAMP columns hold it.
    package var text: String { formatted("%Y-%m-%d %H:%M:%S.%f") }

    /// By the directives of Python's strftime that make sense in UTC; others stand as written.
    func formatted(_ format: String) -> String {
        let fields = fields
        var text = ""
        var rest = format[...]
        while let character = rest.popFirst() {
            guard character == "%", let directive = rest.popFirst() else {
                text.append(character)
                continue
            }
            switch directive {
            case "Y": text += padded(fields.year, 4)
            case "m": text += padded(fields.month, 2)
            case "d": text += padded(fields.day, 2)
            case "H": text += padded(fields.hour, 2)
            case "M": text += padded(fields.minute, 2)
            case "S": text += padded(fields.second, 2)
            case "f": text += padded(fields.micro, 6)
            case "y": text += padded(fields.year % 100, 2)
            case "F": text += formatted("%Y-%m-%d")
            case "T": text += formatted("%H:%M:%S")
            case "s": text += String(microseconds / 1_000_000)
            case "z": text += "+0000"
            case "Z": text += "UTC"
            case "%": text += "%"
            default: text += "%" + String(directive)
            }
        }
        return text
    }
}

func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// A version 4 UUID: what tells one run from all others.
func randomUUID() -> String {
    var generator = SystemRandomNumberGenerator()
    var words = [generator.next(), generator.next()]
    words[0] = words[0] & ~0xf000 | 0x4000
    words[1] = words[1] & ~(3 << 62) | 1 << 63
    let digits = words.map { word in
        let text = String(word, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }.joined()
    var text = ""
    for (index, digit) in digits.enumerated() {
        if [8, 12, 16, 20].contains(index) { text += "-" }
        text.append(digit)
    }
    return text
}
