// FHIR against OMOP: the rules that compare the two, and the rows that disagree.

import Columnar
import DomainQuality

enum CrossModelLayer {
    static func run(
        _ request: QualityRequest, _ issues: IssueStore
    ) throws(LakeError) -> [QualityCheck] {
        var options = CrossModelOptions()
        options.fhirPaths = request.fhirPaths
        options.omopPlace = request.omopPlace ?? ""
        options.keys = request.keysFile
        options.map = request.mapFile
        options.threadCount = request.threadCount
        options.memoryBytesMax = request.memoryBytesMax
        options.lineBytesMax = request.lineBytesMax
        options.issuesMax = 1_000_000
        options.checkpoint = request.checkpoint
        let found = try crossModelChecks(options)
        for disagreement in found.issues {
            guard issues.wantsMore(.crossModel, disagreement.rule) else { continue }
            try issues.add(issue(disagreement))
        }
        return found.checks.map { check in
            QualityCheck(
                layer: .crossModel, id: check.rule, name: check.rule, severity: .error,
                violatedRows: check.missingInOMOP + check.missingInFHIR + check.disagreeing,
                totalRows: check.compared, status: status(check.status), reason: check.reason,
                query: query(request, check.rule))
        }
    }

    /// Nil for several paths: the function takes one.
    private static func query(_ request: QualityRequest, _ rule: String) -> String? {
        guard request.fhirPaths.count == 1, let place = request.omopPlace else { return nil }
        var arguments = [literal(request.fhirPaths[0]), literal(place)]
        if request.keysFile != nil || request.mapFile != nil {
            arguments.append(request.keysFile.map(literal) ?? "NULL")
        }
        if let map = request.mapFile { arguments.append(literal(map)) }
        return "SELECT * FROM cross_model_issues(\(arguments.joined(separator: ", "))) "
            + "WHERE rule = \(literal(rule))"
    }

    private static func literal(_ text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }

    private static func status(_ text: String) -> QualityStatus {
        switch text {
        case "PASS": .pass
        case "FAIL": .fail
        case "NA": .notApplicable
        default: .notEvaluated
        }
    }

    private static func issue(_ found: CrossModelIssue) -> QualityIssue {
        var issue = QualityIssue(
            .crossModel, found.rule, severity: QualitySeverity.error.rawValue,
            code: found.kind.hasPrefix("missing") ? "not-found" : "conflict", message: found.kind)
        issue.resourceType = text(found.fhirType)
        issue.resourceID = text(found.fhirID)
        issue.table = text(found.omopTable)
        issue.column = text(found.field)
        issue.rowKey = text(found.omopKey)
        issue.fhirValue = text(found.fhirValue)
        issue.omopValue = text(found.omopValue)
        return issue
    }

    private static func text(_ text: String) -> String? { text.isEmpty ? nil : text }
}
