// The spine: every source answers a scan request with a stream of column batches.
//
//     FHIR NDJSON ─┐                                ┌─ SQLite virtual table (rows)
//     Parquet ─────┤                                ├─ writers
//     Iceberg ─────┼── ScanRequest → ColumnBatch* ──┼─ validation
//     generator ───┘                                └─ vectorised aggregates
//
// A new source is one type that conforms to `TableSource`; a new sink drains a `BatchStream`.

/// A table that can be scanned any number of times, from any thread.
package protocol TableSource: AnyObject, Sendable {
    var schema: TableSchema { get }

    /// What a scan costs; asked often, so cheap: no data is read.
    func estimate() -> ScanEstimate

    /// Whether the source evaluates such a condition in its scan. It must then do so exactly as
    /// `Predicate.Test` says; others are left to the reader.
    func evaluates(_ shape: Predicate.Shape, on column: Int) -> Bool

    /// Whether the column holds no value twice (or hardly ever): planning only.
    func isUnique(_ column: Int) -> Bool

    /// How many times one value of the column may be looked up by a scan of its own before it is
    /// cheaper to read all rows once and keep them: planning only. 1 for sources that read all rows
    /// to find some.
    func scansBeforeKeeping(_ column: Int) -> Int

    /// Whether scans can carry `ScanRequest.rowNumber`. SQLite tells rows apart by it where it
    /// reads a table by several conditions (`a = 1 OR b = 2`), so sources that evaluate conditions
    /// need it.
    var hasRowNumbers: Bool { get }

    /// Whether a scan of `other` would read the same data: the same files, unchanged.
    func isUnchanged(since other: any TableSource) -> Bool

    /// The source as it is now, with the same columns: asked for before each statement's scan.
    ///
    /// - Throws: `LakeError` when it cannot be looked up any more.
    func upToDate() throws(LakeError) -> any TableSource

    /// Begins a scan.
    ///
    /// - Throws: `LakeError` when files are missing or cannot be opened.
    func open(
        _ request: ScanRequest, in environment: ScanEnvironment
    ) throws(LakeError) -> any BatchStream
}

extension TableSource {
    package func scansBeforeKeeping(_ column: Int) -> Int { 1 }

    package func upToDate() throws(LakeError) -> any TableSource { self }
}

/// The batches of one scan, in order. One thread at a time; released when not needed any more,
/// which ends the reading.
package protocol BatchStream: AnyObject {
    /// The next batch (never of 0 rows), or nil at the end.
    ///
    /// - Throws: `LakeError`; the stream is then at its end.
    func next() throws(LakeError) -> ColumnBatch?
}

/// What a scan may use, and whom it tells.
package struct ScanEnvironment {
    /// Threads that decode; 1 decodes in the caller's thread.
    package var threadCount: Int
    /// Rows kept in memory by operators that must keep some.
    package var memoryBytesMax: Int
    package var report: ScanReport
    /// To be called once a block of input, by the thread that reads the stream; throws when the
    /// user stopped the statement.
    package var checkpoint: () throws(LakeError) -> Void

    package init(
        threadCount: Int, memoryBytesMax: Int, report: ScanReport,
        checkpoint: @escaping () throws(LakeError) -> Void = { () throws(LakeError) in }
    ) {
        self.threadCount = threadCount
        self.memoryBytesMax = memoryBytesMax
        self.report = report
        self.checkpoint = checkpoint
    }
}
