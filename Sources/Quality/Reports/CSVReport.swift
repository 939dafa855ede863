// Checks or issues as CSV (RFC 4180), with the names of the columns in quality_check and
// quality_issue.

import Columnar

enum CSVReport {
    static func print(checksOf result: QualityResult, to write: (String) -> Void) {
        write(
            "layer,check_id,name,table_name,column_name,severity,violated_rows,total_rows,"
                + "threshold,status,reason,query,listed_issues\r\n")
        for check in result.checks {
            write(
                line([
                    check.layer.rawValue, check.id, check.name, check.table, check.column,
                    check.severity.rawValue, check.violatedRows.map { String($0) },
                    check.totalRows.map { String($0) }, check.threshold.map { "\($0)" },
                    check.status.rawValue, check.reason, check.query, String(check.listedIssues),
                ]))
        }
    }

    static func print(
        issuesOf result: QualityResult, to write: (String) -> Void
    ) throws(LakeError) {
        write(IssueStore.columns.joined(separator: ",") + "\r\n")
        try result.issues.forEach { (issue) throws(LakeError) in
            write(
                line([
                    issue.layer.rawValue, issue.checkID, issue.severity, issue.code,
                    issue.resourceType, issue.resourceID, issue.expression, issue.table,
                    issue.column, issue.rowKey, issue.fhirValue, issue.omopValue, issue.file,
                    issue.line.map { String($0) }, issue.message,
                ]))
        }
    }

    private static func line(_ fields: [String?]) -> String {
        fields.map { field($0 ?? "") }.joined(separator: ",") + "\r\n"
    }

    private static func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
        }
        guard needsQuotes else { return text }
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}
