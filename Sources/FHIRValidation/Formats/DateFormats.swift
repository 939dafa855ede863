// Dates and times.
//
//     date      YYYY [ -MM [ -DD ] ]
//     dateTime  YYYY [ -MM [ -DD [ T hh:mm:ss [ .f… ] zone ] ] ]
//     instant   YYYY-MM-DD T hh:mm:ss [ .f… ] zone
//     time      hh:mm:ss [ .f… ]
//     zone      Z | (+|-) hh:mm      up to 14:00
//
// Years are 0001 to 9999, seconds up to 60 (a leap second). On top of the regular expressions the
// day has to be one of its month: "Dates SHALL be valid dates".
// Source: FHIR R4, datatypes, table "Primitive Types".

/// Matchers of dates and times.
enum DateFormats {
    static func isDate(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count == 4 || count == 7 || count == 10 else { return false }
        return unsafe isDay(text, count)
    }

    static func isDateTime(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        unsafe count > 10 ? isInstant(text, count) : isDate(text, count)
    }

    static func isInstant(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        // Safe: the shortest instant, 2020-01-01T00:00:00Z, has 20 bytes.
        guard count >= 20, unsafe text[10] == UInt8(ascii: "T"), unsafe isDay(text, 10) else {
            return false
        }
        let end = unsafe timeEnd(text + 11, count &- 11)
        guard end > 0 else { return false }
        return unsafe isZone(text + 11 + end, count &- 11 &- end)
    }

    static func isTime(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        unsafe count >= 8 && timeEnd(text, count) == count
    }

    /// A year of 4 bytes, a month of 7, or a day of 10.
    private static func isDay(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let (century, rest) = unsafe (twoDigits(text), twoDigits(text + 2))
        guard century >= 0, rest >= 0, century &+ rest > 0 else { return false }
        if count == 4 { return true }
        let month = unsafe twoDigits(text + 5)
        guard unsafe text[4] == UInt8(ascii: "-"), month >= 1, month <= 12 else { return false }
        if count == 7 { return true }
        let day = unsafe twoDigits(text + 8)
        guard unsafe text[7] == UInt8(ascii: "-"), day >= 1 else { return false }
        return day <= 28 || day <= days(of: month, century &* 100 &+ rest)
    }

    private static func days(of month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Behind the time at `text`, or 0.
    private static func timeEnd(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
        guard count >= 8 else { return 0 }
        let (hour, minute, second) = unsafe (
            twoDigits(text), twoDigits(text + 3), twoDigits(text + 6)
        )
        guard hour >= 0, hour <= 23, minute >= 0, minute <= 59, second >= 0, second <= 60,
            unsafe text[2] == UInt8(ascii: ":"), unsafe text[5] == UInt8(ascii: ":")
        else { return 0 }
        guard count > 8, unsafe text[8] == UInt8(ascii: ".") else { return 8 }
        var end = 9
        while unsafe end < count && isDigit(text[end]) { end &+= 1 }
        return end > 9 ? end : 0
    }

    private static func isZone(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        if count == 1 { return unsafe text[0] == UInt8(ascii: "Z") }
        guard count == 6, unsafe text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
            unsafe text[3] == UInt8(ascii: ":")
        else { return false }
        let (hour, minute) = unsafe (twoDigits(text + 1), twoDigits(text + 4))
        guard hour >= 0, minute >= 0 else { return false }
        return hour <= 13 ? minute <= 59 : hour == 14 && minute == 0
    }
}
