// Where the data pages of a chunk are and with which row they begin: the struct OffsetIndex,
// PageIndex.md. Dictionary pages are not in it.

package import Columnar
package import Storage

/// The place of a data page.
package struct PageLocation: Sendable {
    /// The place of the page's header in the file.
    package let offset: Int
    /// Header and page.
    package let compressedSizeBytes: Int
    /// Counted from the start of the row group.
    package let firstRowIndex: Int

    package var byteRange: Range<Int> { offset..<offset + compressedSizeBytes }

    init(reading reader: inout CompactReader) throws(LakeError) {
        var offset: Int?
        var compressedSize: Int?
        var firstRowIndex: Int?
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: offset = try reader.count(field, "offset")
            case 2: compressedSize = try reader.count32(field, "compressed_page_size")
            case 3: firstRowIndex = try reader.count(field, "first_row_index")
            default: try reader.skip(field)
            }
        }
        guard let offset, let compressedSize, let firstRowIndex else {
            throw reader.bytes.corrupt("a page location lacks a field")
        }
        self.offset = offset
        compressedSizeBytes = compressedSize
        self.firstRowIndex = firstRowIndex
    }
}

/// The offset index of a chunk: its pages in order, one behind the other.
package struct OffsetIndex: Sendable {
    package let pages: [PageLocation]
    private let rowCount: Int

    /// The rows of a page, counted from the start of the row group.
    package func rowRange(ofPage page: Int) -> Range<Int> {
        let end = page + 1 < pages.count ? pages[page + 1].firstRowIndex : rowCount
        return pages[page].firstRowIndex..<end
    }

    /// Parses an index and checks it against its chunk.
    ///
    /// - Parameters:
    ///   - chunk: the bytes of the chunk.
    ///   - rowCount: of the row group.
    /// - Throws: `LakeError.corrupt` at `.byteOffset`, also when pages are outside of the chunk or
    ///   overlap, or rows do not begin at 0, go back or end behind the row group.
    package init(
        _ bytes: ByteReader, chunk: Range<Int>, rowCount: Int
    ) throws(LakeError) {
        var reader = CompactReader(bytes)
        var pages: [PageLocation] = []
        var last = 0
        while let field = try reader.nextField(after: &last) {
            guard field.id == 1 else {
                try reader.skip(field)
                continue
            }
            pages = try reader.structures(field, "page_locations") {
                (reader) throws(LakeError) in try PageLocation(reading: &reader)
            }
        }
        var end = chunk.lowerBound
        var row = 0
        for (index, page) in pages.enumerated() {
            guard
                page.offset >= end, page.offset <= chunk.upperBound,
                page.compressedSizeBytes <= chunk.upperBound - page.offset
            else {
                throw bytes.corrupt("the offset index puts page \(index) outside of its place")
            }
            guard
                page.firstRowIndex >= row, page.firstRowIndex <= rowCount,
                index > 0 || page.firstRowIndex == 0
            else {
                throw bytes.corrupt(
                    "the offset index lets page \(index) begin with row \(page.firstRowIndex)")
            }
            end = page.offset + page.compressedSizeBytes
            row = page.firstRowIndex
        }
        guard !pages.isEmpty || rowCount == 0 else {
            throw bytes.corrupt("the offset index has no page for \(rowCount) rows")
        }
        self.pages = pages
        self.rowCount = rowCount
    }

    /// Reads the offset index of a chunk.
    ///
    /// - Parameter rowCount: of the row group.
    /// - Returns: nil when it has none.
    /// - Throws: as `init(_:chunk:rowCount:)`; `LakeError.unsupported` for an encrypted chunk;
    ///   `.limit`; `.io`.
    package static func read(
        file: OpenFile, chunk: ColumnChunk, rowCount: Int
    ) throws(LakeError) -> OffsetIndex? {
        let metadata = try chunk.readable()
        guard
            let bytes = try file.index(
                at: chunk.offsetIndexOffset, sizeBytes: chunk.offsetIndexSizeBytes)
        else { return nil }
        return try OffsetIndex(bytes, chunk: metadata.byteRange, rowCount: rowCount)
    }
}
