// The footer and the page indexes of parquet.thrift, written.

import Columnar
import Compression

/// Writes the struct FileMetaData.
struct FooterWriting {
    private static let createdBy = "healthlake"

    let schema: WriterSchema
    let options: ParquetWriterOptions
    let rowGroups: [WrittenRowGroup]

    var bytes: [UInt8] {
        CompactWriter.structure { file in
            file.int32(1, 2)
            file.list(2, of: .structure, schema.elements) { writer, element in
                writer.element { element.write(to: &$0) }
            }
            file.int64(3, rowGroups.reduce(0) { $0 + $1.rowCount })
            file.list(4, of: .structure, Array(rowGroups.enumerated())) { writer, group in
                writer.element { write(group.element, ordinal: group.offset, to: &$0) }
            }
            if !options.keyValueMetadata.isEmpty {
                file.list(5, of: .structure, options.keyValueMetadata) { writer, pair in
                    writer.element {
                        $0.string(1, pair.0)
                        $0.string(2, pair.1)
                    }
                }
            }
            file.string(6, Self.createdBy)
            // TYPE_ORDER for every leaf.
            file.list(7, of: .structure, schema.leaves) { writer, _ in
                writer.element { $0.emptyStructure(1) }
            }
        }
    }

    private func write(
        _ group: WrittenRowGroup, ordinal: Int, to writer: inout CompactWriter
    ) {
        writer.list(1, of: .structure, schema.leaves) { writer, leaf in
            writer.element { write(group.chunks[leaf.index], leaf, to: &$0) }
        }
        writer.int64(2, group.chunks.reduce(0) { $0 + $1.uncompressedBytes })
        writer.int64(3, group.rowCount)
        writer.int64(5, group.offset)
        writer.int64(6, group.chunks.reduce(0) { $0 + $1.sizeBytes })
        // The format has 16 bits for it; readers do without.
        if let ordinal = Int16(exactly: ordinal) { writer.int16(7, ordinal) }
    }

    private func write(
        _ chunk: WrittenChunk, _ leaf: SchemaLeaf, to writer: inout CompactWriter
    ) {
        // The offset of metadata that stand outside of the footer, which they do not.
        writer.int64(2, 0)
        writer.structure(3) { writeMetadata(chunk, leaf, to: &$0) }
        if let place = chunk.offsetIndexPlace {
            writer.int64(4, place.offset)
            writer.int32(5, place.sizeBytes)
        }
        if let place = chunk.columnIndexPlace {
            writer.int64(6, place.offset)
            writer.int32(7, place.sizeBytes)
        }
    }

    private func writeMetadata(
        _ chunk: WrittenChunk, _ leaf: SchemaLeaf, to writer: inout CompactWriter
    ) {
        let hasDictionary = chunk.dictionaryPageBytes > 0
        var encodings = [chunk.encoding, .rle]
        if hasDictionary { encodings.insert(.plain, at: 0) }
        writer.int32(1, Int(leaf.physicalType.rawValue))
        writer.list(2, of: .int32, encodings) { $0.integerElement($1.number) }
        writer.list(3, of: .binary, leaf.path) { $0.binaryElement($1.utf8) }
        writer.int32(4, chunk.codec.parquetNumber)
        writer.int64(5, chunk.entryCount)
        writer.int64(6, chunk.uncompressedBytes)
        writer.int64(7, chunk.sizeBytes)
        writer.int64(9, chunk.offset + chunk.dictionaryPageBytes)
        if hasDictionary { writer.int64(11, chunk.offset) }
        writer.structure(12) { writeStatistics(chunk, leaf, to: &$0) }
        writer.list(13, of: .structure, hasDictionary ? [2, 0] : [0]) { writer, pageType in
            writer.element {
                $0.int32(1, pageType)
                $0.int32(2, (pageType == 2 ? Encoding.plain : chunk.encoding).number)
                $0.int32(3, pageType == 2 ? 1 : chunk.pageCount)
            }
        }
        if let place = chunk.bloomFilterPlace {
            writer.int64(14, place.offset)
            writer.int32(15, place.sizeBytes)
        }
    }

