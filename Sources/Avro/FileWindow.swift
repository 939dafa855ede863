// The part of a file that is in memory: all of it, or a window that is moved along.

import Columnar
import Storage

/// Hands out ranges of a file. A window is never written again, since values point into it: behind
/// it comes a new one.
struct FileWindow {
    private let file: OpenFile?
    private var buffer: ByteBuffer?
    /// Where the buffer begins in the file.
    private var start = 0
    /// The size of the file.
    let fileSizeBytes: Int

    init(_ source: AvroFile.Source) {
        switch source {
        case .memory(let bytes):
            file = nil
            buffer = bytes
            fileSizeBytes = bytes.countBytes
        case .file(let file):
            self.file = file
            fileSizeBytes = file.sizeBytes
        }
    }

    /// A cursor over `count` bytes of the file from `offset`; the range lies within the file.
    ///
    /// - Throws: `LakeError.corrupt` at `.byteOffset` when the file has become shorter, `.io`,
    ///   `.limit` without memory.
    mutating func cursor(at offset: Int, count: Int) throws(LakeError) -> AvroCursor {
        if let buffer, offset >= start, offset + count <= start + buffer.countBytes {
            return cursor(buffer, offset, count)
        }
        let size = min(max(count, AvroLimits.windowBytes), fileSizeBytes - offset)
        let next = try ByteBuffer(capacityBytes: size)
        let got = try file?.read(at: offset, count: size, appendingTo: next) ?? 0
        guard got >= count else {
            throw LakeError(
                .corrupt, "the file ends early, it has become shorter while it was read",
                at: [.byteOffset(offset + got)])
        }
        buffer = next
        start = offset
        return cursor(next, offset, count)
    }

    private func cursor(_ buffer: ByteBuffer, _ offset: Int, _ count: Int) -> AvroCursor {
        let first = offset - start
        return AvroCursor(buffer, range: first..<first + count, origin: .file(start))
    }
}
