// Where a column comes from, step by step down to files and snapshots.
//
//     condition_prevalence.person_count
//       fct_condition.patient_id
//         stg_omop__condition_occurrence.person_id
//           omop.condition_occurrence.person_id    warehouse/condition_occurrence, snapshot 8127…

package import Columnar
package import SQLiteBridge

/// What `healthlake lineage COLUMN` prints.
///
/// - Parameter name: a column, or `model.column`.
/// - Throws: `LakeError.notFound` when no model has such a column, with names that are near.
package func lineageReport(_ name: String, in database: Database) throws(LakeError) -> String {
    guard try database.relationKind("lineage_column") != nil else {
        throw LakeError(
            .notFound, "the database has no lineage", advice: "run 'healthlake build' first")
    }
    var report = LineageReport(database: database)
    return try report.text(of: name)
}

private struct LineageReport {
    let database: Database
    private var lines: [String] = []
    private var seen: Set<ColumnOrigin> = []

    init(database: Database) { self.database = database }

    mutating func text(of name: String) throws(LakeError) -> String {
        let roots = try columns(named: name)
        guard !roots.isEmpty else {
            let known = try rows("SELECT DISTINCT column_name, '' FROM main.lineage_column", [])
            let near = nearest(
                to: name.split(separator: ".").last.map(String.init) ?? name,
                among: known.map(\.0).sorted(by: isBefore))
            throw LakeError(
                .notFound, "no model has a column '\(name)'",
                advice: near.map { "did you mean '\($0)'?" }
                    ?? "name it as column or model.column")
        }
        for root in roots {
            seen = []
            try add(root, indent: 0)
        }
        return lines.joined(separator: "\n")
    }

    private func columns(named name: String) throws(LakeError) -> [ColumnOrigin] {
        let parts = name.split(separator: ".").map(String.init)
        let column = parts.last ?? name
        let model = parts.count > 1 ? parts.dropLast().joined(separator: ".") : nil
        let found = try rows(
            "SELECT DISTINCT model, column_name FROM main.lineage_column "
                + "WHERE lower(column_name) = lower(?1) "
                + "AND (?2 IS NULL OR lower(model) = lower(?2)) ORDER BY 1, 2", [column, model])
        return found.map { ColumnOrigin(relation: $0.0, column: $0.1) }
    }

    private mutating func add(_ column: ColumnOrigin, indent: Int) throws(LakeError) {
        guard lines.count < ModelingLimits.lineageStepsMax else { return }
        var line = String(repeating: "  ", count: indent) + "\(column.relation).\(column.column)"
        let place = try rows(
            "SELECT coalesce(location, 'this database'), coalesce(snapshot_id, '') "
                + "FROM main.lineage_source WHERE source_table = ?1", [column.relation]
        ).first
        if let place {
            line += "  " + place.0 + (place.1.isEmpty ? "" : ", snapshot \(place.1)")
        }
        let origins = try rows(
            "SELECT source_model, source_column FROM main.lineage_column "
                + "WHERE model = ?1 AND lower(column_name) = lower(?2) ORDER BY 1, 2",
            [column.relation, column.column])
        let isKnown = !seen.insert(column).inserted
        if isKnown, !origins.isEmpty { line += "  (see above)" }
        lines.append(line)
        if isKnown { return }
        for origin in origins {
            try add(ColumnOrigin(relation: origin.0, column: origin.1), indent: indent + 1)
        }
    }

    private func rows(
        _ sql: String, _ values: [String?]
    ) throws(LakeError) -> [(String, String)] {
        try database.sql { () throws(SQLiteError) in
            guard let statement = try database.prepare(sql).statement else { return [] }
            for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
            var rows: [(String, String)] = []
            while try statement.step() {
                rows.append((statement.text(at: 0) ?? "", statement.text(at: 1) ?? ""))
            }
            return rows
        }
    }
}
