// Columns made from rows: builders append one struct for each row, and every few hundred rows one
// pass for each column moves them on. A chunk of rows stays in the processor's cache for all
// passes.
//
//     append append append … flush: id id id …  person person …  take: TypedBatch
//
// NULL is a value that the field cannot have otherwise:
//
//     keys            0       they are counted from 1
//     concepts        -1
//     numbers         NaN
//     days            Int32.min
//     moments         Int64.min
//     text            index -1, or no bytes

import Columnar
import Synthesis

/// The values that stand for NULL in rows.
enum Absent {
    static let concept: Int32 = -1
    static let day = Int32.min
    static let moment = Int64.min
}

/// The rows of a table on their way to columns. `begin`, one call for each column in the order of
/// the table, `end`: closures are inlined, so that each call is one loop.
struct RowColumns<Row> {
    /// Rows that are flushed at once: half of what the nearest cache holds, beside the columns.
    private static var chunkRows: Int { max(32, (16 << 10) / max(MemoryLayout<Row>.stride, 1)) }

    private(set) var rows: [Row] = []
    private var columns: [GrowingColumn] = []
    private var flushedCount = 0
    /// The rows of the batch before, for which the next one makes room.
    private var lastCount = 0
    /// The column that comes next.
    private var cursor = 0
    /// The column whose dictionary is whole when the batch is; -1 for none.
    private var lateText = -1

    /// All rows, flushed or not.
    var count: Int { flushedCount + rows.count }

    /// Whether it is time to flush.
    var isChunkFull: Bool { rows.count >= Self.chunkRows }

    @inline(__always)
    mutating func append(_ row: Row) { rows.append(row) }

    mutating func begin() { cursor = 0 }

    mutating func end() {
        flushedCount += rows.count
        rows.removeAll(keepingCapacity: true)
    }

    /// The columns of all rows that were flushed; begins new ones.
    mutating func take() -> TypedBatch {
        // Columns without values of their own share their memory.
        var shared = SharedValues(count: flushedCount)
        let batch = TypedBatch(
            rowCount: flushedCount,
            columns: columns.indices.map { columns[$0].column(&shared) })
        lastCount = flushedCount
        columns.removeAll(keepingCapacity: true)
        flushedCount = 0
        return batch
    }

    /// The same of a table with a column whose dictionary grew with the batch.
    mutating func take(lateEntries: ByteColumn) -> TypedBatch {
        if columns.indices.contains(lateText) { columns[lateText].entries = lateEntries }
        return take()
    }

    /// The index of the next column, which is made when this is the first chunk.
    @inline(__always)
    private mutating func next(_ type: ScalarType) -> Int {
        if cursor == columns.count {
            // Batches of as many persons differ by a few rows.
            columns.append(GrowingColumn(type: type, capacity: lastCount + lastCount / 16))
        }
        cursor += 1
        return cursor - 1
    }
}

// MARK: - Columns

extension RowColumns {
    @inline(__always)
    mutating func long(_ value: (Row) -> Int64) {
        let index = next(.long)
        columns[index].appendLongs(rows, value)
    }

    /// 0 is NULL.
    @inline(__always)
    mutating func optionalLong(_ value: (Row) -> Int64) {
        let index = next(.long)
        columns[index].appendLongs(rows, value) { $0 != 0 }
    }

    @inline(__always)
    mutating func int(_ value: (Row) -> Int32) {
        let index = next(.int)
        columns[index].appendInts(rows, value)
    }

    /// -1 is NULL.
    @inline(__always)
    mutating func optionalInt(_ value: (Row) -> Int32) {
        let index = next(.int)
        columns[index].appendInts(rows, value) { $0 != Absent.concept }
    }

    /// The same number in each row.
    mutating func int(_ value: Int32) {
        let index = next(.int)
        columns[index].constant = value
    }

    @inline(__always)
    mutating func date(_ value: (Row) -> Int32) {
        let index = next(.date)
        columns[index].appendInts(rows, value)
    }

    @inline(__always)
    mutating func optionalDate(_ value: (Row) -> Int32) {
        let index = next(.date)
        columns[index].appendInts(rows, value) { $0 != Absent.day }
    }

    /// Moments in seconds become microseconds.
    @inline(__always)
    mutating func datetime(_ value: (Row) -> Int64) {
        let index = next(.timestamp(.microseconds, isUTC: false))
        columns[index].appendLongs(rows) { value($0) &* 1_000_000 }
    }

    @inline(__always)
    mutating func optionalDatetime(_ value: (Row) -> Int64) {
        let index = next(.timestamp(.microseconds, isUTC: false))
        columns[index].appendLongs(rows) { row in
            let moment = value(row)
            return moment == Absent.moment ? moment : moment &* 1_000_000
        } isPresent: {
            $0 != Absent.moment
        }
    }

    @inline(__always)
    mutating func double(_ value: (Row) -> Double) {
        let index = next(.double)
        columns[index].appendDoubles(rows, value)
    }

    /// NaN is NULL.
    @inline(__always)
    mutating func optionalDouble(_ value: (Row) -> Double) {
        let index = next(.double)
        columns[index].appendDoubles(rows, value) { !$0.isNaN }
    }

    /// Entries of a dictionary; -1 is NULL.
    @inline(__always)
    mutating func text(_ entries: @autoclosure () -> ByteColumn, _ entry: (Row) -> Int32) {
        let index = next(.string)
        // Once for a batch: they are counted, in memory that all threads share.
        if columns[index].entries == nil { columns[index].entries = entries() }
        columns[index].appendEntries(rows, entry)
    }

    /// Entries of the dictionary that `take` is handed; -1 is NULL.
    @inline(__always)
    mutating func lateText(_ entry: (Row) -> Int32) {
        let index = next(.string)
        lateText = index
        columns[index].appendEntries(rows, entry)
    }

    /// Text of each row's own, which is moved out of `bytes`; empty text is NULL.
    mutating func text(moving bytes: inout ByteColumn) {
        let index = next(.string)
        columns[index].move(&bytes)
    }

    mutating func nullInts() { null(.int) }
    mutating func nullLongs() { null(.long) }
    mutating func nullDoubles() { null(.double) }
    mutating func nullTexts() { null(.string) }

    private mutating func null(_ type: ScalarType) {
        let index = next(type)
        columns[index].isNull = true
    }
}

/// A row with the keys of an event.
protocol EventRow {
    var key: EventKey { get }
}

extension RowColumns where Row: EventRow {
    @inline(__always)
    mutating func ids() {
        long { RecordID.event(person: $0.key.person, ordinal: Int($0.key.ordinal)) }
    }

    @inline(__always)
    mutating func persons() { long { $0.key.person } }

    @inline(__always)
    mutating func providers() { optionalLong { Int64($0.key.provider) + 1 } }

    @inline(__always)
    mutating func visits() {
        optionalLong { row in
            row.key.encounter < 0
                ? 0 : RecordID.event(person: row.key.person, ordinal: Int(row.key.encounter))
        }
    }

    @inline(__always)
    mutating func visitDetails() {
        optionalLong { row in
            row.key.detail < 0
                ? 0 : RecordID.event(person: row.key.person, ordinal: Int(row.key.detail))
        }
    }
}
