// The vocabulary subset: which concept a code is, and which standard concept it maps to.
//
// Read from omop_concepts.csv (the columns of CONCEPT, then fhir_code and group),
// omop_relationships.csv (`concept_id_1,relationship_id,concept_id_2`, one direction of each pair)
// and omop_ancestors.csv (`ancestor,descendant,min_levels,max_levels`). About 820 concepts: built
// in a few milliseconds, by whoever needs it, and kept by them.

import CFacts

/// A row of CONCEPT_RELATIONSHIP.
package struct ConceptRelationship: Hashable, Sendable {
    package let first: Int32
    package let name: String
    package let second: Int32
}

/// A row of CONCEPT_ANCESTOR.
package struct ConceptAncestor: Hashable, Sendable {
    package let ancestor: Int32
    package let descendant: Int32
    package let levelsMin: Int32
    package let levelsMax: Int32
}

/// Where a concept maps to.
package struct ConceptMapping: Hashable, Sendable {
    /// A standard concept.
    package let conceptID: Int32
    /// The concept of the value (`Maps to value`, or the substance that an allergy has as causative
    /// agent); 0 when the concept has none.
    package let valueConceptID: Int32
}

/// The vocabulary subset. Immutable.
package final class Vocabulary: Sendable {
    /// The release of the OHDSI vocabularies that the subset follows.
    package static let version = "v5.0 30-AUG-24"

    /// Sorted by id; the first is concept 0.
    package let concepts: [Concept]
    /// Sorted; the reverse ones are not here.
    package let relationships: [ConceptRelationship]
    /// Sorted by ancestor, then descendant.
    package let ancestors: [ConceptAncestor]

    private let indexByID: [Int32: Int]
    private let indexByCode: [String: [String: Int]]
    private let unitByCode: [String: Int]
    private let relationshipsByFirst: [Int32: [ConceptRelationship]]
    private let ancestorsByDescendant: [Int32: [Int32]]
    private let descendantsByAncestor: [Int32: [Int32]]

    /// Reads the tables in the binary.
    package init() {
        concepts = unsafe FactRows.read(lake_facts_omop_concepts, columnCount: 12)
            .compactMap(Self.concept).sorted { $0.id < $1.id }
        relationships = unsafe FactRows.read(lake_facts_omop_relationships, columnCount: 3)
            .compactMap { row in
                guard let first = Int32(row[0]), let second = Int32(row[2]) else { return nil }
                return ConceptRelationship(first: first, name: row[1], second: second)
            }
        ancestors = unsafe FactRows.read(lake_facts_omop_ancestors, columnCount: 4)
            .compactMap { row in
                guard let ancestor = Int32(row[0]), let descendant = Int32(row[1]),
                    let least = Int32(row[2]), let most = Int32(row[3])
                else { return nil }
                return ConceptAncestor(
                    ancestor: ancestor, descendant: descendant, levelsMin: least, levelsMax: most)
            }
        var indexByID: [Int32: Int] = [:]
        var indexByCode: [String: [String: Int]] = [:]
        for (index, concept) in concepts.enumerated() {
            indexByID[concept.id] = index
            indexByCode[concept.vocabulary, default: [:]][concept.code] = index
        }
        self.indexByID = indexByID
        self.indexByCode = indexByCode
        unitByCode = Self.units(of: concepts)
        relationshipsByFirst = Dictionary(grouping: relationships, by: \.first)
        ancestorsByDescendant = Dictionary(grouping: ancestors, by: \.descendant)
            .mapValues { $0.map(\.ancestor) }
        descendantsByAncestor = Dictionary(grouping: ancestors, by: \.ancestor)
            .mapValues { $0.map(\.descendant) }
    }

    /// The concept with an id.
    package func concept(_ id: Int32) -> Concept? {
        indexByID[id].map { concepts[$0] }
    }

    /// The concept of a code, standard or not.
    ///
    /// - Parameter vocabulary: `SNOMED`, `LOINC`, `RxNorm`, `CVX`, `ICD10CM`, `UCUM`, …
    package func concept(vocabulary: String, code: String) -> Concept? {
        indexByCode[vocabulary]?[code].map { concepts[$0] }
    }

    /// The unit of a UCUM code in either spelling: FHIR writes `U/L` and `{score}` where the
    /// vocabulary has `[U]/L` and `[score]`.
    package func unit(ucum: String) -> Concept? {
        unitByCode[ucum].map { concepts[$0] }
    }

    /// What a concept maps to: itself for a standard one, several for a few, none where the subset
    /// knows none.
    package func targets(of id: Int32) -> [ConceptMapping] {
        let related = relationshipsByFirst[id] ?? []
        var value = related.first { $0.name == "Maps to value" }?.second
        // An allergy that names its substance carries it as the value.
        value = value ?? related.first { $0.name == "Has causative agent" }?.second
        return related.filter { $0.name == "Maps to" }.map {
            ConceptMapping(conceptID: $0.second, valueConceptID: value ?? 0)
        }
    }

    /// The relationships that begin at a concept.
    package func relationships(from id: Int32) -> [ConceptRelationship] {
        relationshipsByFirst[id] ?? []
    }

    /// The ancestors of a concept, itself among them, sorted.
    package func ancestors(of id: Int32) -> [Int32] { ancestorsByDescendant[id] ?? [] }

    /// The descendants of a concept, itself among them, sorted.
    package func descendants(of id: Int32) -> [Int32] { descendantsByAncestor[id] ?? [] }

    /// The ingredients of a drug: its ancestors of the class Ingredient in RxNorm, sorted. Vaccines
    /// have none; an ingredient is its own.
    package func ingredients(of drug: Int32) -> [Int32] {
        ancestors(of: drug).filter {
            guard let concept = concept($0) else { return false }
            return concept.vocabulary == "RxNorm" && concept.conceptClass == "Ingredient"
        }
    }

    // MARK: Reading

    private static func concept(_ row: [String]) -> Concept? {
        guard let id = Int32(row[0]), let start = CalendarDay.days(row[7]),
            let end = CalendarDay.days(row[8])
        else { return nil }
        return Concept(
            id: id, name: row[1], domain: row[2], vocabulary: row[3], conceptClass: row[4],
            standard: row[5], code: row[6], validStart: start, validEnd: end,
            invalidReason: row[9], fhirCode: row[10], group: row[11])
    }

    /// The vocabulary's spelling comes before FHIR's: `mg/g` is a unit of its own, and what FHIR
    /// writes for `mg/g{creat}`.
    private static func units(of concepts: [Concept]) -> [String: Int] {
        var units: [String: Int] = [:]
        for (index, concept) in concepts.enumerated() where concept.vocabulary == "UCUM" {
            units[concept.code] = index
        }
        for (index, concept) in concepts.enumerated() where concept.vocabulary == "UCUM" {
            guard !concept.fhirCode.isEmpty, units[concept.fhirCode] == nil else { continue }
            units[concept.fhirCode] = index
        }
        return units
    }
}
