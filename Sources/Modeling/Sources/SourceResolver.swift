// Where the tables of sources are: what source('omop', 'person') reads.

package import Columnar
package import SQLiteBridge

/// A source table that can be read through a connection.
package struct ResolvedSource: Sendable {
    /// Of an attached database or `temp`; nil where the name alone is found.
    package let schema: String?
    package let relation: String
    /// The database that the name can be qualified with, also where it need not be.
    package let qualifier: String
    /// The file, directory or table that it reads, for the ledger; nil for tables of the database.
    package let location: String?
    /// Of an Iceberg table.
    package let snapshotID: String?

    package init(
        schema: String? = nil, relation: String, qualifier: String? = nil,
        location: String? = nil, snapshotID: String? = nil
    ) {
        self.schema = schema
        self.qualifier = qualifier ?? schema ?? "temp"
        self.relation = relation
        self.location = location
        self.snapshotID = snapshotID
    }
}

/// Finds source tables, and makes them readable.
package protocol SourceResolver {
    /// Makes a source table readable on a connection that is in no transaction.
    ///
    /// - Returns: nil when the source has no such table.
    /// - Throws: `LakeError` when it is there and cannot be read.
    func resolve(
        _ table: SourceTable, on database: Database
    ) throws(LakeError) -> ResolvedSource?

    /// Takes back what `resolve` has made on the connection.
    func release(on database: Database)

    /// Where a source is looked for, for messages; nil when nobody gave a place.
    func place(of source: String) -> String?
}
