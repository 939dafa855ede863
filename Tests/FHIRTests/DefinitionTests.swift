// Columns of typed tables. Expected: the R4 definitions at https://hl7.org/fhir/R4, copied by hand.

import Columnar
@testable import FHIR
import Testing

@Suite("Definitions")
struct DefinitionTests {
    private func names(_ type: String, hidden: Bool = false) -> [String] {
        ResourceColumn.columns(of: type).map(\.field).filter { $0.isHidden == hidden }.map(\.name)
    }

    @Test("Patient, in definition order")
    func patient() {
        #expect(
            names("Patient") == [
                "id", "meta", "implicitRules", "language", "text", "contained", "extension",
                "modifierExtension", "identifier", "active", "name", "telecom", "gender",
                "birthDate",
                "deceasedBoolean", "deceasedDateTime", "address", "maritalStatus",
                "multipleBirthBoolean", "multipleBirthInteger", "photo", "contact", "communication",
                "generalPractitioner", "managingOrganization", "link", "resource", "_file", "_line",
            ])
        #expect(
            names("Patient", hidden: true) == ["maritalStatus_code", "managingOrganization_id"])
    }

    @Test("Observation, a choice of eleven types")
    func observation() {
        let names = names("Observation")
        #expect(
            names.drop { $0 != "issued" }.dropFirst(2).prefix(11) == [
                "valueQuantity", "valueCodeableConcept", "valueString", "valueBoolean",
                "valueInteger", "valueRange", "valueRatio", "valueSampledData", "valueTime",
                "valueDateTime", "valuePeriod",
            ])
        #expect(
            self.names("Observation", hidden: true) == [
                "code_code", "subject_id", "encounter_id", "valueCodeableConcept_code",
                "dataAbsentReason_code", "bodySite_code", "method_code", "specimen_id", "device_id",
            ])
    }

    @Test(
        "Types",
        arguments: [
            ("Patient", "active", DataType.boolean), ("Patient", "birthDate", .text),
            ("Patient", "name", .json), ("Patient", "multipleBirthInteger", .integer),
            ("Patient", "resource", .json), ("Patient", "_line", .integer),
            ("Patient", "id", .text),
            ("Observation", "valueQuantity", .json), ("Observation", "valueBoolean", .boolean),
            ("Observation", "issued", .text), ("ChargeItem", "factorOverride", .decimal),
            ("Binary", "data", .text), ("Claim", "created", .text), ("Account", "coverage", .json),
            ("Patient", "photo", .json), ("Encounter", "class", .json), ("Goal", "note", .json),
            ("ImagingStudy", "numberOfSeries", .integer), ("Sequence", "x", .json),
        ])
    func types(type: String, name: String, expected: DataType) {
        guard R4.resourceTypes.contains(type) else { return }
        let column = ResourceColumn.columns(of: type).first { $0.field.name == name }
        #expect(column?.field.type == expected)
    }

    @Test("146 resource types and their names in any case")
    func resourceTypes() {
        // DomainResource and Resource are abstract.
        #expect(R4.resourceTypes.count == 146)
        #expect(R4.resourceType(named: "patient") == "Patient")
        #expect(R4.resourceType(named: "MEDICATIONREQUEST") == "MedicationRequest")
        #expect(R4.resourceType(named: "DomainResource") == nil)
        #expect(R4.resourceType(named: "") == nil)
    }

    @Test("No name stands twice in a table", arguments: R4.resourceTypes)
    func uniqueNames(type: String) {
        let names = ResourceColumn.columns(of: type).map { $0.field.name.lowercased() }
        #expect(Set(names).count == names.count)
        #expect(names.count > 5)
    }
}

@Suite("References")
struct ReferenceTests {
    @Test(
        "The id of a literal reference",
        arguments: [
            ("Patient/23", "23"), ("http://example.org/fhir/Patient/23", "23"),
            ("http://example.org/fhir/Patient/23/_history/2", "23"),
            ("Patient/23/_history/1", "23"),
            (
                "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
                "c757873d-ec9a-4326-a141-556f43239520"
            ),
            ("urn:oid:1.2.3.4", "1.2.3.4"), ("#p1", "#p1"), ("23", "23"), ("", ""), ("/", ""),
            ("Patient/", ""), ("_history/2", "2"), ("a/_history/2", "a"), ("urn:uuid:", ""),
            ("Patient?identifier=x|y", "Patient?identifier=x|y"),
        ])
    func ids(reference: String, id: String) {
        let bytes = Array(reference.utf8)
        let range = unsafe bytes.withUnsafeBufferPointer { unsafe ReferenceID.range(in: $0) }
        #expect(String(decoding: bytes[range], as: UTF8.self) == id)
    }
}
