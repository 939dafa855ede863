// Tables over files, and functions over one resource.

import Columnar
import FHIR
@testable import FHIRValidation
import JSON
import Testing

@Suite("Tables of issues")
struct TableTests {
    private func input(
        _ path: String, _ references: ReferencePolicy = .ignore
    ) throws -> ValidationInput {
        try ValidationInput(
            paths: [fixtures + path], references: references,
            reading: FHIROptions(lineBytesMax: 1 << 20))
    }

    private func found(_ path: String, _ references: ReferencePolicy = .ignore) throws -> [String] {
        try rows(FHIRFileIssuesTable(try input(path, references))).map { row in
            [1, 2, 3, 4, 8].map { text(row[$0]) }
                .joined(separator: " ")
        }
    }

    private let expected = [
        "2 Patient unknown error unknown-element", "3 Observation missing error required",
        "4 Patient single error repeating", "6 Patient kind error json-kind",
        "7 Patient format error format", "8 Patient code error binding",
        "9 Observation choices error choice", "10 Observation target error reference-target",
        "13 - - fatal json", "14 - - error resource-type",
    ]

    @Test("A file with a defect on each line")
    func defects() throws {
        #expect(try found("/validation/defects.ndjson") == expected)
        #expect(
            try found("/validation/defects.ndjson", .warn).filter { $0.contains("resolves") } == [
                "10 Observation target warning reference-resolves",
                "11 Observation unresolved warning reference-resolves",
            ])
        #expect(
            try found("/validation/defects.ndjson", .complete).contains(
                "11 Observation unresolved error reference-resolves"))
    }

    @Test("Sums of a file")
    func summary() throws {
        let table = FHIRFileSummaryTable(try input("/validation/defects.ndjson"))
        let row = try #require(try rows(table).first)
        #expect(row[1...4] == [.integer(13), .integer(10), .integer(10), .integer(0)])
        guard case .integer(let invariants) = row[5] else { return #expect(Bool(false)) }
        #expect(invariants > 0)
    }

    @Test("Real data are valid, whatever the number of threads", arguments: [1, 2])
    func synthea(threads: Int) throws {
        let table = FHIRFileIssuesTable(try input("/synthea-10/*.ndjson*"))
        let errors = try rows(table, threadCount: threads).filter { $0[4] != .text("warning") }
        #expect(errors.isEmpty, "\(errors.prefix(3))")
    }

    @Test("Bad files: every one has an issue, none traps")
    func bad() throws {
        for row in try rows(FHIRFileIssuesTable(try input("/bad"))) {
            #expect(row[7].string?.isEmpty == false)
        }
        let sums = try rows(FHIRFileSummaryTable(try input("/bad")))
        for sum in sums where sum[3] == .integer(0) {
            // Legal JSON lines that only a scan by elements refuses, or no lines at all.
            let file = try #require(sum[0].string)
            #expect(
                file.hasSuffix("header-only.ndjson.gz")
                    || file.hasSuffix("entry-without-resource.json"),
                "\(file)")
        }
    }

    @Test("Documents: a Bundle is one resource")
    func documents() throws {
        let rows = try rows(FHIRFileSummaryTable(try input("/bundle")))
        #expect(rows.map { $0[1] } == [.integer(1), .integer(1)])
    }

    @Test("A manifest is refused with advice")
    func manifest() {
        #expect(throws: LakeError.self) { try input("/bulk-export/manifest.json") }
    }

    @Test("Functions")
    func functions() throws {
        let functions = ResourceFunctions()
        #expect(functions.isValid(.null) == .null)
        #expect(functions.isValid(.text(#"{"resourceType":"Patient"}"#)) == .integer(1))
        #expect(functions.isValid(.text(#"{"resourceType":"Patient","x":1}"#)) == .integer(0))
        #expect(functions.isValid(.text("")) == .integer(0))
        #expect(functions.isValid(.integer(7)) == .integer(0))
        guard
            case .text(let bytes) = functions.outcome(
                .text(#"{"resourceType":"Patient","a\"b":1}"#))
        else { return #expect(Bool(false)) }
        let outcome = try JSONValue(parsing: bytes)
        #expect(outcome["resourceType"]?.string == "OperationOutcome")
        let issues = try #require(outcome["issue"]?.array)
        #expect(issues.map { $0["severity"]?.string } == ["error", "information"])
        #expect(issues.first?["expression"]?.array?.first?.string == "Patient")
        #expect(try rows(functions.issues(.text(#"{"resourceType":"Patient","x":1}"#))).count == 1)
        // An outcome is a valid resource itself.
        #expect(functions.isValid(.text(bytes)) == .integer(1))
    }
}
