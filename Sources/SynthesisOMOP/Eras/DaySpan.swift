// Spans of whole days.

/// From a day to a day, both in it. Days since 1970-01-01.
struct DaySpan: Equatable, Sendable {
    var start: Int32
    var end: Int32
}
