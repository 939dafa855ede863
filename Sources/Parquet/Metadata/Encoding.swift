// How values are packed in a page: the enum Encoding of parquet.thrift.

/// The encoding of values or levels. Numbers of later versions are kept, so that a file is refused
/// only where a page has one.
package enum Encoding: Hashable, Sendable {
    case plain
    /// Old name of `plain` (in a dictionary page) and `rleDictionary` (in a data page).
    case plainDictionary
    case rle
    case bitPacked
    case deltaBinaryPacked
    case deltaLengthByteArray
    case deltaByteArray
    case rleDictionary
    case byteStreamSplit
    case unknown(Int32)

    package init(number: Int32) {
        self =
            switch number {
            case 0: .plain
            case 2: .plainDictionary
            case 3: .rle
            case 4: .bitPacked
            case 5: .deltaBinaryPacked
            case 6: .deltaLengthByteArray
            case 7: .deltaByteArray
            case 8: .rleDictionary
            case 9: .byteStreamSplit
            default: .unknown(number)
            }
    }

    /// The name in parquet.thrift.
    package var name: String {
        switch self {
        case .plain: "PLAIN"
        case .plainDictionary: "PLAIN_DICTIONARY"
        case .rle: "RLE"
        case .bitPacked: "BIT_PACKED"
        case .deltaBinaryPacked: "DELTA_BINARY_PACKED"
        case .deltaLengthByteArray: "DELTA_LENGTH_BYTE_ARRAY"
        case .deltaByteArray: "DELTA_BYTE_ARRAY"
        case .rleDictionary: "RLE_DICTIONARY"
        case .byteStreamSplit: "BYTE_STREAM_SPLIT"
        case .unknown(let number): "number \(number)"
        }
    }

    /// Whether values are indexes of the chunk's dictionary.
    package var isDictionary: Bool { self == .plainDictionary || self == .rleDictionary }
}
