// What a writer is told: the columns of a file, their types, and how they are to be written.

package import Columnar
package import Compression

/// A column, or a member of a nested one.
package struct ParquetWriterColumn: Sendable {
    package var name: String
    /// The id by which Iceberg knows the column.
    package var fieldID: Int?
    /// Whether there is never a NULL.
    package var isRequired: Bool
    package var type: ParquetWriterType

    package init(
        name: String, fieldID: Int? = nil, isRequired: Bool = false, type: ParquetWriterType
    ) {
        self.name = name
        self.fieldID = fieldID
        self.isRequired = isRequired
        self.type = type
    }
}

/// The type of a column. The names that `element`, `key` and `value` have are not written: the
/// format prescribes them.
package indirect enum ParquetWriterType: Sendable {
    case scalar(ScalarType)
    case structure([ParquetWriterColumn])
    case list(element: ParquetWriterColumn)
    /// A key is never NULL, whatever its column says.
    case map(key: ParquetWriterColumn, value: ParquetWriterColumn)
}

/// How a file is written. All numbers are at least 1.
package struct ParquetWriterOptions: Sendable {
    package var codec: Codec = .zstd
    /// In the codec's own scale; nil for `BlockCompressor`'s default.
    package var compressionLevel: Int?
    package var pageRowsMax = 20_000
    /// Before compression. A single value may be larger.
    package var pageBytesMax = 1 << 20
    /// Of one column chunk; larger dictionaries are given up.
    package var dictionaryBytesMax = 1 << 20
    package var usesDictionary = true
    package var writesPageIndex = true
    /// Leaves that get a bloom filter, by their paths with points.
    package var bloomFilterColumns: Set<String> = []
    package var keyValueMetadata: [(String, String)] = []

    package init() {}
}

/// The values of one column for the rows of a row group.
package enum ParquetColumnData: Sendable {
    /// Pieces, one behind the other.
    case scalar([TypedColumn])
    /// A nested column: each row one JSON text, in the form in which nested columns are read.
    case json([TypedColumn])
}
