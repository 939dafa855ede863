// Concept ids: rows of the vocabulary subset, looked up by hand.

import Columnar
import OMOP
import Testing

@testable import Synthesis

@Suite("Codes")
struct CodeBookTests {
    private let book = CodeBook(vocabulary: Vocabulary())

    private func code(_ system: ClinicalCode.System, _ code: String) throws -> ClinicalCode {
        book.codes[Int(try #require(book.index(system, code)))]
    }

    @Test("A standard code maps to itself")
    func standard() throws {
        let diabetes = try code(.snomed, "44054006")
        #expect(diabetes.display == "Type 2 diabetes mellitus")
        #expect(diabetes.sourceConceptID == 201_826)
        #expect(diabetes.targets == [.init(conceptID: 201_826, domain: .condition)])
        #expect(
            String(decoding: diabetes.conceptJSON, as: UTF8.self)
                == #"{"coding":[{"system":"http://snomed.info/sct","code":"44054006","display":"#
                + #""Type 2 diabetes mellitus"}],"text":"Type 2 diabetes mellitus"}"#)
    }

    @Test("Codes that map elsewhere, to two concepts, with a value, and to nothing")
    func mapped() throws {
        // Prediabetes is not standard: impaired glucose tolerance.
        #expect(try code(.snomed, "15777000").targets.map(\.conceptID) == [4_311_629])
        #expect(
            Set(try code(.snomed, "8517006").targets.map(\.conceptID)) == [903_651, 1_340_204])
        #expect(
            try code(.snomed, "91935009").targets == [
                .init(conceptID: 4_240_902, domain: .observation, valueConceptID: 42_538_933)
            ])
        #expect(try code(.snomed, "91930004").targets.isEmpty)
    }

    @Test("The domain of the target decides")
    func domains() throws {
        #expect(try code(.snomed, "72892002").targets.map(\.domain) == [.observation])
        #expect(try code(.loinc, "4548-4").targets.map(\.domain) == [.measurement])
    }

    @Test("Every code is found at its own place, and its JSON names it")
    func all() {
        #expect(book.knownCount > 600)
        for (index, code) in book.codes.enumerated() {
            #expect(book.index(code.system, code.code) == Int32(index))
            let json = String(decoding: code.codingJSON, as: UTF8.self)
            #expect(json.hasPrefix("{\"system\":\"\(code.system.uri)\",\"code\":\"\(code.code)\""))
        }
    }

    @Test("A code nobody knows is added once, without a concept, and escaped")
    func added() {
        var book = book
        let index = book.index(adding: .snomed, "999", display: "a \"b\" \\ \n é")
        #expect(Int(index) == book.knownCount)
        #expect(book.index(adding: .snomed, "999", display: "") == index)
        #expect(book.codes[Int(index)].targets.isEmpty)
        #expect(
            String(decoding: book.codes[Int(index)].codingJSON, as: UTF8.self)
                .hasSuffix(#""display":"a \"b\" \\ \u000a é"}"#))
    }

    @Test(
        "Units in FHIR's spelling",
        arguments: [
            ("mm[Hg]", 8876, "mmHg"), ("U/L", 8645, "U/L"), ("{score}", 44_777_566, "score"),
            ("mg/g", 8723, "mg/g"), ("kg/m2", 9531, "kg/m²"), ("a", 9448, "years"),
            ("m[IU]/L", 9040, "mIU/L"), ("mL/min/{1.73_m2}", 720_870, "mL/min/1.73 m²"),
        ] as [(String, Int32, String)])
    func units(code: String, concept: Int32, display: String) throws {
        let unit = book.units[Int(try #require(book.unitIndex(code)))]
        #expect(unit.code == code && unit.conceptID == concept && unit.display == display)
    }

    @Test("A unit nobody knows is added")
    func unknownUnit() {
        var book = book
        #expect(book.unitIndex("{furlong}") == nil)
        let index = book.unitIndex(adding: "{furlong}")
        #expect(book.units[Int(index)].conceptID == 0 && book.unitIndex("{furlong}") == index)
    }
}
