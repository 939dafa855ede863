// The resource types that are compared, the tables of the CDM that hold their events, and the
// rules.
//
// Adding a type: a case in ResourceKind, how it is read in ResourceReader, its rule.

/// A type of resource.
enum ResourceKind: UInt8, CaseIterable, Sendable {
    case patient, encounter, condition, observation, medicationRequest, medicationAdministration,
        immunization, procedure, allergyIntolerance

    var name: String {
        switch self {
        case .patient: "Patient"
        case .encounter: "Encounter"
        case .condition: "Condition"
        case .observation: "Observation"
        case .medicationRequest: "MedicationRequest"
        case .medicationAdministration: "MedicationAdministration"
        case .immunization: "Immunization"
        case .procedure: "Procedure"
        case .allergyIntolerance: "AllergyIntolerance"
        }
    }
}

/// A table of events.
enum EventTable: UInt8, CaseIterable, Sendable {
    case condition, drug, procedure, measurement, observation

    var name: String {
        switch self {
        case .condition: "condition_occurrence"
        case .drug: "drug_exposure"
        case .procedure: "procedure_occurrence"
        case .measurement: "measurement"
        case .observation: "observation"
        }
    }

    /// How the fields of the table begin.
    private var prefix: String {
        switch self {
        case .condition: "condition"
        case .drug: "drug"
        case .procedure: "procedure"
        case .measurement: "measurement"
        case .observation: "observation"
        }
    }

    var keyField: String { name + "_id" }
    var conceptField: String { prefix + "_concept_id" }
    var sourceField: String { prefix + "_source_value" }

    var dateField: String {
        switch self {
        case .condition: "condition_start_date"
        case .drug: "drug_exposure_start_date"
        case .procedure: "procedure_date"
        case .measurement: "measurement_date"
        case .observation: "observation_date"
        }
    }

    /// The end that a resource says too; an exposure's is worked out, a procedure's often left out.
    var endField: String? { self == .condition ? "condition_end_date" : nil }

    var hasValues: Bool { self == .measurement || self == .observation }

    init?(named name: String) {
        guard let table = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = table
    }
}

/// What is counted and listed under one name.
enum CrossModelRule: UInt8, CaseIterable, Sendable {
    case person, gender, birthDate, race, ethnicity, death, visit, condition, measurement,
        observation, drug, administration, immunization, procedure, allergy

    var name: String {
        switch self {
        case .person: "person"
        case .gender: "person.gender"
        case .birthDate: "person.birth_date"
        case .race: "person.race"
        case .ethnicity: "person.ethnicity"
        case .death: "death"
        case .visit: "visit"
        case .condition: "condition"
        case .measurement: "measurement"
        case .observation: "observation"
        case .drug: "drug"
        case .administration: "administration"
        case .immunization: "immunization"
        case .procedure: "procedure"
        case .allergy: "allergy"
        }
    }

    /// The table that it cannot do without, besides PERSON.
    var table: String? {
        switch self {
        case .person, .gender, .birthDate, .race, .ethnicity: nil
        case .death: "death"
        case .visit: "visit_occurrence"
        case .condition: EventTable.condition.name
        case .measurement: EventTable.measurement.name
        case .observation, .allergy: EventTable.observation.name
        case .drug, .administration, .immunization: EventTable.drug.name
        case .procedure: EventTable.procedure.name
        }
    }

    /// The rule of an event that is in FHIR.
    init(_ kind: ResourceKind, in table: EventTable) {
        self =
            switch kind {
            case .patient: .person
            case .encounter: .visit
            case .condition: .condition
            case .observation: table == .measurement ? .measurement : .observation
            case .medicationRequest: .drug
            case .medicationAdministration: .administration
            case .immunization: .immunization
            case .procedure: .procedure
            case .allergyIntolerance: .allergy
            }
    }

    /// The rule of a row that no resource became, and the type that it would come from.
    static func ofLoneRow(
        in table: EventTable, isVaccine: Bool
    ) -> (rule: CrossModelRule, kind: ResourceKind) {
        switch table {
        case .condition: (.condition, .condition)
        case .drug: isVaccine ? (.immunization, .immunization) : (.drug, .medicationRequest)
        case .procedure: (.procedure, .procedure)
        case .measurement: (.measurement, .observation)
        case .observation: (.observation, .observation)
        }
    }
}
