// deflate, zlib and gzip through zlib's inflate.

import CCodecs
import Columnar

/// Inflates one or more streams that stand behind each other.
///
/// - Parameter isOneStream: whether what follows the first stream is left alone: bare deflate data
///   know no second one, and some writers leave bytes of padding there.
/// - Throws: `LakeError.corrupt` when a stream is damaged or ends early.
func inflateAll(
    _ source: UnsafeBufferPointer<UInt8>, into output: inout BlockOutput,
    isOneStream: Bool = false, begin: (UnsafeMutablePointer<z_stream>) -> Int32
) throws(LakeError) {
    var stream = unsafe z_stream()
    guard unsafe begin(&stream) == Z_OK else { throw LakeError(.limit, "no memory for inflate") }
    defer { unsafe inflateEnd(&stream) }
    unsafe stream.next_in = unsafe UnsafeMutablePointer(mutating: source.baseAddress)
    unsafe stream.avail_in = UInt32(source.count)
    while true {
        let part = unsafe try output.nextPart()
        unsafe stream.next_out = part.baseAddress
        unsafe stream.avail_out = UInt32(clamping: part.count)
        let offered = unsafe Int(stream.avail_out)
        let code = unsafe inflate(&stream, Z_NO_FLUSH)
        let produced = unsafe offered - Int(stream.avail_out)
        switch code {
        case Z_OK: break
        case Z_STREAM_END:
            try output.advance(produced)
            if unsafe isOneStream || stream.avail_in == 0 { return }
            guard unsafe inflateReset(&stream) == Z_OK else {
                throw LakeError(.limit, "no memory for inflate")
            }
            continue
        case Z_BUF_ERROR where unsafe produced == 0 && stream.avail_in == 0:
            throw LakeError(.corrupt, "the deflate stream ends early")
        case Z_BUF_ERROR: break
        case Z_MEM_ERROR: throw LakeError(.limit, "no memory for inflate")
        default:
            let reason = unsafe stream.msg.map { unsafe String(cString: $0) } ?? "code \(code)"
            throw LakeError(.corrupt, "the deflate stream is damaged (\(reason))")
        }
        try output.advance(produced)
    }
}
