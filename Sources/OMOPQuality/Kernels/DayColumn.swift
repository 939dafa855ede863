// One column of a batch as days: what dates and datetimes are compared as.
//
//     2016-04-24, 2016-04-24 10:00:00, 2016-04-24T10:00:00Z    text, cut to the day
//     20160424                                                 a day as one number or text
//     1461456000                                               seconds since 1970-01-01

import Columnar

/// The days since 1970-01-01 of a column.
@safe
final class DayColumn {
    /// No value.
    static let null = Int32.min
    /// A value that is no date; compares with nothing.
    static let unreadable = Int32.min + 1

    private(set) var count = 0
    private(set) var nullCount = 0
    /// A day for each row, or one of the two above.
    private(set) var days: UnsafeMutablePointer<Int32>

    private let memory = RowMemory<Int32>()
    // The text read last: rows of one person and visit tend to have the same date.
    private var lastHead: UInt64 = 0
    private var lastTail: UInt16 = 0
    private var lastDay = DayColumn.unreadable

    init() { unsafe days = unsafe memory.base }

    /// Takes the values of a vector.
    func load(_ vector: ColumnVector) {
        count = vector.count
        nullCount = 0
        memory.reserve(count)
        unsafe days = unsafe memory.base
        for row in 0..<count {
            let day: Int32
            switch vector.kind(at: row) {
            case ValueKind.null:
                day = Self.null
                nullCount &+= 1
            case ValueKind.text: day = unsafe read(vector.bytes(at: row))
            case ValueKind.integer: day = read(Int64(bitPattern: vector.word(at: row)))
            case ValueKind.real:
                let real = Double(bitPattern: vector.word(at: row))
                day = Int64(exactly: real.rounded(.down)).map { read($0) } ?? Self.unreadable
            default: day = Self.unreadable
            }
            // Safe: the memory holds `count` rows.
            unsafe days[row] = day
        }
    }

    @inline(__always)
    private func read(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard text.count >= 10, let start = text.baseAddress else { return unsafe readShort(text) }
        // Safe: ten bytes are there.
        let head = unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
        let tail = unsafe UnsafeRawPointer(start + 8).loadUnaligned(as: UInt16.self)
        if head == lastHead, tail == lastTail, text.count == 10 { return lastDay }
        return unsafe readLong(text, head, tail)
    }

    private func readLong(
        _ text: UnsafeBufferPointer<UInt8>, _ head: UInt64, _ tail: UInt16
    ) -> Int32 {
        if text.count > 10, unsafe text[10] != UInt8(ascii: " "),
            unsafe text[10] != UInt8(ascii: "T")
        {
            return Self.unreadable
        }
        if head == lastHead, tail == lastTail { return lastDay }
        lastHead = head
        lastTail = tail
        lastDay =
            unsafe CalendarReading.date(UnsafeBufferPointer(rebasing: text[0..<10]))
            ?? Self.unreadable
        return lastDay
    }

    private func readShort(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard text.count == 8, let compact = unsafe Int64(String(decoding: text, as: UTF8.self))
        else {
            return Self.unreadable
        }
        return Self.compactDay(compact) ?? Self.unreadable
    }

    private func read(_ number: Int64) -> Int32 {
        if let day = Self.compactDay(number) { return day }
        let (seconds, perDay) = (number, CalendarText.secondsPerDay)
        let day = seconds / perDay - (seconds % perDay < 0 ? 1 : 0)
        guard CalendarText.sortableDays.contains(day) else { return Self.unreadable }
        return Int32(truncatingIfNeeded: day)
    }

    /// The day of `YYYYMMDD`.
    private static func compactDay(_ number: Int64) -> Int32? {
        guard (10_000_101...99_991_231).contains(number) else { return nil }
        return CalendarReading.days(
            year: number / 10_000, month: number / 100 % 100, day: number % 100
        ).map { Int32(truncatingIfNeeded: $0) }
    }
}
