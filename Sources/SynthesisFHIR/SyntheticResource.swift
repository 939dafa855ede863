// The FHIR resource types that are generated: the one place where a type is registered.

package import Synthesis

/// A resource type; the raw value is its FHIR name.
package enum SyntheticResource: String, CaseIterable, Sendable {
    case patient = "Patient"
    case practitioner = "Practitioner"
    case practitionerRole = "PractitionerRole"
    case organization = "Organization"
    case location = "Location"
    case coverage = "Coverage"
    case encounter = "Encounter"
    case condition = "Condition"
    case observation = "Observation"
    case diagnosticReport = "DiagnosticReport"
    case procedure = "Procedure"
    case medicationRequest = "MedicationRequest"
    case medicationAdministration = "MedicationAdministration"
    case immunization = "Immunization"
    case allergyIntolerance = "AllergyIntolerance"
    case carePlan = "CarePlan"
    case device = "Device"
    case explanationOfBenefit = "ExplanationOfBenefit"
    case documentReference = "DocumentReference"

    /// How the lines of the type are made.
    enum Rendering {
        case person(any PersonResource.Type)
        case shared(any SharedResource.Type)
    }

    var rendering: Rendering {
        switch self {
        case .patient: .person(PatientResource.self)
        case .practitioner: .shared(PractitionerResource.self)
        case .practitionerRole: .shared(PractitionerRoleResource.self)
        case .organization: .shared(OrganizationResource.self)
        case .location: .shared(LocationResource.self)
        case .coverage: .person(CoverageResource.self)
        case .encounter: .person(EncounterResource.self)
        case .condition: .person(ConditionResource.self)
        case .observation: .person(ObservationResource.self)
        case .diagnosticReport: .person(DiagnosticReportResource.self)
        case .procedure: .person(ProcedureResource.self)
        case .medicationRequest: .person(MedicationRequestResource.self)
        case .medicationAdministration: .person(MedicationAdministrationResource.self)
        case .immunization: .person(ImmunizationResource.self)
        case .allergyIntolerance: .person(AllergyIntoleranceResource.self)
        case .carePlan: .person(CarePlanResource.self)
        case .device: .person(DeviceResource.self)
        case .explanationOfBenefit: .person(ExplanationOfBenefitResource.self)
        case .documentReference: .person(DocumentReferenceResource.self)
        }
    }

    /// The parts of a life that the type is made of. A resource looks at no other part, so that its
    /// bytes do not depend on which types are asked for beside it.
    package var scope: SimulationScope {
        switch rendering {
        case .person(let type): type.scope
        // Who is referred to shows in the visits and the coverages.
        case .shared: [.encounters, .coverages]
        }
    }

    /// Whether lines come with each person; otherwise once, for those that persons refer to.
    package var isPerPerson: Bool {
        switch rendering {
        case .person: true
        case .shared: false
        }
    }
}
