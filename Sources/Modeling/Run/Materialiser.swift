// How a model lands: as a view, a table, or rows added to a table.
//
// A table is built under another name and takes the place of the old one at the end, within the
// transaction of the run: what the model's own SQL reads from the old table is still there, and
// whoever reads the file sees the old table until the run commits. Renaming goes by
// `PRAGMA legacy_alter_table`, so that views over the table stay as they are: SQLite reads the text
// of a view when the view is read.
// Source: SQLite, "ALTER TABLE", "Compatibility Note"; dbt documentation, "Materializations".

import Columnar
import Jinja
import SQLiteBridge

struct Materialiser {
    let database: Database
    let node: Node
    /// SQL of the model, ephemeral models in front.
    let sql: String
    /// The same as it can stand in a view.
    let viewSQL: String
    /// The columns by which a row is found again in a later build.
    let key: [String]
    /// Where sources are read batch by batch.
    let batches: BatchSources?
    /// Takes whole records into a table; nil where values must be bound.
    let rowDatabase: RowDatabase?
    /// What `sql` takes for granted.
    let guess: RepeatGuess?
    /// Names, in lower case, of columns that hold one value in a table that this run has made.
    let uniformColumns: Set<String>
    /// Learns the keys of the table's rows, where these are computed here.
    let keys: KeyWatch?
    /// Rows that were begun before; nil for none.
    var ahead: RowsAhead?

    static let firstSeen = "lineage_first_seen_ts"
    var name: String { node.relationName }
    var buildName: String { Self.buildName(of: node) }

    /// The name of a table until it is whole.
    static func buildName(of node: Node) -> String { node.relationName + "__building" }

    // MARK: Views

    /// - Returns: false when the view could not be read because it needs what is not in the file;
    ///   it is then not there.
    func makeView() throws(LakeError) -> Bool {
        try drop()
        let comment = node.description.map { text in
            let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return "-- " + words + "\n"
        }
        do throws(LakeError) {
            try database.perform(
                "CREATE VIEW main.\(Database.quoted(name)) AS\n\(comment ?? "")\(viewSQL)")
            try database.sql { () throws(SQLiteError) in
                _ = try database.prepare("SELECT * FROM main.\(Database.quoted(name))")
            }
            return true
        } catch {
            try database.perform("DROP VIEW IF EXISTS main.\(Database.quoted(name))")
            // The statement alone says where the error is, if it is one.
            try database.sql { () throws(SQLiteError) in _ = try database.prepare(sql) }
            return false
        }
    }

    // MARK: Tables

    /// What has been made.
    struct Table {
        let rowCount: Int
        /// What became of batches where they might have been read.
        let batches: BatchOutcome?
        /// The names of columns that no row stores.
        var constantColumns: [String] = []
    }

    /// What is to be made.
    struct Plan {
        var whole: TableDefinition
        /// Whether times of the table that is there are carried over.
        let keepsFirstSeen: Bool
        /// Whether the table may be told of columns when it is filled.
        let canTell: Bool
    }

    func plan() throws(LakeError) -> Plan {
        var whole = try definition()
        let keeps = try keepsFirstSeen(whole.columns.map(\.name))
        let canTell = canTellOfColumns()
        if canTell { whole.omitLast(constants(of: whole, keepsFirstSeen: keeps)) }
        return Plan(whole: whole, keepsFirstSeen: keeps, canTell: canTell)
    }

    /// - Returns: a table that is not what the model asks for, when the guess has turned out wrong.
    func makeTable() throws(LakeError) -> Table {
        let plan = try plan()
        var whole = plan.whole
        let filled = try fill(
            &whole, keepsFirstSeen: plan.keepsFirstSeen, canTell: plan.canTell)
        if try guessIsWrong() {
            return Table(rowCount: filled.rowCount, batches: filled.batches)
        }
        var definition = whole.stored
        if definition.columns.contains(where: { $0.type.isEmpty }) {
            try addTypes(&definition)
        }
        try drop()
        if filled.mustTell {
            whole.columns.replaceSubrange(definition.columns.indices, with: definition.columns)
            try tell(whole)
        }
        try database.perform(
            "ALTER TABLE \(table) RENAME TO \(Database.quoted(name))")
        try makeIndexes()
        return Table(
            rowCount: filled.rowCount, batches: filled.batches,
            constantColumns: whole.columns.filter { $0.constant != nil }.map(\.name))
    }

