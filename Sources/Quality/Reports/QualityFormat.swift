// The forms in which a validation is printed.

package import Columnar

/// How results are printed.
package enum QualityFormat: String, Sendable, CaseIterable {
    /// For people: sums, the checks that failed, their first issues.
    case table
    /// Everything, as one object.
    case json
    /// The checks, or the issues, with a header.
    case csv
    /// The issues as a FHIR resource.
    case operationOutcome = "operationoutcome"
}

extension QualityResult {
    /// The result in a format, handed over in pieces.
    ///
    /// - Parameters:
    ///   - showsIssues: for `csv`, whether issues are printed in place of checks; for `table`,
    ///     whether all issues are printed that were kept.
    /// - Throws: `LakeError` when issues cannot be read back.
    package func print(
        as format: QualityFormat, showsIssues: Bool, to write: (String) -> Void
    ) throws(LakeError) {
        switch format {
        case .table: try TextReport(self).print(showsIssues: showsIssues, to: write)
        case .json: try JSONReport(self).print(to: write)
        case .csv:
            if showsIssues {
                try CSVReport.print(issuesOf: self, to: write)
            } else {
                CSVReport.print(checksOf: self, to: write)
            }
        case .operationOutcome: try OutcomeReport.print(self, to: write)
        }
    }
}
