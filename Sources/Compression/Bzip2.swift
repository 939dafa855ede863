// bzip2: any number of streams.

import CCodecs
import Columnar

/// Decompresses all bzip2 streams of a block.
///
/// - Throws: `LakeError.corrupt` when one is damaged, incomplete or larger than allowed.
func decompressBzip2(
    _ source: UnsafeBufferPointer<UInt8>, into output: inout BlockOutput
) throws(LakeError) {
    var stream = unsafe bz_stream()
    guard unsafe BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK else {
        throw LakeError(.limit, "no memory for the bzip2 decoder")
    }
    defer { unsafe BZ2_bzDecompressEnd(&stream) }
    unsafe source.withMemoryRebound(to: CChar.self) {
        unsafe stream.next_in = unsafe UnsafeMutablePointer(mutating: $0.baseAddress)
    }
    unsafe stream.avail_in = UInt32(source.count)
    while true {
        let part = unsafe try output.nextPart()
        unsafe part.withMemoryRebound(to: CChar.self) { unsafe stream.next_out = $0.baseAddress }
        let offered = UInt32(clamping: part.count)
        unsafe stream.avail_out = offered
        let code = unsafe BZ2_bzDecompress(&stream)
        let produced = unsafe Int(offered - stream.avail_out)
        switch code {
        case BZ_OK:
            guard unsafe produced > 0 || stream.avail_in > 0 else {
                throw LakeError(.corrupt, "the bzip2 stream ends early")
            }
            try output.advance(produced)
        case BZ_STREAM_END:
            try output.advance(produced)
            if unsafe stream.avail_in == 0 { return }
            let (rest, restBytes) = unsafe (stream.next_in, stream.avail_in)
            unsafe BZ2_bzDecompressEnd(&stream)
            unsafe stream = unsafe bz_stream()
            guard unsafe BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK else {
                throw LakeError(.limit, "no memory for the bzip2 decoder")
            }
            unsafe stream.next_in = unsafe rest
            unsafe stream.avail_in = restBytes
        case BZ_MEM_ERROR: throw LakeError(.limit, "no memory for the bzip2 decoder")
        default: throw LakeError(.corrupt, "the bzip2 stream is damaged (code \(code))")
        }
    }
}
