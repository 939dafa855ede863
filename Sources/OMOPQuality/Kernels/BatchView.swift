// The columns of one batch, converted once for all checks that look at them.

import Columnar

/// A batch and what was made of its columns. One thread at a time; used again for each batch.
final class BatchView {
    /// By column of the scan.
    private var integerColumns: [IntegerColumn?]
    private var dayColumns: [DayColumn?]
    private var isIntegerLoaded: [Bool]
    private var isDayLoaded: [Bool]
    private var nullCounts: [Int]
    private(set) var batch = ColumnBatch(rowCount: 0, columns: [])

    /// - Parameter columnCount: of the scan.
    init(columnCount: Int) {
        integerColumns = Array(repeating: nil, count: columnCount)
        dayColumns = Array(repeating: nil, count: columnCount)
        isIntegerLoaded = Array(repeating: false, count: columnCount)
        isDayLoaded = isIntegerLoaded
        nullCounts = Array(repeating: -1, count: columnCount)
    }

    var rowCount: Int { batch.rowCount }

    /// Goes to the next batch.
    func load(_ batch: ColumnBatch) {
        self.batch = batch
        for column in isIntegerLoaded.indices {
            isIntegerLoaded[column] = false
            isDayLoaded[column] = false
            nullCounts[column] = -1
        }
    }

    func vector(_ column: Int) -> ColumnVector { batch.columns[column] }

    func integers(_ column: Int) -> IntegerColumn {
        let known = integerColumns[column] ?? IntegerColumn()
        if !isIntegerLoaded[column] {
            integerColumns[column] = known
            known.load(batch.columns[column])
            isIntegerLoaded[column] = true
            nullCounts[column] = known.nullCount
        }
        return known
    }

    func days(_ column: Int) -> DayColumn {
        let known = dayColumns[column] ?? DayColumn()
        if !isDayLoaded[column] {
            dayColumns[column] = known
            known.load(batch.columns[column])
            isDayLoaded[column] = true
            nullCounts[column] = known.nullCount
        }
        return known
    }

    /// Rows without a value.
    func nullCount(_ column: Int) -> Int {
        if nullCounts[column] >= 0 { return nullCounts[column] }
        let vector = batch.columns[column]
        var nulls = 0
        if let kinds = unsafe vector.kinds {
            // Safe: a kind stands for each row.
            for row in 0..<vector.count { unsafe nulls &+= kinds[row] == ValueKind.null ? 1 : 0 }
        } else if vector.uniformKind == ValueKind.null {
            nulls = vector.count
        }
        nullCounts[column] = nulls
        return nulls
    }
}
