// Rows that a query gives, column by column.

import Columnar

/// Some rows of the answer, in order. Keeps the memory that its texts lie in.
@safe
package final class ProjectedBatch: @unchecked Sendable {  // because: read once handed on
    package let rowCount: Int
    package let columns: [AddressedVector]
    /// What the texts point into.
    private let memory: [AnyObject]

    init(_ rows: (rowCount: Int, columns: [AddressedVector]), memory: [AnyObject]) {
        (rowCount, columns) = rows
        self.memory = memory
    }

    /// The same rows with other texts in one column.
    ///
    /// - Parameter text: of a row; nil leaves its value.
    package func replacing(_ column: Int, with text: (Int) -> [UInt8]?) -> ProjectedBatch {
        let arena = TextArena()
        let old = columns[column]
        let new = AddressedVector(count: rowCount)
        var last: (text: [UInt8], bytes: UnsafeBufferPointer<UInt8>)?
        for row in 0..<rowCount {
            guard let text = text(row) else {
                new.set(row, from: old, row)
                continue
            }
            // Most rows have the text of the row before.
            if unsafe last?.text != text { unsafe last = unsafe (text, arena.copy(text)) }
            if let bytes = unsafe last?.bytes {
                unsafe new.set(row, bytes, kind: ValueKind.text)
            }
        }
        var changed = columns
        changed[column] = new
        return ProjectedBatch((rowCount, changed), memory: memory + [arena, old])
    }
}
