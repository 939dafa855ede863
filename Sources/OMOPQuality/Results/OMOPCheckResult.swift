// What a check found.

/// The result of one check.
package struct OMOPCheckResult: Sendable {
    package enum Status: String, Sendable {
        case pass = "PASS"
        case fail = "FAIL"
        case notApplicable = "NA"
        /// The check could not run.
        case error = "ERROR"
    }

    /// Why there was nothing to judge.
    package enum Reason: String, Sendable {
        case tableMissing = "table_missing"
        case fieldMissing = "field_missing"
        case tableEmpty = "table_empty"
        case fieldEmpty = "field_empty"
        case conceptAbsent = "concept_absent"
        case conceptUnitAbsent = "concept_unit_absent"
    }

    package let check: OMOPCheck
    /// Nil when the check could not run.
    package let violatedRows: Int?
    /// What `violatedRows` is a part of, as the kind of check defines it.
    package let totalRows: Int?
    package let status: Status
    package let notApplicableReason: Reason?
    package let error: String?
    /// SQL that lists the keys of the violating rows.
    package let query: String

    /// Violated rows as a part of all, 0 to 1; nil when the check could not run.
    package var violatedShare: Double? {
        guard let violatedRows, let totalRows else { return nil }
        return Self.share(violatedRows, of: totalRows)
    }

    static func share(_ violated: Int, of total: Int) -> Double {
        total == 0 ? 0 : Double(violated) / Double(total)
    }
}
