// The ledger: which FHIR resource became which OMOP row, so that the sums of both worlds agree.
//
//     resource_type resource_id omop_table           omop_id reason                  person_id
//     Condition     100001      condition_occurrence 100001  NULL                    1
//     CarePlan      100001      NULL                 NULL    no OMOP table: CarePlan 1
//     NULL          NULL        condition_era        100001  derived                 1
//
// Each resource is there at least once, each row exactly once.

import Columnar

/// A type of FHIR resource that persons or their providers have.
enum LedgerResource: Int32, CaseIterable {
    case patient, encounter, condition, observation, diagnosticReport, procedure,
        medicationRequest, medicationAdministration, immunization, allergyIntolerance, carePlan,
        device, coverage, explanationOfBenefit, documentReference, organization, location,
        practitioner, practitionerRole

    /// The name in FHIR.
    var name: String {
        switch self {
        case .patient: "Patient"
        case .encounter: "Encounter"
        case .condition: "Condition"
        case .observation: "Observation"
        case .diagnosticReport: "DiagnosticReport"
        case .procedure: "Procedure"
        case .medicationRequest: "MedicationRequest"
        case .medicationAdministration: "MedicationAdministration"
        case .immunization: "Immunization"
        case .allergyIntolerance: "AllergyIntolerance"
        case .carePlan: "CarePlan"
        case .device: "Device"
        case .coverage: "Coverage"
        case .explanationOfBenefit: "ExplanationOfBenefit"
        case .documentReference: "DocumentReference"
        case .organization: "Organization"
        case .location: "Location"
        case .practitioner: "Practitioner"
        case .practitionerRole: "PractitionerRole"
        }
    }

    /// The type of an event's resource.
    init(_ source: EventSource) {
        self =
            switch source {
            case .condition: .condition
            case .observation: .observation
            case .procedure: .procedure
            case .medication: .medicationRequest
            case .administration: .medicationAdministration
            case .immunization: .immunization
            case .allergy: .allergyIntolerance
            case .device: .device
            }
    }
}

/// Why a resource has no row, or a row no resource.
enum LedgerReason: Int32, CaseIterable {
    case panel, carePlan, nothingBilled, payer, role, derived

    var text: String {
        switch self {
        case .panel: "panel: its results are the rows"
        case .carePlan: "no OMOP table: CarePlan"
        case .nothingBilled: "no items: nothing was billed"
        case .payer: "payer: named in payer_plan_period"
        case .role: "role: the row is that of the Practitioner"
        case .derived: "derived"
        }
    }
}

/// Gathers rows of the ledger.
struct LedgerRows {
    private struct Row {
        /// `LedgerResource`; -1 for a row that no resource became.
        let resource: Int32
        /// In `OMOPTable.allCases`; -1 for a resource without a row.
        let table: Int32
        /// 0 for none.
        let omopID: Int64
        /// `LedgerReason`; -1 for a pair.
        let reason: Int32
        /// 0 for what persons share.
        let person: Int64
    }

    static let columns: [(name: String, type: ScalarType, isRequired: Bool)] = [
        ("resource_type", .string, false), ("resource_id", .string, false),
        ("omop_table", .string, false), ("omop_id", .long, false), ("reason", .string, false),
        ("person_id", .long, false),
    ]
    private static let resources = WorldText.column(LedgerResource.allCases.map(\.name))
    private static let tables = WorldText.column(OMOPTable.allCases.map(\.rawValue))
    private static let reasons = WorldText.column(LedgerReason.allCases.map(\.text))
    private static let tableNumbers: [OMOPTable: Int32] = Dictionary(
        uniqueKeysWithValues: OMOPTable.allCases.enumerated().map { ($1, Int32($0)) })

    private var columns = RowColumns<Row>()
    private var ids = ByteColumn()

    var rowCount: Int { columns.count }

    /// The number of a table, for `pair`: looked up once for many rows.
    static func number(of table: OMOPTable) -> Int32 { tableNumbers[table] ?? -1 }

    /// A resource that became a row.
    @inline(__always)
    mutating func pair(
        _ resource: LedgerResource, id: Int64, table: Int32, omopID: Int64, person: Int64
    ) {
        ExactDecimal.append(key: id, to: &ids.bytes)
        ids.endValue()
        columns.append(
            Row(
                resource: resource.rawValue, table: table, omopID: omopID, reason: -1,
                person: person))
    }

    /// A resource without a row.
    mutating func lone(
        _ resource: LedgerResource, id: Int64, prefix: StaticString = "", reason: LedgerReason,
        person: Int64
    ) {
        ids.bytes.append(contentsOf: "\(prefix)".utf8)
        ExactDecimal.append(key: id, to: &ids.bytes)
        ids.endValue()
        columns.append(
            Row(
                resource: resource.rawValue, table: -1, omopID: 0, reason: reason.rawValue,
                person: person))
    }

    /// A row that was derived from others.
    mutating func derived(_ table: OMOPTable, omopID: Int64, person: Int64) {
        ids.endValue()
        columns.append(
            Row(
                resource: -1, table: Self.number(of: table), omopID: omopID,
                reason: LedgerReason.derived.rawValue, person: person))
    }

    /// Moves rows on when there are enough of them.
    mutating func flushIfFull() {
        if columns.isChunkFull { flush() }
    }

    mutating func take() -> TypedBatch {
        flush()
        return columns.take()
    }

    private mutating func flush() {
        columns.begin()
        columns.text(Self.resources, \.resource)
        columns.text(moving: &ids)
        columns.text(Self.tables, \.table)
        columns.optionalLong(\.omopID)
        columns.text(Self.reasons, \.reason)
        columns.optionalLong(\.person)
        columns.end()
    }
}
