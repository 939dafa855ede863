// The structs RowGroup and ColumnChunk of parquet.thrift.

package import Columnar

/// One leaf's values in one row group.
package struct ColumnChunk: Sendable {
    /// Another file that holds the pages; never written by today's engines.
    package private(set) var filePath: String?
    /// Nil where the metadata are encrypted.
    package internal(set) var metadata: ColumnMetadata?
    package private(set) var offsetIndexOffset: Int?
    package private(set) var offsetIndexSizeBytes: Int?
    package private(set) var columnIndexOffset: Int?
    package private(set) var columnIndexSizeBytes: Int?
    /// Whether the pages are encrypted (`crypto_metadata` is there).
    package private(set) var isEncrypted = false

    init(reading reader: inout CompactReader) throws(LakeError) {
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                let path = try reader.string(field, "file_path")
                filePath = path.isEmpty ? nil : path
            case 3:
                try reader.expect(.structure, field, "meta_data")
                metadata = try ColumnMetadata(reading: &reader)
            case 4: offsetIndexOffset = Int(try reader.integer(field, "offset_index_offset"))
            case 5: offsetIndexSizeBytes = Int(try reader.int32(field, "offset_index_length"))
            case 6: columnIndexOffset = Int(try reader.integer(field, "column_index_offset"))
            case 7: columnIndexSizeBytes = Int(try reader.int32(field, "column_index_length"))
            case 8, 9:
                isEncrypted = true
                try reader.skip(field)
            default: try reader.skip(field)
            }
        }
        guard metadata != nil || isEncrypted else {
            throw reader.bytes.corrupt("a column chunk without meta_data")
        }
    }

    /// The metadata of a chunk whose pages are to be read.
    ///
    /// - Throws: `LakeError.unsupported` when the pages are encrypted or in another file.
    package func readable() throws(LakeError) -> ColumnMetadata {
        guard !isEncrypted, let metadata else {
            throw LakeError(
                .unsupported, "the column is encrypted (Parquet modular encryption)",
                advice: "leave the column out, or have the file written without encryption")
        }
        guard filePath == nil else {
            throw LakeError(.unsupported, "the column's pages are in another file")
        }
        return metadata
    }
}

/// What a row group's rows are sorted by.
package struct SortingColumn: Sendable {
    /// The leaf's index.
    package private(set) var columnIndex = -1
    package private(set) var isDescending = false
    package private(set) var isNullsFirst = false

    init(reading reader: inout CompactReader) throws(LakeError) {
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: columnIndex = try reader.count32(field, "column_idx")
            case 2: isDescending = try reader.boolean(field, "descending")
            case 3: isNullsFirst = try reader.boolean(field, "nulls_first")
            default: try reader.skip(field)
            }
        }
        guard columnIndex >= 0 else {
            throw reader.bytes.corrupt("a sorting column without column_idx")
        }
    }
}

/// Rows that are stored together: one chunk for each leaf.
package struct RowGroup: Sendable {
    /// By leaf index.
    package internal(set) var columns: [ColumnChunk]
    /// Uncompressed.
    package let totalSizeBytes: Int
    package let rowCount: Int
    package private(set) var sortingColumns: [SortingColumn] = []
    /// The place of the first page, when the writer says it.
    package private(set) var fileOffset: Int?
    package private(set) var totalCompressedSizeBytes: Int?
    package private(set) var ordinal: Int?

    init(reading reader: inout CompactReader) throws(LakeError) {
        var columns: [ColumnChunk]?
        var totalSize: Int?
        var rowCount: Int?
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                columns = try reader.structures(field, "columns") { (reader) throws(LakeError) in
                    try ColumnChunk(reading: &reader)
                }
            case 2: totalSize = try reader.count(field, "total_byte_size")
            case 3: rowCount = try reader.count(field, "num_rows")
            case 4:
                sortingColumns = try reader.structures(field, "sorting_columns") {
                    (reader) throws(LakeError) in try SortingColumn(reading: &reader)
                }
            case 5: fileOffset = Int(try reader.integer(field, "file_offset"))
            case 6:
                totalCompressedSizeBytes = Int(try reader.integer(field, "total_compressed_size"))
            case 7: ordinal = Int(try reader.integer(field, "ordinal"))
            default: try reader.skip(field)
            }
        }
        guard let columns, let totalSize, let rowCount else {
            throw reader.bytes.corrupt("a row group without columns, total_byte_size or num_rows")
        }
        self.columns = columns
        totalSizeBytes = totalSize
        self.rowCount = rowCount
    }
}

extension CompactReader {
    /// A list of structs.
    mutating func structures<Element>(
        _ field: Field, _ name: StaticString,
        _ element: (inout CompactReader) throws(LakeError) -> Element
    ) throws(LakeError) -> [Element] {
        let count = try list(field, of: .structure, name)
        var elements: [Element] = []
        // The count is bounded by the bytes that follow, but an element may be far larger.
        elements.reserveCapacity(min(count, MetadataLimits.reservedElementsMax))
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }
}
