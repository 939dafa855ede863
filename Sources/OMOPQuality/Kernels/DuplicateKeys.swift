// How many rows share their key with another row.
//
// Keys are kept, 8 bytes a row. Where they ascend from row to row, as most writers leave them, no
// key can occur twice; others are sorted once at the end.

/// Counts the rows whose integer key occurs more than once.
@safe
final class DuplicateKeys {
    private var keys: [Int64] = []
    private var isAscending = true
    private var last = Int64.min
    private var isFirst = true

    /// Takes the keys of a batch; nulls are never counted.
    func add(_ column: IntegerColumn) {
        for row in 0..<column.count where unsafe column.states[row] == IntegerColumn.State.integer {
            let key = unsafe Int64(bitPattern: column.words[row])
            if !isFirst, key <= last { isAscending = false }
            isFirst = false
            last = key
            keys.append(key)
        }
    }

    /// The rows that share their key; the keys are forgotten.
    func finish() -> Int {
        defer { keys = [] }
        guard !isAscending else { return 0 }
        keys.sort()
        var shared = 0
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end] == keys[start] { end += 1 }
            if end - start > 1 { shared += end - start }
            start = end
        }
        return shared
    }
}
