// Every rendered line against the R4 definitions: names, order, cardinality, kinds, references.

import Columnar
import JSON
import SynthesisFHIR
import Testing

@Suite("FHIR structure")
struct StructureTests {
    @Test("Every line is one JSON object without a name twice", arguments: RenderedSample.lines)
    func validJSON(line: RenderedLine) throws {
        #expect(line.bytes.last == UInt8(ascii: "\n"))
        let buffer = try ByteBuffer(capacityBytes: line.bytes.count)
        unsafe try line.bytes.withUnsafeBufferPointer { bytes in
            let start = unsafe try #require(bytes.baseAddress)
            unsafe try buffer.append(start, count: bytes.count - 1)
        }
        let indexer = StructuralIndexer()
        let index = unsafe try indexer.index(buffer.base, count: buffer.countBytes).get()
        let validator = JSONValidator(findsDuplicates: true)
        var token = 0
        let fault = unsafe validator.check(
            buffer.base, index, token: &token, limit: buffer.countBytes)
        #expect(fault == nil)
        #expect(token == index.count)
    }

    @Test("Elements are those of R4, in order", arguments: RenderedSample.lines)
    func elements(line: RenderedLine) throws {
        let value = try line.value()
        var walk = StructureWalk()
        walk.resource(value)
        #expect(value["resourceType"]?.text == line.resource.rawValue)
        #expect(walk.findings.isEmpty, "\(walk.findings) in \(line.text)")
    }

    @Test("Every reference is to a line or to a contained resource")
    func references() throws {
        var ids: Set<String> = []
        var walk = StructureWalk()
        for line in RenderedSample.lines {
            let value = try line.value()
            let id = try #require(value["id"]?.text)
            #expect(ids.insert("\(line.resource.rawValue)/\(id)").inserted, "\(line)")
            walk.resource(value)
        }
        #expect(walk.references.count > 200)
        for reference in walk.references where reference != "#self-pay" {
            #expect(ids.contains(reference), "\(reference)")
        }
    }

    @Test(
        "The walk finds what is wrong",
        arguments: [
            (#"{"resourceType":"Patient","gender":"male","id":"1"}"#, "Patient.id is out of order"),
            (#"{"resourceType":"Patient","sex":"male"}"#, "Patient.sex is unknown"),
            (#"{"resourceType":"Patient","name":{"family":"A"}}"#, "Patient.name is not a list"),
            (#"{"resourceType":"Patient","gender":["male"]}"#, "Patient.gender is a list"),
            (#"{"resourceType":"Patient","gender":""}"#, "Patient.gender is empty text"),
            (#"{"resourceType":"Patient","active":"true"}"#, "Patient.active is a string"),
            (#"{"resourceType":"Patient","name":[]}"#, "Patient.name is an empty list"),
            (#"{"resourceType":"Patient","name":[{}]}"#, "HumanName is empty"),
            (#"{"resourceType":"Observation","status":"final"}"#, "Observation.code is missing"),
            (
                #"{"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2024"}"#,
                "Patient.deceasedDateTime is out of order"
            ),
        ])
    func findings(text: String, expected: String) throws {
        var walk = StructureWalk()
        walk.resource(try JSONValue(parsing: text))
        #expect(walk.findings.contains(expected), "\(walk.findings)")
    }

    @Test("Every type has a line", arguments: SyntheticResource.allCases)
    func everyType(resource: SyntheticResource) {
        #expect(RenderedSample.lines.contains { $0.resource == resource })
    }
}

/// Walks a resource beside its definition and collects what differs.
private struct StructureWalk {
    var findings: [String] = []
    var references: [String] = []
    private let definitions = R4Elements.shared

    private static let numbers: Set<String> = [
        "decimal", "integer", "positiveInt", "unsignedInt",
    ]

    mutating func resource(_ value: JSONValue) {
        guard case .object(let members) = value, members.first?.name == "resourceType",
            let type = members.first?.value.text
        else {
            findings.append("resourceType is not first")
            return
        }
        object(Array(members.dropFirst()), below: type)
    }

    private mutating func object(_ members: [JSONValue.Member], below path: String) {
        let elements = definitions.elements(below: path)
        if elements.isEmpty { findings.append("no definition of \(path)") }
        if members.isEmpty { findings.append("\(path) is empty") }
        var last = -1
        for member in members {
            let place = elements.firstIndex { element in
                element.names.contains { $0.name == member.name }
            }
            guard let place,
                let type = elements[place].names.first(where: { $0.name == member.name })
            else {
                findings.append("\(path).\(member.name) is unknown")
                continue
            }
            // A choice twice would be the same place twice.
            if place <= last { findings.append("\(path).\(member.name) is out of order") }
            last = place
            self.member(member.value, elements[place], type.type)
        }
        for element in elements where element.minimum > 0 {
            let isThere = members.contains { member in
                element.names.contains { $0.name == member.name }
            }
            if !isThere { findings.append("\(element.path) is missing") }
        }
    }

    private mutating func member(
        _ value: JSONValue, _ element: R4Elements.Element, _ type: String
    ) {
        if case .array(let elements) = value {
            if !element.isRepeating { findings.append("\(element.path) is a list") }
            if elements.isEmpty { findings.append("\(element.path) is an empty list") }
            for item in elements { single(item, element, type) }
        } else {
            if element.isRepeating { findings.append("\(element.path) is not a list") }
            single(value, element, type)
        }
    }

    private mutating func single(
        _ value: JSONValue, _ element: R4Elements.Element, _ type: String
    ) {
        switch value {
        case .null, .array: findings.append("\(element.path) is null or nested")
        case .boolean: if type != "boolean" { findings.append("\(element.path) is a boolean") }
        case .number:
            if !Self.numbers.contains(type) { findings.append("\(element.path) is a number") }
        case .string(let text):
            let isText =
                type.first?.isLowercase == true && type != "boolean" && !Self.numbers.contains(type)
            if !isText { findings.append("\(element.path) is a string") }
            if text.isEmpty { findings.append("\(element.path) is empty text") }
        case .object(let members):
            if let reference = value["reference"]?.text, type == "Reference" {
                references.append(reference)
            }
            if !element.contentReference.isEmpty {
                object(members, below: element.contentReference)
            } else if type == "BackboneElement" || type == "Element" {
                object(members, below: element.path)
            } else if type == "Resource" {
                resource(value)
            } else {
                object(members, below: type)
            }
        }
    }
}
