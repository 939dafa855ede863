// Where each column of a statement comes from, by SQLite's own name resolution.
//
// The authorizer tells which columns a statement reads, but not for which column of its result. So
// the statement is taken apart on an empty database in memory that has the same relations: each
// expression of a select list is compiled alone over its FROM clause, and what the FROM clause reads
// by itself (join conditions) is taken off. Common table expressions and subqueries become empty
// temporary tables whose columns have origins of their own.
//
//     with a as (select x + y as s from t) select s from a
//     a: (select x + y from t) reads t.x, t.y    →  a.s = {t.x, t.y}
//     select s from a          reads a.s         →  s = {t.x, t.y}
//
// What a column is filtered, grouped or joined by is no part of its origins.
// Source: SQLite, "Compile-Time Authorization Callbacks"; resolve.c reads result columns first.

import Columnar
import SQLiteBridge

/// One column of a model or source table.
package struct ColumnOrigin: Sendable, Hashable {
    package let relation: String
    package let column: String
}

/// One column of a result with all that it is made from.
package struct ColumnOrigins: Sendable {
    package var name: String
    package var origins: [ColumnOrigin]
}

/// An empty database with the relations of a run.
final class LineageScratch {
    private let database: Database
    /// The model or source table behind each relation, and its columns.
    private var relations: [String: String] = [:]
    /// Columns of the temporary tables that stand for subqueries, by table and column.
    private var derived: [String: [String: [ColumnOrigin]]] = [:]
    private var schemas: Set<String> = []
    private var subqueryCount = 0

    /// - Throws: `LakeError` when a database in memory cannot be made.
    init(prepare: ((Database) throws(LakeError) -> Void)?) throws(LakeError) {
        do { database = try Database(path: ":memory:") } catch {
            throw LakeError(.internal, "no database in memory: \(error.message)")
        }
        try prepare?(database)
    }

    /// Makes a relation known, with the columns that it has now.
    ///
    /// - Parameter name: of the model, or `source.table`.
    func add(_ relation: String, as name: String, schema: String?, columns: [String]) {
        guard !columns.isEmpty else { return }
        let key = relation.lowercased()
        if let schema, !["temp", "main"].contains(schema), schemas.insert(schema).inserted {
            try? database.execute("ATTACH ':memory:' AS \(Database.quoted(schema))")
        }
        let place = schema ?? "main"
        let target = "\(Database.quoted(place)).\(Database.quoted(relation))"
        try? database.execute("DROP TABLE IF EXISTS \(target)")
        let list = columns.map { Database.quoted($0) }.joined(separator: ", ")
        try? database.execute("CREATE TABLE \(target) (\(list))")
        relations[key] = name
    }

    /// The origins of the columns of a statement; a column whose expression cannot be taken apart
    /// has none.
    func origins(of sql: String, columns: [String]) -> [ColumnOrigins] {
        derived = [:]
        subqueryCount = 0
        let tokens = SQLTokens(sql)
        let found = query(tokens, 0..<tokens.tokens.count, depth: 0)
        for name in derived.keys.sorted() {
            try? database.execute("DROP TABLE IF EXISTS temp.\(Database.quoted(name))")
        }
        guard found.count == columns.count else { return [] }
        return zip(columns, found).map { ColumnOrigins(name: $0, origins: $1.origins) }
    }

    // MARK: Queries

    /// `[with …] select … [union …]`
    private func query(
        _ tokens: SQLTokens, _ range: Range<Int>, depth: Int
    ) -> [ColumnOrigins] {
        guard depth < ModelingLimits.selectDepthMax, !range.isEmpty else { return [] }
        var start = range.lowerBound
        var own: [String] = []
        if tokens.isKeyword(start, "with") {
            start = commonExpressions(tokens, start..<range.upperBound, &own, depth: depth)
        }
        var result: [ColumnOrigins] = []
        for arm in arms(tokens, start..<range.upperBound) {
            let columns = select(tokens, arm, depth: depth)
            if result.isEmpty {
                result = columns
            } else if result.count == columns.count {
                for index in result.indices {
                    result[index].origins = merged(result[index].origins, columns[index].origins)
                }
            }
        }
        for name in own { remove(name) }
        return result
    }

