// PAYER_PLAN_PERIOD: one row for each stretch of coverage. The subset has no concepts of payers: 0,
// with the payer's name as source value.

import Columnar
import OMOP
import Synthesis

/// Gathers rows of PAYER_PLAN_PERIOD.
struct PayerPlanPeriodTable {
    private struct Row {
        let person: Int64
        let ordinal: Int32
        let startDay: Int32
        let endDay: Int32
        let payer: Int32
    }

    private var columns = RowColumns<Row>()
    private let text: WorldText

    init(text: WorldText) { self.text = text }

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson) {
        for (index, span) in person.coverages.enumerated() {
            let start = CalendarTime.day(span.start)
            // What lasts is known to last until the reference date, or until death.
            let end = frame.knownEnd(span.end).map(CalendarTime.day) ?? frame.lastDay
            columns.append(
                Row(
                    person: frame.number, ordinal: Int32(truncatingIfNeeded: index),
                    startDay: start, endDay: max(start, min(end, frame.lastDay)),
                    payer: WorldText.index(span.payer, in: text.payers)))
        }
        if columns.isChunkFull { flush() }
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        columns.begin()
        columns.long { RecordID.event(person: $0.person, ordinal: Int($0.ordinal)) }
        columns.long(\.person)
        columns.date(\.startDay)
        columns.date(\.endDay)
        columns.int(ConceptID.noMatch)
        columns.text(text.payers, \.payer)
        columns.nullInts()
        columns.nullInts()
        columns.nullTexts()
        columns.nullInts()
        columns.nullInts()
        columns.nullTexts()
        columns.nullInts()
        columns.nullTexts()
        columns.nullInts()
        columns.nullTexts()
        columns.nullInts()
        columns.end()
    }
}
