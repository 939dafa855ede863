// Primitive formats. Expected: the regular expressions of the definitions, as Python's `re` judges
// (scripts/make-format-fixtures.py).

import Columnar
@testable import FHIRValidation
import JSON
import Storage
import Testing

@Suite("Formats")
struct FormatTests {
    @Test("5,000 texts against the regular expressions", arguments: ElementKind.primitiveNames)
    func formats(type: String) throws {
        let text = String(
            decoding: try readWholeFile(
                path: fixtures + "/validation/formats.tsv", bytesMax: 1 << 24), as: UTF8.self)
        var count = 0
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t")
            guard fields.count == 3, fields[0] == type else { continue }
            let value = try #require(try JSONValue(parsing: Array(fields[1].utf8)).string)
            count += 1
            #expect(isValue(value, of: type) == (fields[2] == "1"), "\(line)")
        }
        #expect(count > 290 || type == "boolean" || type == "xhtml")
    }

    private func isValue(_ value: String, of type: String) -> Bool {
        let count = value.utf8.count
        let bytes = Array(value.utf8) + Array(repeating: 0, count: 16)
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let text = buffer.baseAddress else { return false }
            return switch type {
            case "base64Binary": unsafe TextFormats.isBase64(text, count)
            case "canonical", "uri", "url": unsafe TextFormats.isURI(text, count)
            case "code": unsafe TextFormats.isCode(text, count)
            case "date": unsafe DateFormats.isDate(text, count)
            case "dateTime": unsafe DateFormats.isDateTime(text, count)
            case "decimal": unsafe NumberFormats.isDecimal(text, count)
            case "id": unsafe TextFormats.isID(text, count)
            case "instant": unsafe DateFormats.isInstant(text, count)
            case "integer": unsafe NumberFormats.isInteger(text, count)
            case "markdown", "string": unsafe TextFormats.isString(text, count)
            case "oid": unsafe TextFormats.isOID(text, count)
            case "positiveInt": unsafe NumberFormats.isUnsigned(text, count, minimum: 1)
            case "time": unsafe DateFormats.isTime(text, count)
            case "unsignedInt": unsafe NumberFormats.isUnsigned(text, count, minimum: 0)
            case "uuid": unsafe TextFormats.isUUID(text, count)
            default: false
            }
        }
    }

    @Test("Control characters in strings are a warning; too long strings an error")
    func strings() {
        func text(_ value: String) -> String {
            #"{"resourceType":"Patient","name":[{"text":"\#(value)"}]}"#
        }
        #expect(findings(text(#"a\u0013"#)) == ["warning value format Patient.name[0].text"])
        #expect(findings(text(#"a\u000b"#)) == ["error value format Patient.name[0].text"])
        #expect(findings(text(String(repeating: "é", count: 1 << 20))) == [])
        #expect(
            findings(text(String(repeating: "x", count: (1 << 20) + 1)))
                == ["error too-long length Patient.name[0].text"])
    }
}
