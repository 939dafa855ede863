// A query with its common table expressions put in where they are read, so that one flat query over
// one source is left.
//
//     with s as (select a, b from source where a is not null),
//          k as (select * from codes)
//     select s.a, k.name from s left join k on s.b = k.code
//
//     source, conditions [a is not null], lookups [codes: name, code; b = code], columns [a, name]
//
// Conditions are over the source's columns, so that it does not matter whether they are asked
// before or after lists and joins: a left join of one row at most neither adds rows nor takes them.
// What stands above a UNION ALL is put into each of its arms: one flat query is left of each.

import Columnar
import Projection

/// Binds the SELECTs of one query.
struct QueryBinder {
    private let syntax: SQLQuery
    private let relation: (String) -> KnownRelation?

    init(_ syntax: SQLQuery, relation: @escaping (String) -> KnownRelation?) {
        self.syntax = syntax
        self.relation = relation
    }

    /// The rows of a source with what has been done to them so far.
    private struct Rows {
        let source: String
        var conditions: [Expression] = []
        var items: Expression?
        /// With all columns of their tables.
        var lookups: [Lookup] = []
        var columns: [ScopeColumn]
    }

    /// Columns of a table, plain and in rows that nobody has filtered.
    private struct Table {
        struct Column {
            let name: String
            /// What it is in the table itself.
            let origin: KnownColumn
        }
        let name: String
        let columns: [Column]
    }

    private enum Relation {
        /// Arms of a UNION ALL, or one.
        case rows([Rows])
        case table(Table)
    }

    /// Where names behind FROM are looked for.
    private struct Scope {
        /// The common table expressions of a query, and how many of them may be read.
        struct Level {
            let tables: [SQLQuery.CommonTable]
            var end: Int
        }
        /// Those of the innermost query last.
        var levels: [Level] = []
        /// Common table expressions that are being read inside each other.
        var depth = 0
    }

    /// The query, of one arm.
    func query() throws(NotComputed) -> ProjectionQuery {
        let arms = try arms()
        guard arms.count == 1 else { throw NotComputed("uses UNION ALL") }
        return arms[0]
    }

    /// The queries whose rows come one after the other.
    func arms() throws(NotComputed) -> [ProjectionQuery] {
        guard case .rows(let arms) = try relation(of: syntax, in: Scope()) else {
            throw NotComputed("reads a table's rows")
        }
        return try arms.map { (rows) throws(NotComputed) in try query(of: rows) }
    }

    private func query(of rows: Rows) throws(NotComputed) -> ProjectionQuery {
        var partCount = 0
        var columns: [ProjectionQuery.Column] = []
        for column in rows.columns {
            guard let value = column.value else { throw NotComputed("reads \(column.name)") }
            partCount += value.partCount
            columns.append(ProjectionQuery.Column(column.name, value.expression))
        }
        guard partCount <= ModelingLimits.projectionPartsMax else {
            throw NotComputed("has expressions of too many parts")
        }
        return ProjectionQuery(
            source: rows.source, conditions: rows.conditions, items: rows.items,
            lookups: rows.lookups, columns: columns
        ).withUsedLookupColumns
    }

    // MARK: Relations

    private func relation(of query: SQLQuery, in outer: Scope) throws(NotComputed) -> Relation {
        let names = query.commonTables.map { FoldedName($0.name) }
        guard Set(names).count == names.count else {
            throw NotComputed("has two common table expressions of one name")
        }
        var scope = outer
        scope.levels.append(
            Scope.Level(tables: query.commonTables, end: query.commonTables.count))
        if query.selects.count == 1 { return try relation(of: query.selects[0], in: scope) }
        var arms: [Rows] = []
        for select in query.selects {
            guard case .rows(let rows) = try relation(of: select, in: scope) else {
                throw NotComputed("reads a table's rows")
            }
            arms += rows
        }
        return .rows(try together(arms))
    }

    /// Arms of a UNION ALL: they go by the names of the first one's columns.
    private func together(_ arms: [Rows]) throws(NotComputed) -> [Rows] {
        let first = arms[0].columns
        guard arms.allSatisfy({ $0.columns.count == first.count }) else {
            throw NotComputed("has a UNION ALL of different numbers of columns")
        }
        guard arms.count <= ModelingLimits.unionArmsMax else {
            throw NotComputed("has a UNION ALL of too many queries")
        }
        return arms.map { arm in
            var named = arm
            named.columns = first.indices.map { index in
                let column = arm.columns[index]
                // SQLite does not say which of several types such a column has.
                let isOfOneType = arms.allSatisfy {
                    let other = $0.columns[index].value
                    return other?.affinity == column.value?.affinity
                        && other?.hasKnownAffinity == true
                }
                return ScopeColumn(
                    first[index].name,
                    column.value.map {
                        BoundExpression(
                            $0, affinity: $0.affinity, hasKnownAffinity: isOfOneType)
                    })
            }
            return named
        }
    }

