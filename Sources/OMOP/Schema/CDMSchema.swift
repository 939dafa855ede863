// The tables of the OMOP CDM, version 5.4, read from the tables of facts in the binary.
//
// omop_tables.csv holds rows of `table,schema`, omop_fields.csv rows of
// `table,field,required,datatype,primary_key,fk_table,fk_field,fk_domain,fk_class`, both in the
// order of the specification. Source: OHDSI/CommonDataModel.

import CFacts

/// The CDM 5.4.
package enum CDMSchema {
    package static let version = "5.4"

    /// All 39 tables, in the order of the specification.
    package static let tables: [CDMTable] = {
        var fields: [String: [CDMField]] = [:]
        for row in unsafe FactRows.read(lake_facts_omop_fields, columnCount: 9) {
            guard let datatype = CDMDatatype(row[3]) else { continue }
            let foreignKey =
                row[5].isEmpty
                ? nil
                : CDMForeignKey(table: row[5], field: row[6], domain: row[7], conceptClass: row[8])
            fields[row[0], default: []].append(
                CDMField(
                    name: row[1], isRequired: row[2] == "Yes", datatype: datatype,
                    isPrimaryKey: row[4] == "Yes", foreignKey: foreignKey))
        }
        var tables: [CDMTable] = []
        for row in unsafe FactRows.read(lake_facts_omop_tables, columnCount: 2) {
            guard let schema = CDMTable.Schema(rawValue: row[1]) else { continue }
            tables.append(CDMTable(name: row[0], schema: schema, fields: fields[row[0]] ?? []))
        }
        return tables
    }()

    /// The table by its name in any case.
    package static func table(named name: String) -> CDMTable? {
        let folded = name.lowercased()
        return tables.first { $0.name == folded }
    }
}
