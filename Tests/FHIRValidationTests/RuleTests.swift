// References, codes, contained resources, extensions, narratives, JSON faults.
// Expected: FHIR R4, references.html, narrative.html, terminologies.html; invariants of the
// definitions as printed there.

import Columnar
@testable import FHIRValidation
import Testing

@Suite("Rules")
struct RuleTests {
    private typealias Case = StructureTests.Case

    private static func observation(_ members: String) -> String {
        #"{"resourceType":"Observation","status":"final","code":{"text":"x"},\#(members)}"#
    }

    @Test(
        "References",
        arguments: [
            (#"{"reference":"Practitioner/1"}"#, false), (#"{"reference":"Patient/1"}"#, true),
            (#"{"reference":"Patient/1/_history/2"}"#, true),
            (#"{"reference":"Practitioner/1/_history/2"}"#, false),
            (#"{"reference":"http://x.org/fhir/Organization/1"}"#, false),
            (#"{"reference":"http://x.org/fhir/Organization/1/_history/3"}"#, false),
            (#"{"reference":"http://x.org/fhir/Patient/1"}"#, true),
            (#"{"reference":"http://x.org/Practitioner"}"#, true),
            (#"{"reference":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}"#, true),
            (#"{"reference":"Practitioner?identifier=1"}"#, false),
            (#"{"type":"Organization","display":"x"}"#, false),
            (#"{"type":"Device","identifier":{"value":"1"}}"#, true),
            (#"{"reference":"Practitioner\/1"}"#, true),
        ])
    func targets(reference: String, isSound: Bool) {
        let found = findings(Self.observation(#""subject":\#(reference)"#))
        #expect(
            found == (isSound ? [] : ["error structure reference-target Observation.subject"]))
    }

    @Test(
        "Codes",
        arguments: [
            ("Patient", #""gender":"male""#, true), ("Patient", #""gender":"Male""#, false),
            ("Patient", #""language":"de-CH""#, true), ("Patient", #""language":"de_CH""#, false),
            ("Patient", #""language":"zh-Hans-CN-x-a""#, true),
            ("Patient", #""language":"x""#, false),
            ("Patient", #""photo":[{"contentType":"image/png"}]"#, true),
            ("Patient", #""photo":[{"contentType":"text/html; charset=\"utf-8\""}]"#, true),
            ("Patient", #""photo":[{"contentType":"png"}]"#, false),
            ("Patient", #""maritalStatus":{"coding":[{"system":"http://x","code":"y"}]}"#, true),
            (
                "Patient",
                #"""
                "communication":[{"language":{"coding":[{"system":\#
                "urn:ietf:bcp:47","code":"en"}]}}]
                """#,
                true
            ),
            (
                "Patient",
                #""communication":[{"language":{"coding":[{"system":"http://x","code":"en"}]}}]"#,
                false
            ),
            ("Patient", #""communication":[{"language":{"text":"English"}}]"#, true),
            (
                "Condition",
                #"""
                "subject":{"display":"x"},"clinicalStatus":{"coding":[{"system":\#
                "http://terminology.hl7.org/CodeSystem/condition-clinical",\#
                "code":"active"}]}
                """#,
                true
            ),
            (
                "Condition",
                #"""
                "subject":{"display":"x"},"clinicalStatus":{"coding":[{"system":\#
                "http://x","code":"y"},{"system":\#
                "http://terminology.hl7.org/CodeSystem/condition-clinical",\#
                "code":"active"}]}
                """#,
                true
            ),
            (
                "Condition",
                #"""
                "subject":{"display":"x"},"clinicalStatus":{"coding":[{"system":\#
                "http://terminology.hl7.org/CodeSystem/condition-clinical",\#
                "code":"activ"}]}
                """#,
                false
            ),
            (
                "Condition",
                #"""
                "subject":{"display":"x"},"clinicalStatus":{"coding":[{"system":\#
                "http://x","code":"active"}]}
                """#,
                false
            ),
            (
                "Coverage",
                #"""
                "status":"active","beneficiary":{"display":"x"},"payor":[{\#
                "display":"x"}],"costToBeneficiary":[{"valueMoney":{"value":1,\#
                "currency":"CHF"}}]
                """#,
                true
            ),
            (
                "Coverage",
                #"""
                "status":"active","beneficiary":{"display":"x"},"payor":[{\#
                "display":"x"}],"costToBeneficiary":[{"valueMoney":{"value":1,\#
                "currency":"Franken"}}]
                """#,
                false
            ),
        ])
    func codes(type: String, members: String, isSound: Bool) {
        let found = issues(#"{"resourceType":"\#(type)",\#(members)}"#)
        #expect(found.map(\.rule) == (isSound ? [] : [.binding]))
        #expect(found.allSatisfy { $0.code == .codeInvalid })
    }

    @Test(
        "Units of measure: the grammar",
        arguments: [
            ("mg/dL", true), ("10*3/uL", true), ("{score}", true), ("mm[Hg]", true),
            ("m2.s-2", true),
            ("/min", true), ("kg{wet}", true), ("(mg/dL)/h", true), ("%", true), ("1", true),
            ("10^3", true), ("mg//dL", false), ("mg/", false), ("mg dL", false), ("{open", false),
            ("m[Hg", false), ("", false), ("(mg", false), ("mg)", false),
        ])
    func units(text: String, isSound: Bool) {
        let bytes = Array(text.utf8) + Array(repeating: 0, count: 8)
        let found = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe UnitGrammar.isUnit($0, text.utf8.count) }
        }
        #expect(found == isSound)
    }

    @Test(
        "Language tags: RFC 5646, appendix A",
        arguments: [
            ("de", true), ("i-enochian", true), ("zh-Hant", true), ("zh-cmn-Hans-CN", true),
            ("sl-rozaj-biske", true), ("de-CH-1901", true), ("es-419", true),
            ("de-CH-x-phonebk", true), ("x-whatever", true), ("en-a-myext-b-another", true),
            ("de-419-DE", false), ("a-DE", false), ("en-", false), ("en--US", false), ("", false),
            ("english language", false), ("abcdefghi", false), ("en-x", false),
        ])
    func languages(text: String, isSound: Bool) {
        let bytes = Array(text.utf8) + Array(repeating: 0, count: 8)
        let found = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe CodeGrammars.isLanguage($0, text.utf8.count) }
        }
        #expect(found == isSound)
    }

    // MARK: Containers

    private static func container(_ contained: String, _ rest: String) -> String {
        observation(#""contained":[\#(contained)],\#(rest)"#)
    }

    @Test("Contained resources")
    func contained() {
        let patient = #"{"resourceType":"Patient","id":"p"}"#
        let reference = ##""subject":{"reference":"#p"}"##
        #expect(findings(Self.container(patient, reference)) == [])
        #expect(
            findings(Self.container(patient, #""issued":"2020-01-01T00:00:00Z""#))
                == ["error invariant dom-3 Observation.contained[0]"])
        let back =
            ##"""
            {"resourceType":"Provenance","id":"v","target":[{"reference":"#"}],\##
            "recorded":"2020-01-01T00:00:00Z","agent":[{"who":{"display":"x"}}]}
            """##
        #expect(findings(Self.container(back, #""issued":"2020-01-01T00:00:00Z""#)) == [])
        #expect(
            findings(Self.observation(reference)) == ["error invariant ref-1 Observation.subject"])
        let device = #"{"resourceType":"Organization","id":"p"}"#
        #expect(
            findings(Self.container(device, reference))
                == ["error structure reference-target Observation.subject"])
        let nested =
            ##"""
            {"resourceType":"Patient","id":"p","contained":[\##(device)],\##
            "managingOrganization":{"reference":"#p"}}
            """##
        #expect(
            findings(Self.container(nested, reference)).first
                == "error invariant dom-2 Observation.contained[0]")
        let versioned =
            #"""
            {"resourceType":"Patient","id":"p","meta":{"versionId":"1",\#
            "security":[{"code":"R"}]}}
            """#
        #expect(
            findings(Self.container(versioned, reference)) == [
                "error invariant dom-4 Observation.contained[0]",
                "error invariant dom-5 Observation.contained[0]",
            ])
    }

    @Test("Resources in a Bundle are containers of their own")
    func bundle() {
        let entry = Self.container(
            #"{"resourceType":"Patient","id":"p"}"#, ##""subject":{"reference":"#p"}"##)
        let other = Self.observation(##""subject":{"reference":"#p"}"##)
        let text =
            #"""
            {"resourceType":"Bundle","type":"collection","entry":[{\#
            "resource":\#(entry)},{"resource":\#(other)},{"resource":{"id":\#
            "x"}},{"resource":{"resourceType":"Patient","x":1}}]}
            """#
        #expect(
            findings(text) == [
                "error invariant ref-1 Bundle.entry[1].resource.subject",
                "error structure resource-type Bundle.entry[2].resource",
                "error structure unknown-element Bundle.entry[3].resource",
            ])
    }

    @Test(
        "Extensions",
        arguments: [
            (#"{"url":"u","valueString":"x"}"#, [] as [String]),
            (#"{"url":"u"}"#, ["error invariant ext-1 Patient.extension[0]"]),
            (
                #"{"url":"u","valueString":"x","extension":[{"url":"v","valueString":"y"}]}"#,
                ["error invariant ext-1 Patient.extension[0]"]
            ),
            (#"{"valueString":"x"}"#, ["error required required Patient.extension[0].url"]),
            (#"{"url":"u","valueQuantity":{"value":1}}"#, []),
        ])
    func extensions(text: String, expected: [String]) {
        #expect(findings(#"{"resourceType":"Patient","extension":[\#(text)]}"#) == expected)
    }

    @Test("Simple quantities have no comparator")
    func simpleQuantity() {
        let text = Self.observation(#""referenceRange":[{"low":{"value":1,"comparator":"<"}}]"#)
        #expect(
            findings(text) == ["error structure simple-quantity Observation.referenceRange[0].low"])
    }

    // MARK: Narrative

    @Test(
        "Narratives",
        arguments: [
            ("<p>a &amp; b &#160;<br/></p>", nil), ("<img src='x' alt='y'/>", nil),
            ("<!-- c --><table class='x'><tr><td colspan='2'>1</td></tr></table>", nil),
            ("<p>open", IssueRule.narrative), ("<p>a</b></p>", .narrative), ("a & b", .narrative),
            ("<script>x</script>", .txt1), ("<p onclick='x'>a</p>", .txt1),
            ("<form>x</form>", .txt1),
            (" <p/> ", .txt2), ("<p x>a</p>", .narrative), ("<p class=x>a</p>", .narrative),
            ("&reg;", .narrative), ("<![CDATA[x]]>", .narrative), ("<?x?>a", .narrative),
            ("<!-- a -- b -->x", .narrative),
        ] as [(String, IssueRule?)])
    func narratives(content: String, rule: IssueRule?) {
        let div = "<div xmlns='http://www.w3.org/1999/xhtml'>\(content)</div>"
        let text = #"{"resourceType":"Patient","text":{"status":"generated","div":"\#(div)"}}"#
        #expect(issues(text).map(\.rule) == (rule.map { [$0] } ?? []))
    }

    @Test(
        "The div itself",
        arguments: [
            "<div>x</div>", "<p xmlns='http://www.w3.org/1999/xhtml'>x</p>", "x",
            "<div xmlns='http://www.w3.org/1999/xhtml'>x</div>y",
            "<div xmlns='http://www.w3.org/1999/xhtml'/>",
            "<!DOCTYPE x><div xmlns='http://www.w3.org/1999/xhtml'>x</div>",
        ])
    func div(text: String) {
        let patient = #"{"resourceType":"Patient","text":{"status":"generated","div":"\#(text)"}}"#
        #expect(findings(patient).count == 1)
    }

    // MARK: JSON

    @Test(
        "Texts that are no JSON: one fatal issue, at its place",
        arguments: [
            (#"{"resourceType":"Patient","active":tru}"#, 1, 36),
            ("{\n  \"resourceType\": \"Patient\",\n  \"active\" true\n}", 3, 12),
            (#"{"resourceType":"Patient",}"#, 1, 27), (#"{"resourceType":"Patient""#, 1, 26),
            (#"{"resourceType":"Patient"} x"#, 1, 28), ("", 1, 1), ("  ", 1, 1), ("[]", 1, 1),
            (#"{"resourceType":"Patient","name":[{"family":"x"]}"#, 1, 48),
            (#"{"resourceType":"Patient","x":[1,}"#, 1, 34),
            (#"{"resourceType":"Patient","language":"\q"}"#, 1, 38),
            (#"{"resourceType":"Patient","active":01}"#, 1, 36),
            (#"{"resourceType":"Patient","name":[{"given":["a" "b"]}]}"#, 1, 49),
            (#"{resourceType:"Patient"}"#, 1, 2), (#"{"resourceType":"Patient" /* c */}"#, 1, 27),
        ])
    func faults(text: String, line: Int, column: Int) {
        let found = issues(text)
        #expect(found.map(\.severity) == [.fatal])
        #expect(found.map(\.line) == [line])
        #expect(found.map(\.column) == [column])
    }

    @Test("Nesting is bounded")
    func depth() {
        let deep = String(repeating: #"{"url":"u","extension":["#, count: 5000)
        let text = #"{"resourceType":"Patient","extension":[\#(deep)"#
        #expect(issues(text).map(\.rule) == [.depth])
        let arrays = #"{"resourceType":"Patient","x":\#(String(repeating: "[", count: 100_000))"#
        #expect(issues(arrays).map(\.severity) == [.fatal])
    }

    @Test(
        "Types",
        arguments: [
            #"{"resourceType":"Slots"}"#, "{}", #"{"resourceType":1}"#, #"{"id":"x"}"#,
            #"{"resourcetype":"Patient"}"#, #"{"resourceType":"DomainResource"}"#,
        ])
    func types(text: String) {
        #expect(findings(text) == ["error structure resource-type "])
    }

    @Test("Values are quoted only where they are asked for")
    func values() {
        let text = #"{"resourceType":"Patient","birthDate":"geheim"}"#
        #expect(!issues(text).contains { $0.diagnostics.contains("geheim") })
        let shown = issues(text, ValidationOptions(showsValues: true))
        #expect(shown.contains { $0.diagnostics.contains("geheim") })
    }

    @Test("References within a data set")
    func dataSet() {
        let index = ReferenceIndex()
        for number in 0..<5000 { index.insert(Array("Patient/\(number)".utf8)) }
        #expect(index.count == 5000)
        func found(_ reference: String, isComplete: Bool) -> [String] {
            findings(
                Self.observation(#""subject":{"reference":"\#(reference)"}"#),
                ValidationOptions(references: index, isComplete: isComplete))
        }
        #expect(found("Patient/4999", isComplete: true) == [])
        #expect(found("Patient/17/_history/1", isComplete: true) == [])
        #expect(found("http://x.org/Patient/5000", isComplete: true) == [])
        #expect(
            found("Patient/5000", isComplete: true)
                == ["error not-found reference-resolves Observation.subject"])
        #expect(
            found("Patient/5000", isComplete: false)
                == ["warning not-found reference-resolves Observation.subject"])
    }
}
