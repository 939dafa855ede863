// Dates as FHIR writes them: a year, a month or a day, in the zone of the text.
//
//     2014 · 2014-05 · 2014-05-20 · 2014-05-20T23:40:00-05:00
//
// The day is the one that is written, whatever day it is elsewhere.
// Source: FHIR R4, Data Types, dateTime.

import Columnar
import OMOP

/// A date with its precision.
struct WrittenDate: Equatable, Sendable {
    enum Precision: UInt8, Sendable { case none, year, month, day }

    static let none = WrittenDate(first: 0, precision: .none)

    /// The first day of what is written, in days since 1970-01-01.
    private(set) var first: Int32
    private(set) var precision: Precision

    private init(first: Int32, precision: Precision) {
        self.first = first
        self.precision = precision
    }

    /// Nothing where the text is no date.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        self = .none
        guard text.count >= 4, let year = unsafe Self.number(text, 0..<4) else { return }
        let hasMonth = unsafe text.count >= 7 && text[4] == UInt8(ascii: "-")
        let month = unsafe hasMonth ? Self.number(text, 5..<7) : 1
        let hasDay = unsafe hasMonth && text.count >= 10 && text[7] == UInt8(ascii: "-")
        let day = unsafe hasDay ? Self.number(text, 8..<10) : 1
        guard let month, let day,
            let days = CalendarReading.days(year: year, month: month, day: day)
        else { return }
        first = Int32(truncatingIfNeeded: days)
        precision = hasDay ? .day : hasMonth ? .month : .year
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int64? {
        var number: Int64 = 0
        for index in range {
            let digit = unsafe text[index] &- 0x30
            guard digit < 10 else { return nil }
            number = number * 10 + Int64(digit)
        }
        return number
    }

    var isKnown: Bool { precision != .none }

    /// The day; nil where only a month or a year is written.
    var day: Int32? { precision == .day ? first : nil }

    /// Whether a day is within what is written.
    func holds(_ day: Int32) -> Bool {
        if precision == .day { return day == first }
        let (own, other) = (CalendarDay.parts(first), CalendarDay.parts(day))
        return own.year == other.year && (precision == .year || own.month == other.month)
    }

    /// As it was written, without a time; empty for none.
    var text: String {
        let length =
            switch precision {
            case .none: 0
            case .year: 4
            case .month: 7
            case .day: 10
            }
        return String(Self.text(ofDay: first).prefix(length))
    }

    /// `YYYY-MM-DD`.
    static func text(ofDay day: Int32) -> String {
        let room = CalendarText.bytesMax
        return unsafe String(unsafeUninitializedCapacity: room) { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            // Safe: the buffer has room for `bytesMax` bytes.
            return unsafe CalendarText.writeDate(Int64(day), start)
        }
    }
}

/// Year, month and day of a date.
struct CalendarParts {
    let year: Int32
    let month: Int32
    let day: Int32

    init(day: Int32) {
        let parts = CalendarDay.parts(day)
        (year, month, self.day) = (parts.year, parts.month, parts.day)
    }
}
