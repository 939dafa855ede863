// The whole result as one object of JSON:
//
//     {"run": {…}, "checks": [{…}, …], "issues": [{…}, …]}
//
// with the names of the columns in quality_run, quality_check and quality_issue.

import Columnar

extension QualityResult {
    /// The run without its checks, as JSON.
    ///
    /// - Parameter runNumber: in quality_run, when the run is kept.
    package func summary(runNumber: Int64?) -> String {
        JSONReport(self).run(number: runNumber)
    }
}

struct JSONReport {
    private let result: QualityResult

    init(_ result: QualityResult) { self.result = result }

    func print(to write: (String) -> Void) throws(LakeError) {
        write("{\"run\":" + run(number: nil) + ",\"checks\":[")
        for (index, check) in result.checks.enumerated() {
            write((index == 0 ? "\n" : ",\n") + Self.object(check))
        }
        write("],\"issues\":[")
        var isFirst = true
        try result.issues.forEach { (issue) throws(LakeError) in
            write((isFirst ? "\n" : ",\n") + Self.object(issue))
            isFirst = false
        }
        write("]}\n")
    }

    /// What the run was, without its checks.
    func run(number: Int64?) -> String {
        let request = result.request
        var run = JSONObject()
        run.add("run_number", number.map { Int($0) })
        run.add("run_id", request.pipelineRunID)
        run.add("started", result.started)
        run.add("finished", result.finished)
        run.add("status", result.isPassed ? "PASS" : "FAIL")
        run.add("fail_on", request.failOn.rawValue)
        run.add("fhir", json: JSONObject.list(request.fhirPaths))
        run.add("omop", request.omopPlace)
        run.add("rules", request.rulesFile)
        if let fhir = result.fhir {
            run.add("resources", fhir.resources)
            run.add("invalid_resources", fhir.invalid)
            run.add("invariants_not_evaluated", fhir.invariantsNotEvaluated)
            run.add("codes_not_checked", fhir.codesNotChecked)
        }
        var layers = JSONObject()
        for layer in result.layers {
            var counts = JSONObject()
            counts.add("checks", result.checks.count { $0.layer == layer })
            for status in [
                QualityStatus.pass, .fail, .notApplicable, .notEvaluated, .error,
            ] {
                counts.add(status.rawValue, result.count(layer, status))
            }
            layers.add(layer.rawValue, json: counts.text)
        }
        run.add("layers", json: layers.text)
        return run.text
    }

    private static func object(_ check: QualityCheck) -> String {
        var object = JSONObject()
        object.add("layer", check.layer.rawValue)
        object.add("check_id", check.id)
        object.add("name", check.name)
        object.add("table_name", check.table)
        object.add("column_name", check.column)
        object.add("severity", check.severity.rawValue)
        object.add("violated_rows", check.violatedRows)
        object.add("total_rows", check.totalRows)
        object.add("threshold", check.threshold)
        object.add("status", check.status.rawValue)
        object.add("reason", check.reason)
        object.add("query", check.query)
        object.add("listed_issues", check.listedIssues)
        return object.text
    }

    private static func object(_ issue: QualityIssue) -> String {
        var object = JSONObject()
        object.add("layer", issue.layer.rawValue)
        object.add("check_id", issue.checkID)
        object.add("severity", issue.severity)
        object.add("code", issue.code)
        object.add("resource_type", issue.resourceType)
        object.add("resource_id", issue.resourceID)
        object.add("expression", issue.expression)
        object.add("table_name", issue.table)
        object.add("column_name", issue.column)
        object.add("row_key", issue.rowKey)
        object.add("fhir_value", issue.fhirValue)
        object.add("omop_value", issue.omopValue)
        object.add("file", issue.file)
        object.add("line", issue.line)
        object.add("message", issue.message)
        return object.text
    }
}
