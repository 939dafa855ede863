// Which concept a FHIR code is: by the vocabulary in the program, and before it by a user's file.
//
//     system                   code      omop_target           concept_id
//     http://snomed.info/sct   44054006  condition_occurrence  201826
//     http://unitsofmeasure.org  mg/dL   unit                  8840
//
// Tabs between the columns, a header that names them, others are passed over. A target is a table
// of events, or `visit_occurrence` (classes of encounters), `unit`, `gender`, `race`, `ethnicity`.
// Several lines for a code are several rows that it becomes. Codes that the file does not have are
// looked up in the vocabulary, where the domain of the concept decides the table.

import Columnar
import OMOP

/// What a code becomes.
struct CodeTarget: Equatable, Sendable {
    let conceptID: Int32
    /// Nil where it is not compared: a device.
    let table: EventTable?
}

/// Looks codes up.
struct CodeMap {
    /// What of a code is asked, beside events.
    enum Attribute: String, CaseIterable {
        case visit = "visit_occurrence"
        case unit, gender, race, ethnicity
    }

    private static let ucum = "http://unitsofmeasure.org"
    private static let vocabularies = [
        "http://snomed.info/sct": "SNOMED", "http://loinc.org": "LOINC",
        "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
        "http://hl7.org/fhir/sid/cvx": "CVX", "http://hl7.org/fhir/sid/icd-10-cm": "ICD10CM",
        "http://hl7.org/fhir/sid/icd-10": "ICD10", ucum: "UCUM",
        "http://hl7.org/fhir/sid/ndc": "NDC", "http://www.ama-assn.org/go/cpt": "CPT4",
    ]

    private struct Key: Hashable {
        let system: String
        let code: String
    }

    private let vocabulary = Vocabulary()
    private var events: [Key: [CodeTarget]] = [:]
    private var attributes: [Attribute: [Key: Int32]] = [:]
    /// Concepts that vaccines become.
    private(set) var vaccines: Set<Int32> = []

    /// - Parameter path: nil for the vocabulary alone.
    /// - Throws: `LakeError` at `.file` and `.line`.
    init(path: String?) throws(LakeError) {
        for concept in vocabulary.concepts where concept.vocabulary == "CVX" {
            vaccines.insert(concept.id)
            for target in vocabulary.targets(of: concept.id) { vaccines.insert(target.conceptID) }
        }
        guard let path else { return }
        let file = try TabbedFile(path, columns: ["system", "code", "omop_target", "concept_id"])
        for record in file.records {
            try take(record.cells, line: record.line, path)
        }
    }

    private mutating func take(
        _ cells: [String], line: Int, _ path: String
    ) throws(LakeError) {
        guard let concept = Int32(cells[3]) else {
            throw LakeError(
                .invalidInput, "the concept '\(cells[3])' is no number",
                at: [.file(path), .line(line), .column("concept_id")])
        }
        let key = Key(system: cells[0], code: cells[1])
        if let attribute = Attribute(rawValue: cells[2]) {
            attributes[attribute, default: [:]][key] = concept
        } else if let table = EventTable(named: cells[2]) {
            events[key, default: []].append(CodeTarget(conceptID: concept, table: table))
            if Self.vocabularies[key.system] == "CVX" { vaccines.insert(concept) }
        } else if cells[2] == "device_exposure" {
            events[key, default: []].append(CodeTarget(conceptID: concept, table: nil))
        } else {
            let known =
                EventTable.allCases.map(\.name) + Attribute.allCases.map(\.rawValue)
                + ["device_exposure"]
            throw LakeError(
                .invalidInput, "the target '\(cells[2])' is not known",
                at: [.file(path), .line(line), .column("omop_target")],
                advice: nearest(to: cells[2], among: known).map { "did you mean '\($0)'?" }
                    ?? "it is one of \(known.joined(separator: ", "))")
        }
    }

    /// The rows that an event's code becomes; none for a code that is not known.
    func targets(system: String, code: String) -> [CodeTarget] {
        if let targets = events[Key(system: system, code: code)] { return targets }
        guard let name = Self.vocabularies[system],
            let concept = vocabulary.concept(vocabulary: name, code: code)
        else { return [] }
        let mapped = vocabulary.targets(of: concept.id).map(\.conceptID)
        let standard = mapped.isEmpty && concept.isStandard ? [concept.id] : mapped
        return standard.compactMap { id in
            vocabulary.concept(id).map {
                CodeTarget(conceptID: id, table: Self.table(ofDomain: $0.domain))
            }
        }
    }

    /// Domains without a table of their own are observations.
    private static func table(ofDomain domain: String) -> EventTable? {
        switch domain {
        case "Condition": .condition
        case "Drug": .drug
        case "Procedure": .procedure
        case "Measurement": .measurement
        case "Device": nil
        default: .observation
        }
    }

    /// The concept of a unit, class or other attribute; nil when it is not known.
    func concept(_ attribute: Attribute, system: String, code: String) -> Int32? {
        if let concept = attributes[attribute]?[Key(system: system, code: code)] { return concept }
        if attribute == .unit { return vocabulary.unit(ucum: code)?.id }
        return vocabulary.concepts.first {
            $0.group == attribute.group && $0.fhirCode == code && !code.isEmpty
        }?.id
    }

    /// The concept of a UCUM unit.
    func unit(_ code: String) -> Int32? { concept(.unit, system: Self.ucum, code: code) }
}

extension CodeMap.Attribute {
    /// The group of the vocabulary.
    fileprivate var group: String { self == .visit ? "visit" : rawValue }
}
