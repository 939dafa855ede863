// brotli (RFC 7932).

import CCodecs
import Columnar

/// Decompresses one brotli stream.
///
/// - Throws: `LakeError.corrupt` when it is damaged, incomplete or larger than allowed.
func decompressBrotli(
    _ source: UnsafeBufferPointer<UInt8>, into output: inout BlockOutput
) throws(LakeError) {
    guard let state = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else {
        throw LakeError(.limit, "no memory for the brotli decoder")
    }
    defer { unsafe BrotliDecoderDestroyInstance(state) }
    var inputBytes = source.count
    var input = source.baseAddress
    while true {
        let part = unsafe try output.nextPart()
        var roomBytes = part.count
        var target = part.baseAddress
        let result = unsafe BrotliDecoderDecompressStream(
            state, &inputBytes, &input, &roomBytes, &target, nil)
        try output.advance(part.count - roomBytes)
        switch result {
        case BROTLI_DECODER_RESULT_SUCCESS:
            guard inputBytes == 0 else {
                throw LakeError(.corrupt, "bytes follow the end of the brotli stream")
            }
            return
        case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: continue
        case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT:
            throw LakeError(.corrupt, "the brotli stream ends early")
        default:
            let name = unsafe BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state)).map {
                unsafe String(cString: $0)
            }
            throw LakeError(.corrupt, "the brotli stream is damaged (\(name ?? "unknown"))")
        }
    }
}
