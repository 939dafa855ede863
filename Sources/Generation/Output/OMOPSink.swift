// Where OMOP rows go: Iceberg tables, Parquet files or CSV files.

import Columnar
package import SynthesisOMOP

/// Takes the rows of chunks, in their order, and makes them visible all at once. One thread at a
/// time.
///
///     append … append, complete, (the file system's synchronize), publish
protocol OMOPSink: AnyObject {
    func append(_ rows: OMOPRows) throws(LakeError)

    /// Writes what is left to write: the files are whole, and not yet durable.
    func complete() throws(LakeError)

    /// Gives the files, which are durable, their names or snapshots.
    func publish() throws(LakeError) -> [OMOPTableSummary]

    /// Removes what was written.
    func abandon()
}

/// What became of one table.
package struct OMOPTableSummary: Sendable {
    package let table: OMOPTable
    package let rowCount: Int64
    package let sizeBytes: Int64
    package let fileCount: Int
    /// Of Iceberg tables.
    package let snapshotID: Int64?
}
