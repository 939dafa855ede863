// Checks of single values: absence, datatype, range, uniqueness, reference.

import Columnar

/// isRequired and measureValueCompleteness of one field.
final class NullKernel: Kernel {
    private let column: Int
    private let checks: [Int]
    private var nulls = 0

    init(column: Int, checks: [Int]) {
        self.column = column
        self.checks = checks
    }

    func add(_ view: BatchView) { nulls += view.nullCount(column) }

    func finish(rowCount: Int, _ tally: Tally) {
        tally.set(checks, violated: nulls, of: rowCount)
    }
}

/// cdmDatatype: an integer is an integer, or a text that reads as one.
final class DatatypeKernel: Kernel {
    private let column: Int
    private let check: Int
    private var violated = 0

    init(column: Int, check: Int) {
        self.column = column
        self.check = check
    }

    func add(_ view: BatchView) {
        let integers = view.integers(column)
        violated += integers.otherCount + integers.wholeRealCount
    }

    func finish(rowCount: Int, _ tally: Tally) {
        tally.set(check, violated: violated, of: rowCount)
    }
}

/// isPrimaryKey of integers.
final class UniqueKernel: Kernel {
    private let column: Int
    private let check: Int
    private let keys = DuplicateKeys()

    init(column: Int, check: Int) {
        self.column = column
        self.check = check
    }

    func add(_ view: BatchView) { keys.add(view.integers(column)) }

    func finish(rowCount: Int, _ tally: Tally) {
        tally.set(check, violated: keys.finish(), of: rowCount)
    }
}

/// isPrimaryKey of texts.
final class UniqueTextKernel: Kernel {
    private let column: Int
    private let check: Int
    private let texts = TextCounter()

    init(column: Int, check: Int) {
        self.column = column
        self.check = check
    }

    func add(_ view: BatchView) {
        let vector = view.vector(column)
        for row in 0..<view.rowCount where vector.kind(at: row) != ValueKind.null {
            texts.add(vector, row: row, isMarked: false)
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        let shared = texts.entries.reduce(0) { $0 + ($1.rows > 1 ? $1.rows : 0) }
        tally.set(check, violated: shared, of: rowCount)
    }
}

/// isForeignKey to a table with integer keys other than CONCEPT.
final class ReferenceKernel: Kernel {
    private let column: Int
    private let check: Int
    private let index: KeyIndex
    private let rows = RowMemory<Int32>()
    private var missing = 0

    init(column: Int, check: Int, index: KeyIndex) {
        self.column = column
        self.check = check
        self.index = index
    }

    func add(_ view: BatchView) {
        rows.reserve(view.rowCount)
        unsafe missing += index.locate(view.integers(column), rows.base)
    }

    func finish(rowCount: Int, _ tally: Tally) {
        tally.set(check, violated: missing, of: rowCount)
    }
}

/// isForeignKey to a table whose key is a text.
final class TextReferenceKernel: Kernel {
    private let column: Int
    private let check: Int
    private let texts: TextCounter
    private var missing = 0

    init(column: Int, check: Int, texts: TextCounter) {
        self.column = column
        self.check = check
        self.texts = texts
    }

    func add(_ view: BatchView) {
        let vector = view.vector(column)
        for row in 0..<view.rowCount where vector.kind(at: row) != ValueKind.null {
            if !texts.contains(vector, row: row) { missing += 1 }
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        tally.set(check, violated: missing, of: rowCount)
    }
}

/// plausibleValueLow and plausibleValueHigh of a number.
final class RangeKernel: Kernel {
    private let column: Int
    /// Violated by values below, or above.
    private let low: (check: Int, limit: Double)?
    private let high: (check: Int, limit: Double)?
    private var (present, below, above) = (0, 0, 0)

    init(column: Int, low: (Int, Double)?, high: (Int, Double)?) {
        self.column = column
        self.low = low.map { (check: $0.0, limit: $0.1) }
        self.high = high.map { (check: $0.0, limit: $0.1) }
    }

    func add(_ view: BatchView) {
        let vector = view.vector(column)
        present += view.rowCount - view.nullCount(column)
        let (least, greatest) = (low?.limit ?? -.infinity, high?.limit ?? .infinity)
        for row in 0..<view.rowCount {
            guard let value = vector.number(at: row) else { continue }
            below &+= value < least ? 1 : 0
            above &+= value > greatest ? 1 : 0
        }
    }

    func finish(rowCount: Int, _ tally: Tally) {
        if let low { tally.set(low.check, violated: below, of: present) }
        if let high { tally.set(high.check, violated: above, of: present) }
    }
}

extension ColumnVector {
    /// A value as a number; nil where there is none.
    func number(at row: Int) -> Double? {
        switch kind(at: row) {
        case ValueKind.integer: Double(Int64(bitPattern: word(at: row)))
        case ValueKind.real: Double(bitPattern: word(at: row))
        case ValueKind.text: unsafe Double(String(decoding: bytes(at: row), as: UTF8.self))
        default: nil
        }
    }
}
