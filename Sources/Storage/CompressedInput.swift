// The compressed bytes of a file, from its start, a chunk at a time.

import Columnar
import Glibc

/// Sequential input for a decoder: the bytes in [position, chunk.countBytes) are not consumed yet.
final class CompressedInput {
    let file: OpenFile
    private let chunk: ByteBuffer
    private var position = 0
    private var nextOffsetBytes = 0

    init(_ file: OpenFile) throws(LakeError) {
        self.file = file
        chunk = try ByteBuffer(capacityBytes: StorageLimits.compressedChunkBytes)
    }

    /// Bytes at hand.
    var availableBytes: Int { chunk.countBytes - position }

    /// The next byte; only when bytes are at hand.
    @unsafe var next: UnsafeMutablePointer<UInt8> { unsafe chunk.base + position }

    /// Makes bytes available.
    ///
    /// - Returns: false at the end of the file.
    func fill() throws(LakeError) -> Bool {
        guard availableBytes == 0 else { return true }
        chunk.countBytes = 0
        position = 0
        let count = try file.read(
            at: nextOffsetBytes, count: StorageLimits.compressedChunkBytes, appendingTo: chunk)
        nextOffsetBytes += count
        return count > 0
    }

    func consume(_ countBytes: Int) { position += countBytes }
}
