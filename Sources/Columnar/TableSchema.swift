// The columns of a table.

/// One column.
package struct Field: Hashable, Sendable {
    package let name: String
    package let type: DataType
    /// Left out of `SELECT *`.
    package let isHidden: Bool
    /// What the column means, one line; empty when nobody said.
    package let comment: String

    package init(_ name: String, _ type: DataType, isHidden: Bool = false, comment: String = "") {
        self.name = name
        self.type = type
        self.isHidden = isHidden
        self.comment = comment
    }
}

/// The columns of a table in their order; names are unique when case is folded.
package struct TableSchema: Hashable, Sendable {
    package let fields: [Field]

    package init(_ fields: [Field]) { self.fields = fields }

    /// The index of a column by its exact name.
    package func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}
