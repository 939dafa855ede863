// Row groups on their way to be sorted and encoded by other threads, and back in order.
//
//     writer ─ add ─→ waiting ─ nextUnit ─→ process: join, sort, encode ─→ OrderedLanes.next()
//
// The lane never ends while the writer lives; `close` must come before the lanes are released.

import Columnar
import Parquet

/// The rows of a row group before they are encoded.
struct RowGroupInput: Sendable {
    let pieces: [TypedBatch]
    let rowCount: Int
}

/// A row group ready to be appended to a file.
struct RowGroupOutput: Sendable {
    let group: EncodedRowGroup
    /// The keys of the first and last row in the table's order; nil when the table has none, or the
    /// rows are taken to be sorted.
    let ends: (first: [RowRank], last: [RowRank])?
}

final class RowGroupLane: Lane, @unchecked Sendable {  // because: only the queue changes
    private let encoder: RowGroupEncoder
    /// The columns that files have, by their places in a batch.
    private let columns: [(index: Int, isNested: Bool)]
    /// Nil when rows are not to be sorted.
    private let order: RowOrder?

    private let queue = UnitQueue<RowGroupInput>()

    init(encoder: RowGroupEncoder, columns: [(index: Int, isNested: Bool)], order: RowOrder?) {
        self.encoder = encoder
        self.columns = columns
        self.order = order
    }

    func add(_ input: RowGroupInput) { queue.add(input) }

    /// Wakes whoever waits; nothing is handed out any more.
    func close() { queue.close() }

    func nextUnit() throws(LakeError) -> RowGroupInput? { queue.next() }

    func process(_ unit: RowGroupInput, worker: Int) throws(LakeError) -> RowGroupOutput {
        guard let order else { return RowGroupOutput(group: try encode(unit), ends: nil) }
        var batch = try joined(unit)
        if let permutation = try order.permutation(of: batch) { batch = batch.gather(permutation) }
        return RowGroupOutput(
            group: try encode(RowGroupInput(pieces: [batch], rowCount: unit.rowCount)),
            ends: (
                first: try order.ranks(of: 0, in: batch),
                last: try order.ranks(of: unit.rowCount - 1, in: batch)
            ))
    }

    private func joined(_ unit: RowGroupInput) throws(LakeError) -> TypedBatch {
        var all = unit.pieces[0]
        for piece in unit.pieces.dropFirst() {
            for column in piece.columns.indices {
                try all.columns[column].append(piece.columns[column])
            }
        }
        all.rowCount = unit.rowCount
        return all
    }

    private func encode(_ unit: RowGroupInput) throws(LakeError) -> EncodedRowGroup {
        try encoder.encode(
            columns.map { column in
                let pieces = unit.pieces.map { $0.columns[column.index] }
                return column.isNested ? .json(pieces) : .scalar(pieces)
            }, rowCount: unit.rowCount)
    }
}
