// Dates and times as Iceberg's JSON writes them.
//
//     date      = [+|-] YYYY… "-" MM "-" DD
//     time      = HH ":" MM [":" SS ["." 1-9 digits]]
//     timestamp = date "T" time [zone]
//     zone      = "Z" | (+|-) HH ":" MM
//
// Source: Iceberg specification, appendix D, "JSON single-value serialization"; ISO 8601.

import Columnar

/// Reads temporal texts; every function answers nil for what is not one.
enum ISOTemporal {
    /// Days since 1970-01-01.
    static func date(_ text: some Sequence<UInt8>) -> Int64? {
        var cursor = Cursor(text)
        guard let days = date(&cursor), cursor.isAtEnd else { return nil }
        return days
    }

    /// Since midnight.
    static func time(_ text: some Sequence<UInt8>, _ unit: TimeUnit) -> Int64? {
        var cursor = Cursor(text)
        guard let nanoseconds = time(&cursor), cursor.isAtEnd else { return nil }
        return nanoseconds / (1_000_000_000 / unit.perSecond)
    }

    /// Since 1970-01-01 00:00:00; the zone's offset is taken off where there is one.
    static func timestamp(_ text: some Sequence<UInt8>, _ unit: TimeUnit) -> Int64? {
        var cursor = Cursor(text)
        guard let days = date(&cursor), cursor.take("T") || cursor.take(" "),
            let nanoseconds = time(&cursor), let offset = offset(&cursor), cursor.isAtEnd
        else { return nil }
        let perSecond = unit.perSecond
        let (midnight, first) = days.multipliedReportingOverflow(by: 86_400 * perSecond)
        let ofDay = nanoseconds / (1_000_000_000 / perSecond) - offset * perSecond
        let (value, second) = midnight.addingReportingOverflow(ofDay)
        return first || second ? nil : value
    }

    private static func date(_ cursor: inout Cursor) -> Int64? {
        let isNegative = cursor.take("-")
        if !isNegative { _ = cursor.take("+") }
        guard let year = cursor.number(digits: 4...8), cursor.take("-"),
            let month = cursor.number(digits: 2...2), cursor.take("-"),
            let day = cursor.number(digits: 2...2)
        else { return nil }
        return CivilDate(year: isNegative ? -year : year, month: month, day: day).daysSinceEpoch
    }

    /// Nanoseconds since midnight.
    private static func time(_ cursor: inout Cursor) -> Int64? {
        guard let hour = cursor.number(digits: 2...2), hour < 24, cursor.take(":"),
            let minute = cursor.number(digits: 2...2), minute < 60
        else { return nil }
        var nanoseconds = (hour * 60 + minute) * 60_000_000_000
        guard cursor.take(":") else { return nanoseconds }
        guard let second = cursor.number(digits: 2...2), second < 60 else { return nil }
        nanoseconds += second * 1_000_000_000
        guard cursor.take(".") else { return nanoseconds }
        let start = cursor.at
        guard var fraction = cursor.number(digits: 1...9) else { return nil }
        for _ in cursor.at - start..<9 { fraction *= 10 }
        return nanoseconds + fraction
    }

    /// Seconds ahead of UTC; 0 without a zone.
    private static func offset(_ cursor: inout Cursor) -> Int64? {
        if cursor.isAtEnd || cursor.take("Z") { return 0 }
        let isNegative = cursor.take("-")
        guard isNegative || cursor.take("+"), let hour = cursor.number(digits: 2...2), hour < 19,
            cursor.take(":"), let minute = cursor.number(digits: 2...2), minute < 60
        else { return nil }
        let seconds = (hour * 60 + minute) * 60
        return isNegative ? -seconds : seconds
    }

    /// A place in a text.
    private struct Cursor {
        private let bytes: [UInt8]
        private(set) var at = 0

        init(_ text: some Sequence<UInt8>) { bytes = Array(text) }

        var isAtEnd: Bool { at == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
            at += 1
            return true
        }

        /// As many digits as there are, up to the upper bound.
        mutating func number(digits: ClosedRange<Int>) -> Int64? {
            let start = at
            var value: Int64 = 0
            while at < bytes.count, at - start < digits.upperBound, bytes[at] &- 0x30 < 10 {
                value = value * 10 + Int64(bytes[at] &- 0x30)
                at += 1
            }
            return at - start >= digits.lowerBound ? value : nil
        }
    }
}

/// Milliseconds since 1970-01-01 00:00:00 UTC of a text such as `2026-01-31 12:00:00.5+01:00`; nil
/// when it is none. Without a zone it is UTC.
package func timestampMilliseconds(_ text: String) -> Int64? {
    ISOTemporal.timestamp(Array(text.utf8), .milliseconds)
}
