// Elements, cardinality, choices, JSON kinds. Expected: FHIR R4, json.html and the resource pages.

@testable import FHIRValidation
import Testing

@Suite("Structure")
struct StructureTests {
    /// A text and what is found in it.
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let expected: [String]
        init(_ text: String, _ expected: String...) {
            self.text = text
            self.expected = expected
        }
        var testDescription: String { text }
    }

    private static func patient(_ members: String) -> String {
        #"{"resourceType":"Patient",\#(members)}"#
    }

    private static func observation(_ members: String) -> String {
        #"{"resourceType":"Observation","status":"final","code":{"text":"x"},\#(members)}"#
    }

    @Test(
        "Sound resources",
        arguments: [
            #"{"resourceType":"Patient"}"#,
            #" { "active" : true , "resourceType" : "Patient" } "#,
            patient(
                #"""
                "name":[{"given":["A",null],"_given":[null,{"id":"x",\#
                "extension":[{"url":"u","valueString":"v"}]}]}]
                """#
            ),
            patient(#""birthDate":"1980","_birthDate":{"id":"x"}"#),
            patient(#""_birthDate":{"extension":[{"url":"u","valueCode":"unknown"}]}"#),
            patient(#""na\u006de":[{"family":"é\n\u00e9"}]"#),
            patient(#""deceasedDateTime":"2015-02-07T13:28:17Z""#),
            patient(#""extension":[{"url":"u","extension":[{"url":"a","valueBoolean":false}]}]"#),
            observation(#""valueQuantity":{"value":1.50,"comparator":"<"}"#),
            observation(#""subject":{"reference":"Patient/a"},"performer":[{"type":"Patient"}]"#),
            observation(#""component":[{"code":{"text":"y"},"valueInteger":-1}]"#),
            #"""
            {"resourceType":"Observation","_status":{"extension":[{"url":"u",\#
            "valueCode":"unknown"}]},"code":{"text":"x"}}
            """#,
            #"""
            {"resourceType":"Parameters","parameter":[{"name":"r","resource":{\#
            "resourceType":"Patient"}},{"name":"p","part":[{"name":"q",\#
            "valueInteger":1}]}]}
            """#,
            #"""
            {"resourceType":"Questionnaire","status":"draft","item":[{"linkId":\#
            "1","type":"group","item":[{"linkId":"1.1","type":"string","item":[{\#
            "linkId":"1.1.1","type":"display"}]}]}]}
            """#,
            #"""
            {"resourceType":"ExampleScenario","status":"draft","instance":[{\#
            "resourceId":"a","resourceType":"Patient"}]}
            """#,
        ])
    func sound(text: String) {
        #expect(findings(text) == [])
    }

    @Test(
        "Elements and cardinality",
        arguments: [
            Case(patient(#""nickname":"x""#), "error structure unknown-element Patient"),
            Case(
                patient(#""name":[{"x":[1,{"y":null}]}]"#),
                "error structure unknown-element Patient.name[0]"),
            Case(patient(#""Active":true"#), "error structure unknown-element Patient"),
            Case(patient(#""_name":[{"id":"x"}]"#), "error structure unknown-element Patient"),
            Case(
                patient(#""link":[{"type":"seealso"}]"#),
                "error required required Patient.link[0].other"),
            Case(
                #"{"resourceType":"Observation"}"#, "error required required Observation.status",
                "error required required Observation.code"),
            Case(patient(#""gender":["male"]"#), "error structure repeating Patient.gender"),
            Case(patient(#""name":{"family":"x"}"#), "error structure repeating Patient.name"),
            Case(
                patient(#""maritalStatus":[{"text":"x"}]"#),
                "error structure repeating Patient.maritalStatus"),
            Case(
                patient(#""name":[{"given":"x"}]"#),
                "error structure repeating Patient.name[0].given"),
        ])
    func elements(test: Case) {
        #expect(findings(test.text) == test.expected)
    }

    @Test(
        "Choices",
        arguments: [
            Case(
                patient(#""deceasedBoolean":true,"deceasedDateTime":"2015""#),
                "error structure choice Patient.deceased"),
            Case(observation(#""valueDecimal":1"#), "error structure unknown-element Observation"),
            Case(
                patient(#""deceasedBoolean":true,"_deceasedDateTime":{"id":"x"}"#),
                "error structure choice Patient.deceased",
                "error invariant ele-1 Patient.deceased"),
            Case(
                #"""
                {"resourceType":"MedicationRequest","status":"active","intent":\#
                "order","subject":{"display":"x"}}
                """#,
                "error required required MedicationRequest.medication"),
        ])
    func choices(test: Case) {
        #expect(findings(test.text) == test.expected)
    }

    @Test(
        "JSON kinds",
        arguments: [
            Case(patient(#""active":"true""#), "error structure json-kind Patient.active"),
            Case(patient(#""active":1"#), "error structure json-kind Patient.active"),
            Case(patient(#""active":{"x":1}"#), "error structure json-kind Patient.active"),
            Case(patient(#""birthDate":1980"#), "error structure json-kind Patient.birthDate"),
            Case(patient(#""name":["x"]"#), "error structure json-kind Patient.name[0]"),
            Case(patient(#""name":[[]]"#), "error structure json-kind Patient.name[0]"),
            Case(
                patient(#""maritalStatus":true"#),
                "error structure json-kind Patient.maritalStatus"),
            Case(
                patient(#""name":[{"given":[{"x":1},["y"],2]}]"#),
                "error structure json-kind Patient.name[0].given[0]",
                "error structure json-kind Patient.name[0].given[1]",
                "error structure json-kind Patient.name[0].given[2]"),
            Case(
                observation(#""valueQuantity":{"value":"1"}"#),
                "error structure json-kind Observation.value.value"),
            Case(observation(#""valueInteger":1.5"#), "error value format Observation.value"),
            Case(
                observation(#""valueInteger":2147483648"#), "error value format Observation.value"),
        ])
    func kinds(test: Case) {
        #expect(findings(test.text) == test.expected)
    }

    @Test(
        "Empty and null",
        arguments: [
            Case(patient(#""name":[]"#), "error invalid empty Patient.name"),
            Case(patient(#""name":[{}]"#), "error invalid empty Patient.name[0]"),
            Case(patient(#""maritalStatus":{}"#), "error invalid empty Patient.maritalStatus"),
            Case(patient(#""language":"""#), "error invalid empty Patient.language"),
            Case(patient(#""active":"""#), "error structure json-kind Patient.active"),
            Case(patient(#""active":null"#), "error invalid null Patient.active"),
            Case(
                patient(#""maritalStatus":null"#),
                "error structure json-kind Patient.maritalStatus"),
            Case(patient(#""name":[null]"#), "error structure json-kind Patient.name[0]"),
            Case(
                patient(#""name":[{"given":["A",null]}]"#),
                "error invalid null Patient.name[0].given[1]"),
            Case(
                patient(#""name":[{"given":[],"_given":[]}]"#),
                "error invalid empty Patient.name[0].given",
                "error invalid empty Patient.name[0].given"),
            Case(patient(#""name":[{"id":"x"}]"#), "error invariant ele-1 Patient.name[0]"),
        ])
    func empty(test: Case) {
        #expect(findings(test.text) == test.expected)
    }

    @Test(
        "Companions",
        arguments: [
            Case(
                patient(#""name":[{"given":["A","B"],"_given":[{"id":"a"}]}]"#),
                "error structure companion Patient.name[0].given"),
            Case(
                patient(#""name":[{"given":["A",null],"_given":[null,null]}]"#),
                "error invalid null Patient.name[0].given[1]"),
            Case(
                patient(#""name":[{"given":["A",null],"_given":[null,{"id":"x"}]}]"#),
                "error invariant ele-1 Patient.name[0].given[1]"),
            Case(
                patient(#""name":[{"given":["A"],"_given":{"id":"x"}}]"#),
                "error structure repeating Patient.name[0].given",
                "error structure companion Patient.name[0].given"),
            Case(
                patient(#""birthDate":"1980","_birthDate":"x""#),
                "error structure companion Patient.birthDate"),
            Case(patient(#""_birthDate":{"id":"x"}"#), "error invariant ele-1 Patient.birthDate"),
            Case(
                patient(#""birthDate":"1980","_birthDate":{"code":"x"}"#),
                "error structure unknown-element Patient.birthDate"),
        ])
    func companions(test: Case) {
        #expect(findings(test.text) == test.expected)
    }

    @Test(
        "A name twice",
        arguments: [
            Case(
                patient(#""active":true,"active":true"#),
                "error invalid duplicate-key Patient.active"),
            Case(
                patient(#""active":true,"\u0061ctive":true"#),
                "error invalid duplicate-key Patient.active"),
            Case(
                patient(#""deceasedBoolean":true,"deceasedBoolean":true"#),
                "error invalid duplicate-key Patient.deceased"),
            Case(
                patient(#""birthDate":"1980","_birthDate":{"id":"a"},"_birthDate":{"id":"b"}"#),
                "error invalid duplicate-key Patient.birthDate"),
        ])
    func twice(test: Case) {
        #expect(findings(test.text) == test.expected)
    }

    @Test("Places of members within choices")
    func location() {
        let text = Self.observation(#""valueQuantity":{"value":"1"}"#)
        #expect(issues(text).map(\.location) == ["Observation.valueQuantity.value"])
        #expect(issues(Self.patient(#""x":1"#)).map(\.location) == ["Patient.x"])
    }

    @Test("At most 1,000 issues, and one that says so")
    func many() {
        let names = (0..<1200).map { "\"x\($0)\":1" }.joined(separator: ",")
        let found = findings(Self.patient(names))
        #expect(found.count == 1001)
        #expect(found.last == "warning too-costly limit Patient")
    }

    @Test("Every element of every type has a bit and is found by its name")
    func definitions() {
        let definitions = ResourceDefinitions.shared
        #expect(definitions.resourceTypes.count == 146)
        for (place, name) in definitions.memberNames.enumerated() {
            #expect(unsafe definitions.properties[place].bit < 64, "\(name)")
        }
    }
}
