// Writes a file: row groups as they come, then indexes and footer.
//
//     PAR1 | row group … | bloom filters | column indexes | offset indexes | footer | length | PAR1
//
// The order of what stands between row groups and footer is that of parquet-java, whose readers
// fetch neighbouring indexes at once. Source: parquet-format README, "File format"; PageIndex.md.

package import Columnar
import Compression
package import Storage

/// Writes one file. One thread at a time; row groups may be encoded elsewhere.
package final class ParquetFileWriter {
    private static let magic = Array("PAR1".utf8)

    private let schema: WriterSchema
    private let options: ParquetWriterOptions
    private let file: any OutputFile
    private var rowGroups: [WrittenRowGroup] = []
    /// The page indexes of all row groups as they will stand in the file: pages themselves would
    /// take twenty times the memory until it is finished.
    private var columnIndexes: [UInt8] = []
    private var offsetIndexes: [UInt8] = []
    private var isFinished = false
    /// Small pieces that are written together: indexes are some hundred bytes each, and a call of
    /// the system costs more than copying them.
    private let gathered: ByteBuffer

    private static let gatheredBytesMax = 64 << 10
    private static let smallPieceBytes = 16 << 10

    /// - Parameter file: new and empty; it is finished with the writer, and left as it is when
    ///   something throws.
    /// - Throws: as `RowGroupEncoder.init`, and what the file throws.
    package init(
        columns: [ParquetWriterColumn], options: ParquetWriterOptions = ParquetWriterOptions(),
        into file: any OutputFile
    ) throws(LakeError) {
        schema = try WriterSchema(columns)
        self.options = options
        self.file = file
        gathered = try ByteBuffer(capacityBytes: Self.gatheredBytesMax)
        try write(Self.magic)
        try writeGathered()
    }

    /// Appends a row group; one without rows is left out.
    ///
    /// - Throws: `LakeError.invalidInput` for a row group of another schema or behind `finish`, and
    ///   what the file throws.
    package func append(_ group: EncodedRowGroup) throws(LakeError) {
        guard group.chunks.count == schema.leaves.count, !isFinished else {
            throw LakeError(
                .invalidInput,
                "a row group of \(group.chunks.count) leaves for a file of "
                    + "\(schema.leaves.count), or one for a file that is finished")
        }
        guard group.rowCount > 0 else { return }
        var written = WrittenRowGroup(group, offset: offset)
        for (chunk, leaf) in zip(group.chunks, schema.leaves) {
            written.chunks.append(indexed(chunk, leaf))
            // Safe: a chunk's bytes are not changed once it is encoded.
            unsafe try write(
                UnsafeBufferPointer(start: chunk.bytes.base, count: chunk.bytes.countBytes))
        }
        try writeGathered()
        rowGroups.append(written)
    }

    /// A chunk that will be written next, with the places of its indexes among the others.
    private func indexed(_ chunk: EncodedChunk, _ leaf: SchemaLeaf) -> WrittenChunk {
        var written = WrittenChunk(chunk, offset: offset)
        guard options.writesPageIndex else { return written }
        if let bytes = ColumnIndexWriting(chunk.pages, leaf).bytes {
            written.columnIndexPlace = (columnIndexes.count, bytes.count)
            columnIndexes += bytes
        }
        let bytes = offsetIndex(chunk.pages, at: offset)
        written.offsetIndexPlace = (offsetIndexes.count, bytes.count)
        offsetIndexes += bytes
        return written
    }

    /// Writes indexes and footer, and finishes the file.
    ///
    /// - Throws: `LakeError.invalidInput` when it was called before, and what the file throws.
    package func finish() throws(LakeError) -> ParquetFileSummary {
        guard !isFinished else { throw LakeError(.invalidInput, "the file is finished already") }
        isFinished = true
        try writeBloomFilters()
        try writeIndexes(columnIndexes, \.columnIndexPlace)
        try writeIndexes(offsetIndexes, \.offsetIndexPlace)
        let footer = FooterWriting(schema: schema, options: options, rowGroups: rowGroups).bytes
        guard footer.count <= MetadataLimits.footerBytesMax else {
            throw LakeError(
                .limit, "a footer of \(footer.count) bytes", at: [.file(file.path)],
                advice: "write fewer or larger row groups")
        }
        try write(footer)
        try write((0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) } + Self.magic)
        try writeGathered()
        try file.finish()
        return summary()
    }

    private func writeBloomFilters() throws(LakeError) {
        for group in rowGroups.indices {
            for leaf in rowGroups[group].chunks.indices {
                guard let filter = rowGroups[group].chunks[leaf].bloomFilter else { continue }
                rowGroups[group].chunks[leaf].bloomFilterPlace = try place(of: filter.bytes)
            }
        }
    }

    /// Writes the indexes of all chunks, whose places among them become places in the file.
    private func writeIndexes(
        _ bytes: [UInt8],
        _ place: WritableKeyPath<WrittenChunk, (offset: Int, sizeBytes: Int)?>
    ) throws(LakeError) {
        let start = offset
        try write(bytes)
        for group in rowGroups.indices {
            for leaf in rowGroups[group].chunks.indices {
                rowGroups[group].chunks[leaf][keyPath: place]?.offset += start
            }
        }
    }

    /// Writes bytes and says where they are.
    private func place(of bytes: [UInt8]) throws(LakeError) -> (offset: Int, sizeBytes: Int) {
        let offset = self.offset
        try write(bytes)
        return (offset, bytes.count)
    }

    /// Where the next byte will be in the file.
    private var offset: Int { file.sizeBytes + gathered.countBytes }

    private func write(_ bytes: [UInt8]) throws(LakeError) {
        unsafe try bytes.withUnsafeBufferPointer { (bytes) throws(LakeError) in
            unsafe try write(bytes)
        }
    }

    private func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(LakeError) {
        guard let base = bytes.baseAddress else { return }
        if gathered.countBytes + bytes.count > Self.gatheredBytesMax { try writeGathered() }
        if bytes.count <= Self.smallPieceBytes {
            // Safe: the caller's bytes live across the call.
            unsafe try gathered.append(base, count: bytes.count)
        } else {
            try writeGathered()
            unsafe try file.write(UnsafeRawBufferPointer(bytes))
        }
    }

    private func writeGathered() throws(LakeError) {
        guard gathered.countBytes > 0 else { return }
        // Safe: the buffer lives across the call.
        unsafe try file.write(
            UnsafeRawBufferPointer(start: gathered.base, count: gathered.countBytes))
        gathered.countBytes = 0
    }

    private func summary() -> ParquetFileSummary {
        var leaves: [LeafSummary] = []
        for leaf in schema.leaves {
            leaves.append(LeafSummary(leaf, rowGroups.map { $0.chunks[leaf.index] }))
        }
        return ParquetFileSummary(
            rowCount: rowGroups.reduce(0) { $0 + Int64($1.rowCount) },
            sizeBytes: Int64(file.sizeBytes), rowGroupOffsets: rowGroups.map { Int64($0.offset) },
            leaves: leaves)
    }
}

