// A query that one pass over one source answers, row by row.

/// A table that is small enough to be kept: each row of the query finds one row of it at most.
package struct Lookup: Hashable, Sendable {
    /// The table's name in SQL.
    package let relation: String
    /// The columns that the query reads of it, keys included.
    package let columns: [String]
    /// `LEFT JOIN … ON expression = column AND …`: expressions over the row (not over this lookup),
    /// each with the index in `columns` that it equals.
    package let keys: [Key]

    package struct Key: Hashable, Sendable {
        package let expression: Expression
        package let column: Int

        package init(_ expression: Expression, equals column: Int) {
            self.expression = expression
            self.column = column
        }
    }

    package init(relation: String, columns: [String], keys: [Key]) {
        self.relation = relation
        self.columns = columns
        self.keys = keys
    }
}

/// A query that is computed on batches of one source:
///
///     SELECT columns FROM source [, json_each(items)] [LEFT JOIN lookups ON keys] WHERE conditions
///
/// Rows come in the order of the source, items in the order of their list.
package struct ProjectionQuery: Hashable, Sendable {
    /// The source's name in SQL.
    package let source: String
    /// Over the source's columns only.
    package let conditions: [Expression]
    /// The list whose items multiply the rows; a row without items is left out.
    package let items: Expression?
    package let lookups: [Lookup]
    package let columns: [Column]

    package struct Column: Hashable, Sendable {
        package let name: String
        package let expression: Expression

        package init(_ name: String, _ expression: Expression) {
            self.name = name
            self.expression = expression
        }
    }

    package init(
        source: String, conditions: [Expression], items: Expression?, lookups: [Lookup],
        columns: [Column]
    ) {
        self.source = source
        self.conditions = conditions
        self.items = items
        self.lookups = lookups
        self.columns = columns
    }
}
