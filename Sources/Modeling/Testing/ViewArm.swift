// What the columns of a view are made from, as far as tests ask.
//
//     'visit/' || cast(v.id as text)    NULL where v.id is; a key where v.id is one: two such texts
//                                       are equal where the ids are
//     case when … then 'low' end        one of 'low', or NULL
//
// Source: SQLite, "SQL Language Expressions": || and CAST of NULL are NULL, of all else they are
// not.

import Columnar
import Projection

/// Rows of one table, in a view.
struct ViewArm {
    private let query: ProjectionQuery
    private let tableColumns: [KnownColumn]

    init(query: ProjectionQuery, tableColumns: [KnownColumn]) {
        self.query = query
        self.tableColumns = tableColumns
    }

    /// The table that the rows are from.
    var table: String { query.source }

    /// A column of the table, its name in lower case.
    struct TableColumn: Equatable {
        let name: String
        let affinity: ColumnAffinity
    }

    /// A column of the table behind a prefix.
    struct Key: Equatable {
        /// Before the value.
        var prefix: [UInt8] = []
        let column: TableColumn
        /// Whether the view has the value as text.
        var isText = false
    }

    /// What makes a column of the view, by its name in lower case; nil where there is none.
    func expression(_ name: String) -> Expression? {
        query.columns.first { $0.name.lowercased() == name }?.expression
    }

    /// Whether the expression is no NULL in any row of the arm.
    ///
    /// - Parameter isFull: whether a column of the table holds no NULL.
    func isNeverNull(
        _ expression: Expression, where isFull: (TableColumn) -> Bool
    ) -> Bool {
        if query.conditions.contains(.call(.isNotNull, [expression])) { return true }
        switch expression {
        case .literal(let value): return value != .null
        case .column(let index): return isFull(tableColumn(index))
        case .cast(let part, _): return isNeverNull(part, where: isFull)
        case .call(.concatenate, let parts):
            return parts.allSatisfy { isNeverNull($0, where: isFull) }
        case .call(.coalesce, let parts):
            return parts.contains { isNeverNull($0, where: isFull) }
        case .call(.isNull, _), .call(.isNotNull, _): return true
        case .choice(let branches, let otherwise):
            return isNeverNull(otherwise, where: isFull)
                && branches.allSatisfy { isNeverNull($0.value, where: isFull) }
        default: return false
        }
    }

    /// The texts that the expression may be, besides NULL; nil where it may be something else.
    func texts(_ expression: Expression) -> Set<Value>? {
        switch expression {
        case .literal(.null): return []
        case .literal(let value):
            guard case .text = value else { return nil }
            return [value]
        case .cast(let part, .text): return texts(part)
        case .call(.coalesce, let parts): return texts(ofAll: parts)
        case .choice(let branches, let otherwise):
            return texts(ofAll: branches.map(\.value) + [otherwise])
        default: return nil
        }
    }

    private func texts(ofAll parts: [Expression]) -> Set<Value>? {
        var all: Set<Value> = []
        for part in parts {
            guard let some = texts(part) else { return nil }
            all.formUnion(some)
        }
        return all
    }

    /// The column that the expression is as distinct as; nil where there is none.
    func key(_ expression: Expression) -> Key? {
        switch expression {
        case .column(let index): return Key(column: tableColumn(index))
        case .cast(let part, .text):
            guard var key = key(part) else { return nil }
            key.isText = true
            return key
        case .call(.concatenate, let parts):
            guard parts.count == 2, case .literal(.text(let prefix)) = parts[0],
                var key = key(parts[1])
            else { return nil }
            key.prefix = prefix + key.prefix
            key.isText = true
            return key
        default: return nil
        }
    }

    private func tableColumn(_ index: Int) -> TableColumn {
        let column = tableColumns[index]
        return TableColumn(name: column.name.lowercased(), affinity: column.affinity)
    }
}
