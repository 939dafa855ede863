// What validation answers, whatever is validated: checks with counts, and the issues behind them.

import Columnar

/// Which of the four validations a check belongs to.
package enum QualityLayer: String, Sendable, CaseIterable {
    /// Resources against the definitions of FHIR R4.
    case fhir
    /// The CDM against DataQualityDashboard's checks.
    case omop
    /// The two against each other.
    case crossModel = "cross_model"
    /// Either against rules of the user.
    case domain
}

/// How much a violation matters.
package enum QualitySeverity: String, Sendable {
    case error, warning
}

/// How a check ended.
package enum QualityStatus: String, Sendable {
    case pass = "PASS"
    case fail = "FAIL"
    /// There was nothing to judge.
    case notApplicable = "NA"
    /// The check is known and nothing here can evaluate it.
    case notEvaluated = "NOT_EVALUATED"
    /// The check could not run.
    case error = "ERROR"
}

/// One check with its result.
package struct QualityCheck: Sendable {
    package var layer: QualityLayer
    /// Unique within the layer: `Patient.required`, `field_isRequired_person_gender_concept_id`.
    package var id: String
    package var name: String
    /// A table of the CDM or a resource type.
    package var table: String?
    package var column: String?
    package var severity: QualitySeverity
    /// Rows, resources or issues that violate it; nil when the check did not run.
    package var violatedRows: Int?
    /// What they are a part of.
    package var totalRows: Int?
    /// Per cent that is tolerated; nil or 0 tolerates nothing.
    package var threshold: Double?
    package var status: QualityStatus
    /// Why it was not judged or evaluated.
    package var reason: String?
    /// SQL that lists the offenders.
    package var query: String?
    /// How many of its issues the run keeps.
    package var listedIssues = 0

    /// Whether it makes a run fail that fails on issues of this severity.
    package func fails(on severity: QualitySeverity) -> Bool {
        guard status == .fail || status == .error else { return false }
        return self.severity == .error || severity == .warning
    }
}

/// One violation, in the shape of an issue of OperationOutcome.
package struct QualityIssue: Sendable {
    package var layer: QualityLayer
    /// See `QualityCheck.id`.
    package var checkID: String
    /// fatal, error, warning or information.
    package var severity: String
    /// A code of FHIR's issue-type.
    package var code: String
    package var resourceType: String?
    package var resourceID: String?
    /// FHIRPath.
    package var expression: String?
    package var table: String?
    package var column: String?
    /// The key of the row; several columns as `name=value, …`.
    package var rowKey: String?
    /// What the two sides say, where they disagree.
    package var fhirValue: String?
    package var omopValue: String?
    package var file: String?
    package var line: Int?
    package var message: String

    /// The message, with both values where the sides disagree.
    var sentence: String {
        guard fhirValue != nil || omopValue != nil else { return message }
        return message + " (FHIR \(fhirValue ?? "nothing"), OMOP \(omopValue ?? "nothing"))"
    }

    package init(
        _ layer: QualityLayer, _ checkID: String, severity: String, code: String, message: String
    ) {
        self.layer = layer
        self.checkID = checkID
        self.severity = severity
        self.code = code
        self.message = message
    }
}
