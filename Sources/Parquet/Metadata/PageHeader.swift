// The header in front of every page: the struct PageHeader of parquet.thrift.
//
//     [ header | compressed page ] [ header | compressed page ] …
//
// Headers are read in the hot path: nothing is allocated, statistics are passed over.

package import Columnar

/// The header of one page.
package struct PageHeader: Sendable {
    /// What the kind of page has to say.
    package enum Kind: Sendable {
        case data(DataPageHeader)
        case dataV2(DataPageHeaderV2)
        case dictionary(DictionaryPageHeader)
        /// Never written in practice; passed over.
        case index
        /// A kind of a later version; passed over.
        case unknown(Int32)
    }

    package let kind: Kind
    /// Bytes after decompression, levels included.
    package let uncompressedSizeBytes: Int
    /// Bytes behind the header.
    package let compressedSizeBytes: Int
    /// CRC-32 of the bytes behind the header.
    package let crc: UInt32?

    /// Reads a header.
    ///
    /// - Parameter reader: stands at the header; afterwards at the page's first byte.
    /// - Throws: `LakeError.corrupt` at `.byteOffset`: a negative number, a missing field.
    package init(reading bytes: inout ByteReader) throws(LakeError) {
        var reader = CompactReader(bytes)
        var type: Int32?
        var uncompressedSize: Int?
        var compressedSize: Int?
        var crc: UInt32?
        var kind: Kind?
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: type = try reader.int32(field, "type")
            case 2: uncompressedSize = try reader.count32(field, "uncompressed_page_size")
            case 3: compressedSize = try reader.count32(field, "compressed_page_size")
            case 4: crc = UInt32(bitPattern: try reader.int32(field, "crc"))
            case 5:
                try reader.expect(.structure, field, "data_page_header")
                kind = .data(try DataPageHeader(reading: &reader))
            case 7:
                try reader.expect(.structure, field, "dictionary_page_header")
                kind = .dictionary(try DictionaryPageHeader(reading: &reader))
            case 8:
                try reader.expect(.structure, field, "data_page_header_v2")
                kind = .dataV2(try DataPageHeaderV2(reading: &reader))
            default: try reader.skip(field)
            }
        }
        guard let type, let uncompressedSize, let compressedSize else {
            throw bytes.corrupt("a page header without type or sizes")
        }
        switch (type, kind) {
        case (0, .data(let header)): self.kind = .data(header)
        case (1, _): self.kind = .index
        case (2, .dictionary(let header)): self.kind = .dictionary(header)
        case (3, .dataV2(let header)): self.kind = .dataV2(header)
        case (0, _), (2, _), (3, _):
            throw bytes.corrupt("a page header of type \(type) without that type's fields")
        default: self.kind = .unknown(type)
        }
        uncompressedSizeBytes = uncompressedSize
        compressedSizeBytes = compressedSize
        self.crc = crc
        bytes = reader.bytes
    }
}

/// What is special to a data page of version 1.
package struct DataPageHeader: Sendable {
    /// Values and nulls.
    package private(set) var valueCount = -1
    package private(set) var encoding = Encoding.plain
    package private(set) var definitionLevelEncoding = Encoding.rle
    package private(set) var repetitionLevelEncoding = Encoding.rle

    init(reading reader: inout CompactReader) throws(LakeError) {
        var hasEncoding = false
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: valueCount = try reader.count32(field, "num_values")
            case 2:
                encoding = Encoding(number: try reader.int32(field, "encoding"))
                hasEncoding = true
            case 3:
                definitionLevelEncoding = Encoding(
                    number: try reader.int32(field, "definition_level_encoding"))
            case 4:
                repetitionLevelEncoding = Encoding(
                    number: try reader.int32(field, "repetition_level_encoding"))
            default: try reader.skip(field)
            }
        }
        guard valueCount >= 0, hasEncoding else {
            throw reader.bytes.corrupt("a data page header without num_values or encoding")
        }
    }
}

/// What is special to a data page of version 2: levels stand in front, never compressed.
package struct DataPageHeaderV2: Sendable {
    /// Values and nulls.
    package private(set) var valueCount = -1
    package private(set) var nullCount = 0
    package private(set) var rowCount = -1
    package private(set) var encoding = Encoding.plain
    package private(set) var definitionLevelsSizeBytes = -1
    package private(set) var repetitionLevelsSizeBytes = -1
    /// Whether the values (not the levels) are compressed.
    package private(set) var isCompressed = true

    init(reading reader: inout CompactReader) throws(LakeError) {
        var hasEncoding = false
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: valueCount = try reader.count32(field, "num_values")
            case 2: nullCount = try reader.count32(field, "num_nulls")
            case 3: rowCount = try reader.count32(field, "num_rows")
            case 4:
                encoding = Encoding(number: try reader.int32(field, "encoding"))
                hasEncoding = true
            case 5:
                definitionLevelsSizeBytes = try reader.count32(
                    field, "definition_levels_byte_length")
            case 6:
                repetitionLevelsSizeBytes = try reader.count32(
                    field, "repetition_levels_byte_length")
            case 7: isCompressed = try reader.boolean(field, "is_compressed")
            default: try reader.skip(field)
            }
        }
        guard
            valueCount >= 0, rowCount >= 0, hasEncoding, definitionLevelsSizeBytes >= 0,
            repetitionLevelsSizeBytes >= 0
        else { throw reader.bytes.corrupt("a data page header (version 2) lacks a field") }
        guard nullCount <= valueCount else {
            throw reader.bytes.corrupt("num_nulls is \(nullCount) of \(valueCount) values")
        }
    }
}

/// What is special to a dictionary page.
package struct DictionaryPageHeader: Sendable {
    package private(set) var valueCount = -1
    package private(set) var encoding = Encoding.plain
    package private(set) var isSorted = false

    init(reading reader: inout CompactReader) throws(LakeError) {
        var last = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: valueCount = try reader.count32(field, "num_values")
            case 2: encoding = Encoding(number: try reader.int32(field, "encoding"))
            case 3: isSorted = try reader.boolean(field, "is_sorted")
            default: try reader.skip(field)
            }
        }
        guard valueCount >= 0 else {
            throw reader.bytes.corrupt("a dictionary page header without num_values")
        }
    }
}
