// Validations of files, their ledger and their reports.

import Columnar
import FHIRValidation
import SQLiteBridge
import Shell
import Testing

@testable import Quality

/// The project's fixtures.
private let fixtures: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/") + "/Fixtures/"
}()

@Suite("Quality runs")
struct QualityRunTests {
    /// Three lines of the fixture are sound, the others have a defect each; see its README.
    private static let defects = fixtures + "fhir/validation/defects.ndjson"

    init() throws { try adoptLinkedSQLite() }

    private func request(_ paths: [String]) -> QualityRequest {
        var request = QualityRequest(asOf: 20_454)
        request.fhirPaths = paths
        request.references = .ignore
        return request
    }

    @Test("a check counts violations of one rule in one resource type")
    func counts() throws {
        let result = try validate(request([Self.defects]))
        let required = try #require(result.checks.first { $0.id == "Observation.required" })
        #expect(required.status == .fail)
        #expect(required.severity == .error)
        #expect((required.violatedRows ?? 0) > 0)
        #expect(required.listedIssues == required.violatedRows)
        let sums = try #require(result.fhir)
        #expect(
            sums.resources
                == result.checks.filter { $0.name == "json" }.reduce(0) {
                    $0 + ($1.totalRows ?? 0)
                })
        #expect(!result.isPassed)
    }

    @Test("sound resources pass, and what was not evaluated is said")
    func sound() throws {
        let result = try validate(request([fixtures + "fhir/synthea-10/Patient.000.ndjson"]))
        #expect(result.isPassed)
        #expect(result.count(.fhir, .fail) == 0)
        let invariants = try #require(result.checks.first { $0.id == "Patient.invariants" })
        #expect(invariants.status == .notEvaluated)
        #expect((invariants.totalRows ?? 0) > 0)
    }

    @Test("issues are kept up to a number for each check, counts are whole")
    func limited() throws {
        var few = request([Self.defects])
        few.issuesPerCheckMax = 0
        let none = try validate(few)
        let all = try validate(request([Self.defects]))
        var kept = 0
        try none.issues.forEach { (_) throws(LakeError) in kept += 1 }
        #expect(kept == 0)
        #expect(none.checks.map(\.violatedRows) == all.checks.map(\.violatedRows))
    }

    @Test("a run that would do nothing is refused")
    func nothing() {
        #expect(throws: LakeError.self) { try validate(request([])) }
        var rules = QualityRequest(asOf: 0)
        rules.rulesFile = "rules.yaml"
        #expect(throws: LakeError.self) { try validate(rules) }
    }

    @Test("the ledger keeps run after run, and its views show the last")
    func ledger() throws {
        let database = try Database(path: ":memory:")
        let ledger = QualityLedger(database)
        let bad = try validate(request([Self.defects]))
        let good = try validate(request([fixtures + "fhir/synthea-10/Patient.000.ndjson"]))
        #expect(try ledger.write(bad) == 1)
        #expect(try ledger.write(good) == 2)
        func answer(_ sql: String) throws -> String? { try database.text(of: sql) }
        #expect(try answer("SELECT group_concat(status) FROM quality_run") == "FAIL,PASS")
        #expect(try answer("SELECT run_number FROM quality_latest_run") == "2")
        #expect(try answer("SELECT count(*) FROM quality_failure") == "0")
        #expect(
            try answer("SELECT count(*) FROM quality_issue WHERE run_number = 1")
                == answer("SELECT sum(listed_issues) FROM quality_check WHERE run_number = 1"))
        #expect(
            try answer(
                """
                SELECT count(*) FROM quality_issue i LEFT JOIN quality_check c
                ON c.run_number = i.run_number AND c.layer = i.layer AND c.check_id = i.check_id
                WHERE c.check_id IS NULL
                """) == "0")
        #expect(
            try answer("SELECT checks FROM quality_summary WHERE run_number = 2")
                == "\(good.checks.count)")
    }

    @Test("nothing of a run is kept when the database refuses it")
    func refused() throws {
        let database = try Database(path: ":memory:")
        try database.execute("CREATE TABLE quality_issue (a)")
        let result = try validate(request([Self.defects]))
        #expect(throws: LakeError.self) { try QualityLedger(database).write(result) }
        #expect(
            try database.text(
                of: "SELECT count(*) FROM sqlite_schema WHERE name = 'quality_run'") == "0")
    }

    @Test("JSON, CSV and OperationOutcome hold what was found")
    func reports() throws {
        let result = try validate(request([Self.defects]))
        let database = try Database(path: ":memory:")
        func printed(_ format: QualityFormat, issues: Bool = false) throws -> String {
            var text = ""
            try result.print(as: format, showsIssues: issues) { text += $0 }
            return text
        }
        var issueCount = 0
        try result.issues.forEach { (_) throws(LakeError) in issueCount += 1 }
        func count(_ json: String, _ path: String) throws -> String? {
            try database.text(of: "SELECT json_array_length(?1, ?2)", [json, path])
        }
        let json = try printed(.json)
        #expect(try count(json, "$.checks") == "\(result.checks.count)")
        #expect(try count(json, "$.issues") == "\(issueCount)")
        let outcome = try printed(.operationOutcome)
        let remarks = result.checks.filter { $0.status == .notEvaluated }.count
        #expect(try count(outcome, "$.issue") == "\(issueCount + remarks)")
        #expect(
            try database.text(of: "SELECT ?1 ->> '$.resourceType'", [outcome])
                == "OperationOutcome")
        #expect(
            try printed(.csv).split(separator: "\r\n").count == result.checks.count + 1)
        #expect(
            try printed(.csv, issues: true).split(separator: "\r\n").count == issueCount + 1)
        #expect(try printed(.table).contains("Observation.required"))
    }
}
