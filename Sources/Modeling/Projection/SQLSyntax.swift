// The parts of a query as its text has them; names are not resolved yet.
//
//     with c as (select t.*, a + 1 as b from t) select c.b from c left join d on c.b = d.k
//
//     commonTables: c = select [allOf(t), binary(add, name(a), literal(1)) as b] from [t]
//     selects:      [name(c.b)] from [c, d on binary(equal, name(c.b), name(d.k))]

import Columnar

/// An expression and how deep its parts lie in it.
struct SQLExpression: Equatable {
    indirect enum Form: Equatable {
        case literal(Value)
        case name(SQLName)
        /// A function by its name in lower case.
        case call(String, [SQLExpression])
        case cast(SQLExpression, type: String)
        case choice(subject: SQLExpression?, [Branch], otherwise: SQLExpression?)
        case negative(SQLExpression)
        /// `+x`, which is x without its affinity.
        case positive(SQLExpression)
        case not(SQLExpression)
        case binary(SQLOperation, SQLExpression, SQLExpression)
        case isNull(SQLExpression)
        case isNotNull(SQLExpression)
        case isIn(SQLExpression, [SQLExpression])
        case between(SQLExpression, low: SQLExpression, high: SQLExpression)
        /// `(select sum(value) from json_each(items) as alias)`
        case sum(SQLExpression, items: SQLExpression, alias: String)
    }

    struct Branch: Equatable {
        let condition: SQLExpression
        let value: SQLExpression
    }

    let form: Form
    /// 1 for what has no parts.
    let height: Int
}

/// Operators with two sides.
enum SQLOperation: Equatable {
    case or, and
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case add, subtract, multiply
    case concatenate
}

/// `column` or `table.column`
struct SQLName: Equatable {
    let table: String?
    let column: String
    /// A quoted name is never one of the words true and false.
    let isQuoted: Bool
}

/// What stands between SELECT and FROM, between commas.
enum SQLItem: Equatable {
    /// `*`
    case all
    /// `table.*`
    case allOf(String)
    case expression(SQLExpression, name: String?)
}

/// What stands behind FROM, between commas and joins.
struct SQLMember: Equatable {
    enum Rows: Equatable {
        case relation(String)
        /// `json_each(…)`
        case list(SQLExpression)
    }

    let rows: Rows
    /// The name that its columns are called by.
    let alias: String
    /// Of a left join.
    let condition: SQLExpression?
}

struct SQLSelect: Equatable {
    let items: [SQLItem]
    let members: [SQLMember]
    let condition: SQLExpression?
}

struct SQLQuery: Equatable {
    struct CommonTable: Equatable {
        let name: String
        let query: SQLQuery
    }

    let commonTables: [CommonTable]
    /// One, or those that UNION ALL puts behind each other.
    let selects: [SQLSelect]
}