    /// What a name behind FROM or JOIN means.
    private func relation(named name: String, in scope: Scope) throws(NotComputed) -> Relation {
        let folded = FoldedName(name)
        for place in scope.levels.indices.reversed() {
            let level = scope.levels[place]
            guard let index = level.tables.firstIndex(where: { FoldedName($0.name) == folded })
            else { continue }
            guard index < level.end else { throw NotComputed("reads \(name) before it is defined") }
            guard scope.depth < ModelingLimits.selectDepthMax else {
                throw NotComputed("has common table expressions that lie too deep in each other")
            }
            var inner = scope
            inner.levels.removeSubrange((place + 1)...)
            inner.levels[place].end = index
            inner.depth += 1
            return try relation(of: level.tables[index].query, in: inner)
        }
        switch relation(name) {
        case .source(let columns):
            let bound = columns.enumerated().map { index, column in
                ScopeColumn(
                    column.name,
                    BoundExpression(
                        .column(index), column.affinity, kinds: column.kinds, reads: .source),
                    isHidden: column.isHidden)
            }
            return .rows([Rows(source: name, columns: bound)])
        case .table(let columns):
            let plain = columns.map { Table.Column(name: $0.name, origin: $0) }
            return .table(Table(name: name, columns: plain))
        case nil: throw NotComputed("reads \(name)")
        }
    }

    private func relation(of select: SQLSelect, in scope: Scope) throws(NotComputed) -> Relation {
        guard let first = select.members.first, case .relation(let name) = first.rows else {
            throw NotComputed("reads no table")
        }
        switch try relation(named: name, in: scope) {
        case .table(let table):
            return .table(try columns(of: table, select, alias: first.alias))
        case .rows(let arms):
            return .rows(
                try arms.map { (rows) throws(NotComputed) in
                    try self.rows(of: select, over: rows, alias: first.alias, in: scope)
                })
        }
    }

    private func rows(
        of select: SQLSelect, over first: Rows, alias: String, in scope: Scope
    ) throws(NotComputed) -> Rows {
        var rows = first
        var members = [ScopeMember(alias: alias, columns: rows.columns)]
        for member in select.members.dropFirst() {
            members.append(try join(member, to: &rows, in: scope))
        }
        let binder = ExpressionBinder(scope: NameScope(levels: [members]))
        try addKeysAndItems(of: select, to: &rows, binder)
        for condition in select.condition?.conjuncts ?? [] {
            rows.conditions.append(try self.condition(condition, binder))
        }
        rows.columns = try columns(select.items, members, binder)
        return rows
    }

    /// A table read through a query that only names columns is that table still.
    private func columns(
        of table: Table, _ select: SQLSelect, alias: String
    ) throws(NotComputed) -> Table {
        let refusal = NotComputed("reads the rows of the table \(table.name)")
        guard select.members.count == 1, select.condition == nil,
            select.items.allSatisfy(\.isPlain)
        else { throw refusal }
        // Positions in the table stand for its columns while names are resolved.
        let positions = table.columns.indices.map { index in
            ScopeColumn(
                table.columns[index].name,
                BoundExpression(.lookup(0, column: index), .blob, kinds: .any))
        }
        let members = [ScopeMember(alias: alias, columns: positions)]
        let binder = ExpressionBinder(scope: NameScope(levels: [members]))
        let selected = try columns(select.items, members, binder)
        return Table(
            name: table.name,
            columns: try selected.map { (column) throws(NotComputed) in
                guard case .lookup(_, let index) = column.value?.expression else { throw refusal }
                return Table.Column(name: column.name, origin: table.columns[index].origin)
            })
    }

    // MARK: Members and conditions

