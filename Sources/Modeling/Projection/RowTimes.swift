// The times at which rows of a table were first seen, put into the batches that replace them.

import Columnar
import Projection
import SQLiteBridge

/// Which columns of the batches are the key and the time, and the times of old rows.
struct RowTimes: Sendable {
    private let known: FirstSeenTimes
    private let keys: [Int]
    /// The affinities of the keys in the old table.
    private let affinities: [ColumnAffinity]
    private let column: Int

    /// - Returns: nil where the old rows are too many, or columns of them are not stored.
    init?(
        _ carried: BatchInsert.CarriedTimes, _ columns: [String], on database: Database
    ) throws(LakeError) {
        let names = columns.map { $0.lowercased() }
        guard let column = names.firstIndex(of: carried.column.lowercased()) else { return nil }
        self.column = column
        keys = carried.keys.compactMap { names.firstIndex(of: $0.lowercased()) }
        guard keys.count == carried.keys.count,
            let known = try FirstSeenTimes.read(
                "main." + Database.quoted(carried.table), keys: carried.keys, time: carried.column,
                on: database),
            let affinities = try FirstSeenTimes.affinities(
                of: carried.keys, in: carried.table, on: database)
        else { return nil }
        self.known = known
        self.affinities = affinities
    }

    /// The batch with the times of old rows.
    ///
    /// - Throws: `LakeError.unsupported` for keys that the table would convert.
    func carrying(_ batch: ProjectedBatch) throws(LakeError) -> ProjectedBatch {
        let keys = keys.map { batch.columns[$0] }
        for (key, affinity) in zip(keys, affinities) where affinity != .blob {
            for row in 0..<batch.rowCount {
                let isText = key.kind(row) >= ValueKind.text
                guard key.kind(row) == ValueKind.null || isText == (affinity == .text) else {
                    throw LakeError(.unsupported, "a key is not of the type of its column")
                }
            }
        }
        return batch.replacing(column) { row in known.time(of: keys, row) }
    }
}
