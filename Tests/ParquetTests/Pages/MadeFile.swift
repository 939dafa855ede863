// Files of one column that the tests make up, page by page.
//
//     PAR1 [header body]* footer length PAR1
//
// Source: parquet.thrift of the Parquet format.

@testable import Parquet

/// A page: its header's parts and its body as it stands in the file.
struct MadePage {
    enum Kind {
        case data, dictionary
        case dataV2(definitionBytes: Int, repetitionBytes: Int, isCompressed: Bool?)
    }

    var kind = Kind.data
    var valueCount: Int
    /// Number of the encoding of values, and of the levels of a page of version 1.
    var encoding = 0
    var levelEncoding = 3
    var body: [UInt8]
    var uncompressedBytes: Int?
    var crc: UInt32?

    var bytes: [UInt8] {
        CompactWriter.structure { header in
            let typeNumbers: [Int64]
            switch kind {
            case .data: typeNumbers = [0]
            case .dictionary: typeNumbers = [2]
            case .dataV2: typeNumbers = [3]
            }
            header.int32(1, typeNumbers[0])
            header.int32(2, Int64(uncompressedBytes ?? body.count))
            header.int32(3, Int64(body.count))
            if let crc { header.int32(4, Int64(Int32(bitPattern: crc))) }
            switch kind {
            case .data:
                header.structure(5) {
                    $0.int32(1, Int64(valueCount))
                    $0.int32(2, Int64(encoding))
                    $0.int32(3, Int64(levelEncoding))
                    $0.int32(4, Int64(levelEncoding))
                }
            case .dictionary:
                header.structure(7) {
                    $0.int32(1, Int64(valueCount))
                    $0.int32(2, Int64(encoding))
                }
            case .dataV2(let definitionBytes, let repetitionBytes, let isCompressed):
                header.structure(8) {
                    $0.int32(1, Int64(valueCount))
                    $0.int32(2, 0)
                    $0.int32(3, Int64(valueCount))
                    $0.int32(4, Int64(encoding))
                    $0.int32(5, Int64(definitionBytes))
                    $0.int32(6, Int64(repetitionBytes))
                    if let isCompressed { $0.boolean(7, isCompressed) }
                }
            }
        } + body
    }
}

/// A file of one row group with the column `x`.
struct MadeFile {
    var type = PhysicalType.int32
    var isOptional = false
    /// Number of the codec.
    var codec = 0
    var rowCount: Int
    /// Values and nulls; as many as rows where nil.
    var valueCount: Int?
    var pages: [MadePage]

    var bytes: [UInt8] {
        let body = pages.flatMap(\.bytes)
        let firstBytes: Int
        if case .dictionary = pages.first?.kind {
            firstBytes = pages[0].bytes.count
        } else {
            firstBytes = 0
        }
        let footer = CompactWriter.structure { file in
            file.int32(1, 2)
            file.list(
                2, of: 12,
                [
                    CompactWriter.structure {
                        $0.string(4, "schema")
                        $0.int32(5, 1)
                    },
                    CompactWriter.structure {
                        $0.int32(1, Int64(type.rawValue))
                        $0.int32(3, isOptional ? 1 : 0)
                        $0.string(4, "x")
                    },
                ])
            file.int64(3, Int64(rowCount))
            file.list(4, of: 12, [rowGroup(bodyBytes: body.count, dictionaryBytes: firstBytes)])
        }
        let length = (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) }
        return Array("PAR1".utf8) + body + footer + length + Array("PAR1".utf8)
    }

    private func rowGroup(bodyBytes: Int, dictionaryBytes: Int) -> [UInt8] {
        let chunk = CompactWriter.structure { column in
            column.int64(2, 0)
            column.structure(3) {
                $0.int32(1, Int64(type.rawValue))
                $0.list(2, of: 5, [CompactWriter.zigzag(0)])
                $0.list(3, of: 8, [[1, UInt8(ascii: "x")]])
                $0.int32(4, Int64(codec))
                $0.int64(5, Int64(valueCount ?? rowCount))
                $0.int64(6, Int64(bodyBytes))
                $0.int64(7, Int64(bodyBytes))
                $0.int64(9, Int64(4 + dictionaryBytes))
                if dictionaryBytes > 0 { $0.int64(11, 4) }
            }
        }
        return CompactWriter.structure {
            $0.list(1, of: 12, [chunk])
            $0.int64(2, Int64(bodyBytes))
            $0.int64(3, Int64(rowCount))
        }
    }
}
