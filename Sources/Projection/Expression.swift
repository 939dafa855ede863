// What a column of a query is computed from: SQL's scalar expressions, as far as they are computed
// on batches, with SQLite's meaning.
//
//     coalesce(json_extract(r.code, '$.text'), 'none')
//
//     call(.coalesce, [call(.jsonExtract("$.text"), [column(4)]), literal('none')])
//
// Nothing here has an affinity: whoever makes an expression out of SQL text must leave to SQLite
// what would convert an operand (a TEXT column compared with a number).
// Source: SQLite, "Datatypes In SQLite", "SQL Language Expressions", "Built-In Scalar Functions".

package import Columnar

/// A scalar expression over the rows of a query.
package indirect enum Expression: Hashable, Sendable {
    /// A field of the source, by its index in the source's schema.
    case column(Int)
    /// A part of the current item of a list; `level` 1 is the query's own list, 2 that of `sum`.
    case item(level: Int, ItemPart)
    /// A column of a lookup (an index into `ProjectionQuery.lookups` and into its columns); NULL
    /// where no row of it fits.
    case lookup(Int, column: Int)
    case literal(Value)
    case call(ScalarOperation, [Expression])
    /// `CAST(value AS …)`.
    case cast(Expression, CastTarget)
    /// `CASE WHEN … THEN … ELSE … END`; without a fitting branch and without ELSE: literal NULL.
    case choice([Branch], otherwise: Expression)
    /// `(SELECT sum(value) FROM json_each(items))`; in `value` items of level 2 are those of this
    /// list. NULL without a value that is not NULL.
    case sum(items: Expression, value: Expression)

    package struct Branch: Hashable, Sendable {
        package let condition: Expression
        package let value: Expression

        package init(when condition: Expression, then value: Expression) {
            self.condition = condition
            self.value = value
        }
    }
}

/// The columns of `json_each` that an expression may read.
package enum ItemPart: Hashable, Sendable {
    /// The index in an array, from 0; the name in an object.
    case key
    /// The value: SQL values of scalars, JSON text of arrays and objects.
    case value
}

/// The types that CAST converts to, by the affinity of their names.
package enum CastTarget: Hashable, Sendable { case text, integer, real }

/// Functions and operators. Each has as many operands as SQLite's.
package enum ScalarOperation: Hashable, Sendable {
    /// `json_extract(value, path)` with a path that `JSONPath` knows.
    case jsonExtract(path: String)
    /// Two or more operands; `ifnull` too.
    case coalesce
    case nullIf
    case inString
    /// Two or three operands.
    case substring
    case length
    case lower
    case upper
    /// `date(value)`, without modifiers.
    case date
    /// `datetime(value)`, without modifiers.
    case dateTime
    case concatenate
    case add, subtract, multiply
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case isNull, isNotNull
    /// `a IN (b, c, …)`: the first operand is looked for among the others.
    case isIn
    case and, or, not
}
