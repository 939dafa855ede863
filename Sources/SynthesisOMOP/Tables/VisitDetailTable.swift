// VISIT_DETAIL: one row for each visit, and one for a stretch of intensive care within it, whose
// parent is the visit's own detail. The source value is the code of the encounter's type.

import Columnar
import OMOP
import Synthesis

/// Gathers rows of VISIT_DETAIL.
struct VisitDetailTable {
    private struct Row {
        let person: Int64
        let ordinal: Int32
        let encounter: Int32
        /// The ordinal of the parent; -1.
        let parent: Int32
        let kind: EncounterKind
        let start: Int64
        let end: Int64
        let provider: Int32
        let careSite: Int32
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

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson) {
        for (ordinal, detail) in frame.details.enumerated() {
            let event = person.encounters[Int(detail.encounter)]
            let isStay = detail.isIntensiveCare
            // A stretch that the visit does not contain ends with it.
            let end =
                isStay
                ? min(event.end, event.start + Int64(event.intensiveCareEnd)) : event.end
            columns.append(
                Row(
                    person: frame.number, ordinal: Int32(truncatingIfNeeded: ordinal),
                    encounter: detail.encounter,
                    parent: isStay ? frame.mainDetail(of: detail.encounter) : -1,
                    kind: isStay ? .inpatient : event.kind, start: min(detail.time, end),
                    end: end, provider: event.provider, careSite: event.careSite,
                    sourceCode: isStay
                        ? text.intensiveCareCode : WorldText.index(event.type, in: text.codes),
                    sourceConcept: isStay
                        ? ConceptID.intensiveCareAdmission : routing.sourceConcept(event.type)))
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
        columns.int(\.kind.detailConcept)
        columns.date { CalendarTime.day($0.start) }
        columns.datetime(\.start)
        columns.date { CalendarTime.day($0.end) }
        columns.datetime(\.end)
        columns.int(ConceptID.typeEHREncounter)
        columns.optionalLong { Int64($0.provider) + 1 }
        columns.optionalLong { Int64($0.careSite) + 1 }
        columns.text(text.codes, \.sourceCode)
        columns.int(\.sourceConcept)
        columns.optionalInt { $0.parent < 0 ? $0.kind.admittedFromConcept : -1 }
        columns.text(VisitOccurrenceTable.admitSources) {
            $0.parent < 0 ? $0.kind.admitSource : -1
        }
        columns.nullTexts()
        columns.nullInts()
        columns.optionalLong { row in
            row.ordinal == 0
                ? 0 : RecordID.event(person: row.person, ordinal: Int(row.ordinal) - 1)
        }
        columns.optionalLong { row in
            row.parent < 0
                ? 0 : RecordID.event(person: row.person, ordinal: Int(row.parent))
        }
        columns.long { RecordID.event(person: $0.person, ordinal: Int($0.encounter)) }
        columns.end()
    }
}