    /// The table under the name that it is built by.
    func makeEmpty(_ definition: TableDefinition) throws(LakeError) {
        try dropBuilding()
        try database.perform(definition.sql(schema: "main", name: buildName))
    }

    /// Removes what is left of a table that was begun.
    func dropBuilding() throws(LakeError) {
        try database.perform("DROP TABLE IF EXISTS \(table)")
    }

    /// The columns of the query, with the types that YAML gives or that the query's columns have.
    private func definition() throws(LakeError) -> TableDefinition {
        try database.sql { () throws(SQLiteError) in
            guard let statement = try database.prepare(sql).statement else {
                throw SQLiteError(code: 1, message: "the model has no SQL")
            }
            let columns = (0..<statement.columnCount).map { index in
                let column = statement.columnName(at: index)
                let known = node.columns.first { $0.name.lowercased() == column.lowercased() }
                let type = known?.dataType ?? statement.declaredType(at: index)
                return TableDefinition.Column(
                    name: column, type: type.map(TableDefinition.keptType) ?? "",
                    description: known?.description)
            }
            guard !columns.isEmpty else {
                throw SQLiteError(code: 1, message: "the model's SQL gives no columns")
            }
            return TableDefinition(columns: columns, description: node.description)
        }
    }

    /// Gives columns without a type the one that their values have; copies the rows once more.
    private func addTypes(_ definition: inout TableDefinition) throws(LakeError) {
        let open = definition.columns.indices.filter { definition.columns[$0].type.isEmpty }
        let list = open.flatMap { index in
            let column = Database.quoted(definition.columns[index].name)
            return [
                "min(nullif(typeof(\(column)), 'null'))", "max(nullif(typeof(\(column)), 'null'))",
            ]
        }
        let build = table
        var kinds: [String?] = []
        try database.sql { () throws(SQLiteError) in
            let query = "SELECT \(list.joined(separator: ", ")) FROM \(build)"
            guard let statement = try database.prepare(query).statement,
                try statement.step()
            else { return }
            kinds = (0..<statement.columnCount).map { statement.text(at: $0) }
        }
        for (place, index) in open.enumerated() where 2 * place + 1 < kinds.count {
            definition.columns[index].type = Self.type(kinds[2 * place], kinds[2 * place + 1])
        }
        let typed = name + "__typed"
        try database.perform("DROP TABLE IF EXISTS main.\(Database.quoted(typed))")
        try database.perform(definition.sql(schema: "main", name: typed))
        try database.perform(
            "INSERT INTO main.\(Database.quoted(typed)) SELECT * FROM \(build)")
        try database.perform("DROP TABLE \(build)")
        try database.perform(
            "ALTER TABLE main.\(Database.quoted(typed)) RENAME TO \(Database.quoted(buildName))")
    }

    /// The declared type for storage classes that occur; the lesser and the greater of their names.
    private static func type(_ first: String?, _ last: String?) -> String {
        switch (first, last) {
        case ("integer", "integer"): "INTEGER"
        case ("integer", "real"), ("real", "real"): "REAL"
        case ("blob", "blob"): "BLOB"
        default: "TEXT"
        }
    }

    private func makeIndexes() throws(LakeError) {
        for value in node.config.list("indexes") {
            guard case .dict(let index) = value, let columns = index["columns"] else {
                throw LakeError(
                    .invalidInput, "an entry of 'indexes' needs 'columns'", at: [.file(node.path)])
            }
            var config = NodeConfig()
            config.replace("columns", with: columns)
            let names = config.texts("columns")
            let unique = index["unique"]?.isTrue == true ? "UNIQUE " : ""
            let indexName = ([name] + names).joined(separator: "__")
            try database.perform(
                "CREATE \(unique)INDEX main.\(Database.quoted(indexName)) ON "
                    + "\(Database.quoted(name)) "
                    + "(\(names.map { Database.quoted($0) }.joined(separator: ", ")))")
        }
    }

