// zstd: any number of frames, with or without their content size.

import CCodecs
import Columnar

/// Decompresses all frames of a block.
///
/// - Throws: `LakeError.corrupt` when a frame is damaged, incomplete or larger than allowed.
func decompressZstd(
    _ source: UnsafeBufferPointer<UInt8>, _ context: OpaquePointer, into output: inout BlockOutput
) throws(LakeError) {
    // Where one frame knows its size, one call does; it keeps no copy of the window.
    let announced = unsafe ZSTD_getFrameContentSize(source.baseAddress, source.count)
    if announced < UInt64(Int32.max),
        unsafe ZSTD_findFrameCompressedSize(source.baseAddress, source.count) == source.count
    {
        let target = unsafe try output.reserve(Int(announced))
        let produced = unsafe ZSTD_decompressDCtx(
            context, target, Int(announced), source.baseAddress, source.count)
        guard ZSTD_isError(produced) == 0 else { throw zstdError(produced) }
        return try output.advance(produced)
    }
    _ = unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
    var pending = 1
    while unsafe input.pos < input.size || pending > 0 {
        let part = unsafe try output.nextPart()
        var target = unsafe ZSTD_outBuffer(dst: part.baseAddress, size: part.count, pos: 0)
        let consumedBefore = unsafe input.pos
        pending = unsafe ZSTD_decompressStream(context, &target, &input)
        guard ZSTD_isError(pending) == 0 else { throw zstdError(pending) }
        unsafe try output.advance(target.pos)
        if unsafe input.pos == input.size, pending > 0, unsafe target.pos < target.size,
            unsafe input.pos == consumedBefore
        {
            throw LakeError(.corrupt, "the zstd stream ends early")
        }
    }
}

private func zstdError(_ code: Int) -> LakeError {
    if ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation {
        return LakeError(.limit, "no memory for the zstd decoder")
    }
    let name = unsafe String(cString: ZSTD_getErrorName(code))
    return LakeError(.corrupt, "the zstd block is damaged (\(name))")
}
