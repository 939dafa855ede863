// The struct ColumnMetaData of parquet.thrift: where a column chunk's pages are and what they hold.
//
//     [ dictionary page ] data page data page …        one chunk, in one piece
//     ^ byteRange.start

import Columnar

/// Pages of a kind and encoding in a chunk.
package struct PageEncodingStats: Sendable {
    /// 0 data, 1 index, 2 dictionary, 3 data of version 2.
    package private(set) var pageType: Int32 = 0
    package private(set) var encoding = Encoding.plain
    package private(set) var count = 0

    init(reading reader: inout CompactReader) throws(LakeError) {
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: pageType = try reader.int32(field, "page_type")
            case 2: encoding = Encoding(number: try reader.int32(field, "encoding"))
            case 3: count = try reader.count32(field, "count")
            default: try reader.skip(field)
            }
        }
    }
}

/// The metadata of one column chunk.
package struct ColumnMetadata: Sendable {
    package private(set) var type: PhysicalType
    package private(set) var encodings: [Encoding] = []
    /// Names from below the root to the leaf.
    package private(set) var path: [String] = []
    package private(set) var codec: CompressionCodec
    /// Values and nulls.
    package private(set) var valueCount: Int
    package private(set) var totalUncompressedSizeBytes: Int
    /// Bytes of all pages with their headers.
    package private(set) var totalCompressedSizeBytes: Int
    package private(set) var dataPageOffset: Int
    package private(set) var indexPageOffset: Int?
    /// As the file says it: 0 and absent both mean nothing about there being a dictionary.
    package private(set) var dictionaryPageOffset: Int?
    package private(set) var statistics: Statistics?
    package private(set) var encodingStats: [PageEncodingStats] = []
    package private(set) var bloomFilterOffset: Int?
    package private(set) var bloomFilterSizeBytes: Int?
    /// The bytes of the chunk in the file: from the dictionary page, when its offset is above zero
    /// and lower, or the first data page. `FileMetadata` has checked it against the file.
    package internal(set) var byteRange: Range<Int>

    /// - Throws: `LakeError.corrupt` at `.byteOffset`.
    init(reading reader: inout CompactReader) throws(LakeError) {
        var type: PhysicalType?
        var codec: CompressionCodec?
        var valueCount: Int?
        var uncompressedSize: Int?
        var compressedSize: Int?
        var dataPageOffset: Int?
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                let number = try reader.int32(field, "type")
                guard let known = PhysicalType(rawValue: number) else {
                    throw reader.bytes.corrupt("a column chunk of physical type \(number)")
                }
                type = known
            case 2:
                encodings = []
                for _ in 0..<(try reader.list(field, of: .int32, "encodings")) {
                    encodings.append(Encoding(number: try reader.enumeration()))
                }
            case 3:
                path = []
                for _ in 0..<(try reader.list(field, of: .binary, "path_in_schema")) {
                    let range = try reader.binaryRange()
                    path.append(String(decoding: reader.bytes.copy(range), as: UTF8.self))
                }
            case 4: codec = CompressionCodec(number: try reader.int32(field, "codec"))
            case 5: valueCount = try reader.count(field, "num_values")
            case 6: uncompressedSize = try reader.count(field, "total_uncompressed_size")
            case 7: compressedSize = try reader.count(field, "total_compressed_size")
            case 9: dataPageOffset = try reader.count(field, "data_page_offset")
            case 10: indexPageOffset = Int(try reader.integer(field, "index_page_offset"))
            case 11: dictionaryPageOffset = Int(try reader.integer(field, "dictionary_page_offset"))
            case 12:
                try reader.expect(.structure, field, "statistics")
                statistics = try Statistics(reading: &reader)
            case 13:
                encodingStats = []
                for _ in 0..<(try reader.list(field, of: .structure, "encoding_stats")) {
                    encodingStats.append(try PageEncodingStats(reading: &reader))
                }
            // Drafts of the format had other fields under these numbers.
            case 14 where field.type == .int64:
                bloomFilterOffset = Int(try reader.integer(field, "bloom_filter_offset"))
            case 15 where field.type == .int32:
                bloomFilterSizeBytes = Int(try reader.int32(field, "bloom_filter_length"))
            default: try reader.skip(field)
            }
        }
        guard
            let type, let codec, let valueCount, let uncompressedSize, let compressedSize,
            let dataPageOffset
        else { throw reader.bytes.corrupt("the metadata of a column chunk lack a field") }
        self.type = type
        self.codec = codec
        self.valueCount = valueCount
        totalUncompressedSizeBytes = uncompressedSize
        totalCompressedSizeBytes = compressedSize
        self.dataPageOffset = dataPageOffset
        var start = dataPageOffset
        if let dictionaryPageOffset, dictionaryPageOffset > 0 {
            start = min(start, dictionaryPageOffset)
        }
        let (end, isOverflowing) = start.addingReportingOverflow(compressedSize)
        guard !isOverflowing else {
            throw reader.bytes.corrupt(
                "total_compressed_size is \(compressedSize) from byte \(start) on")
        }
        byteRange = start..<end
    }
}

extension CompactReader {
    /// An enumeration's number as an element of a list.
    mutating func enumeration() throws(LakeError) -> Int32 {
        let number = try bytes.zigzag()
        guard let number = Int32(exactly: number) else {
            throw bytes.corrupt("an enumeration with the number \(number)")
        }
        return number
    }
}
