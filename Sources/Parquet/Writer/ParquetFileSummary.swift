// What a writer knows of a file when it is written: what an Iceberg manifest says of it.

/// A file that was written.
package struct ParquetFileSummary: Sendable {
    package var rowCount: Int64
    package var sizeBytes: Int64
    /// Where the row groups begin.
    package var rowGroupOffsets: [Int64]
    /// All leaves, depth first.
    package var leaves: [LeafSummary]
}

/// The values of one leaf in a file.
package struct LeafSummary: Sendable {
    package var fieldID: Int?
    /// Names from below the root.
    package var path: [String]
    /// Compressed, with headers and dictionaries.
    package var sizeBytes: Int64
    /// Entries, NULLs included.
    package var valueCount: Int64
    package var nullCount: Int64
    /// Nil for types that have none.
    package var nanCount: Int64?
    /// NaN left out; nil where there is no other value, and for unsigned values beyond 63 bits.
    package var minimum: LeafBound?
    package var maximum: LeafBound?
    /// Whether the bound is a value of the leaf; else it is shorter, and below or above all of
    /// them.
    package var isMinimumExact = true
    package var isMaximumExact = true
}

/// A value that bounds those of a leaf.
package enum LeafBound: Hashable, Sendable {
    case boolean(Bool)
    /// Integers, dates, times and timestamps in their unit, decimals of at most 18 digits without
    /// their point.
    case integer(Int64)
    case real(Double)
    /// Text, binary and UUIDs; decimals of more digits as 16 bytes, big-endian.
    case bytes([UInt8])
}
