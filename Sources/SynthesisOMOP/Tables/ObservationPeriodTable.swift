// OBSERVATION_PERIOD: the spans of time in which what happened to a person would have been
// recorded. See Eras/ObservationPeriods.swift for the rule. Derived, so that the type is "Standard
// algorithm from EHR".

import Columnar
import OMOP
import Synthesis

/// Gathers rows of OBSERVATION_PERIOD.
struct ObservationPeriodTable {
    private struct Row {
        let person: Int64
        let ordinal: Int32
        let span: DaySpan
    }

    private var columns = RowColumns<Row>()

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ periods: [DaySpan]) {
        for (ordinal, span) in periods.enumerated() {
            columns.append(
                Row(
                    person: frame.number, ordinal: Int32(truncatingIfNeeded: ordinal), span: span))
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
        columns.date(\.span.start)
        columns.date(\.span.end)
        columns.int(ConceptID.typeDerived)
        columns.end()
    }
}
