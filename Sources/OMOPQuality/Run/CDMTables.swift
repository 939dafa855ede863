// The tables that a source has, with their columns found by name.

import Columnar
import OMOP

/// One table of the source.
struct FoundTable {
    let name: String
    let source: any TableSource
    /// Columns by name in lower case.
    let columns: [String: Int]

    init(name: String, source: any TableSource) {
        self.name = name
        self.source = source
        var columns: [String: Int] = [:]
        for (index, field) in source.schema.fields.enumerated() where !field.isHidden {
            let folded = field.name.lowercased()
            if columns[folded] == nil { columns[folded] = index }
        }
        self.columns = columns
    }
}

/// All tables of the source that the CDM knows.
struct CDMTables {
    private var tables: [String: FoundTable] = [:]
    /// In the order of the specification.
    private(set) var names: [String] = []

    /// - Throws: `LakeError` at `.table` when a table is there and cannot be opened.
    init(_ source: any CDMSource) throws(LakeError) {
        for table in CDMSchema.tables {
            do throws(LakeError) {
                guard let found = try source.table(table.name) else { continue }
                tables[table.name] = FoundTable(name: table.name, source: found)
                names.append(table.name)
            } catch {
                throw error.at(.table(table.name))
            }
        }
    }

    subscript(name: String) -> FoundTable? { tables[name] }

    /// Why a field cannot be read; nil when it can.
    func problem(_ table: String, _ field: String?) -> String? {
        guard let found = tables[table] else { return "no such table: \(table)" }
        guard let field, found.columns[field] == nil else { return nil }
        return "no such column: \(table).\(field)"
    }
}

extension OMOPCheck {
    /// What the check reads besides its own field, as table and field.
    var requirements: [(table: String, field: String?)] {
        switch kind {
        case .cdmTable, .cdmField: []
        case .measurePersonCompleteness: [("person", "person_id"), (table, "person_id")]
        case .measureConditionEraCompleteness:
            [
                ("condition_occurrence", "person_id"),
                ("condition_occurrence", "condition_concept_id"), ("condition_era", "person_id"),
            ]
        case .measureObservationPeriodOverlap:
            [
                (table, "person_id"), (table, "observation_period_id"),
                (table, "observation_period_start_date"), (table, "observation_period_end_date"),
            ]
        case .isRequired, .cdmDatatype, .isPrimaryKey, .measureValueCompleteness,
            .plausibleValueLow where level == .field, .plausibleValueHigh where level == .field:
            []
        case .plausibleValueLow, .plausibleValueHigh:
            [(table, "unit_concept_id"), (table, "value_as_number")]
        case .isForeignKey: reference.map { [($0.table, $0.field)] } ?? []
        case .fkDomain: [("concept", "concept_id"), ("concept", "domain_id")]
        case .fkClass: [("concept", "concept_id"), ("concept", "concept_class_id")]
        case .isStandardValidConcept:
            [
                ("concept", "concept_id"), ("concept", "standard_concept"),
                ("concept", "invalid_reason"),
            ]
        case .standardConceptRecordCompleteness, .sourceConceptRecordCompleteness:
            pairedSourceField.map { [(table, $0)] } ?? []
        case .sourceValueCompleteness: [(table, standardConceptField)]
        case .plausibleTemporalAfter where other?.table == "person", .plausibleAfterBirth:
            [
                (table, "person_id"), ("person", "person_id"), ("person", "birth_datetime"),
                ("person", "year_of_birth"), ("person", "month_of_birth"),
                ("person", "day_of_birth"),
            ]
        case .plausibleTemporalAfter, .plausibleStartBeforeEnd:
            other.map { [(table, $0.field)] } ?? []
        case .plausibleDuringLife, .plausibleBeforeDeath:
            [(table, "person_id"), ("death", "person_id"), ("death", "death_date")]
        case .withinVisitDates:
            [
                (table, "visit_occurrence_id"), ("visit_occurrence", "visit_occurrence_id"),
                ("visit_occurrence", "visit_start_date"), ("visit_occurrence", "visit_end_date"),
            ]
        case .plausibleGender:
            [(table, "person_id"), ("person", "person_id"), ("person", "gender_concept_id")]
        case .plausibleGenderUseDescendants:
            [
                (table, "person_id"), ("person", "person_id"), ("person", "gender_concept_id"),
                ("concept_ancestor", "ancestor_concept_id"),
                ("concept_ancestor", "descendant_concept_id"),
            ]
        case .plausibleUnitConceptIds: [(table, "unit_concept_id")]
        }
    }
}
