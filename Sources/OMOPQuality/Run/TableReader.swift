// Reads columns of a table, batch by batch.

import Columnar

/// What scans of a run share.
struct TableReader {
    let tables: CDMTables
    let options: OMOPCheckOptions

    /// Scans a table once.
    ///
    /// - Parameters:
    ///   - fields: names in lower case, all of which the table has.
    ///   - body: called for each batch, whose columns stand in the order of `fields`.
    /// - Throws: `LakeError` at `.table`.
    func scan(
        _ table: FoundTable, fields: [String],
        _ body: (ColumnBatch) throws(LakeError) -> Void
    ) throws(LakeError) {
        let columns = fields.compactMap { table.columns[$0] }
        do throws(LakeError) {
            let environment = ScanEnvironment(
                threadCount: options.threadCount, memoryBytesMax: options.memoryBytesMax,
                report: ScanReport(table: table.name), checkpoint: options.checkpoint)
            let stream = try table.source.open(ScanRequest(columns: columns), in: environment)
            while let batch = try stream.next() { try body(batch) }
        } catch {
            throw error.at(.table(table.name))
        }
    }
}