    /// Removes the relation that the model has made before, whatever it was.
    private func drop() throws(LakeError) {
        guard let kind = try database.relationKind(name) else { return }
        try database.perform("DROP \(kind) main.\(Database.quoted(name))")
    }

    // MARK: Rows added to a table

    /// Adds the rows of the query; those with the key of a new row go first.
    ///
    /// - Returns: the number of new rows.
    /// - Throws: `LakeError.invalidInput` when the columns have changed in a way that
    ///   `on_schema_change` does not allow.
    func addRows() throws(LakeError) -> Int {
        let temporary = "temp.\(Database.quoted(buildName))"
        try database.perform("DROP TABLE IF EXISTS \(temporary)")
        let old = try database.relationColumns(name)
        var definition = try definition()
        for index in definition.columns.indices {
            let column = definition.columns[index].name.lowercased()
            if let known = old.first(where: { $0.name.lowercased() == column }) {
                definition.columns[index].type = known.type
            }
        }
        try fit(definition, to: old)
        try database.perform(definition.sql(schema: "temp", name: buildName))
        defer { try? database.execute("DROP TABLE IF EXISTS \(temporary)") }
        let rows = try insert(
            definition.columns.map(\.name), into: temporary, query: sql,
            keepsFirstSeen: keepsFirstSeen(definition.columns.map(\.name)))
        let target = "main.\(Database.quoted(name))"
        if !node.uniqueKey.isEmpty, node.config.text("incremental_strategy") != "append" {
            let key = node.uniqueKey.map { Database.quoted($0) }.joined(separator: ", ")
            try database.perform(
                "DELETE FROM \(target) WHERE (\(key)) IN (SELECT \(key) FROM \(temporary))")
        }
        let kept = definition.columns.filter { column in
            isColumn(column.name, of: old) || addsColumns
        }.map { Database.quoted($0.name) }.joined(separator: ", ")
        try database.perform(
            "INSERT INTO \(target) (\(kept)) SELECT \(kept) FROM \(temporary)")
        return rows
    }

    private var addsColumns: Bool {
        let change = node.config.text("on_schema_change")
        return change == "append_new_columns" || change == "sync_all_columns"
    }

    private func isColumn(_ name: String, of columns: [(name: String, type: String)]) -> Bool {
        columns.contains { $0.name.lowercased() == name.lowercased() }
    }

    private func fit(
        _ definition: TableDefinition, to old: [(name: String, type: String)]
    ) throws(LakeError) {
        let new = definition.columns.filter { !isColumn($0.name, of: old) }
        let missing = old.filter { column in
            !definition.columns.contains { $0.name.lowercased() == column.name.lowercased() }
        }
        let change = node.config.text("on_schema_change") ?? "ignore"
        let advice = "run it once with --full-refresh"
        if let column = missing.first, change != "sync_all_columns" {
            throw LakeError(
                .conflict, "the table has a column '\(column.name)' that the model no longer gives",
                at: [.file(node.path)], advice: advice)
        }
        if let column = new.first, change == "fail" {
            throw LakeError(
                .conflict, "the model gives a column '\(column.name)' that the table does not have",
                at: [.file(node.path)], advice: advice)
        }
        let target = "main.\(Database.quoted(name))"
        if addsColumns {
            for column in new {
                try database.perform(
                    "ALTER TABLE \(target) ADD COLUMN \(Database.quoted(column.name)) "
                        + column.type)
            }
        }
        if change == "sync_all_columns" {
            for column in missing {
                try database.perform(
                    "ALTER TABLE \(target) DROP COLUMN \(Database.quoted(column.name))")
            }
        }
    }
}
