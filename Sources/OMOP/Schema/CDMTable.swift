// A table of the CDM with its fields in the order of the specification.

package import Columnar

/// One field of a table.
package struct CDMField: Hashable, Sendable {
    package let name: String
    package let isRequired: Bool
    package let datatype: CDMDatatype
    package let isPrimaryKey: Bool
    /// The table and field it refers to; nil when it refers to none.
    package let foreignKey: CDMForeignKey?

    /// The type of the column that holds it.
    package var scalarType: ScalarType { datatype.scalarType(ofFieldNamed: name) }
}

/// What a field refers to.
package struct CDMForeignKey: Hashable, Sendable {
    package let table: String
    package let field: String
    /// The domain of the concept; empty when any will do. Two of them stand with a comma between.
    package let domain: String
    /// The class of the concept; empty when any will do.
    package let conceptClass: String
}

/// A table.
package struct CDMTable: Hashable, Sendable {
    /// The part of the database that the table belongs to.
    package enum Schema: String, Sendable {
        case cdm = "CDM"
        case vocabulary = "VOCAB"
        case results = "RESULTS"
    }

    package let name: String
    package let schema: Schema
    package let fields: [CDMField]

    package func field(named name: String) -> CDMField? { fields.first { $0.name == name } }

    /// The columns as SQL sees them.
    package var tableSchema: TableSchema {
        TableSchema(fields.map { Field($0.name, $0.scalarType.dataType) })
    }
}
