// The stated limits of writing; nothing here grows with its input beyond them.

/// What writers are bounded by.
package enum ParquetWriterLimits {
    /// Groups within groups of a schema: each is a level, and levels are held in a byte.
    package static let nestingMax = 32
    /// Columns, and members of nested ones.
    package static let leavesMax = 10_000
    /// Rows of a row group, and entries of a leaf in it.
    package static let rowGroupEntriesMax = 1 << 30
    /// Bytes of a bound in statistics and page indexes; longer ones are cut.
    static let statisticsBytesMax = 64
    /// Bytes of a bound in `LeafSummary`.
    static let summaryBytesMax = 1 << 10
    /// Values after which a dictionary must have begun to repeat itself, and how little.
    static let dictionaryTrials: [(values: Int, distinctPercentMax: Int)] = [
        (1 << 14, 95), (1 << 16, 75),
    ]
}
