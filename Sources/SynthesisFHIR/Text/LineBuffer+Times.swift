// Dates and times as FHIR writes them, in UTC.
//
//     2025-03-09              date
//     2025-03-09T14:05:30Z    dateTime and instant

import Columnar

extension LineBuffer {
    /// The seconds whose date has ten characters: years 0 to 9999. Others are moved to the nearest.
    private static let seconds: ClosedRange<Int64> =
        CalendarText.sortableDays.lowerBound
        * CalendarText.secondsPerDay...(CalendarText.sortableDays.upperBound + 1)
        * CalendarText.secondsPerDay - 1

    /// Appends `YYYY-MM-DD`.
    ///
    /// - Parameter time: seconds since 1970-01-01.
    mutating func date(_ time: Int64) {
        reserve(10)
        _ = storeDate(time)
        advance(10)
    }

    /// Appends `YYYY-MM-DDTHH:MM:SSZ`.
    ///
    /// - Parameter time: seconds since 1970-01-01.
    mutating func dateTime(_ time: Int64) {
        reserve(20)
        let second = storeDate(time)
        unsafe end.storeBytes(of: UInt8(ascii: "T"), toByteOffset: 10, as: UInt8.self)
        unsafe end.storeBytes(
            of: LineBuffer.twoDigits(second / 3600), toByteOffset: 11, as: UInt16.self)
        unsafe end.storeBytes(of: UInt8(ascii: ":"), toByteOffset: 13, as: UInt8.self)
        unsafe end.storeBytes(
            of: LineBuffer.twoDigits(second / 60 % 60), toByteOffset: 14, as: UInt16.self)
        unsafe end.storeBytes(of: UInt8(ascii: ":"), toByteOffset: 16, as: UInt8.self)
        unsafe end.storeBytes(
            of: LineBuffer.twoDigits(second % 60), toByteOffset: 17, as: UInt16.self)
        unsafe end.storeBytes(of: UInt8(ascii: "Z"), toByteOffset: 19, as: UInt8.self)
        advance(20)
    }

    /// Appends `YYMMDD`, as device labels write dates (GS1 application identifiers 11 and 17).
    mutating func labelDate(_ time: Int64) {
        reserve(10)
        _ = storeDate(time)
        let month = unsafe end.loadUnaligned(fromByteOffset: 5, as: UInt16.self)
        let day = unsafe end.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        let year = unsafe end.loadUnaligned(fromByteOffset: 2, as: UInt16.self)
        unsafe end.storeBytes(of: year, as: UInt16.self)
        unsafe end.storeBytes(of: month, toByteOffset: 2, as: UInt16.self)
        unsafe end.storeBytes(of: day, toByteOffset: 4, as: UInt16.self)
        advance(6)
    }

    /// Stores the ten bytes of the date at the end.
    ///
    /// - Returns: the second of the day.
    @inline(__always)
    private mutating func storeDate(_ time: Int64) -> UInt32 {
        let time = min(max(time, LineBuffer.seconds.lowerBound), LineBuffer.seconds.upperBound)
        var day = time / CalendarText.secondsPerDay
        var second = time % CalendarText.secondsPerDay
        if second < 0 {
            day -= 1
            second += CalendarText.secondsPerDay
        }
        if day != self.day {
            reserve(CalendarText.bytesMax)
            _ = unsafe CalendarText.writeDate(day, end.assumingMemoryBound(to: UInt8.self))
            dayText = unsafe (
                end.loadUnaligned(as: UInt64.self),
                end.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
            )
            self.day = day
        }
        unsafe end.storeBytes(of: dayText.head, as: UInt64.self)
        unsafe end.storeBytes(of: dayText.tail, toByteOffset: 8, as: UInt16.self)
        return UInt32(truncatingIfNeeded: second)
    }
}
