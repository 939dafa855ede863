// Where OMOP rows go: Iceberg tables, Parquet files or CSV files.

import Columnar
package import SynthesisOMOP

/// Takes the rows of chunks, in their order, and makes them visible all at once. One thread at a
/// time.
protocol OMOPSink: AnyObject {
    func append(_ rows: OMOPRows) throws(LakeError)

    /// Makes everything durable and visible.
    func finish() throws(LakeError) -> [OMOPTableSummary]

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
