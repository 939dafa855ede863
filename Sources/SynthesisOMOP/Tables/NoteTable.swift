// NOTE: one row for each clinical note, with the text that its DocumentReference carries.

import Columnar
import OMOP
import Synthesis

/// Gathers rows of NOTE.
struct NoteTable {
    private struct Row: EventRow {
        let key: EventKey
        let time: Int64
        let code: Int32
        let noteClass: Int32
    }

    private var columns = RowColumns<Row>()
    private var texts = ByteColumn()
    private let text: WorldText
    private let routing: CodeRouting
    private let catalogue: Catalogue

    init(text: WorldText, routing: CodeRouting, catalogue: Catalogue) {
        self.text = text
        self.routing = routing
        self.catalogue = catalogue
    }

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson) {
        for (index, event) in person.notes.enumerated() {
            VisitNote.append(event, of: person, catalogue, to: &texts.bytes)
            texts.endValue()
            columns.append(
                Row(
                    key: frame.key(ordinal: index, encounter: event.encounter), time: event.time,
                    code: WorldText.index(event.code, in: text.codes),
                    noteClass: routing.answerConcept(event.code)))
        }
        if columns.isChunkFull { flush() }
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        let displays = text.displays
        columns.begin()
        columns.ids()
        columns.persons()
        columns.date { CalendarTime.day($0.time) }
        columns.datetime(\.time)
        columns.int(ConceptID.typeEHR)
        columns.int(\.noteClass)
        columns.text(displays) { WorldText.index($0.code, in: displays) }
        columns.text(moving: &texts)
        columns.int(ConceptID.utf8)
        columns.int(ConceptID.english)
        columns.providers()
        columns.visits()
        columns.visitDetails()
        columns.text(text.codes, \.code)
        columns.nullLongs()
        columns.nullInts()
        columns.end()
    }
}
