// Finds the pages of a chunk by walking from header to header.

import Columnar

/// Walks over the pages of one chunk, in order or by the places of an offset index. One thread at a
/// time.
final class PageWalker {
    let chunk: ChunkContext
    private let input: ChunkInput
    private let valueCount: Int
    /// The place of the next header.
    private var offset: Int
    private var pageIndex = 0
    private var valuesSeen = 0
    private var arePagesSmall = false

    /// Pages up to this size are read many at a time.
    private static let smallPageBytes = 64 << 10

    init(_ chunk: ChunkContext, _ input: ChunkInput, valueCount: Int) {
        self.chunk = chunk
        self.input = input
        self.valueCount = valueCount
        offset = input.range.lowerBound
    }

    /// The next data page; nil when all values of the chunk have been passed.
    ///
    /// - Throws: `LakeError.corrupt` when the chunk ends before its values do.
    func next() throws(LakeError) -> LocatedPage? {
        while valuesSeen < valueCount {
            guard offset < input.range.upperBound else {
                throw LakeError(
                    .corrupt,
                    "the column chunk ends after \(valuesSeen) of \(valueCount) values",
                    at: [.byteOffset(offset)])
            }
            let page = try page(at: offset)
            offset = page.bodyOffset + page.header.compressedSizeBytes
            switch page.header.kind {
            case .data(let header): valuesSeen += header.valueCount
            case .dataV2(let header): valuesSeen += header.valueCount
            case .dictionary:
                chunk.setDictionaryPage(page)
                continue
            case .index, .unknown: continue
            }
            guard valuesSeen <= valueCount else {
                throw LakeError(
                    .corrupt, "the pages hold more than the chunk's \(valueCount) values",
                    at: [.byteOffset(offset)])
            }
            return page
        }
        return nil
    }

    /// Looks whether the chunk begins with a dictionary, before any other page is asked for.
    func findDictionary() throws(LakeError) -> Bool {
        guard valueCount > 0, !input.range.isEmpty else { return false }
        let first = try page(at: input.range.lowerBound)
        guard case .dictionary = first.header.kind else { return false }
        chunk.setDictionaryPage(first)
        return true
    }

    /// Looks at the first page when it stands before the place of the first data page: it is the
    /// dictionary then.
    func readDictionary(before firstPage: Int) throws(LakeError) {
        guard input.range.lowerBound < firstPage else { return }
        let first = try page(at: input.range.lowerBound)
        if case .dictionary = first.header.kind { chunk.setDictionaryPage(first) }
    }

    /// The page whose header stands at a place that an offset index gave.
    func page(at place: Int) throws(LakeError) -> LocatedPage {
        var wanted = ParquetLimits.headerBytes
        while true {
            let ahead = arePagesSmall ? ParquetLimits.readAheadBytes : 4 * wanted
            var reader = try input.reader(at: place, count: wanted, readAhead: ahead)
            let isWhole = reader.fileOffset + reader.end >= input.range.upperBound
            do throws(LakeError) {
                let header = try PageHeader(reading: &reader)
                let body = reader.fileOffset + reader.offset
                let size = header.compressedSizeBytes
                guard size <= input.range.upperBound - body else {
                    throw reader.corrupt(
                        "a page of \(size) bytes, the chunk ends after "
                            + "\(input.range.upperBound - body)")
                }
                arePagesSmall = size <= Self.smallPageBytes
                pageIndex += 1
                return LocatedPage(
                    header: header, bodyOffset: body, window: input.loaded(body..<body + size),
                    index: pageIndex - 1)
            } catch {
                // Long statistics make a header longer than what was read at first.
                guard !isWhole, wanted < ParquetLimits.headerBytesMax else { throw error }
                wanted *= 8
            }
        }
    }
}

@available(*, unavailable)
extension PageWalker: Sendable {}

extension PageHeader {
    /// Values and nulls of a data page.
    var valueCount: Int {
        switch kind {
        case .data(let header): header.valueCount
        case .dataV2(let header): header.valueCount
        case .dictionary, .index, .unknown: 0
        }
    }
}
