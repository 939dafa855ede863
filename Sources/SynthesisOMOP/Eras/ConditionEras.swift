// Condition eras: occurrences of one concept that follow each other within 30 days are one.
//
//     end of an occurrence    its end date, else the day after its start
//     merged                  next start - latest end so far ≤ 30 days
//
// Occurrences of concept 0 have eras too. Nothing ends after the reference date.
// Source: the SQL of OHDSI/ETL-Synthea (insert_condition_era.sql), and the CDM's page on eras.

/// One occurrence as the rule sees it.
struct ConditionOccurrence {
    var conceptID: Int32
    var start: Int32
    /// Nil where none is known.
    var end: Int32?
}

/// A stretch of one condition.
struct ConditionEra: Equatable, Sendable {
    var conceptID: Int32
    var span: DaySpan
    /// Occurrences in it.
    var count: Int32
}

/// The rule.
enum ConditionEras {
    static let gapDaysMax: Int32 = 30

    /// The eras of one person, in the order of start and concept.
    ///
    /// - Parameters:
    ///   - occurrences: in any order; they are sorted in place.
    ///   - lastDay: the reference date.
    static func eras(
        of occurrences: inout [ConditionOccurrence], lastDay: Int32
    ) -> [ConditionEra] {
        occurrences.sort { ($0.conceptID, $0.start) < ($1.conceptID, $1.start) }
        var eras: [ConditionEra] = []
        for occurrence in occurrences {
            let known = occurrence.end ?? min(occurrence.start + 1, lastDay)
            let end = max(occurrence.start, known)
            if let last = eras.last, last.conceptID == occurrence.conceptID,
                occurrence.start - last.span.end <= gapDaysMax
            {
                eras[eras.count - 1].span.end = max(last.span.end, end)
                eras[eras.count - 1].count += 1
            } else {
                eras.append(
                    ConditionEra(
                        conceptID: occurrence.conceptID,
                        span: DaySpan(start: occurrence.start, end: end), count: 1))
            }
        }
        eras.sort { ($0.span.start, $0.conceptID) < ($1.span.start, $1.conceptID) }
        return eras
    }
}