    /// - Returns: where the statement behind the expressions begins.
    private func commonExpressions(
        _ tokens: SQLTokens, _ range: Range<Int>, _ own: inout [String], depth: Int
    ) -> Int {
        var index = range.lowerBound + 1
        if tokens.isKeyword(index, "recursive") { index += 1 }
        while index < range.upperBound, let name = tokens.name(index) {
            index += 1
            var names: [String] = []
            if tokens.isSymbol(index, "(") {
                let close = tokens.closing(index)
                names = ((index + 1)..<max(index + 1, min(close, range.upperBound)))
                    .compactMap { tokens.name($0) }
                index = close + 1
            }
            while index < range.upperBound, !tokens.isSymbol(index, "(") { index += 1 }
            let close = min(tokens.closing(index), range.upperBound)
            var columns = query(tokens, min(index + 1, close)..<close, depth: depth + 1)
            if names.count == columns.count {
                for place in names.indices { columns[place].name = names[place] }
            }
            define(name, columns)
            own.append(name)
            index = close + 1
            guard tokens.isSymbol(index, ",") else { break }
            index += 1
        }
        return min(index, range.upperBound)
    }

    /// The selects of a compound, without what sorts and limits it.
    private func arms(_ tokens: SQLTokens, _ range: Range<Int>) -> [Range<Int>] {
        guard let first = range.first, tokens.tokens.indices.contains(first) else { return [] }
        let depth = tokens.tokens[first].depth
        var arms: [Range<Int>] = []
        var start = first
        var index = first
        while index < range.upperBound {
            if tokens.tokens[index].depth == depth,
                tokens.isKeyword(index, oneOf: ["union", "intersect", "except"])
            {
                arms.append(start..<index)
                index += tokens.isKeyword(index + 1, "all") ? 1 : 0
                start = index + 1
            }
            index += 1
        }
        arms.append(min(start, range.upperBound)..<range.upperBound)
        return arms
    }

    // MARK: One select

    private func select(
        _ tokens: SQLTokens, _ range: Range<Int>, depth: Int
    ) -> [ColumnOrigins] {
        guard let first = range.first, tokens.isKeyword(first, "select") else { return [] }
        let level = tokens.tokens[first].depth
        var index = first + 1
        if tokens.isKeyword(index, oneOf: ["distinct", "all"]) { index += 1 }
        var items: [Range<Int>] = []
        var start = index
        var from: Int?
        var end = range.upperBound
        let ends = ["where", "group", "having", "order", "limit", "window"]
        while index < range.upperBound {
            let token = tokens.tokens[index]
            if token.depth == level, token.kind == .symbol, tokens.isSymbol(index, ","),
                from == nil
            {
                items.append(start..<index)
                start = index + 1
            } else if token.depth == level, from == nil, tokens.isKeyword(index, "from"),
                !tokens.isKeyword(index - 1, "distinct") || index - 1 == first + 1
            {
                items.append(start..<index)
                from = index
            } else if token.depth == level, from != nil, tokens.isKeyword(index, oneOf: ends) {
                end = index
                break
            }
            index += 1
        }
        var windows = ""
        if from == nil {
            items.append(start..<end)
        } else if let window = (end..<range.upperBound).first(where: {
            tokens.tokens[$0].depth == level && tokens.isKeyword($0, "window")
        }) {
            windows = " " + tokens.text(tokens.range(window..<range.upperBound))
        }
        var own: [String] = []
        let clause = from.map { fromClause(tokens, $0..<end, &own, depth: depth) } ?? ""
        let result = items.flatMap { columns(tokens, $0, clause, windows) }
        for name in own { remove(name) }
        return result
    }