@available(*, unavailable)
extension ParquetFileWriter: Sendable {}

/// A row group in the file.
struct WrittenRowGroup {
    let rowCount: Int
    let offset: Int
    var chunks: [WrittenChunk] = []

    init(_ group: EncodedRowGroup, offset: Int) {
        rowCount = group.rowCount
        self.offset = offset
    }
}

/// A chunk in the file: what was known of it but for its bytes.
struct WrittenChunk {
    let offset: Int
    let sizeBytes: Int
    let codec: Codec
    let uncompressedBytes: Int
    let dictionaryPageBytes: Int
    let encoding: Encoding
    let pageCount: Int
    let entryCount: Int
    let nullCount: Int
    let bounds: ValueBounds
    let bloomFilter: BloomFilterBuilder?
    var bloomFilterPlace: (offset: Int, sizeBytes: Int)?
    var columnIndexPlace: (offset: Int, sizeBytes: Int)?
    var offsetIndexPlace: (offset: Int, sizeBytes: Int)?

    init(_ chunk: EncodedChunk, offset: Int) {
        self.offset = offset
        sizeBytes = chunk.bytes.countBytes
        codec = chunk.codec
        uncompressedBytes = chunk.uncompressedBytes
        dictionaryPageBytes = chunk.dictionaryPageBytes
        encoding = chunk.encoding
        pageCount = chunk.pages.count
        entryCount = chunk.entryCount
        nullCount = chunk.nullCount
        bounds = chunk.bounds
        bloomFilter = chunk.bloomFilter
    }
}

extension LeafSummary {
    /// Adds up the chunks of a leaf.
    fileprivate init(_ leaf: SchemaLeaf, _ chunks: [WrittenChunk]) {
        let order = BoundOrder(leaf.type, leaf.physicalType)
        var bounds = ValueBounds()
        for chunk in chunks { bounds.add(chunk.bounds, order) }
        let isUnsigned64 = order == .unsigned && leaf.physicalType == .int64
        // An unsigned number beyond 63 bits has no place in a bound.
        if isUnsigned64, case .integer(..<0)? = bounds.maximum?.value { bounds = ValueBounds() }
        self.init(
            fieldID: leaf.fieldID, path: leaf.path,
            sizeBytes: chunks.reduce(0) { $0 + Int64($1.sizeBytes) },
            valueCount: chunks.reduce(0) { $0 + Int64($1.entryCount) },
            nullCount: chunks.reduce(0) { $0 + Int64($1.nullCount) },
            nanCount: order == .real ? Int64(bounds.nanCount) : nil,
            minimum: bounds.minimum?.value.whole(order),
            maximum: bounds.maximum?.value.whole(order),
            isMinimumExact: bounds.minimum?.isExact ?? true,
            isMaximumExact: bounds.maximum?.isExact ?? true)
    }
}

extension LeafBound {
    /// A decimal of many digits with its sign bytes up to 16.
    fileprivate func whole(_ order: BoundOrder) -> LeafBound {
        guard order == .decimalBytes, case .bytes(let bytes) = self, bytes.count < 16 else {
            return self
        }
        let sign: UInt8 = (bytes.first ?? 0) & 0x80 == 0 ? 0 : 0xff
        return .bytes([UInt8](repeating: sign, count: 16 - bytes.count) + bytes)
    }
}
