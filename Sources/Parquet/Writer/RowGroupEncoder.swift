// Encodes row groups: columns in, compressed pages out. What a file needs beyond that (places,
// indexes, footer) is the file writer's, so that row groups are encoded on any number of threads
// and written in order by one.

package import Columnar
import Compression

/// Encodes row groups of one schema. The bytes depend on the input alone.
package struct RowGroupEncoder: Sendable {
    private let schema: WriterSchema
    private let options: ParquetWriterOptions

    /// - Throws: `LakeError.invalidInput` and `.unsupported` for columns and options that there
    ///   cannot be, `.limit` for too many or too deep ones.
    package init(
        columns: [ParquetWriterColumn], options: ParquetWriterOptions = ParquetWriterOptions()
    ) throws(LakeError) {
        schema = try WriterSchema(columns)
        self.options = options
        _ = try BlockCompressor(options.codec, level: options.compressionLevel)
        guard options.pageRowsMax > 0, options.pageBytesMax > 0, options.dictionaryBytesMax > 0
        else {
            throw LakeError(.invalidInput, "a page or dictionary of at most 0 rows or bytes")
        }
        let names = Set(schema.leaves.map(\.name))
        if let unknown = options.bloomFilterColumns.subtracting(names).min() {
            throw LakeError(
                .invalidInput, "a bloom filter for a column that there is not",
                at: [.column(unknown)])
        }
    }

    /// Encodes one row group.
    ///
    /// - Parameters:
    ///   - columns: one for each column of the schema.
    ///   - rowCount: rows of each.
    /// - Throws: at `.column`: `LakeError.invalidInput` when data are not of the column's type, a
    ///   required column has a NULL or a JSON text does not fit (at `.line` with the row, counted
    ///   from 1), `.limit`.
    package func encode(
        _ columns: [ParquetColumnData], rowCount: Int
    ) throws(LakeError) -> EncodedRowGroup {
        guard columns.count == schema.columns.count else {
            throw LakeError(
                .invalidInput, "\(columns.count) columns, the file has \(schema.columns.count)")
        }
        guard rowCount >= 0, rowCount <= ParquetWriterLimits.rowGroupEntriesMax else {
            throw LakeError(.limit, "a row group of \(rowCount) rows")
        }
        let sink = try PageSink(
            BlockCompressor(options.codec, level: options.compressionLevel))
        var chunks: [EncodedChunk] = []
        for (index, column) in columns.enumerated() {
            do throws(LakeError) {
                let node = schema.nodes[index]
                let leaves = try values(of: column, node, rowCount: rowCount)
                for (leaf, values) in zip(schema.leaves[node.leafRange], leaves) {
                    chunks.append(try ChunkEncoder(leaf, options, sink).encode(values))
                }
            } catch {
                throw error.at(.column(schema.columns[index].name))
            }
        }
        return EncodedRowGroup(rowCount: rowCount, chunks: chunks)
    }

    /// The values of a column's leaves.
    private func values(
        of column: ParquetColumnData, _ node: WriterNode, rowCount: Int
    ) throws(LakeError) -> [LeafValues] {
        switch (column, node.shape) {
        case (.scalar(let pieces), .scalar(let type)):
            let leaf = schema.leaves[node.leafRange.lowerBound]
            return [try LeafValues(pieces, of: type, leaf: leaf, rowCount: rowCount)]
        case (.json(let pieces), .structure), (.json(let pieces), .list),
            (.json(let pieces), .map):
            let shredder = JSONShredder(node, schema.leaves)
            try shredder.take(pieces)
            return try shredder.finish(rowCount: rowCount)
        case (.json, .scalar):
            throw LakeError(.invalidInput, "JSON for a column of single values")
        case (.scalar, _):
            throw LakeError(
                .invalidInput, "single values for a nested column",
                advice: "hand its rows over as JSON")
        }
    }
}

/// A row group that is ready to be written.
package struct EncodedRowGroup: Sendable {
    package let rowCount: Int
    /// By leaf.
    let chunks: [EncodedChunk]

    /// Bytes of all pages with their headers.
    package var sizeBytes: Int { chunks.reduce(0) { $0 + $1.bytes.countBytes } }
}
