// The user's own rules, over either side.

import Columnar
import DomainQuality

enum DomainLayer {
    static func run(
        _ request: QualityRequest, _ issues: IssueStore
    ) throws(LakeError) -> [QualityCheck] {
        var options = DomainOptions()
        options.threadCount = request.threadCount
        options.memoryBytesMax = request.memoryBytesMax
        options.lineBytesMax = request.lineBytesMax
        options.keysMax = request.issuesPerCheckMax
        options.checkpoint = request.checkpoint
        let found = try domainChecks(
            rules: request.rulesFile ?? "", omop: request.omopPlace, fhir: request.fhirPaths,
            options: options)
        var checks: [QualityCheck] = []
        for check in found {
            let severity: QualitySeverity = check.severity == "error" ? .error : .warning
            let model = check.model.split(separator: ".", maxSplits: 1).last.map(String.init)
            checks.append(
                QualityCheck(
                    layer: .domain, id: check.id, name: check.domain + " " + check.type,
                    table: model, column: check.field.isEmpty ? nil : check.field,
                    severity: severity, violatedRows: check.violated, totalRows: check.checked,
                    status: QualityStatus(rawValue: check.status) ?? .notEvaluated,
                    reason: check.reason, query: check.query))
            for key in check.keys {
                var issue = QualityIssue(
                    .domain, check.id, severity: severity.rawValue, code: "business-rule",
                    message: "\(check.type) of \(check.model).\(check.field) is violated")
                if check.model.hasPrefix("fhir.") {
                    issue.resourceType = model
                    issue.resourceID = key
                } else {
                    issue.table = model
                    issue.rowKey = key
                }
                issue.column = check.field.isEmpty ? nil : check.field
                try issues.add(issue)
            }
        }
        return checks
    }
}
