// The stated limits of this target; nothing here grows with its input beyond them.

/// What the reading of files is bounded by.
package enum StorageLimits {
    /// Files that one path, directory or glob may name.
    package static let filesMax = 1_000_000
    /// Patterns that the `{a,b}` alternatives of one glob may expand to.
    package static let globAlternativesMax = 10_000
    /// What a unit, a line or a document may be bounded by: up to a terabyte.
    package static let readSizes = 1...(1 << 40)
    /// Base-two logarithm of the largest zstd window accepted: 128 MB, the zstd tool's own limit.
    package static let zstdWindowLogMax = 27
    /// Compressed bytes read from a file at a time.
    static let compressedChunkBytes = 128 << 10
    /// Bytes read behind a unit in its first read, where the end of its last line is expected.
    static let readAheadBytesMax = 64 << 10
    /// Names of a directory looked at for "did you mean".
    static let nearNamesExaminedMax = 10_000
    /// Names offered by "did you mean".
    static let nearNamesShownMax = 3
}
