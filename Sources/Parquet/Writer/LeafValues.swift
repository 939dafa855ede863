// The values of one leaf in one row group, as the encoders take them.
//
//     rows                1     NULL  2     3
//     definition levels   1     0     1     1         nil where all are at the leaf's highest
//     values              1           2     3         dense: NULLs have no slot
//
// Byte values come in pieces, so that texts are neither copied nor hashed before an encoder has
// chosen: of a piece with indexes, only entries that an index names are values.

import Columnar

/// Dense byte values: the entries, or those that indexes name.
struct BytesPiece: Sendable {
    /// Within the entries: whoever makes a piece has checked it.
    var indexes: [Int32]?
    var entries: ByteColumn

    var count: Int { indexes?.count ?? entries.count }
}

/// The values of a leaf with their levels.
struct LeafValues: Sendable {
    enum Values: Sendable {
        case booleans([Bool])
        case int32s([Int32])
        case int64s([Int64])
        case floats([Float])
        case doubles([Double])
        case bytes([BytesPiece])
    }

    /// Values and NULLs; where lists are empty or absent, one each.
    var entryCount: Int
    var rowCount: Int
    var values: Values
    /// One for each entry; nil where all are the leaf's highest.
    var definitionLevels: [UInt8]?
    /// One for each entry; nil where all are 0.
    var repetitionLevels: [UInt8]?
    /// Values, one for each entry at the highest definition level.
    var valueCount: Int

    var nullCount: Int { entryCount - valueCount }
}

/// A page's part of the entries of a leaf.
struct PageCut: Sendable {
    var entries: Range<Int>
    /// Of the dense values.
    var values: Range<Int>
    /// Of the row group.
    var rows: Range<Int>
}

extension LeafValues {
    /// Cuts the entries into pages, each of which begins with a row.
    ///
    /// - Parameter rowsMax: rows of a page; a page of nested values has as many entries, and those
    ///   of its last row.
    func pageCuts(rowsMax: Int, maxDefinitionLevel: Int) -> [PageCut] {
        var cuts: [PageCut] = []
        var (entry, value, row) = (0, 0, 0)
        while entry < entryCount {
            var end = min(entryCount, entry + rowsMax)
            var rows = end - entry
            if let repetitionLevels {
                while end < entryCount && repetitionLevels[end] > 0 { end += 1 }
                rows = repetitionLevels[entry..<end].reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
            }
            let values = countValues(entry..<end, maxDefinitionLevel)
            cuts.append(
                PageCut(
                    entries: entry..<end, values: value..<value + values, rows: row..<row + rows))
            (entry, value, row) = (end, value + values, row + rows)
        }
        return cuts
    }

    /// The two halves of a page, or nil where one row fills it.
    func halves(of cut: PageCut, maxDefinitionLevel: Int) -> [PageCut]? {
        var middle = cut.entries.lowerBound + cut.entries.count / 2
        var rows = middle - cut.entries.lowerBound
        if let repetitionLevels {
            while middle < cut.entries.upperBound && repetitionLevels[middle] > 0 { middle += 1 }
            rows = repetitionLevels[cut.entries.lowerBound..<middle].reduce(0) {
                $0 + ($1 == 0 ? 1 : 0)
            }
        }
        guard middle > cut.entries.lowerBound, middle < cut.entries.upperBound else { return nil }
        let values = countValues(cut.entries.lowerBound..<middle, maxDefinitionLevel)
        let (value, row) = (cut.values.lowerBound + values, cut.rows.lowerBound + rows)
        return [
            PageCut(
                entries: cut.entries.lowerBound..<middle, values: cut.values.lowerBound..<value,
                rows: cut.rows.lowerBound..<row),
            PageCut(
                entries: middle..<cut.entries.upperBound, values: value..<cut.values.upperBound,
                rows: row..<cut.rows.upperBound),
        ]
    }

    private func countValues(_ entries: Range<Int>, _ maxDefinitionLevel: Int) -> Int {
        guard let definitionLevels else { return entries.count }
        guard valueCount > 0 else { return 0 }
        guard valueCount < entryCount else { return entries.count }
        let highest = UInt8(truncatingIfNeeded: maxDefinitionLevel)
        return unsafe definitionLevels.withUnsafeBufferPointer { levels in
            // Safe: there is a level for each entry.
            unsafe levels.baseAddress.map {
                unsafe countBytes($0 + entries.lowerBound, count: entries.count, equalTo: highest)
            } ?? 0
        }
    }
}
