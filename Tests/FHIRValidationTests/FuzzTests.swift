// Cuts and edits of sound resources, and what the fuzzer found.

import Columnar
import FHIR
import Glibc
import Storage
import Testing

@Suite("Any bytes")
struct FuzzTests {
    private static let texts = [
        #"""
        {"resourceType":"Observation","id":"o","contained":[{"resourceType":\#
        "Patient","id":"p"}],"status":"final","code":{"coding":[{"system":\#
        "http://loinc.org","code":"1-8"}],"text":"a\u0041"},"subject":{\#
        "reference":"\#u{23}p"},"valueQuantity":{"value":-1.5e3,"unit":"mg"},\#
        "_issued":{"extension":[{"url":"u","valueBoolean":true}]}}
        """#,
        #"""
        {"resourceType":"Patient","text":{"status":"generated","div":\#
        "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p class='x'>&lt;</p></div>"},\#
        "name":[{"given":["A",null],"_given":[null,{"extension":[{"url":"u",\#
        "valueCode":"x"}]}]}],"birthDate":"1980-02-29"}
        """#,
    ]

    private func check(_ text: some Sequence<UInt8>) throws {
        let input = [3] + Array(text)
        try unsafe input.withUnsafeBufferPointer { try unsafe ValidationCheck($0).run() }
    }

    @Test("Every prefix, every byte left out", arguments: texts)
    func cuts(text: String) throws {
        let bytes = Array(text.utf8)
        for place in bytes.indices {
            try check(bytes[..<place])
            try check(bytes[..<place] + bytes[(place + 1)...])
        }
    }

    @Test("Every byte replaced by each byte that means something", arguments: texts)
    func replacements(text: String) throws {
        var bytes = Array(text.utf8)
        for place in bytes.indices {
            let kept = bytes[place]
            for byte in "{}[]:,\"\\0n \n<#".utf8 {
                bytes[place] = byte
                try check(bytes)
            }
            bytes[place] = kept
        }
    }

    @Test("Inputs that failed once", arguments: failures)
    func failure(path: String) throws {
        let input = try readWholeFile(path: path, bytesMax: 1 << 20)
        try unsafe input.withUnsafeBufferPointer { try unsafe ValidationCheck($0).run() }
    }

    private static let failures: [String] = {
        let folder = fixtures.split(separator: "/").dropLast(2).joined(separator: "/")
        let path = "/\(folder)/Tests/Fuzz/Failures/FHIRValidation-*"
        return (try? expandPath(path))?.map(\.path) ?? []
    }()
}
