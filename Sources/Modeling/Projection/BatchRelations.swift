// The relations that a query names, as its reader wants to know them.

import Columnar
import SQLiteBridge

/// Looks relations up, each once.
final class BatchRelations {
    private let database: Database
    private let sources: BatchSources?
    private var opened: [String: (any TableSource)?] = [:]

    /// - Parameter sources: nil where none are read batch by batch.
    init(_ database: Database, _ sources: BatchSources?) {
        self.database = database
        self.sources = sources
    }

    /// The source behind a relation; nil for tables and for what cannot be opened.
    func source(_ name: String) throws(LakeError) -> (any TableSource)? {
        if let known = opened[name] { return known }
        let source = try sources?.open(name)
        opened[name] = .some(source)
        return source
    }

    /// What a relation is; nil for what is not there, for views, and for virtual tables without
    /// batches.
    func relation(_ name: String) -> KnownRelation? {
        if let source = try? source(name) {
            // Files of JSON hold what somebody wrote; other formats keep to their types, those with
            // nested columns left aside.
            let isStrict = !source.schema.fields.contains { $0.type == .json && !$0.isHidden }
            return .source(
                columns: source.schema.fields.map { KnownColumn($0, isStrict: isStrict) })
        }
        guard (try? database.relationKind(name)) == "table", (try? isSpecial(name)) == false,
            let columns = try? database.relationColumns(name), !columns.isEmpty
        else { return nil }
        return .table(columns: columns.map { KnownColumn($0.name, declaredType: $0.type) })
    }

    /// Whether `temp` has a relation of the name, which would be read instead, or the table has a
    /// collation, by which its texts would be compared.
    private func isSpecial(_ name: String) throws(LakeError) -> Bool {
        try database.sql { () throws(SQLiteError) in
            try database.text(
                of: "SELECT 1 FROM temp.sqlite_schema WHERE lower(name) = lower(?1) UNION ALL "
                    + "SELECT 1 FROM main.sqlite_schema WHERE lower(name) = lower(?1) "
                    + "AND (lower(sql) LIKE '%collate%' OR rootpage = 0)", [name]) != nil
        }
    }
}