    /// The FROM clause with a temporary table in place of each subquery.
    private func fromClause(
        _ tokens: SQLTokens, _ range: Range<Int>, _ own: inout [String], depth: Int
    ) -> String {
        var text = " "
        var index = range.lowerBound
        var copied = index
        while index < range.upperBound {
            let isRelation =
                tokens.isKeyword(index - 1, oneOf: ["from", "join"])
                || tokens.isSymbol(index - 1, ",") || tokens.isSymbol(index - 1, "(")
            if tokens.isSymbol(index, "("), isRelation, index > range.lowerBound,
                tokens.isKeyword(index + 1, oneOf: ["select", "with", "values"])
            {
                let close = min(tokens.closing(index), range.upperBound)
                let columns = query(tokens, (index + 1)..<close, depth: depth + 1)
                subqueryCount += 1
                let name = "subquery_\(subqueryCount)__"
                define(name, columns)
                own.append(name)
                text += tokens.text(tokens.range(copied..<index)) + " \(name) "
                index = close + 1
                copied = index
            } else {
                index += 1
            }
        }
        return text + tokens.text(tokens.range(copied..<range.upperBound))
    }

    /// The columns that one item of a select list gives.
    private func columns(
        _ tokens: SQLTokens, _ item: Range<Int>, _ clause: String, _ windows: String
    ) -> [ColumnOrigins] {
        let text = tokens.text(tokens.range(item))
        guard
            let found = try? database.columnsRead(compiling: "SELECT \(text)\(clause)\(windows)"),
            let alone = try? database.columnsRead(compiling: "SELECT 1\(clause)\(windows)")
        else { return [ColumnOrigins(name: "", origins: [])] }
        // The list is resolved first, the conditions of the joins behind it.
        let reads = found.reads.prefix(max(0, found.reads.count - alone.reads.count))
        if found.columns.count == 1, !isStar(tokens, item) {
            return [ColumnOrigins(name: found.columns[0], origins: origins(of: reads))]
        }
        if reads.count == found.columns.count {
            return zip(found.columns, reads).map {
                ColumnOrigins(name: $0, origins: origins(of: [$1]))
            }
        }
        return found.columns.map { column in
            let single = try? database.columnsRead(
                compiling: "SELECT \(Database.quoted(column))\(clause)")
            let own = single?.reads.dropLast(alone.reads.count) ?? []
            return ColumnOrigins(name: column, origins: origins(of: own))
        }
    }

    private func isStar(_ tokens: SQLTokens, _ item: Range<Int>) -> Bool {
        guard let last = item.last, tokens.isSymbol(last, "*") else { return false }
        return item.count == 1 || (item.count == 3 && tokens.isSymbol(last - 1, "."))
    }

    private func origins(of reads: some Sequence<ColumnRead>) -> [ColumnOrigin] {
        var origins: [ColumnOrigin] = []
        for read in reads {
            let table = read.table.lowercased()
            if read.schema == "temp", let columns = derived[table] {
                origins = merged(origins, columns[read.column.lowercased()] ?? [])
            } else if let name = relations[table] {
                origins = merged(
                    origins, [ColumnOrigin(relation: name, column: read.column)])
            }
        }
        return origins
    }

    private func merged(_ first: [ColumnOrigin], _ second: [ColumnOrigin]) -> [ColumnOrigin] {
        first + second.filter { !first.contains($0) }
    }

    // MARK: Temporary tables

    private func define(_ name: String, _ columns: [ColumnOrigins]) {
        let key = name.lowercased()
        remove(name)
        var seen: Set<String> = []
        var table: [String: [ColumnOrigin]] = [:]
        var names: [String] = []
        for (place, column) in columns.enumerated() {
            let own = column.name.isEmpty ? "column_\(place + 1)" : column.name
            guard seen.insert(own.lowercased()).inserted else { continue }
            names.append(Database.quoted(own))
            table[own.lowercased()] = column.origins
        }
        derived[key] = table
        guard !names.isEmpty else { return }
        try? database.execute(
            "CREATE TABLE temp.\(Database.quoted(key)) (\(names.joined(separator: ", ")))")
    }

    private func remove(_ name: String) {
        let key = name.lowercased()
        guard derived.removeValue(forKey: key) != nil else { return }
        try? database.execute("DROP TABLE IF EXISTS temp.\(Database.quoted(key))")
    }
}
