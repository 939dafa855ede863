// The stated limits of this target; nothing here grows with its input beyond them.

/// What the reading of pages is bounded by.
package enum ParquetLimits {
    /// The most bytes of one page after decompression: offsets into it are 32 bits, and writers
    /// keep to about a megabyte.
    package static let pageBytesMax = 1 << 30
    /// The most values of one page.
    package static let pageValuesMax = 1 << 26
    /// Row numbers count rows within a file in so many bits, and files in those above.
    package static let rowNumberBits = 40
    /// Rows that one batch carries at most.
    package static let sliceRows = 16_384
    /// Below this size a scan is made by the reader's own thread.
    package static let parallelBytesMin = 256 << 10
    /// Bytes read at first for a page header; most have fewer than a hundred.
    static let headerBytes = 1 << 10
    /// The largest page header: statistics with long texts stand in it.
    static let headerBytesMax = 16 << 20
    /// Bytes of a chunk that are read at once where pages are small.
    static let readAheadBytes = 1 << 20
}
