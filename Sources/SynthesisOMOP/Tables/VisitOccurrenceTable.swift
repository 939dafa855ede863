// VISIT_OCCURRENCE: one row for each encounter, in its order.
//
//     encounter kind                    FHIR class   visit concept
//     wellness, outpatient, urgent care AMB          9202 Outpatient Visit
//     emergency                         EMER         9203 Emergency Room Visit
//     inpatient                         IMP          9201 Inpatient Visit
//     emergency to inpatient            OBSENC       262 Emergency Room and Inpatient Visit
//     telehealth                        VR           722455 Telehealth
//     home                              HH           581476 Home Visit
//
// visit_source_value is the id of the Encounter, by which the two worlds pair;
// visit_source_concept_id the concept of its type. What is finer than the class (office, urgent
// care) stands in the visit detail. Discharges are left open: the subset has no concept for going
// home or for having died.

import Columnar
import OMOP
import Synthesis

extension EncounterKind {
    /// The concept of the visit: what the class of the Encounter maps to.
    var visitConcept: Int32 {
        switch self {
        case .wellness, .outpatient, .urgentCare: ConceptID.visitOutpatient
        case .emergency: ConceptID.visitEmergency
        case .inpatient: ConceptID.visitInpatient
        case .emergencyToInpatient: ConceptID.visitEmergencyAndInpatient
        case .telehealth: ConceptID.visitTelehealth
        case .home: ConceptID.visitHome
        }
    }

    /// The concept of the visit's own detail.
    var detailConcept: Int32 {
        switch self {
        case .wellness, .outpatient: ConceptID.visitOffice
        case .urgentCare: ConceptID.visitUrgentCare
        case .emergencyToInpatient: ConceptID.visitInpatient
        default: visitConcept
        }
    }

    /// Where a stay comes from; -1 for other visits.
    var admittedFromConcept: Int32 {
        switch self {
        case .emergencyToInpatient: ConceptID.visitEmergencyRoomHospital
        case .inpatient: ConceptID.visitOutpatientHospital
        default: Absent.concept
        }
    }

    /// The same as FHIR's admit source: an index in `VisitOccurrenceTable.admitSources`; -1.
    var admitSource: Int32 {
        switch self {
        case .emergencyToInpatient: 0
        case .inpatient: 1
        default: -1
        }
    }
}

/// Gathers rows of VISIT_OCCURRENCE.
struct VisitOccurrenceTable {
    private struct Row {
        let person: Int64
        let ordinal: Int32
        let kind: EncounterKind
        let start: Int64
        let end: Int64
        let provider: Int32
        let careSite: Int32
        let sourceConcept: Int32
    }

    /// Codes of FHIR's code system admit-source.
    static let admitSources = WorldText.column(["emd", "outp"])

    private var columns = RowColumns<Row>()
    private var ids = ByteColumn()
    private let routing: CodeRouting

    init(routing: CodeRouting) { self.routing = routing }

    var rowCount: Int { columns.count }

    mutating func append(_ frame: PersonFrame, _ person: SimulatedPerson) {
        for (index, event) in person.encounters.enumerated() {
            let ordinal = Int32(truncatingIfNeeded: index)
            columns.append(
                Row(
                    person: frame.number, ordinal: ordinal, kind: event.kind, start: event.start,
                    end: event.end, provider: event.provider, careSite: event.careSite,
                    sourceConcept: routing.sourceConcept(event.type)))
            ExactDecimal.append(key: frame.id(ordinal), to: &ids.bytes)
            ids.endValue()
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
        columns.int(\.kind.visitConcept)
        columns.date { CalendarTime.day($0.start) }
        columns.datetime(\.start)
        columns.date { CalendarTime.day($0.end) }
        columns.datetime(\.end)
        columns.int(ConceptID.typeEHREncounter)
        columns.optionalLong { Int64($0.provider) + 1 }
        columns.optionalLong { Int64($0.careSite) + 1 }
        columns.text(moving: &ids)
        columns.int(\.sourceConcept)
        columns.optionalInt(\.kind.admittedFromConcept)
        columns.text(Self.admitSources, \.kind.admitSource)
        columns.nullInts()
        columns.nullTexts()
        columns.optionalLong { row in
            row.ordinal == 0
                ? 0 : RecordID.event(person: row.person, ordinal: Int(row.ordinal) - 1)
        }
        columns.end()
    }
}
