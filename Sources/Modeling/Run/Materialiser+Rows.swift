// The rows of a table: what the query gives, when each was first seen, columns that none stores.
//
//     INSERT INTO t (a, b) SELECT a, b FROM (query)        without the last columns, if constant
//     UPDATE sqlite_schema SET sql = '… c DEFAULT 'x' …'   the table is told of them
//     … WHERE healthlake_same_values(c)                    where only the rows show what they hold
//
// Of the lineage columns most say the same in every row of a model; written out, they are half of a
// staging table.

import Columnar
import SQLiteBridge

extension Materialiser {
    /// Fills the table under the name that it is built by: by batches, else by SQLite.
    ///
    /// - Parameter whole: gets the values of columns that turn out to hold one.
    /// - Returns: when the guess is wrong, of no meaning. `mustTell`: whether the table does not
    ///   have the definition of `whole` yet.
    func fill(
        _ whole: inout TableDefinition, keepsFirstSeen keeps: Bool, canTell: Bool
    ) throws(LakeError) -> (rowCount: Int, batches: BatchOutcome?, mustTell: Bool) {
        let definition = whole.stored
        let names = definition.columns.map(\.name)
        let omits = definition.columns.count < whole.columns.count
        var outcome = canTell ? try insertRecords(of: definition, keepsFirstSeen: keeps) : nil
        if case .inserted(let count) = outcome { return (count, outcome, true) }
        keys?.discard()
        if outcome == nil || outcome == .needsTypes {
            try makeEmpty(definition)
            outcome = try insertBatches(names, keepsFirstSeen: keeps)
        }
        if case .inserted(let count) = outcome { return (count, outcome, omits) }
        if try guessIsWrong() { return (0, outcome, omits) }
        if canTell, let count = try insertUniform(&whole, keepsFirstSeen: keeps) {
            return (count, outcome, true)
        }
        try makeEmpty(definition)
        let count = try insert(
            names, into: table, query: omits ? selecting(names) : sql, keepsFirstSeen: keeps)
        return (count, outcome, omits)
    }

    /// The table that is built, quoted.
    var table: String { Self.buildTable(of: node) }

    static func buildTable(of node: Node) -> String {
        "main." + Database.quoted(buildName(of: node))
    }

    /// - Returns: nil, and no rows, where nothing is read batch by batch.
    private func insertBatches(
        _ columns: [String], keepsFirstSeen: Bool, records: BatchInsert.Records? = nil
    ) throws(LakeError) -> BatchOutcome? {
        guard let insert = batchInsert(records) else { return nil }
        return try insert.rows(
            of: sql, columns, into: table, carrying: keepsFirstSeen ? carriedTimes : nil)
    }

    private func batchInsert(_ records: BatchInsert.Records?) -> BatchInsert? {
        batches.map { sources in
            BatchInsert(database: database, sources: sources, guess: guess, records: records)
        }
    }

    private var carriedTimes: BatchInsert.CarriedTimes {
        BatchInsert.CarriedTimes(table: name, keys: key, column: Self.firstSeen)
    }

    /// Whether the query takes for granted what is not so; looks where nobody has looked yet.
    func guessIsWrong() throws(LakeError) -> Bool {
        guard let guess else { return false }
        if let answer = guess.answer { return answer }
        let repeats = try RepeatedValues(database: database, batches: batches).areThere(
            in: guess.column, of: guess.relation)
        guess.answer = repeats
        return repeats
    }

    // MARK: Records

    /// Fills a table without types, so that SQLite takes records as they come; `tell` then gives it
    /// its types, which the records fit.
    ///
    /// - Returns: nil where that is not done; the table is then, as with all but `.inserted`, to be
    ///   made anew.
    func insertRecords(
        of definition: TableDefinition, keepsFirstSeen: Bool
    ) throws(LakeError) -> BatchOutcome? {
        guard let records = records(for: definition) else { return nil }
        let target = target(definition, keepsFirstSeen: keepsFirstSeen)
        if let outcome = try ahead?.finish(target) { return outcome }
        keys?.discard()
        try dropBuilding()
        try database.perform(target.definition)
        return try insertBatches(
            definition.columns.map(\.name), keepsFirstSeen: keepsFirstSeen, records: records)
    }

    /// Lets other threads compute the rows of the table before `makeTable` asks for them.
    ///
    /// - Returns: nil where that cannot be done.
    func lookAhead() throws(LakeError) -> RowsAhead? {
        let plan = try plan()
        let definition = plan.whole.stored
        guard plan.canTell, let insert = batchInsert(records(for: definition)),
            let scan = try insert.recordsAhead(
                of: sql, definition.columns.map(\.name),
                carrying: plan.keepsFirstSeen ? carriedTimes : nil)
        else { return nil }
        return RowsAhead(
            with: self, insert, scan, target(definition, keepsFirstSeen: plan.keepsFirstSeen))
    }

