// OBSERVATION: surveys, social history, allergies, and every code whose domain has no table of its
// own.
//
//     allergy    concept of the allergy; the substance in value_as_concept_id where it is known
//     answer     value_as_concept_id; 0, and the text in value_as_string, where none is known
//     score      value_as_number with its unit

import Columnar
import OMOP
import Synthesis

/// Gathers rows of OBSERVATION.
struct ObservationTable {
    private struct Row: EventRow {
        let key: EventKey
        let time: Int64
        let value: MeasuredValue
        let concept: Int32
        let sourceCode: Int32
        let sourceConcept: Int32
        let unit: Int16
    }

    private var columns = RowColumns<Row>()
    private var values = ByteColumn()
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
            var value = MeasuredValue.concept(row.valueConceptID)
            var unit: Int16 = -1
            if row.source == .observation {
                let result = person.observations[Int(row.index)]
                value = MeasuredValue(result, row, routing)
                unit = value.isNumber ? result.unit : -1
                if case .integer = result.value, unit < 0 { unit = text.score }
            }
            value.appendText(to: &values, text: text)
            columns.append(
                Row(
                    key: frame.key(ordinal: ordinal, encounter: event.encounter), time: row.time,
                    value: value, concept: row.conceptID,
                    sourceCode: WorldText.index(event.code, in: text.codes),
                    sourceConcept: routing.sourceConcept(event.code), unit: unit))
        }
        if columns.isChunkFull { flush() }
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        let concepts = text.unitConcepts
        let world = text
        columns.begin()
        columns.ids()
        columns.persons()
        columns.int(\.concept)
        columns.date { CalendarTime.day($0.time) }
        columns.datetime(\.time)
        columns.int(ConceptID.typeEHR)
        columns.optionalDouble(\.value.number)
        columns.text(text.displays) { $0.value.unmappedDisplay(world) }
        columns.optionalInt(\.value.conceptID)
        columns.nullInts()
        columns.optionalInt { row in
            let unit = Int(row.unit)
            return unit >= 0 && unit < concepts.count ? concepts[unit] : Absent.concept
        }
        columns.providers()
        columns.visits()
        columns.visitDetails()
        columns.text(text.codes, \.sourceCode)
        columns.int(\.sourceConcept)
        columns.text(text.units) { Int32($0.unit) }
        columns.nullTexts()
        columns.text(moving: &values)
        columns.nullLongs()
        columns.nullInts()
        columns.end()
    }
}
