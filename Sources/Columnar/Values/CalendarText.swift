// Dates, times and timestamps as the text that SQL sees.
//
//     2026-01-31                     days since 1970-01-01
//     23:59:59[.ffffff]              since midnight
//     2026-01-31 23:59:59[.ffffff]   since 1970-01-01 00:00:00, with +00:00 when it is UTC
//
// The calendar is the proleptic Gregorian one. Years have four digits at least, and a minus sign
// before year 0. Fractions are left out when they are zero, else have six digits, nine for
// nanoseconds, so that the order of the texts is the order of time within the years 0 to 9999.

/// Writes dates and times into memory that the caller reserved.
package enum CalendarText {
    /// The most bytes that one value takes.
    package static let bytesMax = 64

    /// The days whose year has exactly four digits and no sign: the texts of these, and of
    /// timestamps within them, sort as the values do.
    package static let sortableDays: ClosedRange<Int64> = -719_528...2_932_896

    package static let secondsPerDay: Int64 = 86_400

    /// Writes `YYYY-MM-DD`.
    ///
    /// - Parameter target: room for `bytesMax` bytes.
    /// - Returns: bytes written.
    /// - Source: C. Neri and L. Schneider, "Euclidean affine functions and their application to
    ///   calendar algorithms" (2023): no division but by constants, in 32 bits, for the years 0 to
    ///   9999.
    package static func writeDate(_ days: Int64, _ target: UnsafeMutablePointer<UInt8>) -> Int {
        guard sortableDays.contains(days) else { return unsafe writeDistantDate(days, target) }
        // Days are counted from 0000-03-01, so that the leap day comes last, in four centuries more
        // than there are, so that January of year 0 is not below zero.
        let count = UInt32(truncatingIfNeeded: days &+ 719_468 &+ 146_097)
        let inCenturies = 4 &* count &+ 3
        let century = inCenturies / 146_097
        let dayOfCentury = inCenturies % 146_097 / 4
        let product = 2_939_745 &* UInt64(4 &* dayOfCentury &+ 3)
        let yearOfCentury = UInt32(truncatingIfNeeded: product >> 32)
        let dayOfYear = UInt32(truncatingIfNeeded: product) / 2_939_745 / 4
        let inMonths = 2141 &* dayOfYear &+ 197_913
        let isNextYear = dayOfYear >= 306
        let year = 100 &* century &+ yearOfCentury &+ (isNextYear ? 1 : 0) &- 400
        let month = inMonths >> 16 &- (isNextYear ? 12 : 0)
        let day = (inMonths & 0xffff) / 2141 &+ 1
        unsafe writeTwoDigits(Int64(year / 100), target)
        unsafe writeTwoDigits(Int64(year % 100), target + 2)
        unsafe target[4] = UInt8(ascii: "-")
        unsafe writeTwoDigits(Int64(month), target + 5)
        unsafe target[7] = UInt8(ascii: "-")
        unsafe writeTwoDigits(Int64(day), target + 8)
        return 10
    }

    /// The same for years with a sign or more than four digits.
    private static func writeDistantDate(
        _ days: Int64, _ target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        // Eras of 400 years.
        let shifted = days &+ 719_468
        let era = (shifted >= 0 ? shifted : shifted &- 146_096) / 146_097
        let dayOfEra = shifted &- era &* 146_097
        let yearOfEra =
            (dayOfEra &- dayOfEra / 1460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
        let shiftedMonth = (5 &* dayOfYear &+ 2) / 153
        let day = dayOfYear &- (153 &* shiftedMonth &+ 2) / 5 &+ 1
        let month = shiftedMonth < 10 ? shiftedMonth &+ 3 : shiftedMonth &- 9
        let year = yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0)
        let count = unsafe writeLongYear(year, target)
        unsafe target[count] = UInt8(ascii: "-")
        unsafe writeTwoDigits(month, target + count + 1)
        unsafe target[count + 3] = UInt8(ascii: "-")
        unsafe writeTwoDigits(day, target + count + 4)
        return count + 6
    }

    /// Writes `HH:MM:SS[.ffffff]`.
    ///
    /// - Parameters:
    ///   - value: units since midnight; taken modulo a day.
    ///   - target: room for `bytesMax` bytes.
    /// - Returns: bytes written.
    package static func writeTime(
        _ value: Int64, _ unit: TimeUnit, _ target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let perDay = unit.perSecond &* secondsPerDay
        let rest = value % perDay
        return unsafe writeTimeOfDay(rest < 0 ? rest &+ perDay : rest, unit, target)
    }

    /// Writes `YYYY-MM-DD HH:MM:SS[.ffffff][+00:00]`.
    ///
    /// - Parameter target: room for `bytesMax` bytes.
    /// - Returns: bytes written.
    @inline(__always)
    package static func writeTimestamp(
        _ value: Int64, _ unit: TimeUnit, isUTC: Bool, _ target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        // By constants, each of these divisions is a multiplication.
        let (days, rest) =
            switch unit {
            case .milliseconds: floorDivided(value, by: 86_400_000)
            case .microseconds: floorDivided(value, by: 86_400_000_000)
            case .nanoseconds: floorDivided(value, by: 86_400_000_000_000)
            }
        var count = unsafe writeDate(days, target)
        unsafe target[count] = UInt8(ascii: " ")
        count += 1
        unsafe count += writeTimeOfDay(rest, unit, target + count)
        guard isUTC else { return count }
        // "+00:00", the lowest byte first.
        unsafe UnsafeMutableRawPointer(target + count).storeBytes(
            of: UInt32(0x3a30_302b).littleEndian, as: UInt32.self)
        unsafe target[count + 4] = UInt8(ascii: "0")
        unsafe target[count + 5] = UInt8(ascii: "0")
        return count + 6
    }

    /// The quotient rounded toward minus infinity, and what is left.
    @inline(__always)
    private static func floorDivided(
        _ value: Int64, by divisor: Int64
    ) -> (quotient: Int64, remainder: Int64) {
        let quotient = value / divisor
        let rest = value &- quotient &* divisor
        return rest < 0 ? (quotient &- 1, rest &+ divisor) : (quotient, rest)
    }

    @inline(__always)
    private static func writeTimeOfDay(
        _ value: Int64, _ unit: TimeUnit, _ target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let (seconds, fraction, digits) =
            switch unit {
            case .milliseconds: (value / 1000, value % 1000 &* 1000, 6)
            case .microseconds: (value / 1_000_000, value % 1_000_000, 6)
            case .nanoseconds: (value / 1_000_000_000, value % 1_000_000_000, 9)
            }
        let minutes = seconds / 60
        unsafe writeTwoDigits(minutes / 60, target)
        unsafe target[2] = UInt8(ascii: ":")
        unsafe writeTwoDigits(minutes % 60, target + 3)
        unsafe target[5] = UInt8(ascii: ":")
        unsafe writeTwoDigits(seconds &- minutes &* 60, target + 6)
        guard fraction != 0 else { return 8 }
        unsafe target[8] = UInt8(ascii: ".")
        var rest = fraction
        for place in stride(from: digits - 1, through: 0, by: -1) {
            unsafe target[9 + place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return 9 + digits
    }

    @inline(__always)
    private static func writeTwoDigits(_ value: Int64, _ target: UnsafeMutablePointer<UInt8>) {
        // Within 0...99 a product replaces the division.
        let tens = (value &* 103) >> 10
        unsafe target[0] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: tens)
        unsafe target[1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value &- tens &* 10)
    }

    private static func writeLongYear(
        _ year: Int64, _ target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var digits = Array(String(year.magnitude).utf8)
        while digits.count < 4 { digits.insert(UInt8(ascii: "0"), at: 0) }
        if year < 0 { digits.insert(UInt8(ascii: "-"), at: 0) }
        for (index, digit) in digits.enumerated() { unsafe target[index] = digit }
        return digits.count
    }
}
