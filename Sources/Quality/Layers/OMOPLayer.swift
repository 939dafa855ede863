// OMOP: the checks of DataQualityDashboard, and keys of the rows that violate the failed ones.

import Columnar
import OMOPQuality

enum OMOPLayer {
    static func run(
        _ request: QualityRequest, _ issues: IssueStore
    ) throws(LakeError) -> [QualityCheck] {
        guard let place = request.omopPlace else { return [] }
        let options = OMOPCheckOptions(
            asOf: request.asOf, threadCount: request.threadCount,
            memoryBytesMax: request.memoryBytesMax, checkpoint: request.checkpoint)
        let run = OMOPCheckRun(source: try cdmSource(at: place), options: options)
        var checks: [QualityCheck] = []
        for result in try run.results() where result.check.isDefaultRun {
            let check = check(result)
            checks.append(check)
            if request.issuesPerCheckMax > 0, listsRows(of: result) {
                try request.checkpoint()
                try list(check, result, run, request, issues)
            }
        }
        return checks
    }

    private static func check(_ result: OMOPCheckResult) -> QualityCheck {
        QualityCheck(
            layer: .omop, id: result.check.id, name: result.check.kind.rawValue,
            table: result.check.table,
            column: result.check.field.isEmpty ? nil : result.check.field,
            severity: severity(result.check), violatedRows: result.violatedRows,
            totalRows: result.totalRows, threshold: result.check.threshold,
            status: status(result.status),
            reason: result.error ?? result.notApplicableReason?.rawValue, query: result.query)
    }

    private static func status(_ status: OMOPCheckResult.Status) -> QualityStatus {
        switch status {
        case .pass: .pass
        case .fail: .fail
        case .notApplicable: .notApplicable
        case .error: .error
        }
    }

    /// DataQualityDashboard tells what must be mended (fatal), what breaks a convention, and what
    /// only characterises the data.
    private static func severity(_ check: OMOPCheck) -> QualitySeverity {
        check.severity == "characterization" ? .warning : .error
    }

    /// Rows are listed when a check fails, and when what it found is within its threshold: that is
    /// information. Checks that measure how much is filled in would list every gap then.
    private static func listsRows(of result: OMOPCheckResult) -> Bool {
        switch result.status {
        case .fail: return true
        case .pass:
            guard (result.violatedRows ?? 0) > 0 else { return false }
            switch result.check.kind {
            case .measureValueCompleteness, .measurePersonCompleteness,
                .measureConditionEraCompleteness, .sourceValueCompleteness,
                .standardConceptRecordCompleteness, .sourceConceptRecordCompleteness:
                return false
            default: return true
            }
        case .notApplicable, .error: return false
        }
    }

    /// Keeps the keys of violating rows; of a check on what is missing, that it is.
    private static func list(
        _ check: QualityCheck, _ result: OMOPCheckResult, _ run: OMOPCheckRun,
        _ request: QualityRequest, _ issues: IssueStore
    ) throws(LakeError) {
        if result.check.kind == .cdmTable || result.check.kind == .cdmField {
            var issue = QualityIssue(
                .omop, check.id, severity: check.severity.rawValue, code: "required",
                message: result.check.kind == .cdmTable
                    ? "the table is missing" : "the field is missing")
            issue.table = check.table
            issue.column = check.column
            return try issues.add(issue)
        }
        let found = try run.offenders(check.id, limit: request.issuesPerCheckMax)
        let severity = check.status == .fail ? check.severity.rawValue : "information"
        for row in found.rows {
            var issue = QualityIssue(
                .omop, check.id, severity: severity, code: "business-rule",
                message: message(check))
            issue.table = check.table
            issue.column = check.column
            let texts = row.map { text($0) }
            issue.rowKey =
                texts.count == 1
                ? texts[0]
                : zip(found.columns, texts).map { "\($0)=\($1)" }.joined(separator: ", ")
            try issues.add(issue)
        }
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let integer): String(integer)
        case .real(let real): String(real)
        case .text(let bytes), .blob(let bytes): String(decoding: bytes, as: UTF8.self)
        }
    }

    private static func message(_ check: QualityCheck) -> String {
        "\(check.name) of \(check.table ?? "")" + (check.column.map { ".\($0)" } ?? "")
            + ": \(check.violatedRows ?? 0) of \(check.totalRows ?? 0) rows violate it"
    }
}
