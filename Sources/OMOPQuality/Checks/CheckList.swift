// All checks, read from the tables of facts in the binary.
//
//     dqd_checks.csv    name,level,context,category,subcategory,severity
//     dqd_tables.csv    table,check,threshold,default_run
//     dqd_fields.csv    table,field,check,threshold,datatype,fk_table,fk_field,fk_domain,fk_class,
//                       standard_concept_field,value,other_table,other_field,default_run
//     dqd_concepts.csv  table,field,concept_id,concept_name,check,value,threshold,unit_concept_id,
//                       default_run
//
// Source: OHDSI/DataQualityDashboard v2.8.4.

import CFacts

/// The checks of the CDM 5.4.
package enum CheckList {
    /// All, in the order of the threshold files: tables, fields, concepts.
    package static let all: [OMOPCheck] = {
        let kinds = kindFacts()
        return tableChecks(kinds) + fieldChecks(kinds) + conceptChecks(kinds)
    }()

    /// Category and the like of each kind.
    private struct KindFacts {
        let context, category, subcategory, severity: String
    }

    private typealias Accessor = (UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>

    /// The rows of a table behind its header; those of another number of fields are left out.
    private static func rows(_ table: Accessor, columnCount: Int) -> [[String]] {
        var count = 0
        let start = unsafe table(&count)
        // Safe: the accessor gives a constant of `count` bytes.
        let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
        var reader = CSVRecords(bytes)
        var rows: [[String]] = []
        while let record = try? reader.next() {
            if record.count == columnCount { rows.append(record.map { $0 ?? "" }) }
        }
        return Array(rows.dropFirst())
    }

    private static func kindFacts() -> [String: KindFacts] {
        var facts: [String: KindFacts] = [:]
        for row in unsafe rows(lake_facts_dqd_checks, columnCount: 6) {
            facts[row[0]] = KindFacts(
                context: row[2], category: row[3], subcategory: row[4], severity: row[5])
        }
        return facts
    }

    private static func tableChecks(_ kinds: [String: KindFacts]) -> [OMOPCheck] {
        unsafe rows(lake_facts_dqd_tables, columnCount: 4).compactMap { row in
            make(kinds, .table, row[1], row[0], threshold: row[2], isDefault: row[3])
        }
    }

    private static func fieldChecks(_ kinds: [String: KindFacts]) -> [OMOPCheck] {
        unsafe rows(lake_facts_dqd_fields, columnCount: 14).compactMap { row in
            make(
                kinds, .field, row[2], row[0], field: row[1], threshold: row[3],
                isDefault: row[13], reference: target(row[5], row[6]), domain: row[7],
                conceptClass: row[8], standardConceptField: row[9].lowercased(), value: row[10],
                other: target(row[11], row[12]))
        }
    }

    private static func conceptChecks(_ kinds: [String: KindFacts]) -> [OMOPCheck] {
        unsafe rows(lake_facts_dqd_concepts, columnCount: 9).compactMap { row in
            make(
                kinds, .concept, row[4], row[0], field: row[1], concepts: row[2], unit: row[7],
                threshold: row[6], isDefault: row[8], value: row[5])
        }
    }

    private static func target(_ table: String, _ field: String) -> OMOPCheck.Target? {
        table.isEmpty
            ? nil : OMOPCheck.Target(table: table.lowercased(), field: field.lowercased())
    }

    /// Nil for a kind that this version does not know.
    private static func make(
        _ kinds: [String: KindFacts], _ level: OMOPCheck.Level, _ name: String, _ table: String,
        field: String = "", concepts: String = "", unit: String = "", threshold: String,
        isDefault: String, reference: OMOPCheck.Target? = nil, domain: String = "",
        conceptClass: String = "", standardConceptField: String = "", value: String = "",
        other: OMOPCheck.Target? = nil
    ) -> OMOPCheck? {
        guard let kind = OMOPCheckKind(rawValue: name) else { return nil }
        let facts = kinds[name]
        // Values of single concepts have thresholds and templates, but are not in the list of 5.4.
        let isListed = level != .concept || isDefault == "1"
        let parts = [level.rawValue, name, table, field, concepts, unit].filter { !$0.isEmpty }
        let id = parts.joined(separator: "_").lowercased().filter { $0 != " " }
        return OMOPCheck(
            id: id, level: level, kind: kind, table: table.lowercased(),
            field: field.lowercased(), conceptIDs: concepts, unitConceptID: unit,
            threshold: Double(threshold), isDefaultRun: isDefault == "1",
            severity: isListed ? facts?.severity ?? "" : "not listed",
            category: facts?.category ?? "",
            subcategory: facts?.subcategory ?? "", context: facts?.context ?? "",
            reference: reference, domain: domain, conceptClass: conceptClass,
            standardConceptField: standardConceptField, value: value, other: other)
    }
}
