// Resources as texts, and what is found in them.

import Columnar
import FHIR
@testable import FHIRValidation

/// The project's fixtures.
let fixtures: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/") + "/Fixtures/fhir"
}()

/// What is found in a resource.
func issues(_ text: String, _ options: ValidationOptions = ValidationOptions()) -> [Issue] {
    var list = IssueList()
    FHIRValidator(options).validate(Array(text.utf8), into: &list)
    return list.issues
}

/// The issues as `severity code rule expression`.
func findings(_ text: String, _ options: ValidationOptions = ValidationOptions()) -> [String] {
    issues(text, options).map {
        "\($0.severity.rawValue) \($0.code.rawValue) \($0.rule.rawValue) \($0.expression)"
    }
}

/// The rows of a table.
func rows(_ table: any TableSource, threadCount: Int = 1) throws -> [[Value]] {
    let request = ScanRequest(columns: Array(table.schema.fields.indices))
    let stream = try table.open(
        request,
        in: ScanEnvironment(
            threadCount: threadCount, memoryBytesMax: 1 << 24, report: ScanReport(table: "t")))
    var rows: [[Value]] = []
    while let batch = try stream.next() {
        for row in 0..<batch.rowCount { rows.append(batch.columns.map { $0.value(at: row) }) }
    }
    return rows
}

/// A value as text; a dash for NULL.
func text(_ value: Value) -> String {
    if case .integer(let integer) = value { return String(integer) }
    return value.string ?? "-"
}
