// The names of a schema's columns in SQL: Iceberg tells names apart by case, SQLite does not.

import Columnar

extension IcebergSchema {
    /// One name for each column, in their order, no two alike in any case; a column without a name
    /// is called `field_` and its id.
    ///
    /// - Parameter reserved: names that are given already, such as those of hidden columns.
    package func sqlColumnNames(reserved: [String] = []) -> [String] {
        fields.sqlColumnNames(reserved: reserved)
    }
}

extension [NestedField] {
    /// One name for each field, in their order.
    func sqlColumnNames(reserved: [String]) -> [String] {
        Columnar.sqlColumnNames(
            map { $0.name.isEmpty ? "field_\($0.id)" : $0.name }, reserved: reserved)
    }
}
