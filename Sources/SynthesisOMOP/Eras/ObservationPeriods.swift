// Observation periods by the rule for data of health records.
//
//     start   the first event since 1950
//     end     60 days after the last event, or after death, or the reference date: the earliest
//     gap     548 days or more without an event close a period and open another
//
// Events are the days of visits from start to end, and the starts of all that is recorded. What
// somebody was told in childhood, before there were records, stays outside of periods: it is known,
// and was not observed. Death alone is no event. A person of whom nothing is recorded was a patient
// nevertheless: their period is the reference date, or the day of death.
// Source: OHDSI/CommonDataModel, rmd/ehrObsPeriods.Rmd, which begins with the record system; OHDSI
// DataQualityDashboard, which takes nothing before 1950 for observed. The last rule is ours, since
// every person must have a period.

import Synthesis

/// The rule.
enum ObservationPeriods {
    static let gapDays: Int32 = 548
    static let surveillanceDays: Int32 = 60
    /// 1950-01-01.
    static let recordsBeginDay: Int32 = -7_305

    /// The periods of a person, in order.
    static func periods(of person: SimulatedPerson, _ frame: PersonFrame) -> [DaySpan] {
        var events: [DaySpan] = []
        for event in person.encounters {
            add(event.start, event.end, to: &events)
        }
        for event in person.conditions { add(event.onset, to: &events) }
        for event in person.observations { add(event.time, to: &events) }
        for event in person.procedures { add(event.start, to: &events) }
        for event in person.medications { add(event.start, to: &events) }
        for event in person.administrations { add(event.time, to: &events) }
        for event in person.immunizations { add(event.time, to: &events) }
        for event in person.allergies { add(event.recorded, to: &events) }
        for event in person.devices { add(event.start, to: &events) }
        for event in person.notes { add(event.time, to: &events) }
        return periods(
            of: &events, deathDay: frame.deathDay, lastDay: frame.lastDay,
            asOfDay: frame.asOfDay)
    }

    /// The same for days at hand.
    static func periods(
        of events: inout [DaySpan], deathDay: Int32?, lastDay: Int32, asOfDay: Int32
    ) -> [DaySpan] {
        guard !events.isEmpty else { return [DaySpan(start: lastDay, end: lastDay)] }
        events.sort { ($0.start, $0.end) < ($1.start, $1.end) }
        var periods: [DaySpan] = []
        for event in events {
            if let last = periods.last, event.start - last.end < gapDays {
                periods[periods.count - 1].end = max(last.end, event.end)
            } else {
                periods.append(event)
            }
        }
        let closing = min(deathDay.map { $0 + surveillanceDays } ?? asOfDay, asOfDay)
        for index in periods.indices {
            let end = min(periods[index].end + surveillanceDays, closing)
            periods[index].end = max(periods[index].start, end)
        }
        return periods
    }

    /// Most events share the day of the one before.
    @inline(__always)
    private static func add(_ start: Int64, _ end: Int64? = nil, to events: inout [DaySpan]) {
        let day = CalendarTime.day(start)
        let endDay = end.map(CalendarTime.day) ?? day
        guard endDay >= recordsBeginDay else { return }
        let span = DaySpan(start: max(day, recordsBeginDay), end: endDay)
        if events.last != span { events.append(span) }
    }
}
