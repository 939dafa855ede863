// fhir_validate(), fhir_is_valid(), fhir_issues(): one resource given as text.

package import Columnar

/// The functions over one resource; NULL for NULL. Kept by a connection.
package final class ResourceFunctions: Sendable {
    private let pool = ValidatorPool()

    package init() {}

    /// fhir_validate(resource): an OperationOutcome as JSON.
    package func outcome(_ resource: Value) -> Value {
        guard let text = Self.text(resource) else { return .null }
        return .text(OperationOutcome.json(pool.validate(text)))
    }

    /// fhir_is_valid(resource): 1 without errors, else 0.
    package func isValid(_ resource: Value) -> Value {
        guard let text = Self.text(resource) else { return .null }
        return .integer(pool.validate(text).isValid ? 1 : 0)
    }

    package static let issuesSchema = TableSchema([
        Field("severity", .text), Field("code", .text), Field("expression", .text),
        Field("diagnostics", .text), Field("rule", .text), Field("line", .integer),
        Field("column", .integer),
    ])

    /// fhir_issues(resource): a row for each issue; none for NULL.
    package func issues(_ resource: Value) -> RowsTable {
        let found = Self.text(resource).map { pool.validate($0).issues } ?? []
        return RowsTable(
            Self.issuesSchema,
            rows: found.map { issue in
                (0..<5).map { IssueColumns.value($0, issue) }
                    + [.integer(Int64(issue.line)), .integer(Int64(issue.column))]
            })
    }

    /// The resource as bytes; a number is a text too, that is no resource.
    private static func text(_ value: Value) -> [UInt8]? {
        switch value {
        case .null: nil
        case .text(let bytes), .blob(let bytes): bytes
        case .integer(let integer): Array(String(integer).utf8)
        case .real(let real): Array(String(real).utf8)
        }
    }
}
