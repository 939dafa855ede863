// Puts groups in the order of their keys.
//
// SQLite asks for groups in any order, but from GROUP BY x ORDER BY x it drops the sort when a
// virtual table says that groups come together (3.40: sqlite3_vtab_distinct() gives 1 there, too).
// So groups always come in the order asked for; sorting groups is cheap beside reading rows.

/// The order of groups: NULLs first, numbers, texts by bytes, BLOBs, as SQLite's BINARY collation.
///
/// - Parameters:
///   - keys: the key columns.
///   - rows: a row of each group.
///   - descending: one flag for each key.
/// - Returns: indexes into `rows`, in order; equal keys stay as they are.
func orderedGroups(_ keys: [ColumnVector], rows: [Int], descending: [Bool]) -> [Int] {
    rows.indices.sorted { left, right in
        for (vector, isDescending) in zip(keys, descending) {
            let order = compareRows(vector, rows[left], rows[right])
            if order != 0 { return isDescending ? order > 0 : order < 0 }
        }
        return left < right
    }
}

private func compareRows(_ vector: ColumnVector, _ left: Int, _ right: Int) -> Int {
    let kinds = (vector.kind(at: left), vector.kind(at: right))
    if kinds.0 >= ValueKind.text && kinds.0 != ValueKind.blob && kinds.1 >= ValueKind.text
        && kinds.1 != ValueKind.blob
    {
        return unsafe compareBytes(vector.bytes(at: left), vector.bytes(at: right))
    }
    return compareValues(vector.value(at: left), vector.value(at: right))
}

/// The order of a row's key and another key.
func compareKey(
    _ keys: [ColumnVector], _ row: Int, _ other: [Value], descending: [Bool]
) -> Int {
    for (index, vector) in keys.enumerated() {
        let order = compareValues(vector.value(at: row), other[index])
        if order != 0 { return descending[index] ? -order : order }
    }
    return 0
}
