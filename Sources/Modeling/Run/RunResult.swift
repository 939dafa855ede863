// What a run has done, node by node, and its two texts: lines for people, JSON for programs.
//
// Source: dbt documentation, "Run results JSON file" (schema v6), of which the JSON has the main
// members.

package import Columnar

/// How one node ended.
package enum NodeStatus: String, Sendable {
    case success, error, skipped
    /// Of tests.
    case pass, fail, warn

    package var isFailure: Bool { self == .error || self == .fail }
}

/// One node of a run.
package struct NodeResult: Sendable {
    package let name: String
    package let uniqueID: String
    package let kind: ResourceKind
    /// How a model landed; nil for tests.
    package var materialisation: Materialisation?
    package var status: NodeStatus
    /// Of tables; nil for views and tests.
    package var rows: Int?
    /// Of tables: whether the rows were computed on batches.
    package var batches: BatchOutcome?
    /// Rows that a test found.
    package var failures: Int?
    package var seconds: Double
    /// Why it failed or was left out.
    package var message: String?
    /// The statement as it was run.
    package var compiledSQL: String?
    package var sqlHash: String?
    /// Source tables that it reads itself, with their places and snapshots.
    package var sources: [SourceUse] = []
    /// What is known of the test, for the ledger.
    package var test: TestDetails?
}

/// A source table that a model read.
package struct SourceUse: Sendable {
    package let name: String
    package let location: String?
    package let snapshotID: String?
}

/// A test that was run.
package struct TestDetails: Sendable {
    package let testedModel: String?
    package let column: String?
    package let severity: String
    package internal(set) var storedIn: String?
}

/// One run.
package struct RunResult: Sendable {
    package var command: String
    package var invocationID: String
    package var pipelineRunID: String
    package var started: RunTime
    package var finished: RunTime
    package var nodes: [NodeResult] = []
    /// What the user should know: selections that match nothing, SQL that is not portable, …
    package var warnings: [String] = []
    /// Why nothing of the run was kept, when that is so.
    package var rolledBack: String?

    /// 0 when all went well, 1 when a node failed.
    package var exitStatus: Int32 {
        rolledBack != nil || nodes.contains { $0.status.isFailure } ? 1 : 0
    }

    package func count(_ status: NodeStatus) -> Int { nodes.filter { $0.status == status }.count }

    /// An error that ends the run, with the first failure before it: there will be no result that
    /// tells of it.
    func withFailures(_ error: LakeError) -> LakeError {
        let failed = nodes.filter(\.status.isFailure)
        guard let first = failed.first else { return error }
        var told = error
        told.what += "; before that, \(first.name) failed"
        if let message = first.message { told.what += " (\(message))" }
        if failed.count > 1 { told.what += " and \(failed.count - 1) more" }
        return told
    }

    /// One line about a node, as it ends: ` 3 of 17 OK    table  dim_patient  1,000 rows  0.12 s`.
    package static func line(_ node: NodeResult, number: Int, of total: Int) -> String {
        let width = String(total).utf8.count
        let place = String(repeating: " ", count: max(0, width - String(number).utf8.count))
        let word =
            switch node.status {
            case .success: "OK"
            case .error: "ERROR"
            case .skipped: "SKIP"
            case .pass: "PASS"
            case .fail: "FAIL"
            case .warn: "WARN"
            }
        let kind = node.materialisation?.rawValue ?? node.kind.rawValue
        var text = "\(place)\(number) of \(total) " + padded(word, 6) + padded(kind, 12)
        text += node.name
        if let rows = node.rows { text += "  \(rows) rows" }
        if let failures = node.failures, failures > 0 { text += "  \(failures) rows" }
        if node.status != .skipped { text += "  " + seconds(node.seconds) }
        if node.status == .skipped, let message = node.message { text += "  (\(message))" }
        return text
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.utf8.count))
    }

    private static func seconds(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
    }

    /// The last lines for people: failures with their messages, and the counts.
    package var summary: String {
        var lines: [String] = []
        for warning in warnings { lines.append("warning: " + warning) }
        for node in nodes where node.status.isFailure || node.status == .warn {
            let word = node.status == .warn ? "warning" : node.status.rawValue
            lines.append("\(word): \(node.name): \(node.message ?? "failed")")
        }
        if let rolledBack { lines.append("nothing was changed: " + rolledBack) }
        let counts: [(NodeStatus, String)] = [
            (.success, "ok"), (.pass, "passed"), (.warn, "warnings"), (.fail, "failed"),
            (.error, "errors"), (.skipped, "skipped"),
        ]
        let parts = counts.filter { count($0.0) > 0 }.map { "\(count($0.0)) \($0.1)" }
        let time = Self.seconds(finished.seconds(since: started))
        lines.append(
            (parts.isEmpty ? "nothing to do" : parts.joined(separator: ", ")) + " in \(time)")
        return lines.joined(separator: "\n")
    }

    /// Whether a table was computed on batches, and if not why.
    private func computation(_ node: NodeResult) throws(LakeError) -> String {
        switch node.batches {
        case nil, .needsTypes: ""
        case .inserted: ",\"computed_on\":\"batches\""
        case .left(let reason):
            ",\"computed_on\":\"sqlite\",\"left_to_sqlite\":" + (try quotedJSON(reason))
        }
    }

    /// The run as JSON.
    ///
    /// - Throws: `LakeError.limit` when there is no memory.
    package func json() throws(LakeError) -> String {
        var results: [String] = []
        for node in nodes {
            var members = [
                "\"unique_id\":" + (try quotedJSON(node.uniqueID)),
                "\"status\":\"\(node.status.rawValue)\"",
                "\"execution_time\":\(node.seconds.description)",
                "\"message\":" + (try optional(node.message)),
                "\"failures\":" + (node.failures.map { String($0) } ?? "null"),
                "\"adapter_response\":{\"rows_affected\":"
                    + (node.rows.map { String($0) } ?? "null") + (try computation(node)) + "}",
                "\"thread_id\":\"main\"",
            ]
            members.append("\"compiled_code\":" + (try optional(node.compiledSQL)))
            results.append("{" + members.joined(separator: ",") + "}")
        }
        var warningTexts: [String] = []
        for warning in warnings { warningTexts.append(try quotedJSON(warning)) }
        let metadata =
            "\"metadata\":{\"invocation_id\":\(try quotedJSON(invocationID)),"
            + "\"pipeline_run_id\":\(try quotedJSON(pipelineRunID)),"
            + "\"generated_at\":\"\(finished.formatted("%Y-%m-%dT%H:%M:%S.%fZ"))\"}"
        return "{\(metadata),\"results\":[\(results.joined(separator: ","))],"
            + "\"elapsed_time\":\(finished.seconds(since: started).description),"
            + "\"args\":{\"which\":\(try quotedJSON(command))},"
            + "\"warnings\":[\(warningTexts.joined(separator: ","))],"
            + "\"rolled_back\":\(try optional(rolledBack))}"
    }

    private func optional(_ text: String?) throws(LakeError) -> String {
        guard let text else { return "null" }
        return try quotedJSON(text)
    }
}
