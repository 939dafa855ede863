// Rows that come value by value, as columns.
//
//     set(42, row's column 0)    each column of a row, in any order
//     endRow()                   columns that were left out are NULL
//     take()                     every few thousand rows

/// A column of rows, and what it must be.
package struct CellColumnDescription: Sendable {
    package let type: ScalarType
    /// Whether NULL is refused.
    package let isRequired: Bool
    /// Whether texts are JSON objects and arrays.
    package let isNested: Bool

    package init(_ type: ScalarType, isRequired: Bool, isNested: Bool) {
        self.type = type
        self.isRequired = isRequired
        self.isNested = isNested
    }
}

/// Why a row cannot be stored.
package struct CellMisfit: Error {
    package let column: Int
    /// Without a place.
    package let error: LakeError

    package init(column: Int, error: LakeError) {
        self.column = column
        self.error = error
    }
}

/// Gathers rows. Columns count from 0 and are below `columnCount`.
@safe
package struct CellRows: ~Copyable {
    private let descriptions: [CellColumnDescription]
    private let columns: UnsafeMutablePointer<CellColumn>
    private var capacity: Int
    /// Finished rows.
    package private(set) var rowCount = 0
    /// Bytes of texts and BLOBs since rows were taken, forgotten ones among them.
    package private(set) var bytesCount = 0

    /// - Parameter capacity: rows that there is room for at first.
    package init(_ descriptions: [CellColumnDescription], capacity: Int) {
        self.descriptions = descriptions
        self.capacity = max(capacity, 1)
        unsafe columns = .allocate(capacity: max(descriptions.count, 1))
        for (index, description) in descriptions.enumerated() {
            unsafe (columns + index).initialize(
                to: CellColumn(description.type, capacity: self.capacity))
        }
    }

    deinit {
        for index in descriptions.indices { unsafe columns[index].deallocate() }
        unsafe columns.deinitialize(count: descriptions.count)
        unsafe columns.deallocate()
    }

    package var columnCount: Int { descriptions.count }

    // MARK: Values
    //
    // Safe: columns are there as long as the rows, and there is room for the row in hand.

    /// - Throws: `LakeError.invalidInput` without a place when the column has no such value.
    package mutating func set(_ value: Int64, _ column: Int) throws(LakeError) {
        precondition(descriptions.indices.contains(column))
        unsafe try columns[column].set(value, at: rowCount)
    }

    /// - Throws: as for integers.
    package mutating func set(_ value: Double, _ column: Int) throws(LakeError) {
        // SQLite has no NaN: what looks like one is NULL.
        guard value == value else { return try setNull(column) }
        precondition(descriptions.indices.contains(column))
        unsafe try columns[column].set(value, at: rowCount)
    }

    /// - Throws: as for integers; `LakeError.limit` when the column passes 2 GiB.
    package mutating func set(
        text: UnsafeBufferPointer<UInt8>, _ column: Int
    ) throws(LakeError) {
        if descriptions[column].isNested { unsafe try checkShape(text) }
        bytesCount &+= text.count
        unsafe try columns[column].set(text: text, at: rowCount)
    }

    /// - Throws: as for texts.
    package mutating func set(
        blob: UnsafeBufferPointer<UInt8>, _ column: Int
    ) throws(LakeError) {
        precondition(descriptions.indices.contains(column))
        bytesCount &+= blob.count
        unsafe try columns[column].set(blob: blob, at: rowCount)
    }

    /// - Throws: `LakeError.invalidInput` without a place when the column is required.
    package mutating func setNull(_ column: Int) throws(LakeError) {
        guard !descriptions[column].isRequired else {
            throw LakeError(.invalidInput, "NULL in a column that is NOT NULL")
        }
        unsafe columns[column].setNull(at: rowCount)
    }

    /// Cheap, and catches what people mix up; the whole text is read when it is written.
    private func checkShape(_ text: UnsafeBufferPointer<UInt8>) throws(LakeError) {
        let first = unsafe text.first { $0 > 0x20 }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
            throw LakeError(
                .invalidInput, "a TEXT that is no JSON object or array, where the type is nested",
                advice: "write it as json_object() and json_array() do")
        }
    }

    // MARK: Rows

    /// Finishes a row: columns without a value are NULL.
    ///
    /// - Throws: for a column that is required and has none. The row is then unfinished.
    package mutating func endRow() throws(CellMisfit) {
        for column in descriptions.indices where unsafe columns[column].count == rowCount {
            do throws(LakeError) {
                try setNull(column)
            } catch {
                throw CellMisfit(column: column, error: error)
            }
        }
        endWholeRow()
    }

    /// Finishes a row that has a value in each column.
    package mutating func endWholeRow() {
        rowCount += 1
        if rowCount == capacity { grow() }
    }

    private mutating func grow() {
        capacity *= 2
        for column in descriptions.indices { unsafe columns[column].grow(to: capacity) }
    }

    /// Forgets the rows from `rowCount` on, and the one in hand.
    package mutating func truncate(to rowCount: Int) {
        self.rowCount = min(self.rowCount, rowCount)
        for column in descriptions.indices {
            unsafe columns[column].truncate(to: self.rowCount)
        }
    }

    /// The finished rows; none are left.
    package mutating func take() -> TypedBatch {
        truncate(to: rowCount)
        var taken: [TypedColumn] = []
        taken.reserveCapacity(columnCount)
        for column in descriptions.indices { unsafe taken.append(columns[column].take()) }
        defer {
            rowCount = 0
            bytesCount = 0
        }
        return TypedBatch(rowCount: rowCount, columns: taken)
    }
}
