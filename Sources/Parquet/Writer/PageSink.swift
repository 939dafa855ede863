// The pages of one chunk as they are written: header, then levels and values, compressed together.
//
//     [ dictionary page ] [ data page ] [ data page ] …
//     data page   header | codec( repetition levels, definition levels, values )
//     levels      length (4, little-endian) | RLE hybrid             nothing where all are 0
//
// Data pages are of version 1: every reader takes them, and what version 2 adds (levels outside of
// the compressed part, whole rows a page) the page index and the cuts give as well.
// Source: parquet-format README, "Data Pages"; parquet.thrift, "PageHeader".

import Columnar
import Compression

/// A data page of a chunk that was written.
struct EncodedPage: Sendable {
    /// From the start of the chunk.
    var offset: Int
    /// Header and body.
    var sizeBytes: Int
    var firstRow: Int
    var valueCount: Int
    var nullCount: Int
    var bounds: ValueBounds
}

/// A chunk that was written.
struct EncodedChunk: Sendable {
    /// All pages.
    var bytes: ByteBuffer
    /// What the pages and their headers would take without compression.
    var uncompressedBytes: Int
    /// 0 without a dictionary; else where the first data page begins.
    var dictionaryPageBytes: Int
    var encoding: Encoding
    var pages: [EncodedPage]
    /// Values and NULLs.
    var entryCount: Int
    var nullCount: Int
    var bounds: ValueBounds
    var bloomFilter: BloomFilterBuilder?
}

/// Where pages are put together; the buffers are used again for the next chunk.
final class PageSink {
    private let compressor: BlockCompressor
    /// A page before compression, and after.
    private let body: ByteBuffer
    private let packed: ByteBuffer

    init(_ compressor: BlockCompressor) throws(LakeError) {
        self.compressor = compressor
        body = try ByteBuffer(capacityBytes: 1 << 16)
        packed = try ByteBuffer(capacityBytes: 1 << 16)
    }

    /// Appends the dictionary page.
    func appendDictionary(
        _ content: UnsafeBufferPointer<UInt8>, entryCount: Int, to chunk: inout EncodedChunk
    ) throws(LakeError) {
        unsafe try append(content, to: &chunk) { header in
            header.int32(1, 2)
            return {
                $0.structure(7) {
                    $0.int32(1, entryCount)
                    $0.int32(2, Encoding.plain.number)
                }
            }
        }
        chunk.dictionaryPageBytes = chunk.bytes.countBytes
    }

    /// Appends a data page.
    ///
    /// - Parameter write: appends the page's values.
    func appendData(
        _ cut: PageCut, of values: LeafValues, _ leaf: SchemaLeaf, bounds: ValueBounds,
        to chunk: inout EncodedChunk, _ write: (ByteBuffer) throws(LakeError) -> Void
    ) throws(LakeError) {
        body.countBytes = 0
        try appendLevels(values.repetitionLevels, leaf.maxRepetitionLevel, 0, cut.entries)
        try appendLevels(
            values.definitionLevels, leaf.maxDefinitionLevel, leaf.maxDefinitionLevel, cut.entries)
        try write(body)
        let offset = chunk.bytes.countBytes
        let encoding = chunk.encoding
        unsafe try append(
            UnsafeBufferPointer(start: body.base, count: body.countBytes), to: &chunk
        ) { header in
            header.int32(1, 0)
            return {
                $0.structure(5) {
                    $0.int32(1, cut.entries.count)
                    $0.int32(2, encoding.number)
                    $0.int32(3, Encoding.rle.number)
                    $0.int32(4, Encoding.rle.number)
                }
            }
        }
        chunk.pages.append(
            EncodedPage(
                offset: offset, sizeBytes: chunk.bytes.countBytes - offset,
                firstRow: cut.rows.lowerBound, valueCount: cut.values.count,
                nullCount: cut.entries.count - cut.values.count, bounds: bounds))
    }

    /// - Parameter uniform: the level of all entries where `levels` is nil.
    private func appendLevels(
        _ levels: [UInt8]?, _ highest: Int, _ uniform: Int, _ entries: Range<Int>
    ) throws(LakeError) {
        guard highest > 0 else { return }
        let start = body.countBytes
        try body.appendLength(0)
        let width = bitWidth(of: highest)
        if let levels {
            unsafe try levels.withUnsafeBufferPointer { (levels) throws(LakeError) in
                guard let base = levels.baseAddress else { return }
                unsafe try encodeRLEHybrid(
                    base + entries.lowerBound, count: entries.count, bitWidth: width, to: body)
            }
        } else {
            try encodeRLERun(
                UInt32(truncatingIfNeeded: uniform), count: entries.count, bitWidth: width,
                to: body)
        }
        let end = body.countBytes
        body.countBytes = start
        try body.appendLength(end - start - 4)
        body.countBytes = end
    }

    /// - Parameter describe: writes the page's type and gives what writes the rest of its kind.
    private func append(
        _ content: UnsafeBufferPointer<UInt8>, to chunk: inout EncodedChunk,
        _ describe: (inout CompactWriter) -> ((inout CompactWriter) -> Void)
    ) throws(LakeError) {
        guard content.count <= ParquetLimits.pageBytesMax else {
            throw LakeError(
                .limit, "a page of \(content.count) bytes",
                advice: "a single value must be smaller than 1 GiB")
        }
        packed.countBytes = 0
        let isCompressed = compressor.codec != .uncompressed
        let size =
            unsafe isCompressed
            ? try compressor.compress(content, appendingTo: packed) : content.count
        let header = CompactWriter.structure {
            let rest = describe(&$0)
            $0.int32(2, content.count)
            $0.int32(3, size)
            rest(&$0)
        }
        let bytes = chunk.bytes
        try bytes.reserve(bytes.countBytes + header.count + size)
        unsafe try header.withUnsafeBufferPointer { (header) throws(LakeError) in
            if let start = header.baseAddress {
                unsafe try bytes.append(start, count: header.count)
            }
        }
        if isCompressed {
            unsafe try bytes.append(packed.base, count: size)
        } else if let start = content.baseAddress {
            unsafe try bytes.append(start, count: size)
        }
        chunk.uncompressedBytes += header.count + content.count
    }
}

@available(*, unavailable)
extension PageSink: Sendable {}
