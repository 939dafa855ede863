// How data files are written: sizes, memory, threads.

package import Compression

/// Settings of a `DataFileWriter`. All numbers are at least 1; smaller ones count as 1.
package struct DataFileOptions: Sendable {
    package var codec: Codec = .zstd
    /// In the codec's own scale; nil for the writer's default.
    package var compressionLevel: Int?
    /// A row group is full with so many rows, or so many bytes before encoding.
    package var rowGroupRowsMax = 1 << 20
    package var rowGroupBytesMax = 32 << 20
    /// A file that a row group would take beyond this ends, and another one begins.
    package var fileBytesTarget = 128 << 20
    /// Partitions whose files are open at once. Beyond it the largest file ends.
    package var openPartitionsMax = 64
    /// Rows in memory: half of it for those being gathered, half for those being encoded. One batch
    /// may pass it.
    package var bufferedBytesMax = 256 << 20
    /// Whether the rows come in the sort order already.
    package var isSorted = false
    /// Threads that encode; with one the caller does it.
    package var threadCount = 2
    package var keyValueMetadata: [(String, String)] = []
    /// Columns that get bloom filters.
    package var bloomFilterColumns: Set<String> = []
    /// What file names begin with.
    package var fileNamePrefix = "00000"
    /// What tells the files of this writer from those of others; nil for a random UUID.
    package var writeID: String?
    /// Leaves that get counts and bounds, the first ones.
    package var metricsColumnsMax = 100

    package init() {}

    /// The row group limits that memory allows: a column of 2 GiB would not fit its offsets.
    var rowGroupRows: Int { min(max(rowGroupRowsMax, 1), 1 << 30) }
    var rowGroupBytes: Int { min(max(rowGroupBytesMax, 1), 512 << 20) }
}

/// A random UUID of version 4 as text.
///
/// - Source: RFC 9562, section 5.4.
func randomUUIDText() -> String {
    var generator = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    for _ in 0..<16 { bytes.append(.random(in: .min ... .max, using: &generator)) }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    return SingleValue.uuidText(bytes)
}
