// How the blocks of a file are compressed.
//
//     null       as they are
//     deflate    bare deflate data (RFC 1951)
//     snappy     the raw format, then the CRC-32 of the uncompressed bytes, 4 bytes, big-endian
//     zstandard, bzip2
//
// Source: Avro 1.12.0 specification, "Required Codecs", "Optional Codecs".

import Columnar
import Compression

/// A codec that is read.
enum AvroCodec: Sendable {
    case null, deflate, snappy, zstandard, bzip2

    /// - Parameter name: the metadata's `avro.codec`; a file without it is not compressed.
    /// - Throws: `LakeError.unsupported` for one that is not read.
    init(_ name: [UInt8]?) throws(LakeError) {
        let name = name.map { String(decoding: $0, as: UTF8.self) } ?? "null"
        switch name {
        case "null", "": self = .null
        case "deflate": self = .deflate
        case "snappy": self = .snappy
        case "zstandard": self = .zstandard
        case "bzip2": self = .bzip2
        default:
            throw LakeError(
                .unsupported, "blocks are compressed with the codec \"\(name.prefix(40))\"",
                advice: "null, deflate, snappy, zstandard and bzip2 are read")
        }
    }

    /// Decompresses a block to the end of a buffer; not for null.
    ///
    /// - Throws: `LakeError.corrupt` without a place when it is damaged, `.limit` when it becomes
    ///   larger than `AvroLimits.blockBytesMax`.
    func decompress(
        _ source: UnsafeBufferPointer<UInt8>, _ decompressor: BlockDecompressor,
        appendingTo buffer: ByteBuffer
    ) throws(LakeError) {
        let codec: Codec =
            switch self {
            case .null: .uncompressed
            case .deflate: .deflate
            case .snappy: .snappy
            case .zstandard: .zstd
            case .bzip2: .bzip2
            }
        let checksumBytes = self == .snappy ? 4 : 0
        guard source.count >= checksumBytes else {
            throw LakeError(.corrupt, "a snappy block of \(source.count) bytes has no checksum")
        }
        let compressed = unsafe UnsafeBufferPointer(
            rebasing: source[..<(source.count - checksumBytes)])
        let start = buffer.countBytes
        let count = unsafe try decompressor.decompress(
            compressed, codec, sizeBytesMax: AvroLimits.blockBytesMax, appendingTo: buffer)
        guard checksumBytes > 0 else { return }
        var announced: UInt32 = 0
        for index in compressed.count..<source.count {
            announced = unsafe announced << 8 | UInt32(source[index])
        }
        // Safe: the decompressor appended `count` bytes.
        let found = unsafe crc32(UnsafeBufferPointer(start: buffer.base + start, count: count))
        guard found == announced else {
            throw LakeError(.corrupt, "the checksum of a snappy block does not fit its bytes")
        }
    }
}
