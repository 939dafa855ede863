// The kinds of checks, named as DataQualityDashboard names them.
//
// Source: OHDSI/DataQualityDashboard v2.8.4, the check list of CDM 5.4.

/// What a check looks for.
package enum OMOPCheckKind: String, CaseIterable, Sendable {
    // Of tables.
    case cdmTable
    case measurePersonCompleteness
    case measureConditionEraCompleteness
    case measureObservationPeriodOverlap
    // Of fields.
    case cdmField
    case isRequired
    case cdmDatatype
    case isPrimaryKey
    case isForeignKey
    case fkDomain
    case fkClass
    case isStandardValidConcept
    case measureValueCompleteness
    case standardConceptRecordCompleteness
    case sourceConceptRecordCompleteness
    case sourceValueCompleteness
    case plausibleTemporalAfter
    case plausibleDuringLife
    case withinVisitDates
    case plausibleAfterBirth
    case plausibleBeforeDeath
    case plausibleStartBeforeEnd
    // Of fields, and of the values of one concept in one unit.
    case plausibleValueLow
    case plausibleValueHigh
    // Of single concepts.
    case plausibleGender
    case plausibleGenderUseDescendants
    case plausibleUnitConceptIds

    /// What violates the check, in the words of a report.
    var explanation: String {
        switch self {
        case .cdmTable: "the table is missing"
        case .measurePersonCompleteness: "persons without any row in the table"
        case .measureConditionEraCompleteness: "persons with conditions and without condition eras"
        case .measureObservationPeriodOverlap:
            "persons whose observation periods overlap or touch"
        case .cdmField: "the field is missing"
        case .isRequired: "rows without a value in a required field"
        case .cdmDatatype: "rows whose value is no integer"
        case .isPrimaryKey: "rows that share their primary key"
        case .isForeignKey: "rows that refer to a row that does not exist"
        case .fkDomain: "rows with a concept of another domain"
        case .fkClass: "rows with a concept of another class"
        case .isStandardValidConcept: "rows with a concept that is not standard and valid"
        case .measureValueCompleteness: "rows without a value"
        case .standardConceptRecordCompleteness: "rows without a standard concept"
        case .sourceConceptRecordCompleteness: "rows without a source concept"
        case .sourceValueCompleteness: "source values that are mapped to no concept"
        case .plausibleTemporalAfter: "rows dated before what must come first"
        case .plausibleDuringLife: "rows dated more than 60 days after the person's death"
        case .withinVisitDates: "rows dated more than 7 days outside of their visit"
        case .plausibleAfterBirth: "rows dated before the person's birth"
        case .plausibleBeforeDeath: "rows dated more than 60 days after the person's death"
        case .plausibleStartBeforeEnd: "rows that start after their end"
        case .plausibleValueLow: "values below the least plausible one"
        case .plausibleValueHigh: "values above the greatest plausible one"
        case .plausibleGender: "rows with the concept of persons of another gender"
        case .plausibleGenderUseDescendants:
            "rows with the concept, or one below it, of persons of another gender"
        case .plausibleUnitConceptIds: "rows with the concept in an implausible unit"
        }
    }
}
