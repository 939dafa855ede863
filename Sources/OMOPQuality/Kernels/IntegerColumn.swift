// One column of a batch as integers: what keys and concepts are compared as.

import Columnar

/// The integers of a column. The memory is that of the batch where the column is what its type
/// says; otherwise values are rewritten.
@safe
final class IntegerColumn {
    /// What stands in a row.
    enum State {
        static let null: UInt8 = 0
        static let integer: UInt8 = 1
        /// A value that is no integer.
        static let other: UInt8 = 2
    }

    private(set) var count = 0
    private(set) var nullCount = 0
    /// Rows whose value is no integer.
    private(set) var otherCount = 0
    /// Rows with a real number that is whole: an integer for keys, none for the check of datatypes.
    private(set) var wholeRealCount = 0
    /// A state for each row.
    private(set) var states: UnsafePointer<UInt8>
    /// The bits of each integer; anything where the state is another.
    private(set) var words: UnsafePointer<UInt64>

    private let ownStates = RowMemory<UInt8>()
    private let ownWords = RowMemory<UInt64>()
    /// Keeps the memory.
    private var vector: ColumnVector?

    init() {
        unsafe states = unsafe UnsafePointer(ownStates.base)
        unsafe words = unsafe UnsafePointer(ownWords.base)
    }

    /// Takes the values of a vector.
    func load(_ vector: ColumnVector) {
        self.vector = vector
        count = vector.count
        (nullCount, otherCount, wholeRealCount) = (0, 0, 0)
        if let kinds = unsafe vector.kinds {
            // Safe: a kind and a word stand for each row.
            var seen: UInt8 = 0
            var nulls = 0
            for row in 0..<count {
                unsafe seen |= kinds[row]
                unsafe nulls &+= kinds[row] == ValueKind.null ? 1 : 0
            }
            if seen <= ValueKind.integer {
                nullCount = nulls
                unsafe states = unsafe UnsafePointer(kinds)
                unsafe words = unsafe UnsafePointer(vector.words)
                return
            }
        }
        rewrite(vector)
    }

    private func rewrite(_ vector: ColumnVector) {
        ownStates.reserve(count)
        ownWords.reserve(count)
        for row in 0..<count {
            var state = State.other
            var word: UInt64 = 0
            switch vector.kind(at: row) {
            case ValueKind.null:
                state = State.null
                nullCount += 1
            case ValueKind.integer:
                state = State.integer
                word = vector.word(at: row)
            case ValueKind.real:
                if let whole = Int64(exactly: Double(bitPattern: vector.word(at: row))) {
                    state = State.integer
                    word = UInt64(bitPattern: whole)
                    wholeRealCount += 1
                }
            case ValueKind.text:
                if let value = unsafe Int64(String(decoding: vector.bytes(at: row), as: UTF8.self))
                {
                    state = State.integer
                    word = UInt64(bitPattern: value)
                }
            default: break
            }
            if state == State.other { otherCount += 1 }
            // Safe: the memory holds `count` rows.
            unsafe ownStates.base[row] = state
            unsafe ownWords.base[row] = word
        }
        unsafe states = unsafe UnsafePointer(ownStates.base)
        unsafe words = unsafe UnsafePointer(ownWords.base)
    }
}
