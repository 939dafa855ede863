// PROCEDURE_OCCURRENCE: a row for each procedure, condition or observation whose code is a
// procedure.

import Columnar
import OMOP
import Synthesis

/// Gathers rows of PROCEDURE_OCCURRENCE.
struct ProcedureOccurrenceTable {
    private struct Row: EventRow {
        let key: EventKey
        let concept: Int32
        let start: Int64
        /// `Absent.moment` where the event has only a start.
        let end: Int64
        let sourceCode: Int32
        let sourceConcept: Int32
    }

    private var columns = RowColumns<Row>()
    private let text: WorldText
    private let routing: CodeRouting

    init(text: WorldText, routing: CodeRouting) {
        self.text = text
        self.routing = routing
    }

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson, _ staged: [StagedRow]) {
        for (ordinal, row) in staged.enumerated() {
            let event = RoutedEvent(row, of: person)
            var end = Absent.moment
            if row.source == .procedure {
                end = frame.knownEnd(person.procedures[Int(row.index)].end) ?? Absent.moment
            }
            columns.append(
                Row(
                    key: frame.key(ordinal: ordinal, encounter: event.encounter),
                    concept: row.conceptID, start: row.time, end: end,
                    sourceCode: WorldText.index(event.code, in: text.codes),
                    sourceConcept: routing.sourceConcept(event.code)))
        }
        if columns.isChunkFull { flush() }
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        columns.begin()
        columns.ids()
        columns.persons()
        columns.int(\.concept)
        columns.date { CalendarTime.day($0.start) }
        columns.datetime(\.start)
        columns.optionalDate {
            $0.end == Absent.moment ? Absent.day : CalendarTime.day($0.end)
        }
        columns.optionalDatetime(\.end)
        columns.int(ConceptID.typeEHR)
        columns.nullInts()
        columns.int(1)
        columns.providers()
        columns.visits()
        columns.visitDetails()
        columns.text(text.codes, \.sourceCode)
        columns.int(\.sourceConcept)
        columns.nullTexts()
        columns.end()
    }
}
