// date() and datetime() of the texts that FHIR and SQL write.
//
//     YYYY-MM-DD                                      date() gives it back
//     YYYY-MM-DD(T| )HH:MM:SS[.fff][Z|(+|-)HH:MM]     moved to UTC
//
// Other forms ('now', Julian days, 24:00, the 30th of February, which SQLite moves to March) are
// SQLite's.
// Source: SQLite, "Date And Time Functions", section 2.

import Columnar

extension Evaluator {
    /// - Parameter operation: `.date` or `.dateTime`.
    func calendar(
        _ operation: ScalarOperation, _ operand: AddressedVector, _ frame: Frame
    ) throws(LakeError) -> AddressedVector {
        let result = AddressedVector(count: frame.rowCount)
        let isDate = operation == .date
        for row in 0..<frame.rowCount {
            guard operand.kind(row) == ValueKind.text,
                let time = unsafe CivilTime(operand.bytes(row))
            else {
                try askUnlessNull(operation, operand, result, row, frame)
                continue
            }
            let target = unsafe frame.arena.allocate(CivilTime.bytesMax)
            let count = unsafe isDate ? time.writeDate(target) : time.writeDateTime(target)
            unsafe result.set(
                row, UnsafeBufferPointer(start: target, count: count), kind: ValueKind.text)
        }
        return result
    }

    private func askUnlessNull(
        _ operation: ScalarOperation, _ operand: AddressedVector, _ result: AddressedVector,
        _ row: Int, _ frame: Frame
    ) throws(LakeError) {
        if operand.kind(row) == ValueKind.null {
            result.setNull(row)
        } else {
            try ask(operation, [operand], result, row, frame)
        }
    }
}

/// A point in time between the years 0 and 9999, in UTC, to the second.
struct CivilTime {
    /// Days since 1970-01-01.
    private let days: Int
    /// Of the day.
    private let seconds: Int

    static let bytesMax = 19

    /// - Returns: nil for other forms than those above.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count >= 10, unsafe text[4] == UInt8(ascii: "-"),
            unsafe text[7] == UInt8(ascii: "-"),
            let year = unsafe Self.number(text, 0, 4), let month = unsafe Self.number(text, 5, 2),
            let day = unsafe Self.number(text, 8, 2),
            1...12 ~= month, day >= 1, day <= Self.daysOfMonth(month, year)
        else { return nil }
        let date = Self.days(year, month, day)
        guard text.count > 10 else {
            days = date
            seconds = 0
            return
        }
        let mark = unsafe text[10]
        guard mark == UInt8(ascii: "T") || mark == UInt8(ascii: " "), text.count >= 19,
            unsafe text[13] == UInt8(ascii: ":"), unsafe text[16] == UInt8(ascii: ":"),
            let hour = unsafe Self.number(text, 11, 2),
            let minute = unsafe Self.number(text, 14, 2),
            let second = unsafe Self.number(text, 17, 2), hour < 24, minute < 60, second < 60
        else { return nil }
        var at = 19
        if at < text.count, unsafe text[at] == UInt8(ascii: ".") {
            at += 1
            let first = at
            while at < text.count, unsafe text[at] &- 0x30 < 10 { at += 1 }
            // More digits could round to the next second.
            guard 1...3 ~= at - first else { return nil }
        }
        var shift = 0
        if at < text.count {
            let sign = unsafe text[at]
            switch sign {
            case UInt8(ascii: "Z") where at + 1 == text.count: break
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                guard at + 6 == text.count, unsafe text[at + 3] == UInt8(ascii: ":"),
                    let hours = unsafe Self.number(text, at + 1, 2),
                    let minutes = unsafe Self.number(text, at + 4, 2), hours <= 14, minutes < 60
                else { return nil }
                shift = (hours * 60 + minutes) * 60 * (sign == UInt8(ascii: "+") ? -1 : 1)
            default: return nil
            }
        }
        let total = (hour * 60 + minute) * 60 + second + shift
        let carry = total < 0 ? -1 : total >= 86_400 ? 1 : 0
        days = date + carry
        seconds = total - carry * 86_400
        guard Self.firstDay...Self.lastDay ~= days else { return nil }
    }

    /// 0000-01-01 and 9999-12-31.
    private static let firstDay = -719_528
    private static let lastDay = 2_932_896

    @inline(always)
    private static func number(
        _ text: UnsafeBufferPointer<UInt8>, _ at: Int, _ count: Int
    ) -> Int? {
        var value = 0
        var index = at
        while index < at &+ count {
            let digit = unsafe text[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int(digit)
            index &+= 1
        }
        return value
    }

    private static func daysOfMonth(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar; years begin in March, so that the
    /// day that some have more is their last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// - Returns: bytes written.
    func writeDate(_ target: UnsafeMutablePointer<UInt8>) -> Int {
        unsafe CalendarText.writeDate(Int64(days), target)
    }

    /// - Returns: bytes written.
    func writeDateTime(_ target: UnsafeMutablePointer<UInt8>) -> Int {
        let count = unsafe writeDate(target)
        unsafe Self.write(seconds / 3600, behind: UInt8(ascii: " "), target + count)
        unsafe Self.write(seconds / 60 % 60, behind: UInt8(ascii: ":"), target + count + 3)
        unsafe Self.write(seconds % 60, behind: UInt8(ascii: ":"), target + count + 6)
        return count + 9
    }

    /// Writes a mark and two digits.
    @inline(always)
    private static func write(
        _ part: Int, behind mark: UInt8, _ target: UnsafeMutablePointer<UInt8>
    ) {
        unsafe target[0] = mark
        unsafe target[1] = 0x30 &+ UInt8(truncatingIfNeeded: part / 10)
        unsafe target[2] = 0x30 &+ UInt8(truncatingIfNeeded: part % 10)
    }
}
