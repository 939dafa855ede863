// Dates and times as text.
// Source of the expected values: Python's datetime; outside of the years 1 to 9999, which it knows,
// the same moved by whole cycles of 400 years (146,097 days).

@testable import Columnar
import Testing

/// What a writer writes, as text.
private func written(_ write: (UnsafeMutablePointer<UInt8>) -> Int) -> String {
    let target = UnsafeMutablePointer<UInt8>.allocate(capacity: CalendarText.bytesMax)
    defer { unsafe target.deallocate() }
    let count = unsafe write(target)
    return unsafe String(
        decoding: UnsafeBufferPointer(start: target, count: count), as: UTF8.self)
}

private func date(_ days: Int64) -> String {
    unsafe written { unsafe CalendarText.writeDate(days, $0) }
}

private func time(_ value: Int64, _ unit: TimeUnit) -> String {
    unsafe written { unsafe CalendarText.writeTime(value, unit, $0) }
}

private func timestamp(_ value: Int64, _ unit: TimeUnit, isUTC: Bool) -> String {
    unsafe written { unsafe CalendarText.writeTimestamp(value, unit, isUTC: isUTC, $0) }
}

@Suite("Calendar texts")
struct CalendarTextTests {
    @Test(
        "Dates",
        arguments: [
            (Int64(0), "1970-01-01"), (-1, "1969-12-31"), (1, "1970-01-02"),
            (11_016, "2000-02-29"), (18_321, "2020-02-29"), (20_484, "2026-01-31"),
            (-25_509, "1900-02-28"), (-135_140, "1600-01-01"), (-719_162, "0001-01-01"),
            (-719_528, "0000-01-01"), (-719_529, "-0001-12-31"), (-719_893, "-0001-01-01"),
            (2_932_896, "9999-12-31"), (2_932_897, "10000-01-01"),
            (Int64(Int32.max), "5881580-07-11"), (Int64(Int32.min), "-5877641-06-23"),
        ])
    func dates(days: Int64, text: String) {
        #expect(date(days) == text)
    }

    /// Counts the days of the calendar's months, year by year.
    @Test("Every month's first and last day of 1,400 years")
    func months() {
        func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        // 1200-01-01, by Python.
        var day: Int64 = -281_237
        for year in 1200..<2600 {
            let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for (month, length) in lengths.enumerated() {
                let prefix = "\(year)-\(twoDigits(month + 1))-"
                #expect(date(day) == prefix + "01")
                day += Int64(length)
                #expect(date(day - 1) == prefix + "\(length)")
            }
        }
    }

    @Test(
        "Times of day",
        arguments: [
            (Int64(0), TimeUnit.microseconds, "00:00:00"),
            (86_399_999_999, .microseconds, "23:59:59.999999"),
            (81_068_000_000, .microseconds, "22:31:08"),
            (1, .nanoseconds, "00:00:00.000000001"),
            (86_399_999_999_999, .nanoseconds, "23:59:59.999999999"),
            (3_723_004, .milliseconds, "01:02:03.004000"),
            // Outside of a day: what is left of whole days.
            (86_400_000_000, .microseconds, "00:00:00"),
            (-1, .microseconds, "23:59:59.999999"),
        ])
    func times(value: Int64, unit: TimeUnit, text: String) {
        #expect(time(value, unit) == text)
    }

    @Test(
        "Timestamps",
        arguments: [
            (Int64(0), TimeUnit.microseconds, "1970-01-01 00:00:00"),
            (-1, .microseconds, "1969-12-31 23:59:59.999999"),
            (1, .microseconds, "1970-01-01 00:00:00.000001"),
            (1_512_123_175_038_194, .microseconds, "2017-12-01 10:12:55.038194"),
            (951_782_400_000_000, .microseconds, "2000-02-29 00:00:00"),
            (-62_135_596_800_000_000, .microseconds, "0001-01-01 00:00:00"),
            (-62_167_219_200_000_000, .microseconds, "0000-01-01 00:00:00"),
            (-62_167_219_200_000_001, .microseconds, "-0001-12-31 23:59:59.999999"),
            (253_402_300_799_999_999, .microseconds, "9999-12-31 23:59:59.999999"),
            (253_402_300_800_000_000, .microseconds, "10000-01-01 00:00:00"),
            (.max, .microseconds, "294247-01-10 04:00:54.775807"),
            (.min, .microseconds, "-290308-12-21 19:59:05.224192"),
            (-1, .nanoseconds, "1969-12-31 23:59:59.999999999"),
            (1_510_871_468_000_001_001, .nanoseconds, "2017-11-16 22:31:08.000001001"),
            (.max, .nanoseconds, "2262-04-11 23:47:16.854775807"),
            (.min, .nanoseconds, "1677-09-21 00:12:43.145224192"),
            (-1, .milliseconds, "1969-12-31 23:59:59.999000"),
            (1_510_871_468_123, .milliseconds, "2017-11-16 22:31:08.123000"),
            (.max, .milliseconds, "292278994-08-17 07:12:55.807000"),
            (.min, .milliseconds, "-292275055-05-16 16:47:04.192000"),
        ])
    func timestamps(value: Int64, unit: TimeUnit, text: String) {
        #expect(timestamp(value, unit, isUTC: false) == text)
        #expect(
            timestamp(value, unit, isUTC: true)
                == text + "+00:00")
    }

    /// No file has such dates; their text means nothing, but it has to fit.
    @Test("Any 64 bits are written", arguments: [Int64.min, .min + 1, .max - 719_468, .max])
    func extremes(days: Int64) {
        #expect(date(days).utf8.count <= 32)
    }

    /// Counts the days of the Gregorian calendar one by one, as its rule for leap years has them.
    @Test("Every month of the years 0 to 9999")
    func everyMonth() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        func padded(_ value: Int, _ count: Int) -> String {
            String(repeating: "0", count: count - String(value).count) + String(value)
        }
        var day = CalendarText.sortableDays.lowerBound
        var wrong: [String] = []
        for year in 0...9999 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, length) in lengths.enumerated() {
                let length = length + (month == 1 && isLeap ? 1 : 0)
                let prefix = "\(padded(year, 4))-\(padded(month + 1, 2))-"
                let (first, last) = (date(day), date(day + Int64(length) - 1))
                if first != prefix + "01" { wrong.append(first) }
                if last != prefix + String(length) { wrong.append(last) }
                day += Int64(length)
            }
        }
        #expect(day == CalendarText.sortableDays.upperBound + 1)
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test("Within the years of four digits the texts are in the order of time")
    func order() {
        let days = CalendarText.sortableDays
        var generator = SplitMix(state: 3)
        var values = (0..<2000).map { _ in Int64.random(in: days, using: &generator) }
        values += [days.lowerBound, days.upperBound, -1, 0]
        values.sort()
        let texts = values.map { date($0) }
        #expect(texts == texts.sorted())
        let perDay = CalendarText.secondsPerDay * 1_000_000
        for isUTC in [false, true] {
            // The last and the first instants of days, and some within.
            var instants: [Int64] = []
            for day in values {
                for offset: Int64 in [0, 1, 999_999, 1_000_000, 1_000_001, perDay - 1] {
                    instants.append(day * perDay + offset)
                }
            }
            instants.sort()
            let texts = instants.map {
                Array(timestamp($0, .microseconds, isUTC: isUTC).utf8)
            }
            let isSorted = zip(texts, texts.dropFirst()).allSatisfy { first, second in
                !second.lexicographicallyPrecedes(first)
            }
            #expect(isSorted)
        }
    }
}
