// Issues as a FHIR resource.
//
//     {"resourceType":"OperationOutcome","issue":[
//       {"severity":"error","code":"structure","diagnostics":"…","expression":["Patient"]},
//       {"severity":"information","code":"informational","diagnostics":"12 invariants …"}]}
//
// Source: FHIR R4, OperationOutcome. It has at least one issue, so what was not evaluated is said
// there, and that nothing was found as well.

/// Writes OperationOutcomes. `expression` is FHIRPath; `location` has JSON's names instead, where
/// these differ.
package enum OperationOutcome {
    /// The outcome as JSON without white space.
    package static func json(_ list: IssueList) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(200 + list.issues.count * 200)
        text += "{\"resourceType\":\"OperationOutcome\",\"issue\":[".utf8
        for issue in list.issues {
            write(issue, to: &text)
            text.append(UInt8(ascii: ","))
        }
        let isFatal = list.issues.first?.severity == .fatal
        if isFatal {
            text.removeLast()
        } else {
            write(
                Issue(
                    severity: .information, code: .informational, rule: .limit, expression: "",
                    diagnostics: summary(list), offsetBytes: 0), to: &text)
        }
        text += "]}".utf8
        return text
    }

    /// What was found and what was not looked at, as a sentence.
    private static func summary(_ list: IssueList) -> String {
        var text = list.issues.isEmpty ? "No issues were found" : "Issues were found"
        text += "; \(list.invariantsNotEvaluated) invariants were not evaluated"
        if list.codesNotChecked > 0 { text += ", \(list.codesNotChecked) codes were not checked" }
        return text
    }

    private static func write(_ issue: Issue, to text: inout [UInt8]) {
        text += "{\"severity\":\"\(issue.severity.rawValue)\"".utf8
        text += ",\"code\":\"\(issue.code.rawValue)\",\"diagnostics\":".utf8
        let place =
            issue.severity == .fatal ? ", at line \(issue.line), column \(issue.column)" : ""
        write(issue.diagnostics + place, to: &text)
        if !issue.expression.isEmpty {
            text += ",\"expression\":[".utf8
            write(issue.expression, to: &text)
            text.append(UInt8(ascii: "]"))
        }
        if !issue.location.isEmpty {
            text += ",\"location\":[".utf8
            write(issue.location, to: &text)
            text.append(UInt8(ascii: "]"))
        }
        text.append(UInt8(ascii: "}"))
    }

    private static func write(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                text += "\\u00".utf8
                text += [digit(byte >> 4), digit(byte & 15)]
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }
}