    /// Adds a member of FROM: the columns that it brings. Its expressions follow when all members
    /// are known, since names are looked for in all of them.
    private func join(
        _ member: SQLMember, to rows: inout Rows, in scope: Scope
    ) throws(NotComputed) -> ScopeMember {
        guard case .relation(let name) = member.rows else {
            return ScopeMember(list: member.alias, level: 1)
        }
        guard case .table(let table) = try relation(named: name, in: scope) else {
            throw NotComputed("joins \(name), which is no plain table")
        }
        let index = rows.lookups.count
        let columns = table.columns.map(\.origin)
        rows.lookups.append(
            Lookup(relation: table.name, columns: columns.map(\.name), keys: []))
        return ScopeMember(
            alias: member.alias,
            columns: table.columns.enumerated().map { position, column in
                ScopeColumn(
                    column.name,
                    BoundExpression(
                        .lookup(index, column: position), column.origin.affinity,
                        kinds: column.origin.kinds, reads: .lookup, lookupsEnd: index + 1))
            })
    }

    private func addKeysAndItems(
        of select: SQLSelect, to rows: inout Rows, _ binder: ExpressionBinder
    ) throws(NotComputed) {
        let joins = select.members.dropFirst().filter { $0.condition != nil }
        var index = rows.lookups.count - joins.count
        for member in select.members.dropFirst() {
            switch member.rows {
            case .list(let items):
                guard rows.items == nil else { throw NotComputed("has a list beside a list") }
                let bound = try binder.bind(items)
                guard bound.reads.isSubset(of: .source) else {
                    throw NotComputed("lists what is not a column of the source")
                }
                rows.items = bound.expression
            case .relation:
                var keys: [Lookup.Key] = []
                for conjunct in member.condition?.conjuncts ?? [] {
                    keys.append(try key(conjunct, of: index, binder))
                }
                let lookup = rows.lookups[index]
                rows.lookups[index] = Lookup(
                    relation: lookup.relation, columns: lookup.columns, keys: keys)
                index += 1
            }
        }
    }

    /// `expression = column` or `column = expression`
    private func key(
        _ condition: SQLExpression, of lookup: Int, _ binder: ExpressionBinder
    ) throws(NotComputed) -> Lookup.Key {
        let refusal = NotComputed("has a join that is not by equal columns")
        guard case .binary(.equal, let left, let right) = condition.form else { throw refusal }
        let sides = try binder.operands(try binder.bind(left), try binder.bind(right))
        for (value, column) in [(sides.0, sides.1), (sides.1, sides.0)] {
            if case .lookup(lookup, let position) = column.expression,
                value.lookupsEnd <= lookup
            {
                return Lookup.Key(value.expression, equals: position)
            }
        }
        throw refusal
    }

    private func condition(
        _ syntax: SQLExpression, _ binder: ExpressionBinder
    ) throws(NotComputed) -> Expression {
        let bound = try binder.boolean(syntax)
        guard bound.reads.isSubset(of: .source) else {
            throw NotComputed("has conditions on what is not a column of the source")
        }
        return bound.expression
    }

    // MARK: Columns

    private func columns(
        _ items: [SQLItem], _ members: [ScopeMember], _ binder: ExpressionBinder
    ) throws(NotComputed) -> [ScopeColumn] {
        var columns: [ScopeColumn] = []
        for item in items {
            switch item {
            case .all: columns += members.flatMap(\.visible)
            case .allOf(let table):
                let named = members.filter { $0.alias == FoldedName(table) }
                guard named.count == 1 else { throw NotComputed("has no one table \(table)") }
                columns += named[0].visible
            case .expression(let syntax, let name):
                let value = try binder.bind(syntax)
                let own = try binder.scope.plainColumn(syntax)?.name
                guard let name = name ?? own else {
                    throw NotComputed("has a column without a name")
                }
                columns.append(ScopeColumn(name, value))
            }
        }
        guard columns.count <= ModelingLimits.columnsMax else {
            throw NotComputed("has too many columns")
        }
        guard columns.allSatisfy({ $0.value != nil }) else {
            throw NotComputed("reads all columns of json_each")
        }
        // SQLite gives the second one another name.
        guard Set(columns.map(\.folded)).count == columns.count else {
            throw NotComputed("has two columns of one name")
        }
        return columns
    }
}

extension ScopeMember {
    /// The columns of `*`.
    fileprivate var visible: [ScopeColumn] { columns.filter { !$0.isHidden } }
}

extension SQLItem {
    /// Whether it can only be columns as they are.
    fileprivate var isPlain: Bool {
        guard case .expression(let expression, _) = self else { return true }
        if case .name = expression.form { return true }
        return false
    }
}

extension SQLExpression {
    /// The conditions that must all hold.
    fileprivate var conjuncts: [SQLExpression] {
        guard case .binary(.and, let left, let right) = form else { return [self] }
        return left.conjuncts + right.conjuncts
    }
}
