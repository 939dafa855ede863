// Decompresses blocks: whole pages of Parquet, whole blocks of Avro.
//
// The caller says how large a block may become, before anything is allocated for it: from the
// page's header where the format has one, else by its own limit. A block that becomes larger is an
// error, never a reason for more memory.

import CCodecs
package import Columnar

/// Decompresses one block after another, keeping the libraries' state. One thread at a time.
@safe
package final class BlockDecompressor {
    private let zstd: OpaquePointer

    /// - Throws: `LakeError.limit` without memory.
    package init() throws(LakeError) {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw LakeError(.limit, "no memory for the zstd decoder")
        }
        unsafe zstd = unsafe context
    }

    deinit { _ = unsafe ZSTD_freeDCtx(zstd) }

    /// Decompresses a block whose size its format announces.
    ///
    /// - Parameter sizeBytes: the size after decompression, which must be met.
    /// - Throws: `LakeError.corrupt` without a place, `.limit`; the buffer is then as it was.
    package func decompress(
        _ source: UnsafeBufferPointer<UInt8>, _ codec: Codec, sizeBytes: Int,
        appendingTo buffer: ByteBuffer
    ) throws(LakeError) {
        let before = buffer.countBytes
        let count = unsafe try decompress(
            source, codec, sizeBytesMax: sizeBytes, appendingTo: buffer)
        guard count == sizeBytes else {
            buffer.countBytes = before
            throw LakeError(
                .corrupt,
                "the \(codec.rawValue) block holds \(count) bytes, \(sizeBytes) are announced")
        }
    }

    /// Decompresses a block of unknown size.
    ///
    /// - Parameters:
    ///   - sizeBytesMax: the most bytes it may become.
    ///   - buffer: gets the bytes behind those it has.
    /// - Returns: bytes appended.
    /// - Throws: `LakeError.corrupt` without a place when the block is damaged, `.limit` when it
    ///   becomes larger or there is no memory; the buffer is then as it was.
    package func decompress(
        _ source: UnsafeBufferPointer<UInt8>, _ codec: Codec, sizeBytesMax: Int,
        appendingTo buffer: ByteBuffer
    ) throws(LakeError) -> Int {
        guard sizeBytesMax >= 0, sizeBytesMax <= CompressionLimits.blockBytesMax else {
            throw LakeError(.limit, "a block of \(sizeBytesMax) bytes is more than is read at once")
        }
        let before = buffer.countBytes
        var output = BlockOutput(buffer, sizeBytesMax: sizeBytesMax)
        do throws(LakeError) {
            guard let start = source.baseAddress, source.count > 0 else { return 0 }
            switch codec {
            case .uncompressed: unsafe try output.append(source)
            case .deflate:
                unsafe try inflateAll(source, into: &output, isOneStream: true) {
                    unsafe lake_inflate_init_raw($0)
                }
            case .gzip:
                unsafe try inflateAll(source, into: &output) { unsafe lake_inflate_init_any($0) }
            case .snappy: unsafe try uncompressSnappy(start, source.count, into: &output)
            case .zstd: unsafe try decompressZstd(source, zstd, into: &output)
            case .lz4Raw: unsafe try decompressLZ4Block(source, into: &output)
            case .lz4Hadoop: unsafe try decompressLZ4Any(source, into: &output)
            case .brotli: unsafe try decompressBrotli(source, into: &output)
            case .bzip2: unsafe try decompressBzip2(source, into: &output)
            }
        } catch {
            buffer.countBytes = before
            throw error
        }
        return buffer.countBytes - before
    }
}

@available(*, unavailable)
extension BlockDecompressor: Sendable {}

/// CRC-32 as of zlib, gzip and Parquet (polynomial 0x04C11DB7, reflected).
package func crc32(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    guard let start = bytes.baseAddress else { return 0 }
    return unsafe UInt32(truncatingIfNeeded: CCodecs.crc32_z(0, start, bytes.count))
}
