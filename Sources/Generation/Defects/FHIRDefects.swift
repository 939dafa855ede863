// Defects of single resources.

import Columnar
import JSON
import Synthesis

/// Damages a line of NDJSON.
enum FHIRDefects {
    /// Elements that R4 requires, by type; `status` codes have required bindings.
    private static let required: [String: [String]] = [
        "Encounter": ["status", "class"], "Condition": ["subject"],
        "Observation": ["status", "code"], "DiagnosticReport": ["status", "code"],
        "Procedure": ["status", "subject"],
        "MedicationRequest": ["status", "intent", "subject"],
        "MedicationAdministration": ["status", "subject"],
        "Immunization": ["status", "vaccineCode", "patient"], "AllergyIntolerance": ["patient"],
        "CarePlan": ["status", "intent", "subject"],
        "Coverage": ["status", "beneficiary", "payor"],
        "ExplanationOfBenefit": ["status", "outcome", "patient"],
        "DocumentReference": ["status", "content"],
    ]
    private static let coded = ["status", "gender", "intent"]
    private static let references = ["subject", "patient", "beneficiary", "encounter"]
    private static let dates = [
        "birthDate", "deceasedDateTime", "onsetDateTime", "recordedDate", "effectiveDateTime",
        "authoredOn", "occurrenceDateTime", "created", "date", "issued",
    ]
    /// A day that no calendar has, in the form of a date, and of a date with a time.
    private static let impossibleDate = "2023-02-30"
    private static let impossibleTime = "2023-02-30T10:00:00Z"

    /// - Returns: the damaged line and what was done; nil when the line has no place for any
    ///   defect.
    static func damage(
        _ line: [UInt8], type: String, id: String, _ random: inout RandomStream
    ) -> ([UInt8], PlantedDefect)? {
        guard let value = try? JSONValue(parsing: line), var members = value.members else {
            return nil
        }
        let kinds = kinds(for: members, type: type)
        guard !kinds.isEmpty else { return nil }
        let kind = kinds[random.integer(below: kinds.count)]
        guard let (element, original, planted) = apply(kind, to: &members, type: type, &random)
        else { return nil }
        var bytes: [UInt8] = []
        JSONValue.object(members).write(to: &bytes)
        return (
            bytes,
            PlantedDefect(
                kind: kind, record: type, id: id, element: element, original: original,
                planted: planted)
        )
    }

    private static func kinds(
        for members: [JSONValue.Member], type: String
    ) -> [DefectKind] {
        let names = Set(members.map(\.name))
        var kinds: [DefectKind] = [.unknownElement]
        if required[type]?.contains(where: names.contains) == true {
            kinds.append(.missingRequiredElement)
        }
        if coded.contains(where: names.contains) { kinds.append(.invalidCode) }
        if references.contains(where: names.contains) { kinds.append(.brokenReference) }
        if dates.contains(where: names.contains) { kinds += [.impossibleDate, .wrongType] }
        return kinds
    }

    /// - Returns: the element, what stood there and what stands there now.
    private static func apply(
        _ kind: DefectKind, to members: inout [JSONValue.Member], type: String,
        _ random: inout RandomStream
    ) -> (String, String, String)? {
        func pick(_ names: [String], _ random: inout RandomStream) -> Int? {
            let found = members.indices.filter { names.contains(members[$0].name) }
            return found.isEmpty ? nil : found[random.integer(below: found.count)]
        }
        func replace(_ index: Int, _ value: JSONValue) -> (String, String, String) {
            let (name, original) = (members[index].name, members[index].value)
            members[index] = JSONValue.Member(name, value)
            return (name, original.text, value.text)
        }
        switch kind {
        case .missingRequiredElement:
            guard let index = pick(required[type] ?? [], &random) else { return nil }
            let member = members.remove(at: index)
            return (member.name, member.value.text, "")
        case .invalidCode:
            guard let index = pick(coded, &random) else { return nil }
            return replace(index, .string("bogus"))
        case .brokenReference:
            guard let index = pick(references, &random) else { return nil }
            let target = members[index].name == "encounter" ? "Encounter" : "Patient"
            return replace(
                index,
                .object([JSONValue.Member("reference", .string("\(target)/999999999999999"))]))
        case .impossibleDate:
            guard let index = pick(dates, &random) else { return nil }
            let isDate = members[index].value.string?.utf8.count == 10
            return replace(index, .string(isDate ? impossibleDate : impossibleTime))
        case .wrongType:
            guard let index = pick(dates, &random) else { return nil }
            return replace(index, .number("20230131"))
        case .unknownElement:
            members.append(JSONValue.Member("bogusElement", .string("bogus")))
            return ("bogusElement", "", "bogus")
        default: return nil
        }
    }
}
