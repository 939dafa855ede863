// What a path names, and what a file is.

import Columnar
@testable import FHIR
import Storage
import Testing

@Suite("Input")
struct InputTests {
    private func format(_ name: String, _ text: String) throws -> InputFormat {
        let directory = TemporaryDirectory()
        let path = directory.write(name, text)
        let files = try expandPath(path)
        return try InputFormat.detect(try #require(files.first))
    }

    private static let patient = #"{"resourceType":"Patient","id":"a"}"#

    @Test(
        "Lines, documents and manifests",
        arguments: [
            ("a.ndjson", patient, InputFormat.lines), ("a.ndjson", "{\n}", .lines),
            ("a.json", patient, .document),
            ("a.json", patient + "\n" + patient + "\n", .lines),
            ("a.json", "{\n \"resourceType\": \"Patient\"\n}", .document),
            ("a.json", "[" + patient + "]", .document), ("a.json", "", .document),
            ("a.json", "nonsense", .document),
            ("A.JSON", "{\n}", .document),
            (
                "manifest.json", #"{"transactionTime":"2024-01-01T00:00:00Z","output":[]}"#,
                .manifest
            ),
            ("manifest.json", "{\n\"output\":[],\n\"transactionTime\":\"x\"\n}\n", .manifest),
            (
                "manifest.json", #"{"resourceType":"Basic","transactionTime":"x","output":[]}"#,
                .document
            ),
            ("manifest.json", #"{"output":[]}"#, .document),
        ])
    func formats(name: String, text: String, expected: InputFormat) throws {
        #expect(try format(name, text) == expected)
    }

    @Test("A manifest's files lie beside it")
    func manifest() throws {
        let path = "\(fixtures)/bulk-export/manifest.json"
        let file = try #require(try expandPath(path).first)
        #expect(
            try BulkManifest.outputPaths(file)
                == [
                    "Patient.1.ndjson", "Patient.2.ndjson", "Observation.1.ndjson",
                ].map { "\(fixtures)/bulk-export/\($0)" })
        #expect(try rows(path, "Patient", ["id"]) == [[.text("m0")], [.text("m1")], [.text("m2")]])
        #expect(try rows("\(fixtures)/bulk-export", "Patient", ["id"]).count == 4)
    }

    @Test(
        "Manifests that make no sense",
        arguments: [
            #"{"transactionTime":"x","output":7}"#, #"{"transactionTime":"x","output":[7]}"#,
            #"{"transactionTime":"x","output":[{}]}"#,
            #"{"transactionTime":"x","output":[{"url":""}]}"#,
            #"{"transactionTime":"x","output":[{"url":7}]}"#,
            #"{"transactionTime":"x","output":[{"url":"https://example.org/none.ndjson"}]}"#,
            #"{"transactionTime":"x","output":[{"url":"https://example.org/../../etc/passwd?x"}]}"#,
        ])
    func badManifests(text: String) {
        let directory = TemporaryDirectory()
        let path = directory.write("manifest.json", text)
        #expect(throws: LakeError.self) { try rows(path, nil, ["id"]) }
    }

    @Test("The common type of files")
    func commonType() throws {
        #expect(
            try FHIRTable.commonResourceType(of: "\(fixtures)/synthea-10/Patient*") == "Patient")
        #expect(try FHIRTable.commonResourceType(of: "\(fixtures)/synthea-10") == nil)
        #expect(try FHIRTable.commonResourceType(of: "\(fixtures)/edge/empty.ndjson") == nil)
        #expect(try FHIRTable.commonResourceType(of: "\(fixtures)/edge/mixed-types.ndjson") == nil)
        #expect(throws: LakeError.self) {
            try FHIRTable.commonResourceType(of: "/nowhere/*.ndjson")
        }
    }
}

extension InputFormat: CustomStringConvertible {
    /// The text.
    public var description: String {
        switch self {
        case .lines: "lines"
        case .document: "document"
        case .manifest: "manifest"
        }
    }
}
