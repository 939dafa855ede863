// The integers of a column that refers to another table: each at least once, not one for each row.
//
//     person_id   7 7 7 7 8 8 8 9 9 …   →   7 8 9 …
//
// Rows of one patient or visit lie together, so that a value which is not the one before it is
// hardly ever one that was there before. A column in which that is not so is given up early.

import Columnar
import Projection

struct ReferencedIntegers: Sendable {
    private var values: [Int64] = []
    /// Whether these are all that the column holds besides NULL.
    private var isWhole = true

    /// Values that are kept of one column at most: 8 MB.
    private static let countMax = 1 << 20
    /// Rows for each value of a batch at least, behind the first values.
    private static let rowsPerValue = 4
    private static let firstValues = 64

    init() {}

    static var unknown: ReferencedIntegers {
        var integers = ReferencedIntegers()
        integers.giveUp()
        return integers
    }

    /// - Parameter affinity: of the column that the values go to. One of REAL or TEXT makes
    ///   something else of integers.
    init(_ vector: AddressedVector, _ affinity: ColumnAffinity, rowCount: Int) {
        isWhole = affinity != .real && affinity != .text
        let countMax = Self.firstValues + rowCount / Self.rowsPerValue
        for row in 0..<rowCount where isWhole { add(vector, row, countMax) }
    }

    @inline(always)
    private mutating func add(_ vector: AddressedVector, _ row: Int, _ countMax: Int) {
        let kind = vector.kind(row)
        if kind == ValueKind.null { return }
        let value = Int64(bitPattern: vector.word(row))
        if kind == ValueKind.integer, value == values.last { return }
        guard kind == ValueKind.integer, values.count < countMax else { return giveUp() }
        values.append(value)
    }

    /// Takes those of the rows behind these.
    mutating func add(_ other: ReferencedIntegers) {
        guard isWhole else { return }
        guard other.isWhole, values.count + other.values.count <= Self.countMax else {
            return giveUp()
        }
        values.append(contentsOf: other.values)
    }

    /// nil where there may be others.
    var integers: [Int64]? { isWhole ? values : nil }

    private mutating func giveUp() {
        isWhole = false
        values = []
    }
}
