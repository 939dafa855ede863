// Compresses blocks: whole pages of Parquet, whole blocks of Avro.
//
//     codec          made by                       level
//     zstd           ZSTD_compressCCtx             1...22, negative for faster; 1 by default
//     gzip, deflate  zlib                          1...9; 6 by default
//     snappy         snappy_compress               none
//     lz4_raw        LZ4_compress_fast             none
//
// Brotli, bzip2 and the deprecated framing of LZ4 are read only: nobody should write them any more.

import CCodecs
package import Columnar

/// Compresses one block after another, keeping the library's state. One thread at a time.
@safe
package final class BlockCompressor {
    /// The level of zstd where none is asked for: with level 3 a measurement table of 5 million
    /// rows takes twice as long and is no smaller, since its pages are packed already.
    package static let zstdLevelDefault = 1
    private static let deflateLevelDefault = 6

    package let codec: Codec
    private let level: Int32
    /// Of zstd only.
    private let zstd: OpaquePointer?

    /// - Parameter level: how hard to try, in the codec's own scale; its default when nil.
    /// - Throws: `LakeError.unsupported` for a codec that is only read, `.invalidInput` for a level
    ///   that the codec has not, `.limit` without memory.
    package init(_ codec: Codec, level: Int? = nil) throws(LakeError) {
        self.codec = codec
        var context: OpaquePointer?
        switch codec {
        case .uncompressed, .snappy, .lz4Raw:
            self.level = 0
        case .zstd:
            self.level = try Self.level(
                level ?? Self.zstdLevelDefault, of: codec,
                in: Int(ZSTD_minCLevel())...Int(ZSTD_maxCLevel()))
            unsafe context = unsafe ZSTD_createCCtx()
            guard unsafe context != nil else {
                throw LakeError(.limit, "no memory for the zstd encoder")
            }
        case .gzip, .deflate:
            self.level = try Self.level(level ?? Self.deflateLevelDefault, of: codec, in: 1...9)
        case .brotli, .bzip2, .lz4Hadoop:
            throw LakeError(
                .unsupported, "the codec \(codec.rawValue) is read but not written",
                advice: "write zstd, snappy, gzip or lz4_raw")
        }
        unsafe zstd = unsafe context
    }

    private static func level(
        _ level: Int, of codec: Codec, in range: ClosedRange<Int>
    ) throws(LakeError) -> Int32 {
        guard range.contains(level) else {
            throw LakeError(
                .invalidInput, "a compression level of \(level)",
                advice: "\(codec.rawValue) has the levels \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return Int32(level)
    }

    deinit { _ = unsafe ZSTD_freeCCtx(zstd) }

    /// Compresses a block.
    ///
    /// - Parameter buffer: gets the bytes behind those it has.
    /// - Returns: bytes appended.
    /// - Throws: `LakeError.limit` for a block of more than `CompressionLimits.blockBytesMax` or
    ///   without memory, `.internal` when the library refuses; the buffer's content is then as it
    ///   was.
    package func compress(
        _ source: UnsafeBufferPointer<UInt8>, appendingTo buffer: ByteBuffer
    ) throws(LakeError) -> Int {
        guard source.count <= CompressionLimits.blockBytesMax else {
            throw LakeError(.limit, "a block of \(source.count) bytes is more than is written")
        }
        // LZ4 and zlib take no null pointer for an empty block.
        guard let start = source.baseAddress else {
            let nothing: [UInt8] = [0]
            return unsafe try nothing.withUnsafeBufferPointer { (one) throws(LakeError) in
                unsafe try compress(UnsafeBufferPointer(rebasing: one[0..<0]), appendingTo: buffer)
            }
        }
        let room = try room(source.count)
        try buffer.reserve(buffer.countBytes + room)
        // Safe: each library writes at most the `room` it announced for this many bytes.
        let target = unsafe buffer.base + buffer.countBytes
        let count: Int?
        switch codec {
        case .zstd:
            let result = unsafe ZSTD_compressCCtx(zstd, target, room, start, source.count, level)
            count = ZSTD_isError(result) == 0 ? result : nil
        case .snappy: count = unsafe snappy(source, start, target, room)
        case .lz4Raw:
            let result = unsafe start.withMemoryRebound(to: CChar.self, capacity: source.count) {
                from in
                unsafe target.withMemoryRebound(to: CChar.self, capacity: room) { to in
                    unsafe LZ4_compress_default(
                        from, to, Int32(source.count), Int32(clamping: room))
                }
            }
            count = result > 0 ? Int(result) : nil
        case .gzip, .deflate: count = unsafe deflateAll(source, start, target, room)
        default:
            unsafe target.update(from: start, count: source.count)
            count = source.count
        }
        guard let count else {
            throw LakeError(.internal, "\(codec.rawValue) did not compress \(source.count) bytes")
        }
        buffer.countBytes += count
        return count
    }

    /// The most bytes that a block may become.
    private func room(_ count: Int) throws(LakeError) -> Int {
        switch codec {
        case .zstd: return ZSTD_compressBound(count)
        case .snappy: return snappy_max_compressed_length(count)
        case .lz4Raw:
            let bound = LZ4_compressBound(Int32(count))
            guard bound > 0 else { throw LakeError(.limit, "a block of \(count) bytes") }
            return Int(bound)
        // zlib's bound for any settings, and the 18 bytes of a gzip member.
        case .gzip, .deflate: return count + (count + 7) >> 3 + (count + 63) >> 6 + 32
        default: return count
        }
    }

    private func snappy(
        _ source: UnsafeBufferPointer<UInt8>, _ start: UnsafePointer<UInt8>,
        _ target: UnsafeMutablePointer<UInt8>, _ room: Int
    ) -> Int? {
        var written = room
        let status = unsafe start.withMemoryRebound(to: CChar.self, capacity: source.count) {
            from in
            unsafe target.withMemoryRebound(to: CChar.self, capacity: room) { to in
                unsafe snappy_compress(from, source.count, to, &written)
            }
        }
        return status == SNAPPY_OK ? written : nil
    }

    private func deflateAll(
        _ source: UnsafeBufferPointer<UInt8>, _ start: UnsafePointer<UInt8>,
        _ target: UnsafeMutablePointer<UInt8>, _ room: Int
    ) -> Int? {
        var stream = unsafe z_stream()
        let code =
            unsafe codec == .gzip
            ? lake_deflate_init_gzip(&stream, level) : lake_deflate_init_raw(&stream, level)
        guard code == Z_OK else { return nil }
        defer { unsafe deflateEnd(&stream) }
        unsafe stream.next_in = unsafe UnsafeMutablePointer(mutating: start)
        unsafe stream.avail_in = UInt32(source.count)
        unsafe stream.next_out = unsafe target
        unsafe stream.avail_out = UInt32(clamping: room)
        guard unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END else { return nil }
        return unsafe Int(stream.total_out)
    }
}

@available(*, unavailable)
extension BlockCompressor: Sendable {}
