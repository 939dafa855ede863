// Results as a table: what omop_checks() shows.

package import Columnar

extension OMOPCheckResult {
    /// The columns of `row`.
    package static let schema = TableSchema([
        Field("check_id", .text), Field("level", .text, comment: "TABLE, FIELD or CONCEPT"),
        Field("check_name", .text), Field("cdm_table", .text), Field("cdm_field", .text),
        Field("concept_id", .text, comment: "the concept, or several with commas between"),
        Field("unit_concept_id", .text),
        Field("violated_rows", .integer, comment: "NULL when the check could not run"),
        Field("total_rows", .integer, comment: "the denominator of pct"),
        Field("pct", .real, comment: "violated part, 0 to 1"),
        Field("threshold", .real, comment: "per cent that is tolerated; NULL for none"),
        Field("status", .text, comment: "PASS, FAIL, NA or ERROR"), Field("na_reason", .text),
        Field("error", .text), Field("severity", .text), Field("category", .text),
        Field("subcategory", .text), Field("context", .text),
        Field("default_run", .boolean, comment: "whether DataQualityDashboard runs it by default"),
        Field("description", .text),
        Field("query", .text, comment: "SQL that lists the violating rows"),
    ])

    /// The values of `schema`.
    package var row: [Value] {
        [
            .text(check.id), .text(check.level.rawValue), .text(check.kind.rawValue),
            .text(check.table), Self.optional(check.field), Self.optional(check.conceptIDs),
            Self.optional(check.unitConceptID), Self.optional(violatedRows),
            Self.optional(totalRows), violatedShare.map { .real($0) } ?? .null,
            check.threshold.map { .real($0) } ?? .null, .text(status.rawValue),
            notApplicableReason.map { .text($0.rawValue) } ?? .null,
            error.map { .text($0) } ?? .null, .text(check.severity), .text(check.category),
            Self.optional(check.subcategory), .text(check.context),
            .integer(check.isDefaultRun ? 1 : 0), .text(check.description), .text(query),
        ]
    }

    private static func optional(_ text: String) -> Value { text.isEmpty ? .null : .text(text) }
    private static func optional(_ count: Int?) -> Value {
        count.map { .integer(Int64($0)) } ?? .null
    }
}
