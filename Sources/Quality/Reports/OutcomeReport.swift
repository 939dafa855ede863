// The issues as one FHIR R4 OperationOutcome. Source: FHIR R4, OperationOutcome.
//
// An issue has no place for file and line of its own: both open its diagnostics. What was not
// evaluated is an issue of severity information, so that a resource with nothing else says so.

import Columnar

enum OutcomeReport {
    static func print(_ result: QualityResult, to write: (String) -> Void) throws(LakeError) {
        write("{\"resourceType\":\"OperationOutcome\",\"issue\":[")
        var isFirst = true
        func add(_ text: String) {
            write((isFirst ? "\n" : ",\n") + text)
            isFirst = false
        }
        try result.issues.forEach { (issue) throws(LakeError) in add(object(issue)) }
        for check in result.checks {
            if let text = remark(check) { add(text) }
        }
        if isFirst { add(information("Nothing was found")) }
        write("]}\n")
    }

    private static func object(_ issue: QualityIssue) -> String {
        var object = JSONObject()
        object.add("severity", issue.severity)
        object.add("code", issue.code)
        var details = JSONObject()
        details.add("text", issue.layer.rawValue + " " + issue.checkID)
        object.add("details", json: details.text)
        object.add("diagnostics", diagnostics(issue))
        if let expression = issue.expression {
            object.add("expression", json: JSONObject.list([expression]))
        }
        return object.text
    }

    private static func diagnostics(_ issue: QualityIssue) -> String {
        var text = ""
        if let file = issue.file { text += file + (issue.line.map { ":\($0)" } ?? "") + ": " }
        if let type = issue.resourceType {
            text += type + (issue.resourceID.map { "/\($0)" } ?? "") + ": "
        }
        if let table = issue.table {
            text += table + (issue.column.map { ".\($0)" } ?? "")
            text += (issue.rowKey.map { " \($0)" } ?? "") + ": "
        }
        return text + issue.sentence
    }

    /// What a check has to say besides its issues.
    private static func remark(_ check: QualityCheck) -> String? {
        switch check.status {
        case .notEvaluated:
            return information("\(check.layer.rawValue) \(check.id): " + (check.reason ?? ""))
        case .error:
            var object = JSONObject()
            object.add("severity", check.severity.rawValue)
            object.add("code", "exception")
            object.add(
                "diagnostics",
                "\(check.layer.rawValue) \(check.id) could not run: " + (check.reason ?? ""))
            return object.text
        case .fail where (check.violatedRows ?? 0) > check.listedIssues:
            return information(
                "\(check.layer.rawValue) \(check.id): \(check.violatedRows ?? 0) violations, "
                    + "\(check.listedIssues) of them listed")
        case .pass, .fail, .notApplicable: return nil
        }
    }

    private static func information(_ diagnostics: String) -> String {
        var object = JSONObject()
        object.add("severity", "information")
        object.add("code", "informational")
        object.add("diagnostics", diagnostics)
        return object.text
    }
}
