// The compression codecs of Parquet pages and Avro blocks.

/// How a block of bytes is compressed.
package enum Codec: String, CaseIterable, Sendable {
    case uncompressed
    /// Bare deflate data (RFC 1951).
    case deflate
    /// Any number of gzip members (RFC 1952); zlib streams (RFC 1950) are taken too, since some
    /// Parquet writers put them there.
    case gzip
    /// The raw format, without framing.
    case snappy
    /// Any number of frames (RFC 8878).
    case zstd
    /// One LZ4 block.
    case lz4Raw = "lz4_raw"
    /// Parquet's deprecated LZ4: Hadoop's frames, or what writers put in their place: one LZ4
    /// block, or LZ4 frames.
    case lz4Hadoop = "lz4"
    /// RFC 7932.
    case brotli
    case bzip2
}
