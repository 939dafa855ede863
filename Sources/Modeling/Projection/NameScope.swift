// Which column a name means, by SQLite's rules.
//
//     select s.id, value from source as s, json_each(s.list)
//
//     levels: [[s: id, list; json_each: key, value, …]]      a query inside another adds a level
//
// Source: SQLite, resolve.c, lookupName(): the innermost query that has a column of the name
// counts; in one query two columns of it are an error.

import Columnar
import Projection

/// A column that expressions may name.
struct ScopeColumn {
    let name: String
    let folded: FoldedName
    /// Nil for columns that are not computed on batches.
    let value: BoundExpression?
    let isHidden: Bool

    init(_ name: String, _ value: BoundExpression?, isHidden: Bool = false) {
        self.name = name
        folded = FoldedName(name)
        self.value = value
        self.isHidden = isHidden
    }
}

/// The columns of one member of a FROM clause.
struct ScopeMember {
    let alias: FoldedName
    let columns: [ScopeColumn]

    init(alias: String, columns: [ScopeColumn]) {
        self.alias = FoldedName(alias)
        self.columns = columns
    }

    /// The columns of `json_each`, which have no declared types and so the affinity BLOB.
    ///
    /// - Parameter level: as in `Expression.item`.
    init(list alias: String, level: Int) {
        let reads: BoundExpression.Reads = level == 1 ? .item : .innerItem
        func column(_ part: ItemPart, kinds: ValueKinds) -> BoundExpression {
            BoundExpression(.item(level: level, part), .blob, kinds: kinds, reads: reads)
        }
        let others = ["type", "atom", "id", "parent", "fullkey", "path"].map {
            ScopeColumn($0, nil)
        }
        let arguments = ["json", "root"].map { ScopeColumn($0, nil, isHidden: true) }
        self.init(
            alias: alias,
            columns: [
                ScopeColumn("key", column(.key, kinds: [.integer, .text, .word])),
                ScopeColumn("value", column(.value, kinds: [.integer, .real, .text, .word])),
            ] + others + arguments)
    }
}

/// The FROM clauses around an expression, the innermost last.
struct NameScope {
    var levels: [[ScopeMember]]

    /// The column of a name; nil where there is none.
    func column(_ name: SQLName) throws(NotComputed) -> ScopeColumn? {
        let table = name.table.map { FoldedName($0) }
        let column = FoldedName(name.column)
        for members in levels.reversed() {
            var found: [ScopeColumn] = []
            for member in members where table == nil || member.alias == table {
                found += member.columns.filter { $0.folded == column }
            }
            if found.count > 1 { throw NotComputed("has the ambiguous name \(name.column)") }
            if let only = found.first { return only }
            // These mean the row's number in any table that has no such column.
            if ["rowid", "oid", "_rowid_"].contains(column) {
                throw NotComputed("reads \(name.column)")
            }
        }
        return nil
    }

    /// The column that an expression is and nothing else.
    func plainColumn(_ expression: SQLExpression) throws(NotComputed) -> ScopeColumn? {
        guard case .name(let name) = expression.form else { return nil }
        return try column(name)
    }
}
