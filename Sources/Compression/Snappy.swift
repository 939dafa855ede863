// snappy's raw format.

import CCodecs
import Columnar

/// Decompresses one snappy block.
///
/// - Throws: `LakeError.corrupt` when it is damaged or larger than allowed.
func uncompressSnappy(
    _ source: UnsafePointer<UInt8>, _ count: Int, into output: inout BlockOutput
) throws(LakeError) {
    let damaged = LakeError(.corrupt, "the snappy block is damaged")
    unsafe try source.withMemoryRebound(to: CChar.self, capacity: count) {
        (bytes) throws(LakeError) in
        var size = 0
        guard unsafe snappy_uncompressed_length(bytes, count, &size) == SNAPPY_OK else {
            throw damaged
        }
        let target = unsafe try output.reserve(size)
        // Safe: reserve() made room for `size` bytes, which snappy keeps to.
        let code = unsafe target.withMemoryRebound(to: CChar.self, capacity: size) {
            unsafe snappy_uncompress(bytes, count, $0, &size)
        }
        guard code == SNAPPY_OK else { throw damaged }
        try output.advance(size)
    }
}
