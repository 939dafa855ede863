// What is compressed is decompressed by the decompressor, which is tested against other programs'
// blocks.

import Columnar
import Compression
import Testing

@Suite("Compressing blocks")
struct BlockCompressorTests {
    private static let codecs: [Codec] = [
        .uncompressed, .deflate, .gzip, .snappy, .zstd, .lz4Raw,
    ]

    private func roundTrip(
        _ bytes: [UInt8], _ compressor: BlockCompressor
    ) throws(LakeError) -> (bytes: [UInt8], compressedCount: Int) {
        let packed = try ByteBuffer(capacityBytes: 0)
        let prefix: [UInt8] = [1, 2, 3]
        try append(prefix, to: packed)
        let count = unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            unsafe try compressor.compress(source, appendingTo: packed)
        }
        let target = try ByteBuffer(capacityBytes: 0)
        unsafe try BlockDecompressor().decompress(
            UnsafeBufferPointer(start: packed.base + prefix.count, count: count),
            compressor.codec, sizeBytes: bytes.count, appendingTo: target)
        return unsafe (
            Array(UnsafeBufferPointer(start: target.base, count: target.countBytes)), count
        )
    }

    private func append(_ bytes: [UInt8], to buffer: ByteBuffer) throws(LakeError) {
        unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            if let start = source.baseAddress {
                unsafe try buffer.append(start, count: source.count)
            }
        }
    }

    @Test("Blocks of all sizes, one after the other", arguments: codecs)
    func sizes(codec: Codec) throws {
        let compressor = try BlockCompressor(codec)
        var state: UInt32 = 7
        for size in [0, 1, 2, 15, 16, 100, 4095, 4096, 70_000, 1_100_000] {
            let noise = (0..<size).map { _ -> UInt8 in
                state = state &* 1_664_525 &+ 1_013_904_223
                return UInt8(truncatingIfNeeded: state >> 24)
            }
            #expect(try roundTrip(noise, compressor).bytes == noise, "\(size) bytes of noise")
            let same = [UInt8](repeating: 65, count: size)
            let found = try roundTrip(same, compressor)
            #expect(found.bytes == same, "\(size) equal bytes")
            if codec != .uncompressed, size > 1000 { #expect(found.compressedCount < size / 10) }
        }
    }

    @Test func levels() throws {
        let text = Array(String(repeating: "healthlake writes parquet, ", count: 999).utf8)
        for level in [-5, 1, 3, 19] {
            #expect(try roundTrip(text, BlockCompressor(.zstd, level: level)).bytes == text)
        }
        for level in [1, 9] {
            #expect(try roundTrip(text, BlockCompressor(.gzip, level: level)).bytes == text)
        }
        #expect(throws: LakeError.self) { try BlockCompressor(.zstd, level: 23) }
        #expect(throws: LakeError.self) { try BlockCompressor(.gzip, level: 10) }
    }

    @Test("Codecs that are only read", arguments: [Codec.brotli, .bzip2, .lz4Hadoop])
    func readOnly(codec: Codec) {
        let error = #expect(throws: LakeError.self) { try BlockCompressor(codec) }
        #expect(error?.code == .unsupported)
    }
}
