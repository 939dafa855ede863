// The result for people: a line for each layer, the checks that failed, their first issues.

import Columnar

struct TextReport {
    private static let issuesShown = 20
    private let result: QualityResult

    init(_ result: QualityResult) { self.result = result }

    func print(showsIssues: Bool, to write: (String) -> Void) throws(LakeError) {
        for layer in result.layers { write(summary(of: layer) + "\n") }
        let failures = result.checks.filter { $0.status == .fail || $0.status == .error }
        if !failures.isEmpty {
            write("\n")
            write(Self.aligned(failureRows(failures), rightAligned: [3, 4]))
        }
        try printIssues(showsIssues ? nil : Self.issuesShown, to: write)
        let failing = result.checks.filter { $0.fails(on: result.request.failOn) }.count
        write(
            result.isPassed
                ? "\nPASS\n"
                : "\nFAIL: \(Self.counted(failing, "check")) of severity "
                    + (result.request.failOn == .error ? "error" : "error or warning") + "\n")
    }

    // MARK: Sums

    private func summary(of layer: QualityLayer) -> String {
        let checks = result.checks.filter { $0.layer == layer }.count
        var parts = [Self.counted(checks, "check"), "\(result.count(layer, .pass)) passed"]
        let failed = result.count(layer, .fail)
        if failed > 0 {
            let errors = result.violations(layer, .error)
            let warnings = result.violations(layer, .warning)
            var what: [String] = []
            if errors > 0 { what.append(Self.counted(errors, "error")) }
            if warnings > 0 { what.append(Self.counted(warnings, "warning")) }
            parts.append("\(failed) failed (\(what.joined(separator: ", ")))")
        }
        for (status, words) in [
            (QualityStatus.notApplicable, "not applicable"), (.notEvaluated, "not evaluated"),
            (.error, "could not run"),
        ] {
            let count = result.count(layer, status)
            if count > 0 { parts.append("\(count) \(words)") }
        }
        var line = Self.padded(Self.title(layer), 12) + parts.joined(separator: ", ")
        if layer == .fhir, let fhir = result.fhir {
            line +=
                "\n" + Self.padded("", 12) + Self.counted(fhir.resources, "resource")
                + ", \(fhir.invalid) invalid"
            if fhir.invariantsNotEvaluated > 0 {
                line +=
                    "; \(fhir.invariantsNotEvaluated) invariants need FHIRPath and were not "
                    + "evaluated"
            }
        }
        return line
    }

    private static func title(_ layer: QualityLayer) -> String {
        switch layer {
        case .fhir: "FHIR"
        case .omop: "OMOP"
        case .crossModel: "FHIR-OMOP"
        case .domain: "rules"
        }
    }

    // MARK: Checks

    private func failureRows(_ failures: [QualityCheck]) -> [[String]] {
        [["layer", "check", "severity", "violated", "of", "status"]]
            + failures.map { check in
                [
                    check.layer.rawValue, check.id, check.severity.rawValue,
                    check.violatedRows.map { String($0) } ?? "",
                    check.totalRows.map { String($0) } ?? "",
                    check.status.rawValue
                        + (check.status == .error ? ": " + (check.reason ?? "") : ""),
                ]
            }
    }

    // MARK: Issues

    private func printIssues(_ limit: Int?, to write: (String) -> Void) throws(LakeError) {
        var rows: [[String]] = []
        // Under --issues all are wanted; else only what failed.
        try result.issues.forEach(
            limit: limit.map { $0 + 1 }, leavesOutInformation: limit != nil
        ) { (issue) throws(LakeError) in rows.append(Self.row(issue)) }
        guard !rows.isEmpty else { return }
        let isCut = limit.map { rows.count > $0 } ?? false
        if isCut { rows.removeLast() }
        write("\n")
        write(Self.aligned([["severity", "where", "what"]] + rows, rightAligned: []))
        if isCut { write("… more with --issues, and in quality_issue\n") }
    }

    private static func row(_ issue: QualityIssue) -> [String] {
        var place = issue.file.map { $0 + (issue.line.map { ":\($0)" } ?? "") + " " } ?? ""
        place += issue.expression ?? issue.resourceType ?? ""
        if let id = issue.resourceID { place += "/" + id }
        if let table = issue.table {
            place += (place.isEmpty ? "" : ", ") + table + (issue.column.map { ".\($0)" } ?? "")
            if let key = issue.rowKey { place += " " + key }
        }
        return [issue.severity, place, issue.sentence]
    }

    // MARK: Text

    private static func aligned(_ rows: [[String]], rightAligned: Set<Int>) -> String {
        var widths: [Int] = []
        for row in rows {
            for (column, text) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], text.count)
            }
        }
        return rows.map { row in
            row.enumerated().map { column, text in
                if rightAligned.contains(column) {
                    return String(repeating: " ", count: widths[column] - text.count) + text
                }
                return column == row.count - 1 ? text : padded(text, widths[column])
            }.joined(separator: "  ") + "\n"
        }.joined()
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)" + (count == 1 ? "" : "s")
    }
}
