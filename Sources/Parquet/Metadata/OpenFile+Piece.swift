// Reads pieces of a file whose place and size another part of the file says.

import Columnar
import Storage

extension OpenFile {
    /// Reads a piece of the file, all of it.
    ///
    /// - Returns: a reader of the piece alone, which knows its place in the file.
    /// - Throws: `LakeError.corrupt` at `.byteOffset` when the piece is not within the file; `.io`,
    ///   also when the file has become shorter; `.limit` without memory.
    func piece(at offset: Int, count: Int) throws(LakeError) -> ByteReader {
        guard offset >= 0, count >= 0, offset <= sizeBytes, count <= sizeBytes - offset else {
            throw LakeError(
                .corrupt, "\(count) bytes are to be there, the file has \(sizeBytes)",
                at: [.byteOffset(offset)])
        }
        let buffer = try ByteBuffer(capacityBytes: count)
        let got = try read(at: offset, count: count, appendingTo: buffer)
        guard got == count else {
            throw LakeError(
                .io, "the file has become shorter while it was read", at: [.byteOffset(offset)])
        }
        return ByteReader(buffer, fileOffset: offset)
    }
}
