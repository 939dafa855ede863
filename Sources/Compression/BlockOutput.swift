// Where the bytes of a block go: the end of a buffer, up to a limit.

import Columnar

/// The end of a buffer, which may become a stated number of bytes longer.
@safe
struct BlockOutput {
    let buffer: ByteBuffer
    private let endMax: Int

    init(_ buffer: ByteBuffer, sizeBytesMax: Int) {
        self.buffer = buffer
        endMax = buffer.countBytes + sizeBytesMax
    }

    /// How many more bytes the block may become.
    var roomMax: Int { endMax - buffer.countBytes }

    /// The place of the next byte, with memory for `count` bytes behind it.
    ///
    /// - Throws: `LakeError.limit` when the block may not become so large, or without memory.
    mutating func reserve(_ count: Int) throws(LakeError) -> UnsafeMutablePointer<UInt8> {
        guard count <= roomMax else { throw tooLarge }
        try buffer.reserve(buffer.countBytes + count)
        return unsafe buffer.base + buffer.countBytes
    }

    /// Memory for the next part of a block of unknown size: at least one byte more than the block
    /// may have, so that a decoder that goes on past the limit is found out.
    mutating func nextPart() throws(LakeError) -> UnsafeMutableBufferPointer<UInt8> {
        let free = buffer.capacityBytes - buffer.countBytes
        let wanted = max(free, CompressionLimits.growthBytes, buffer.countBytes)
        let count = min(wanted, roomMax + 1)
        try buffer.reserve(buffer.countBytes + count)
        return unsafe UnsafeMutableBufferPointer(
            start: buffer.base + buffer.countBytes, count: count)
    }

    /// Takes `count` bytes that were written at the next place.
    mutating func advance(_ count: Int) throws(LakeError) {
        guard count <= roomMax else { throw tooLarge }
        buffer.countBytes += count
    }

    /// Copies bytes.
    mutating func append(_ source: UnsafeBufferPointer<UInt8>) throws(LakeError) {
        guard let start = source.baseAddress else { return }
        let target = unsafe try reserve(source.count)
        // Safe: reserve() made the room.
        unsafe target.update(from: start, count: source.count)
        try advance(source.count)
    }

    private var tooLarge: LakeError {
        LakeError(.corrupt, "the block is larger than announced")
    }
}
