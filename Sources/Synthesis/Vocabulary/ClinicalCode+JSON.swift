// The FHIR JSON of a code, made once and copied into every resource that carries the code.
//
//     Coding            {"system":"http://loinc.org","code":"718-7","display":"Hemoglobin"}
//     CodeableConcept   {"coding":[Coding],"text":"Hemoglobin"}
//
// Source: FHIR R4, datatypes.html#codesystem; RFC 8259, section 7, for the escapes.

extension ClinicalCode {
    /// A code with its JSON.
    package init(
        _ system: System, code: String, display: String, sourceConceptID: Int32, targets: [Target]
    ) {
        var coding = Array(#"{"system":""#.utf8)
        coding += system.uri.utf8
        coding += #"","code":""#.utf8
        appendEscaped(code, to: &coding)
        coding += #"","display":""#.utf8
        appendEscaped(display, to: &coding)
        coding += #""}"#.utf8
        var concept = Array(#"{"coding":["#.utf8)
        concept += coding
        concept += #"],"text":""#.utf8
        appendEscaped(display, to: &concept)
        concept += #""}"#.utf8
        self.init(
            system: system, code: code, display: display, sourceConceptID: sourceConceptID,
            targets: targets, codingJSON: coding, conceptJSON: concept)
    }
}

/// The inside of a JSON string.
private func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes += [UInt8(ascii: "\\"), byte]
        case 0..<0x20:
            bytes += #"\u00"#.utf8
            bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }
}
