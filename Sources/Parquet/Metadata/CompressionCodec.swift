// How pages are compressed: the enum CompressionCodec of parquet.thrift.

/// The codec of a column chunk. Numbers of later versions are kept, so that a file is refused only
/// where such a column is read.
package enum CompressionCodec: Hashable, Sendable {
    case uncompressed
    case snappy
    case gzip
    case lzo
    case brotli
    /// Deprecated: LZ4 blocks in the frames of Hadoop, or bare, or in LZ4's own frames.
    case lz4
    case zstd
    case lz4Raw
    case unknown(Int32)

    package init(number: Int32) {
        self =
            switch number {
            case 0: .uncompressed
            case 1: .snappy
            case 2: .gzip
            case 3: .lzo
            case 4: .brotli
            case 5: .lz4
            case 6: .zstd
            case 7: .lz4Raw
            default: .unknown(number)
            }
    }

    /// The name in parquet.thrift.
    package var name: String {
        switch self {
        case .uncompressed: "UNCOMPRESSED"
        case .snappy: "SNAPPY"
        case .gzip: "GZIP"
        case .lzo: "LZO"
        case .brotli: "BROTLI"
        case .lz4: "LZ4"
        case .zstd: "ZSTD"
        case .lz4Raw: "LZ4_RAW"
        case .unknown(let number): "number \(number)"
        }
    }
}
