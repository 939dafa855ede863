// What a reader wants of a source, and what the source answers before it reads.

/// A scan: columns wanted, conditions, and a grouping with aggregates where only those are wanted.
package struct ScanRequest: Sendable {
    /// In `columns`: a number of each row that is the same in every scan of the same data, whatever
    /// the conditions. Only for sources that say `hasRowNumbers`.
    package static let rowNumber = -1

    /// Indexes into the schema's fields, in the order in which batches carry them.
    package var columns: [Int]
    /// All must hold.
    package var predicates: [Predicate]
    /// When set, batches carry one row for each group instead of `columns`.
    package var grouping: Grouping?

    package init(columns: [Int], predicates: [Predicate] = [], grouping: Grouping? = nil) {
        self.columns = columns
        self.predicates = predicates
        self.grouping = grouping
    }
}

/// Grouping keys and the aggregates of each group.
package struct Grouping: Sendable {
    /// Indexes into the schema's fields; empty for one group over all rows.
    package var keys: [Int]
    package var aggregates: [Aggregate]
    /// When set, groups come in the order of their keys: one flag for each key, true for
    /// descending.
    package var descending: [Bool]?

    package init(keys: [Int], aggregates: [Aggregate], descending: [Bool]? = nil) {
        self.keys = keys
        self.aggregates = aggregates
        self.descending = descending
    }
}

/// One aggregate of a group, with SQLite's meaning: NULLs do not count, the sum of integers is an
/// integer, an aggregate over nothing is NULL (`count` is 0).
package struct Aggregate: Sendable {
    package enum Function: Sendable { case countRows, count, sum, minimum, maximum, average }

    package var function: Function
    /// Index into the schema's fields; nil for `countRows`.
    package var column: Int?

    package init(_ function: Function, of column: Int? = nil) {
        self.function = function
        self.column = column
    }
}

/// What a source expects of a scan, from what is known without reading data.
package struct ScanEstimate: Sendable {
    /// Rows before predicates.
    package var rowCount: Double
    /// Bytes to be read.
    package var sizeBytes: Double

    package init(rowCount: Double, sizeBytes: Double) {
        self.rowCount = rowCount
        self.sizeBytes = sizeBytes
    }
}