    /// How records for a table are made; nil where they cannot be.
    private func records(for definition: TableDefinition) -> BatchInsert.Records? {
        guard let rowDatabase, batches != nil,
            definition.columns.count <= RowDatabase.columnCountMax,
            definition.columns.allSatisfy({ !$0.type.isEmpty })
        else { return nil }
        let names = definition.columns.map { $0.name.lowercased() }
        keys?.settle(on: names)
        return BatchInsert.Records(
            database: rowDatabase,
            encoder: RecordEncoder(
                affinities: definition.columns.map { ColumnAffinity(declaredType: $0.type) },
                watched: keys?.columns.map { column in
                    (names.firstIndex(of: column.name), column)
                } ?? []),
            keys: keys)
    }

    private func target(
        _ definition: TableDefinition, keepsFirstSeen: Bool
    ) -> RowsAhead.Target {
        var untyped = definition
        for index in untyped.columns.indices { untyped.columns[index].type = "" }
        return RowsAhead.Target(
            sql: sql, definition: untyped.sql(schema: "main", name: buildName),
            affinities: definition.columns.map { ColumnAffinity(declaredType: $0.type) },
            keepsFirstSeen: keepsFirstSeen)
    }

    /// The query with these of its columns.
    func selecting(_ columns: [String]) -> String {
        let list = columns.map { Database.quoted($0) }.joined(separator: ", ")
        return "SELECT \(list) FROM (\n\(sql)\n) AS new_rows"
    }

    // MARK: Columns that no row stores

    /// Fills a table without the last columns, where those that are no literals hold one value each
    /// after all: mostly what a model carries on of such columns of the tables that it reads.
    ///
    /// - Parameter whole: gets the values.
    /// - Returns: nil, and a table that must be made anew, where a column holds several values or
    ///   none is supposed to hold one.
    func insertUniform(
        _ whole: inout TableDefinition, keepsFirstSeen: Bool
    ) throws(LakeError) -> Int? {
        let literals = constants(of: whole, keepsFirstSeen: keepsFirstSeen)
        var names = Set(whole.columns.map { $0.name.lowercased() })
        guard names.count == whole.columns.count else { return nil }
        names.formIntersection(uniformColumns)
        names.subtract(literals.keys)
        if keepsFirstSeen { names.remove(Self.firstSeen) }
        while true {
            var bolder = whole
            bolder.omitLast(
                literals.merging(names.map { ($0, "NULL") }, uniquingKeysWith: { $1 }))
            let supposed = bolder.columns.filter { column in
                column.constant != nil && literals[column.name.lowercased()] == nil
            }.map(\.name)
            guard !supposed.isEmpty else { return nil }
            let same = SameValues()
            do throws(LakeError) {
                try makeEmpty(bolder.stored)
                let names = bolder.stored.columns.map(\.name)
                let list = supposed.map { "new_rows." + Database.quoted($0) }
                let count = try withFunction(SameValues.name, same) { () throws(LakeError) in
                    try insert(
                        names, into: table, query: selecting(names),
                        condition: "\nWHERE \(SameValues.name)(\(list.joined(separator: ", ")))",
                        keepsFirstSeen: keepsFirstSeen)
                }
                for (name, value) in zip(supposed, same.values ?? []) {
                    guard let index = bolder.columns.firstIndex(where: { $0.name == name })
                    else { continue }
                    bolder.columns[index].constant = Self.literal(value)
                }
                whole = bolder
                return count
            } catch {
                guard let differing = same.differing else { throw error }
                names.remove(supposed[differing].lowercased())
            }
        }
    }

    private static func literal(_ value: Value) -> String {
        guard case .text(let bytes) = value else { return "NULL" }
        return Database.literal(String(decoding: bytes, as: UTF8.self))
    }

    /// Not where the host has made the schema read-only (SQLITE_DBCONFIG_DEFENSIVE) or an
    /// authorizer forbids it: rows store all then.
    func canTellOfColumns() -> Bool {
        try? database.execute("PRAGMA writable_schema=ON")
        defer { try? database.execute("PRAGMA writable_schema=OFF") }
        return (try? database.text(of: "PRAGMA writable_schema")) == "1"
    }

    /// Literals of columns that hold the same in every row that `insert` puts in.
    func constants(of definition: TableDefinition, keepsFirstSeen: Bool) -> [String: String] {
        let names = definition.columns.map { $0.name.lowercased() }
        guard Set(names).count == names.count else { return [:] }
        var literals = SQLTokens(sql).constantColumns
        if keepsFirstSeen { literals[Self.firstSeen] = nil }
        return literals
    }

    /// Gives the filled table its whole definition; the rename that follows reads it.
    func tell(_ whole: TableDefinition) throws(LakeError) {
        try database.perform("PRAGMA writable_schema=ON")
        defer { try? database.execute("PRAGMA writable_schema=OFF") }
        try database.perform(
            "UPDATE main.sqlite_schema SET sql = "
                + Database.literal(whole.sql(schema: nil, name: buildName))
                + " WHERE type = 'table' AND name = " + Database.literal(buildName))
    }
}
