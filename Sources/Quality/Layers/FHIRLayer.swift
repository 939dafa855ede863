// FHIR: for each resource type and rule how many issues there are.

import Columnar
import FHIR
import FHIRValidation

/// Sums over all resources.
package struct FHIRSums: Sendable {
    package var resources = 0
    package var invalid = 0
    package var errors = 0
    package var warnings = 0
    package var invariantsNotEvaluated = 0
    package var codesNotChecked = 0
}

enum FHIRLayer {
    private struct Key: Hashable {
        let type: String
        let rule: String
    }

    private struct Count {
        var errors = 0
        var warnings = 0
    }

    static func run(
        _ request: QualityRequest, _ issues: IssueStore
    ) throws(LakeError) -> (checks: [QualityCheck], sums: FHIRSums) {
        let input = try ValidationInput(
            paths: request.fhirPaths, references: request.references,
            reading: FHIROptions(lineBytesMax: request.lineBytesMax))
        let validation = try FileValidation(
            input,
            in: ScanEnvironment(
                threadCount: request.threadCount, memoryBytesMax: request.memoryBytesMax,
                report: ScanReport(table: ""), checkpoint: request.checkpoint))
        var sums: [String: ValidationCounts] = [:]
        var found: [Key: Count] = [:]
        while let block = try validation.next() {
            for (type, counts) in block.counts {
                sums[type ?? unknownType, default: ValidationCounts()].add(counts)
            }
            for finding in block.findings { try add(finding, &found, issues) }
        }
        var total = FHIRSums()
        for counts in sums.values {
            total.resources += counts.resources
            total.invalid += counts.invalid
            total.errors += counts.errors
            total.warnings += counts.warnings
            total.invariantsNotEvaluated += counts.invariantsNotEvaluated
            total.codesNotChecked += counts.codesNotChecked
        }
        return (checks(request, sums, found), total)
    }

    /// The table of what is no resource.
    private static let unknownType = "(no resource)"

    private static func add(
        _ finding: FileValidation.Finding, _ found: inout [Key: Count], _ issues: IssueStore
    ) throws(LakeError) {
        let type = finding.resourceType ?? unknownType
        let key = Key(type: type, rule: finding.issue.rule.rawValue)
        switch finding.issue.severity {
        case .fatal, .error: found[key, default: Count()].errors += 1
        case .warning: found[key, default: Count()].warnings += 1
        case .information: return
        }
        let id = type + "." + key.rule
        guard issues.wantsMore(.fhir, id) else { return }
        var issue = QualityIssue(
            .fhir, id, severity: finding.issue.severity.rawValue,
            code: finding.issue.code.rawValue, message: finding.issue.diagnostics)
        issue.resourceType = finding.resourceType
        issue.resourceID = finding.id
        issue.expression = finding.issue.expression.isEmpty ? nil : finding.issue.expression
        issue.file = finding.file
        issue.line = finding.line
        try issues.add(issue)
    }

    private static func checks(
        _ request: QualityRequest, _ sums: [String: ValidationCounts], _ found: [Key: Count]
    ) -> [QualityCheck] {
        var checks: [QualityCheck] = []
        for type in sums.keys.sorted() {
            let counts = sums[type] ?? ValidationCounts()
            for rule in IssueRule.allCases {
                if rule == .referenceResolves, request.references == .ignore { continue }
                let count = found[Key(type: type, rule: rule.rawValue)] ?? Count()
                let violated = count.errors + count.warnings
                if type == unknownType, violated == 0 { continue }
                checks.append(
                    QualityCheck(
                        layer: .fhir, id: type + "." + rule.rawValue, name: rule.rawValue,
                        table: type,
                        severity: violated > 0 && count.errors == 0 ? .warning : .error,
                        violatedRows: violated, totalRows: counts.resources,
                        status: violated == 0 ? .pass : .fail,
                        query: query(request, type, rule.rawValue)))
            }
            if counts.invariantsNotEvaluated > 0 {
                checks.append(
                    notEvaluated(
                        type, "invariants", counts.invariantsNotEvaluated,
                        "constraints that need FHIRPath"))
            }
            if counts.codesNotChecked > 0 {
                checks.append(
                    notEvaluated(
                        type, "codes", counts.codesNotChecked,
                        "codes of value sets that cannot be listed"))
            }
        }
        return checks
    }

    private static func notEvaluated(
        _ type: String, _ name: String, _ count: Int, _ what: String
    ) -> QualityCheck {
        QualityCheck(
            layer: .fhir, id: type + "." + name, name: name, table: type, severity: .error,
            totalRows: count, status: .notEvaluated, reason: "\(count) \(what)")
    }

    private static func query(_ request: QualityRequest, _ type: String, _ rule: String) -> String {
        request.fhirPaths.map { path in
            let quoted = path.replacing("'", with: "''")
            let ofType =
                type == unknownType ? "resource_type IS NULL" : "resource_type = '\(type)'"
            return "SELECT * FROM fhir_file_issues('\(quoted)', '\(request.references.rawValue)') "
                + "WHERE \(ofType) AND rule = '\(rule)'"
        }.joined(separator: " UNION ALL ")
    }
}
