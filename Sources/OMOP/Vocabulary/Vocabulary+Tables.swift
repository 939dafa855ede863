// The vocabulary tables of the CDM, filled from the subset so that every key leads somewhere.
//
// omop_metadata.csv names what the subset uses: rows of `table,id,name,a,b,c` with reference and
// version of a vocabulary, or hierarchy, ancestry and reverse of a relationship. The concepts that
// stand for vocabularies, domains, classes and relationships are not part of the subset: these ids
// are 0.

import CFacts
package import Columnar

extension Vocabulary {
    /// The vocabulary tables that have rows, in the order of the CDM.
    package static let tableNames = [
        "concept", "vocabulary", "domain", "concept_class", "concept_relationship",
        "relationship", "concept_ancestor", "drug_strength",
    ]

    /// The valid dates of rows whose own are not known: 1970-01-01 and 2099-12-31.
    private static let validAlways: (start: Int32, end: Int32) = (0, 47_481)

    /// All rows of a vocabulary table, in the order of its fields.
    ///
    /// - Returns: nil for a table that is not in `tableNames`.
    package func batch(ofTable name: String) -> TypedBatch? {
        switch name {
        case "concept": conceptBatch()
        case "vocabulary": vocabularyBatch()
        case "domain", "concept_class": namedBatch(name)
        case "concept_relationship": relationshipRowBatch()
        case "relationship": relationshipBatch()
        case "concept_ancestor": ancestorBatch()
        case "drug_strength": drugStrengthBatch()
        default: nil
        }
    }

    private func conceptBatch() -> TypedBatch {
        let rows = TypedRows(rows: concepts)
        return TypedBatch(
            rowCount: concepts.count,
            columns: [
                rows.ints(\.id), rows.texts(\.name), rows.texts(\.domain),
                rows.texts(\.vocabulary), rows.texts(\.conceptClass), rows.texts(\.standard),
                rows.texts(\.code), rows.dates(\.validStart), rows.dates(\.validEnd),
                rows.texts(\.invalidReason),
            ])
    }

    private static func metadata(_ table: String) -> [[String]] {
        unsafe FactRows.read(lake_facts_omop_metadata, columnCount: 6).filter { $0[0] == table }
    }

    private func vocabularyBatch() -> TypedBatch {
        let rows = TypedRows(rows: Self.metadata("vocabulary"))
        return TypedBatch(
            rowCount: rows.rows.count,
            columns: [
                rows.texts { $0[1] }, rows.texts { $0[2] }, rows.texts { $0[3] },
                rows.texts { $0[4] }, rows.ints { _ in ConceptID.noMatch },
            ])
    }

    private func namedBatch(_ table: String) -> TypedBatch {
        let rows = TypedRows(rows: Self.metadata(table))
        return TypedBatch(
            rowCount: rows.rows.count,
            columns: [
                rows.texts { $0[1] }, rows.texts { $0[2] }, rows.ints { _ in ConceptID.noMatch },
            ])
    }

    private func relationshipBatch() -> TypedBatch {
        let rows = TypedRows(rows: Self.metadata("relationship"))
        return TypedBatch(
            rowCount: rows.rows.count,
            columns: [
                rows.texts { $0[1] }, rows.texts { $0[2] }, rows.texts { $0[3] },
                rows.texts { $0[4] }, rows.texts { $0[5] }, rows.ints { _ in ConceptID.noMatch },
            ])
    }

    /// Each relationship and its reverse, sorted by the first concept.
    private func relationshipRowBatch() -> TypedBatch {
        var reverse: [String: String] = [:]
        for row in Self.metadata("relationship") { reverse[row[1]] = row[5] }
        var both = relationships
        for relationship in relationships {
            guard let name = reverse[relationship.name] else { continue }
            both.append(
                ConceptRelationship(
                    first: relationship.second, name: name, second: relationship.first))
        }
        both.sort { ($0.first, $0.name, $0.second) < ($1.first, $1.name, $1.second) }
        let rows = TypedRows(rows: both)
        return TypedBatch(
            rowCount: both.count,
            columns: [
                rows.ints(\.first), rows.ints(\.second), rows.texts(\.name),
                rows.dates { _ in Self.validAlways.start },
                rows.dates { _ in Self.validAlways.end },
                rows.texts { _ in "" },
            ])
    }

    private func ancestorBatch() -> TypedBatch {
        let rows = TypedRows(rows: ancestors)
        return TypedBatch(
            rowCount: ancestors.count,
            columns: [
                rows.ints(\.ancestor), rows.ints(\.descendant), rows.ints(\.levelsMin),
                rows.ints(\.levelsMax),
            ])
    }

    private func drugStrengthBatch() -> TypedBatch {
        let milligram = unit(ucum: "mg")?.id ?? ConceptID.noMatch
        let milliliter = unit(ucum: "mL")?.id ?? ConceptID.noMatch
        let rows = TypedRows(rows: drugStrengths())
        return TypedBatch(
            rowCount: rows.rows.count,
            columns: [
                rows.ints(\.drugConceptID), rows.ints(\.ingredientConceptID),
                rows.doubles { $0.isConcentration ? nil : $0.value },
                rows.ints { $0.isConcentration ? nil : milligram },
                rows.doubles { $0.isConcentration ? $0.value : nil },
                rows.ints { $0.isConcentration ? milligram : nil },
                rows.doubles { _ in nil },
                rows.ints { $0.isConcentration ? milliliter : nil },
                rows.ints { _ in nil }, rows.dates { _ in Self.validAlways.start },
                rows.dates { _ in Self.validAlways.end }, rows.texts { _ in "" },
            ])
    }
}
