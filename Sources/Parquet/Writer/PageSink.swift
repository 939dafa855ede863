// The pages of one chunk as they are written: header, then levels and values, compressed together.
//
//     [ dictionary page ] [ data page ] [ data page ] …
//     data page   header | codec( repetition levels, definition levels, values )
//     levels      length (4, little-endian) | RLE hybrid             nothing where all are 0
//
// A chunk is compressed where its dictionary and first data page shrink by a thirty-second: random
// times of day and mixed indexes hardly do, and every reader would pay for it.
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
    /// Of all pages: that of the options, or none.
    var codec: Codec
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
    /// A dictionary waits for the first data page: the two decide on the codec of the chunk.
    private let dictionary: ByteBuffer
    private let packedDictionary: ByteBuffer
    /// Nil while none waits.
    private var dictionaryEntryCount: Int?

    init(_ compressor: BlockCompressor) throws(LakeError) {
        self.compressor = compressor
        body = try ByteBuffer(capacityBytes: 1 << 16)
        packed = try ByteBuffer(capacityBytes: 1 << 16)
        dictionary = try ByteBuffer(capacityBytes: 1 << 12)
        packedDictionary = try ByteBuffer(capacityBytes: 1 << 12)
    }

    /// Takes the dictionary page of the next chunk; it is written with the first data page.
    func takeDictionary(
        _ content: UnsafeBufferPointer<UInt8>, entryCount: Int
    ) throws(LakeError) {
        try Self.check(sizeBytes: content.count)
        dictionary.countBytes = 0
        if let start = content.baseAddress {
            // Safe: the caller's bytes live across the call.
            unsafe try dictionary.append(start, count: content.count)
        }
        dictionaryEntryCount = entryCount
    }

    private func appendDictionary(to chunk: inout EncodedChunk) throws(LakeError) {
        guard let entryCount = dictionaryEntryCount else { return }
        dictionaryEntryCount = nil
        let stored = chunk.codec == .uncompressed ? dictionary : packedDictionary
        try append(dictionary, as: stored, to: &chunk) { header in
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
        try Self.check(sizeBytes: body.countBytes)
        if chunk.codec != .uncompressed { try pack(body, into: packed) }
        if chunk.pages.isEmpty {
            try decideCodec(of: &chunk)
            try appendDictionary(to: &chunk)
        }
        let offset = chunk.bytes.countBytes
        let encoding = chunk.encoding
        let stored = chunk.codec == .uncompressed ? body : packed
        try append(body, as: stored, to: &chunk) { header in
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

    /// Less says nothing of the rest, and has the codec that was asked for.
    private static let decidingBytesMin = 4096

    /// Sees whether compression is worth it, from the dictionary and the first data page, which is
    /// packed.
    private func decideCodec(of chunk: inout EncodedChunk) throws(LakeError) {
        guard chunk.codec != .uncompressed else { return }
        var plainBytes = body.countBytes
        var packedBytes = packed.countBytes
        if dictionaryEntryCount != nil {
            try pack(dictionary, into: packedDictionary)
            plainBytes += dictionary.countBytes
            packedBytes += packedDictionary.countBytes
        }
        guard plainBytes >= Self.decidingBytesMin else { return }
        if packedBytes > plainBytes - plainBytes / 32 { chunk.codec = .uncompressed }
    }

    private static func check(sizeBytes: Int) throws(LakeError) {
        guard sizeBytes <= ParquetLimits.pageBytesMax else {
            throw LakeError(
                .limit, "a page of \(sizeBytes) bytes",
                advice: "a single value must be smaller than 1 GiB")
        }
    }

    private func pack(_ content: ByteBuffer, into target: ByteBuffer) throws(LakeError) {
        target.countBytes = 0
        // Safe: the buffer lives across the call.
        _ = unsafe try compressor.compress(
            UnsafeBufferPointer(start: content.base, count: content.countBytes),
            appendingTo: target)
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

    /// - Parameters:
    ///   - stored: the content as it stands in the file.
    ///   - describe: writes the page's type and gives what writes the rest of its kind.
    private func append(
        _ content: ByteBuffer, as stored: ByteBuffer, to chunk: inout EncodedChunk,
        _ describe: (inout CompactWriter) -> ((inout CompactWriter) -> Void)
    ) throws(LakeError) {
        let header = CompactWriter.structure {
            let rest = describe(&$0)
            $0.int32(2, content.countBytes)
            $0.int32(3, stored.countBytes)
            rest(&$0)
        }
        let bytes = chunk.bytes
        try bytes.reserve(bytes.countBytes + header.count + stored.countBytes)
        unsafe try header.withUnsafeBufferPointer { (header) throws(LakeError) in
            if let start = header.baseAddress {
                unsafe try bytes.append(start, count: header.count)
            }
        }
        unsafe try bytes.append(stored.base, count: stored.countBytes)
        chunk.uncompressedBytes += header.count + content.countBytes
    }
}

@available(*, unavailable)
extension PageSink: Sendable {}
