// Row groups of the tables of a directory on their way to be encoded by other threads, and back in
// order.
//
//     sink ─ add ─→ waiting ─ nextUnit ─→ process: encode ─→ OrderedLanes.next() ─→ file
//
// The lane never ends while the sink lives; `close` must come before the lanes are released.

import Columnar
import Parquet
import SynthesisOMOP

/// Hands out row groups and encodes them.
final class RowGroupQueue: Lane {
    /// The rows of a row group before they are encoded.
    struct Rows: Sendable {
        let table: OMOPTable
        let encoder: RowGroupEncoder
        let pieces: [TypedBatch]
        let rowCount: Int
    }

    /// A row group ready to be appended to its file.
    struct Encoded: Sendable {
        let table: OMOPTable
        let group: EncodedRowGroup
    }

    private let queue = UnitQueue<Rows>()

    func add(_ rows: Rows) { queue.add(rows) }

    /// Wakes whoever waits; nothing is handed out any more.
    func close() { queue.close() }

    func nextUnit() throws(LakeError) -> Rows? { queue.next() }

    func process(_ rows: Rows, worker: Int) throws(LakeError) -> Encoded {
        do throws(LakeError) {
            var columns: [ParquetColumnData] = []
            for index in rows.pieces[0].columns.indices {
                columns.append(.scalar(rows.pieces.map { $0.columns[index] }))
            }
            return Encoded(
                table: rows.table,
                group: try rows.encoder.encode(columns, rowCount: rows.rowCount))
        } catch {
            throw error.at(.table(rows.table.rawValue))
        }
    }
}
