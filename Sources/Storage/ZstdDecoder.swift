// zstd: any number of frames and skippable frames (RFC 8878).
//
// The library is fed one block at a time, never the next block's header with it, and nothing while
// it has decoded bytes left: a call that fails reports none of the bytes it wrote, so that whatever
// was decoded must have been handed over by the call before.

import CCodecs
import Columnar

/// Decodes a zstd file from its start.
@safe final class ZstdDecoder {
    private let input: CompressedInput
    private let context: OpaquePointer
    /// Bytes that the library asks for next; 0 between frames.
    private var wantedBytes = 0
    private var frameCount = 0
    /// The last call filled its output within a frame: more may be waiting in the library.
    private var mayHoldOutput = false

    /// What a frame's header takes at least, the library's own first question.
    private static let firstWantedBytes = 5
    private static let blockHeaderBytes = 3

    init(_ input: CompressedInput) throws(LakeError) {
        self.input = input
        guard let context = unsafe ZSTD_createDCtx() else {
            throw LakeError(.limit, "no memory for the zstd decoder")
        }
        unsafe self.context = unsafe context
        _ = unsafe ZSTD_DCtx_setParameter(
            context, ZSTD_d_windowLogMax, Int32(StorageLimits.zstdWindowLogMax))
    }

    deinit { _ = unsafe ZSTD_freeDCtx(context) }

    /// Decodes up to `capacity` bytes, at least one unless the stream ends.
    ///
    /// - Parameter count: becomes the bytes written, also when it throws.
    /// - Throws: `LakeError.corrupt`, `.limit` without a place; `.io` of the file.
    func decode(
        into target: UnsafeMutablePointer<UInt8>, capacity: Int, count: inout Int
    ) throws(LakeError) {
        count = 0
        while count < capacity {
            if mayHoldOutput {
                unsafe try step(into: target, capacity: capacity, feedBytes: 0, count: &count)
                continue
            }
            guard try input.fill() else {
                guard wantedBytes == 0 else {
                    throw LakeError(.corrupt, "the zstd stream ends early")
                }
                return
            }
            let wanted = wantedBytes == 0 ? Self.firstWantedBytes : wantedBytes
            let feed = min(max(wanted - Self.blockHeaderBytes, 1), input.availableBytes)
            unsafe try step(into: target, capacity: capacity, feedBytes: feed, count: &count)
        }
    }

    private func step(
        into target: UnsafeMutablePointer<UInt8>, capacity: Int, feedBytes: Int, count: inout Int
    ) throws(LakeError) {
        // Safe: zstd reads at most `feedBytes` and writes at most up to `capacity` bytes.
        var source = unsafe ZSTD_inBuffer(src: input.next, size: feedBytes, pos: 0)
        var output = unsafe ZSTD_outBuffer(dst: target, size: capacity, pos: count)
        let code = unsafe ZSTD_decompressStream(context, &output, &source)
        if ZSTD_isError(code) != 0 { throw error(code) }
        input.consume(unsafe source.pos)
        count = unsafe output.pos
        mayHoldOutput = code != 0 && count == capacity
        if code == 0 { frameCount += 1 }
        wantedBytes = code
    }

    private func error(_ code: Int) -> LakeError {
        switch ZSTD_getErrorCode(code) {
        case ZSTD_error_checksum_wrong:
            return LakeError(.corrupt, "the zstd checksum does not match")
        case ZSTD_error_memory_allocation:
            return LakeError(.limit, "no memory for the zstd decoder")
        case ZSTD_error_prefix_unknown where frameCount > 0:
            return LakeError(.corrupt, "garbage follows the last zstd frame")
        case ZSTD_error_frameParameter_windowTooLarge:
            let megabytes = 1 << (StorageLimits.zstdWindowLogMax - 20)
            return LakeError(
                .unsupported, "the zstd frame needs a window larger than \(megabytes) MB",
                advice: "compress it again without --long or --ultra")
        case ZSTD_error_dictionary_wrong:
            return LakeError(
                .unsupported, "the zstd frame needs a dictionary",
                advice: "compress it again without one")
        default:
            let name = unsafe String(cString: ZSTD_getErrorName(code))
            return LakeError(.corrupt, "the zstd stream is damaged (\(name))")
        }
    }
}
