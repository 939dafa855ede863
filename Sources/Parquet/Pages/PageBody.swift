// The parts of a data page: levels and values, decompressed.
//
//     version 1   compressed( [length][repetition levels] [length][definition levels] values )
//     version 2   repetition levels, definition levels, compressed( values )
//
// Lengths are 4 bytes, little-endian; bit-packed levels (deprecated) have none. Levels whose
// maximum is 0 are left out. Source: parquet-format README, "Data Pages".

import Columnar
import Compression
import Storage

/// A data page, ready to be decoded.
struct PageBody {
    let valueCount: Int
    let encoding: Encoding
    /// Nil where the maximum level is 0.
    var repetitionLevels: LevelReader?
    var definitionLevels: LevelReader?
    /// At the first value.
    let values: ByteReader

    /// Reads, checks and decompresses a page.
    ///
    /// - Throws: `LakeError.corrupt`, `.unsupported`, `.limit`, `.io`.
    init(_ page: LocatedPage, in chunk: ChunkContext, _ scratch: PageScratch) throws(LakeError) {
        let leaf = chunk.leaf
        let maxRepetition = leaf.maxRepetitionLevel
        let maxDefinition = leaf.maxDefinitionLevel
        switch page.header.kind {
        case .data(let header):
            valueCount = try checked(valueCount: header.valueCount)
            encoding = header.encoding
            var values = try pageBytes(page, in: chunk, scratch)
            if maxRepetition > 0 {
                repetitionLevels = try LevelReader(
                    &values, header.repetitionLevelEncoding, maxLevel: maxRepetition,
                    count: valueCount)
            }
            if maxDefinition > 0 {
                definitionLevels = try LevelReader(
                    &values, header.definitionLevelEncoding, maxLevel: maxDefinition,
                    count: valueCount)
            }
            self.values = values
        case .dataV2(let header):
            valueCount = try checked(valueCount: header.valueCount)
            encoding = header.encoding
            let (repetitionBytes, definitionBytes) = (
                header.repetitionLevelsSizeBytes, header.definitionLevelsSizeBytes
            )
            var levels = try rawBytes(page, in: chunk)
            guard repetitionBytes + definitionBytes <= levels.remainingBytes else {
                throw levels.corrupt("the levels are longer than the page")
            }
            let repetition = try levels.take(repetitionBytes)
            let definition = try levels.take(definitionBytes)
            if maxRepetition > 0 {
                repetitionLevels = LevelReader(
                    ByteReader(levels.buffer, range: repetition, fileOffset: levels.fileOffset),
                    maxLevel: maxRepetition)
            }
            if maxDefinition > 0 {
                definitionLevels = LevelReader(
                    ByteReader(levels.buffer, range: definition, fileOffset: levels.fileOffset),
                    maxLevel: maxDefinition)
            }
            if header.isCompressed && chunk.codec != .uncompressed {
                values = try decompressed(
                    levels,
                    sizeBytes: page.header.uncompressedSizeBytes - repetitionBytes
                        - definitionBytes, in: chunk, scratch)
            } else {
                values = levels
            }
        case .dictionary, .index, .unknown:
            throw LakeError(.internal, "a page without values is read as data")
        }
    }
}

/// The value count of a page, when it is within the limits.
func checked(valueCount: Int) throws(LakeError) -> Int {
    guard valueCount <= ParquetLimits.pageValuesMax else {
        throw LakeError(
            .limit,
            "a page of \(valueCount) values, where \(ParquetLimits.pageValuesMax) are read at most")
    }
    return valueCount
}

/// The bytes of a page as they stand in the file, checked against the header's CRC-32.
///
/// - Throws: `LakeError.corrupt` when the page is cut off or its checksum does not match; `.io`.
func rawBytes(_ page: LocatedPage, in chunk: ChunkContext) throws(LakeError) -> ByteReader {
    let size = page.header.compressedSizeBytes
    var reader: ByteReader
    if let window = page.window {
        let start = page.bodyOffset - window.fileOffset
        reader = ByteReader(
            window.buffer, range: start..<start + size, fileOffset: window.fileOffset)
    } else {
        let buffer = try ByteBuffer(capacityBytes: max(size, 1))
        let got = try chunk.file.read(at: page.bodyOffset, count: size, appendingTo: buffer)
        chunk.report.add(bytesRead: got)
        reader = ByteReader(buffer, fileOffset: page.bodyOffset)
    }
    guard reader.remainingBytes == size else {
        throw reader.corrupt("a page of \(size) bytes, \(reader.remainingBytes) of them are there")
    }
    if let expected = page.header.crc {
        let bytes = unsafe UnsafeBufferPointer(
            start: reader.buffer.base + reader.offset, count: size)
        guard unsafe crc32(bytes) == expected else {
            throw LakeError(
                .corrupt, "the checksum of the page does not match",
                at: [.byteOffset(page.bodyOffset)], advice: "the file is damaged; restore it")
        }
    }
    return reader
}

/// The bytes of a whole page, decompressed.
func pageBytes(
    _ page: LocatedPage, in chunk: ChunkContext, _ scratch: PageScratch
) throws(LakeError) -> ByteReader {
    let raw = try rawBytes(page, in: chunk)
    guard chunk.codec != .uncompressed else {
        // Some writers announce another size for pages that are not compressed; what is there
        // counts.
        return raw
    }
    return try decompressed(
        raw, sizeBytes: page.header.uncompressedSizeBytes, in: chunk, scratch)
}

private func decompressed(
    _ raw: ByteReader, sizeBytes: Int, in chunk: ChunkContext, _ scratch: PageScratch
) throws(LakeError) -> ByteReader {
    guard sizeBytes >= 0 else { throw raw.corrupt("the levels are longer than the page") }
    guard sizeBytes <= ParquetLimits.pageBytesMax else {
        throw LakeError(
            .limit,
            "a page of \(sizeBytes) bytes, where \(ParquetLimits.pageBytesMax) are read at most",
            at: [.byteOffset(raw.fileOffset + raw.offset)])
    }
    let buffer = try ByteBuffer(
        capacityBytes: min(max(sizeBytes, 1), max(raw.remainingBytes * 64, 1 << 20)))
    let source = unsafe UnsafeBufferPointer(
        start: UnsafePointer(raw.buffer.base + raw.offset), count: raw.remainingBytes)
    do throws(LakeError) {
        unsafe try scratch.decompressor.decompress(
            source, chunk.codec, sizeBytes: sizeBytes, appendingTo: buffer)
    } catch {
        var placed = error
        placed.places.append(.byteOffset(raw.fileOffset + raw.offset))
        throw placed
    }
    return ByteReader(buffer)
}