    private func writeStatistics(
        _ chunk: WrittenChunk, _ leaf: SchemaLeaf, to writer: inout CompactWriter
    ) {
        writer.int64(3, chunk.nullCount)
        let maximum = chunk.bounds.maximum?.inStatistics(leaf, isUpper: true)
        let minimum = chunk.bounds.minimum?.inStatistics(leaf, isUpper: false)
        if let maximum { writer.binary(5, maximum.plain(leaf.physicalType)) }
        if let minimum { writer.binary(6, minimum.plain(leaf.physicalType)) }
        if let maximum { writer.boolean(7, maximum.isExact) }
        if let minimum { writer.boolean(8, minimum.isExact) }
        if leaf.type.isFloatingPoint { writer.int64(9, chunk.bounds.nanCount) }
    }
}

extension ColumnBound {
    /// The bound cut to what statistics and indexes hold.
    func inStatistics(_ leaf: SchemaLeaf, isUpper: Bool) -> ColumnBound {
        // A decimal that is cut is another number.
        if case .decimal = leaf.type { return self }
        return shortened(
            to: ParquetWriterLimits.statisticsBytesMax, isUpper: isUpper,
            isText: leaf.type == .string || leaf.type == .json)
    }
}

extension Codec {
    /// The number of the codec in parquet.thrift.
    fileprivate var parquetNumber: Int {
        switch self {
        case .uncompressed: 0
        case .snappy: 1
        case .gzip: 2
        case .zstd: 6
        case .lz4Raw: 7
        // Refused when the encoder was made.
        case .brotli: 4
        case .lz4Hadoop: 5
        case .deflate, .bzip2: 0
        }
    }
}

// MARK: Page indexes

/// Writes the struct ColumnIndex: bounds and counts of every data page.
struct ColumnIndexWriting {
    private let pages: [EncodedPage]
    private let leaf: SchemaLeaf

    init(_ pages: [EncodedPage], _ leaf: SchemaLeaf) {
        self.pages = pages
        self.leaf = leaf
    }

    /// Nil where a page has values but no bounds (NaN only, or no order): the format has no way to
    /// say so.
    var bytes: [UInt8]? {
        guard pages.allSatisfy({ $0.valueCount == 0 || $0.bounds.minimum != nil }) else {
            return nil
        }
        let lower = pages.map { $0.bounds.minimum?.inStatistics(leaf, isUpper: false) }
        let upper = pages.map { $0.bounds.maximum?.inStatistics(leaf, isUpper: true) }
        return CompactWriter.structure {
            $0.list(1, of: .booleanTrue, pages) { $0.booleanElement($1.valueCount == 0) }
            $0.list(2, of: .binary, lower) {
                $0.binaryElement($1?.plain(leaf.physicalType) ?? [])
            }
            $0.list(3, of: .binary, upper) {
                $0.binaryElement($1?.plain(leaf.physicalType) ?? [])
            }
            $0.int32(4, Int(order(lower.compactMap(\.self), upper.compactMap(\.self)).rawValue))
            $0.list(5, of: .int64, pages) { $0.integerElement($1.nullCount) }
            if leaf.type.isFloatingPoint {
                $0.list(8, of: .int64, pages) { $0.integerElement($1.bounds.nanCount) }
            }
        }
    }

    /// Whether both bounds ascend, or descend, from page to page.
    private func order(
        _ lower: [ColumnBound], _ upper: [ColumnBound]
    ) -> ColumnIndex.BoundaryOrder {
        let order = BoundOrder(leaf.type, leaf.physicalType)
        func isSorted(_ isWrong: (LeafBound, LeafBound) -> Bool) -> Bool {
            [lower, upper].allSatisfy { bounds in
                zip(bounds, bounds.dropFirst()).allSatisfy { !isWrong($0.value, $1.value) }
            }
        }
        if isSorted({ order.isLess($1, $0) }) { return .ascending }
        if isSorted({ order.isLess($0, $1) }) { return .descending }
        return .unordered
    }
}

/// Writes the struct OffsetIndex: the place of every data page of the chunk at `offset`.
func offsetIndex(_ pages: [EncodedPage], at offset: Int) -> [UInt8] {
    CompactWriter.structure {
        $0.list(1, of: .structure, pages) { writer, page in
            writer.element {
                $0.int64(1, offset + page.offset)
                $0.int32(2, page.sizeBytes)
                $0.int64(3, page.firstRow)
            }
        }
    }
}
