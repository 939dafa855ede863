// Rows of a batch as SQLite's records, made in the thread that computed them.
//
//     record   header size (varint) | type of each value (varints) | values
//     types    0 NULL   1-6 integers of 1, 2, 3, 4, 6, 8 bytes   7 real   8, 9 the integers 0, 1
//              12 + 2n BLOB   13 + 2n text of n bytes
//
// A record says nothing of the types of its table's columns, so what the affinity of a column makes
// of a value is done here: a number in a TEXT column is its text, digits in a numeric column are a
// number.
// Cases with more to them (a real as text, text like ' 1.5e3') are left to SQLite, with the whole
// table.
// Source: SQLite, "Database File Format", section 2.1; "Datatypes In SQLite", section 3.

import Columnar
import Projection
import SQLiteBridge

/// Encodes batches whose columns go to columns with certain affinities.
struct RecordEncoder: Sendable {
    let affinities: [ColumnAffinity]
    /// Columns whose keys are looked at, by their place; of one that the batch does not have, nil.
    var watched: [(place: Int?, column: KeyWatch.Column)] = []

    /// - Returns: nil where a value is left to SQLite, or a row too long for a page.
    func rows(_ batch: ProjectedBatch) -> EncodedRows? {
        guard let pages = pages(batch) else { return nil }
        let keys = watched.map { watched in
            watched.place.map { place in
                BatchKeys(
                    batch.columns[place], affinities[place], rowCount: batch.rowCount,
                    of: watched.column)
            } ?? .unknown
        }
        return EncodedRows(pages: pages, keys: keys)
    }

    private func pages(_ batch: ProjectedBatch) -> RowPages? {
        guard batch.columns.count == affinities.count, !affinities.isEmpty else { return nil }
        let columns = zip(batch.columns, affinities).map { StoredColumn($0, $1) }
        // Types of a row's values, and their sizes.
        var types = [UInt64](repeating: 0, count: columns.count)
        var writer = RowPageWriter()
        let isWhole = unsafe columns.withUnsafeBufferPointer { columns in
            unsafe types.withUnsafeMutableBufferPointer { types in
                unsafe encode(batch.rowCount, columns, types, into: &writer)
            }
        }
        return isWhole ? writer.takePages() : nil
    }

    private func encode(
        _ rowCount: Int, _ columns: UnsafeBufferPointer<StoredColumn>,
        _ types: UnsafeMutableBufferPointer<UInt64>, into writer: inout RowPageWriter
    ) -> Bool {
        for row in 0..<rowCount {
            var headerBytes = 0
            var valueBytes = 0
            var index = 0
            while index < columns.count {
                let type = unsafe columns[index].type(row)
                guard type != StoredColumn.leftToSQLite else { return false }
                unsafe types[index] = type
                headerBytes &+= varintByteCount(type)
                valueBytes &+= recordValueBytes(type)
                index &+= 1
            }
            // The header's size counts itself.
            headerBytes &+= headerBytes < 127 ? 1 : 2
            let recordBytes = headerBytes &+ valueBytes
            guard recordBytes <= RowPageWriter.recordBytesMax else { return false }
            var header = unsafe writer.addRow(recordBytes)
            var values = unsafe header + headerBytes
            unsafe header = unsafe storeVarint(UInt64(headerBytes), header)
            index = 0
            while index < columns.count {
                unsafe header = unsafe storeVarint(types[index], header)
                unsafe values = unsafe columns[index].store(row, types[index], values)
                index &+= 1
            }
        }
        return true
    }
}

/// The records of a batch, and the keys of its watched columns.
struct EncodedRows: Sendable {
    let pages: RowPages
    let keys: [BatchKeys]
}

/// How many bytes a value of a type takes in a record.
@inline(always)
private func recordValueBytes(_ type: UInt64) -> Int {
    if type >= 12 { return Int(truncatingIfNeeded: (type &- 12) >> 1) }
    // 0 1 2 3 4 6 8 8 0 0, four bits each, from the right.
    return Int(truncatingIfNeeded: 0x00_8864_3210 >> (type &* 4) & 15)
}
