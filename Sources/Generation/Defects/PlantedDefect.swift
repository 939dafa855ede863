// What was damaged on purpose: the ledger by which validators are measured.

/// What is wrong with a record.
package enum DefectKind: String, Sendable, CaseIterable {
    // One resource
    case missingRequiredElement = "missing-required-element"
    case invalidCode = "invalid-code"
    case brokenReference = "broken-reference"
    case impossibleDate = "impossible-date"
    case unknownElement = "unknown-element"
    case wrongType = "wrong-type"
    // One row
    case missingRequiredField = "missing-required-field"
    case unknownConcept = "unknown-concept"
    case wrongDomain = "wrong-domain"
    case brokenKey = "broken-key"
    case endBeforeStart = "end-before-start"
    case beforeBirth = "before-birth"
    case implausibleValue = "implausible-value"
    // Both sound, but not the same
    case genderDisagrees = "gender-disagrees"
    case birthYearDisagrees = "birth-year-disagrees"
    case valueDisagrees = "value-disagrees"
    case dateDisagrees = "date-disagrees"

    /// Which validation has to find it.
    package var layer: String {
        switch self {
        case .missingRequiredElement, .invalidCode, .brokenReference, .impossibleDate,
            .unknownElement, .wrongType:
            "fhir"
        case .missingRequiredField, .unknownConcept, .wrongDomain, .brokenKey, .endBeforeStart,
            .beforeBirth, .implausibleValue:
            "omop"
        case .genderDisagrees, .birthYearDisagrees, .valueDisagrees, .dateDisagrees: "cross-model"
        }
    }
}

/// One damaged place.
package struct PlantedDefect: Sendable {
    package let kind: DefectKind
    /// A FHIR type or an OMOP table.
    package let record: String
    /// The id of the resource or the key of the row.
    package let id: String
    /// The element or field.
    package let element: String
    /// What stood there, and what stands there now; empty for nothing.
    package let original: String
    package let planted: String
}
