// MEASUREMENT: vital signs and laboratory results, and whatever else has a code of that domain. A
// blood pressure is two rows, its halves; the panel has none. The largest table of a population, so
// that a row is a small struct and everything that follows from it waits for the flush.
//
//     valueQuantity         value_as_number, unit; value_source_value is its text, decimals and all
//     valueCodeableConcept  value_as_concept_id; value_source_value is the code
//     reference range       range_low, range_high
//     score                 value_as_number without a unit
//
// No operator: results have none, and '=' means the same.

import Columnar
import OMOP
import Synthesis

/// Gathers rows of MEASUREMENT.
struct MeasurementTable {
    private struct Row: EventRow {
        let key: EventKey
        let time: Int64
        let value: MeasuredValue
        let rangeLow: Float
        let rangeHigh: Float
        let concept: Int32
        let type: Int32
        let sourceCode: Int32
        let sourceConcept: Int32
        let unit: Int16
        /// In `texts`; -1.
        let text: Int32
    }

    private var columns = RowColumns<Row>()
    private var texts = ValueTexts()
    private let text: WorldText
    private let routing: CodeRouting

    init(text: WorldText, routing: CodeRouting) {
        self.text = text
        self.routing = routing
    }

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson, _ staged: [StagedRow]) {
        var ordinal = 0
        while ordinal < staged.count {
            let row = staged[ordinal]
            if row.source == .observation {
                appendResult(frame, person.observations[Int(row.index)], row, ordinal)
            } else {
                appendEvent(frame, RoutedEvent(row, of: person), row, ordinal)
            }
            ordinal += 1
            if columns.isChunkFull { flush() }
        }
    }

    @inline(__always)
    private mutating func appendResult(
        _ frame: PersonFrame, _ event: ObservationEvent, _ row: StagedRow, _ ordinal: Int
    ) {
        var sourceCode = WorldText.index(event.code, in: text.codes)
        var sourceConcept = routing.sourceConcept(event.code)
        var unit = event.unit
        if row.part != .whole {
            sourceCode = row.part == .systolic ? text.systolicCode : text.diastolicCode
            sourceConcept = row.conceptID
            unit = text.millimeterMercury
        }
        // FHIR wants a unit of a quantity, and a score has none: OMOP knows no plausible one.
        if case .integer = event.value { unit = -1 }
        let isLaboratory = if case .laboratory = event.category { true } else { false }
        let value = MeasuredValue(event, row, routing)
        columns.append(
            Row(
                key: frame.key(ordinal: ordinal, encounter: event.encounter), time: event.time,
                value: value, rangeLow: row.part == .whole ? event.rangeLow : .nan,
                rangeHigh: row.part == .whole ? event.rangeHigh : .nan,
                concept: row.conceptID,
                type: isLaboratory ? ConceptID.typeLab : ConceptID.typeEHR,
                sourceCode: sourceCode, sourceConcept: sourceConcept,
                unit: value.isNumber ? unit : -1, text: value.entry(in: &texts, text: text)))
    }

    /// A row of an event without a result: a screening that was made.
    private mutating func appendEvent(
        _ frame: PersonFrame, _ event: RoutedEvent, _ row: StagedRow, _ ordinal: Int
    ) {
        columns.append(
            Row(
                key: frame.key(ordinal: ordinal, encounter: event.encounter), time: row.time,
                value: .concept(row.valueConceptID), rangeLow: .nan, rangeHigh: .nan,
                concept: row.conceptID, type: ConceptID.typeEHR,
                sourceCode: WorldText.index(event.code, in: text.codes),
                sourceConcept: routing.sourceConcept(event.code), unit: -1, text: -1))
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take(lateEntries: texts.take())
    }

    private mutating func flush() {
        let concepts = text.unitConcepts
        columns.begin()
        columns.ids()
        columns.persons()
        columns.int(\.concept)
        columns.date { CalendarTime.day($0.time) }
        columns.datetime(\.time)
        columns.nullTexts()
        columns.int(\.type)
        columns.nullInts()
        columns.optionalDouble(\.value.number)
        columns.optionalInt(\.value.conceptID)
        columns.optionalInt { row in
            let unit = Int(row.unit)
            return unit >= 0 && unit < concepts.count ? concepts[unit] : Absent.concept
        }
        columns.optionalDouble { row in
            ExactDecimal.number(ofBound: row.rangeLow, decimals: row.value.decimals)
        }
        columns.optionalDouble { row in
            ExactDecimal.number(ofBound: row.rangeHigh, decimals: row.value.decimals)
        }
        columns.providers()
        columns.visits()
        columns.visitDetails()
        columns.text(text.codes, \.sourceCode)
        columns.int(\.sourceConcept)
        columns.text(text.units) { Int32($0.unit) }
        columns.optionalInt { row in
            let unit = Int(row.unit)
            return unit >= 0 && unit < concepts.count ? concepts[unit] : Absent.concept
        }
        columns.lateText(\.text)
        columns.nullLongs()
        columns.nullInts()
        columns.end()
    }
}
