// DRUG_EXPOSURE: prescriptions, drugs given in an encounter, and immunizations.
//
//     prescription     start … start + days_supply - 1, or the day it was stopped
//     administration   one day
//     immunization     one day
//
// No exposure ends before it starts, after death or after the reference date.

import Columnar
import OMOP
import Synthesis

/// Gathers rows of DRUG_EXPOSURE.
struct DrugExposureTable {
    private struct Row: EventRow {
        let key: EventKey
        let start: Int64
        let endDay: Int32
        /// `Absent.day` where nobody said when it ended.
        let verbatimEndDay: Int32
        let concept: Int32
        let type: Int32
        /// -1 for none.
        let refills: Int32
        /// NaN for none.
        let quantity: Double
        /// -1 for none.
        let daysSupply: Int32
        let route: Int32
        let sourceCode: Int32
        let sourceConcept: Int32
    }

    private var columns = RowColumns<Row>()
    private var directions = ByteColumn()
    private var lots = ByteColumn()
    private let text: WorldText
    private let routing: CodeRouting
    private let routeConcepts: [Int32]

    init(text: WorldText, routing: CodeRouting, catalogue: Catalogue, vocabulary: Vocabulary) {
        self.text = text
        self.routing = routing
        routeConcepts = catalogue.routes.map {
            vocabulary.concept($0.conceptID) == nil ? ConceptID.noMatch : $0.conceptID
        }
    }

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson, _ staged: [StagedRow]) {
        for (ordinal, row) in staged.enumerated() {
            switch row.source {
            case .medication:
                append(prescription: person.medications[Int(row.index)], frame, row, ordinal)
            case .administration:
                let event = person.administrations[Int(row.index)]
                append(
                    event.code, event.encounter, frame, row, ordinal, endDay: nil,
                    type: ConceptID.typeEHRAdministration, quantity: Double(event.doseQuantity),
                    route: event.route)
            case .immunization:
                let event = person.immunizations[Int(row.index)]
                lots.bytes.append(UInt8(ascii: "L"))
                ExactDecimal.append(Int64(event.lot), decimals: 0, to: &lots.bytes)
                append(
                    event.code, event.encounter, frame, row, ordinal, endDay: nil,
                    type: ConceptID.typeEHRAdministration, quantity: 1, route: -1)
            case .condition, .observation, .procedure, .allergy, .device: break
            }
        }
        if columns.isChunkFull { flush() }
    }

    private mutating func append(
        prescription event: MedicationEvent, _ frame: PersonFrame, _ row: StagedRow, _ ordinal: Int
    ) {
        DrugDirections.append(event, to: &directions.bytes)
        append(
            event.code, event.encounter, frame, row, ordinal,
            endDay: Self.endDay(of: event, frame),
            verbatimEnd: frame.knownEnd(event.end), type: ConceptID.typeEHRPrescription,
            refills: max(event.refills, 0),
            quantity: event.quantity > 0 ? Double(event.quantity) : .nan,
            daysSupply: event.daysSupply > 0 ? event.daysSupply : -1, route: event.route)
    }

    private mutating func append(
        _ code: Int32, _ encounter: Int32, _ frame: PersonFrame, _ row: StagedRow,
        _ ordinal: Int, endDay: Int32?, verbatimEnd: Int64? = nil, type: Int32,
        refills: Int32 = -1, quantity: Double, daysSupply: Int32 = -1, route: Int16
    ) {
        directions.endValue()
        lots.endValue()
        columns.append(
            Row(
                key: frame.key(ordinal: ordinal, encounter: encounter), start: row.time,
                endDay: endDay ?? CalendarTime.day(row.time),
                verbatimEndDay: verbatimEnd.map(CalendarTime.day) ?? Absent.day,
                concept: row.conceptID, type: type, refills: refills, quantity: quantity,
                daysSupply: daysSupply,
                route: WorldText.index(Int32(route), in: text.routes),
                sourceCode: WorldText.index(code, in: text.codes),
                sourceConcept: routing.sourceConcept(code)))
    }

    /// The last day of the supply or of the therapy, whichever comes first.
    static func endDay(of event: MedicationEvent, _ frame: PersonFrame) -> Int32 {
        let start = CalendarTime.day(event.start)
        // A prescription covers its first supply and those of its refills.
        let days = Int64(max(event.daysSupply, 1)) * (Int64(max(event.refills, 0)) + 1)
        let supply = start &+ Int32(min(days, 3_660)) - 1
        let stopped = frame.knownEnd(event.end).map(CalendarTime.day) ?? frame.lastDay
        return max(start, min(supply, stopped, frame.lastDay))
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        let concepts = routeConcepts
        columns.begin()
        columns.ids()
        columns.persons()
        columns.int(\.concept)
        columns.date { CalendarTime.day($0.start) }
        columns.datetime(\.start)
        columns.date(\.endDay)
        columns.datetime { row in
            max(row.start, Int64(row.endDay) * CalendarTime.secondsPerDay)
        }
        columns.optionalDate(\.verbatimEndDay)
        columns.int(\.type)
        columns.nullTexts()
        columns.optionalInt(\.refills)
        columns.optionalDouble(\.quantity)
        columns.optionalInt(\.daysSupply)
        columns.text(moving: &directions)
        columns.optionalInt { row in
            let route = Int(row.route)
            return route >= 0 && route < concepts.count ? concepts[route] : Absent.concept
        }
        columns.text(moving: &lots)
        columns.providers()
        columns.visits()
        columns.visitDetails()
        columns.text(text.codes, \.sourceCode)
        columns.int(\.sourceConcept)
        columns.text(text.routes, \.route)
        columns.nullTexts()
        columns.end()
    }
}

/// How a prescription is to be taken: the text of the dosage instruction of FHIR.
enum DrugDirections {
    /// Appends `1 dose every 1 d` or `2 dose every 6 h as needed`.
    static func append(_ event: MedicationEvent, to bytes: inout [UInt8]) {
        ExactDecimal.append(short: event.doseQuantity, to: &bytes)
        bytes.append(contentsOf: " dose every ".utf8)
        let days = event.periodHours / 24
        if days >= 1, days < 10_000, days == days.rounded() {
            ExactDecimal.append(Int64(days), decimals: 0, to: &bytes)
            bytes.append(contentsOf: " d".utf8)
        } else {
            ExactDecimal.append(short: event.periodHours, to: &bytes)
            bytes.append(contentsOf: " h".utf8)
        }
        if event.isAsNeeded { bytes.append(contentsOf: " as needed".utf8) }
    }
}
