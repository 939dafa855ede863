// The CSV reader: what RFC 4180 allows, and what it does not.

import Columnar
import OMOPQuality
import Testing

@Suite("CSV files of a CDM")
struct CSVTests {
    @Test("Quotes, line breaks and empty fields")
    func quoted() throws {
        let results = try CDMFixture([
            "note": "note_id,note_text\r\n1,\"a \"\"b\"\"\n,c\"\r\n2,\r\n3,\"\"\r\n\r\n"
        ]).results()
        #expect(summary(results["field_isrequired_note_note_text"]) == "2/3 FAIL")
        #expect(summary(results["field_isprimarykey_note_note_id"]) == "0/3 PASS")
    }

    @Test(
        "Files that are no CSV say where",
        arguments: [
            ("person_id,a\n1,\"x\n", "line 2"), ("person_id,a\n1,x\"y\n", "line 2"),
            ("person_id,a\n1,2\n1\n", "line 3"), ("person_id,a\n1,\"x\"y\n", "line 2"),
            ("person_id,person_id\n", "line 1"),
        ])
    func malformed(text: String, place: String) throws {
        let fixture = try CDMFixture(["person": text])
        let error = #expect(throws: LakeError.self) { try fixture.results() }
        #expect("\(try #require(error))".contains(place))
    }
}
