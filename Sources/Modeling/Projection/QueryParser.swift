// Queries as far as they are computed on batches.
//
//     query  = [ WITH name AS "(" query ")" { "," … } ] select { UNION ALL select }
//     select = SELECT item { "," item } FROM member { join } [ WHERE expression ]
//     item   = "*" | name "." "*" | expression [ [ AS ] name ]
//     join   = ( "," | CROSS JOIN ) list | LEFT [ OUTER ] JOIN relation ON expression
//     member = relation          relation = name [ [ AS ] name ]
//     list   = json_each "(" expression ")" [ [ AS ] name ]
//
// Source: SQLite, "SELECT" and "The WITH Clause".

extension SQLParser {
    mutating func query() throws(NotComputed) -> SQLQuery {
        let query = try query(depth: 0)
        guard cursor.isAtEnd else { throw clause() }
        return query
    }

    private mutating func query(depth: Int) throws(NotComputed) -> SQLQuery {
        guard depth < ModelingLimits.selectDepthMax else {
            throw NotComputed("has common table expressions that lie too deep in each other")
        }
        var commonTables: [SQLQuery.CommonTable] = []
        if cursor.pass("with") {
            repeat {
                commonTables.append(try commonTable(depth: depth))
            } while cursor.passSymbol(",")
        }
        var selects = [try select()]
        while cursor.pass("union", "all") { selects.append(try select()) }
        return SQLQuery(commonTables: commonTables, selects: selects)
    }

    private mutating func commonTable(depth: Int) throws(NotComputed) -> SQLQuery.CommonTable {
        let name = try cursor.name()
        guard cursor.symbol() != "(" else {
            throw NotComputed("names the columns of \(name) behind its name")
        }
        try cursor.expect("as")
        // Whether SQLite keeps the rows changes nothing in them.
        if !cursor.pass("not", "materialized") { _ = cursor.pass("materialized") }
        try cursor.expectSymbol("(")
        let query = try query(depth: depth + 1)
        guard cursor.passSymbol(")") else { throw clause() }
        return SQLQuery.CommonTable(name: name, query: query)
    }

    private mutating func select() throws(NotComputed) -> SQLSelect {
        try cursor.expect("select")
        var items = [try item()]
        while cursor.passSymbol(",") { items.append(try item()) }
        guard cursor.pass("from") else {
            throw cursor.isAtEnd || cursor.symbol() == ")"
                ? NotComputed("has a SELECT without FROM") : clause()
        }
        var members = [try relation(joined: false)]
        while let member = try joined() { members.append(member) }
        let condition = cursor.pass("where") ? try expression() : nil
        return SQLSelect(items: items, members: members, condition: condition)
    }

    private mutating func item() throws(NotComputed) -> SQLItem {
        if cursor.passSymbol("*") { return .all }
        if cursor.isName(), cursor.symbol(ahead: 1) == ".", cursor.symbol(ahead: 2) == "*" {
            let table = try cursor.name()
            cursor.advance(2)
            return .allOf(table)
        }
        let value = try expression()
        return .expression(value, name: try alias())
    }

    /// A further member; nil where none follows.
    private mutating func joined() throws(NotComputed) -> SQLMember? {
        if cursor.passSymbol(",") || cursor.pass("cross", "join") { return try list() }
        guard cursor.pass("left", "outer", "join") || cursor.pass("left", "join") else {
            return nil
        }
        return try relation(joined: true)
    }

    private mutating func relation(joined: Bool) throws(NotComputed) -> SQLMember {
        guard cursor.symbol() != "(" else { throw NotComputed("has a query behind FROM") }
        let name = try cursor.name()
        switch cursor.symbol() {
        case "(": throw NotComputed("reads \(name)() first or by a left join")
        case ".": throw NotComputed("names the schema \(name)")
        default: break
        }
        let alias = try self.alias() ?? name
        guard joined else {
            return SQLMember(rows: .relation(name), alias: alias, condition: nil)
        }
        try cursor.expect("on")
        return SQLMember(rows: .relation(name), alias: alias, condition: try expression())
    }

    private mutating func list() throws(NotComputed) -> SQLMember {
        let name = try cursor.name()
        guard FoldedName(name) == "json_each", cursor.passSymbol("(") else {
            throw NotComputed("joins \(name) without LEFT JOIN")
        }
        let items = try expression()
        try cursor.expectSymbol(")")
        let alias = try self.alias() ?? name
        guard !cursor.isKeyword("on") else { throw cursor.unexpected() }
        return SQLMember(rows: .list(items), alias: alias, condition: nil)
    }

    /// The clause that stands where a query should end.
    private func clause() -> NotComputed {
        for keyword in ["group", "order"] where cursor.isKeyword(keyword) {
            return NotComputed("uses \(keyword.uppercased()) BY")
        }
        return cursor.unexpected()
    }
}
