// A block of bytes with an owner: what files are read into and what text values point into.
//
// Behind the bytes in use there is always room for `paddingBytes`, since the JSON indexer and
// word-wise comparisons read (never interpret) a little further than the end.

import Glibc

/// A growable block of bytes, freed with its owner. One thread writes it; once handed on in a batch
/// it is only read.
@safe
package final class ByteBuffer: @unchecked Sendable {  // because: written before it is shared
    /// `base` is a multiple of this: a cache line.
    package static let alignmentBytes = 64
    /// Readable bytes behind `capacityBytes`.
    package static let paddingBytes = 64

    /// The first byte.
    package private(set) var base: UnsafeMutablePointer<UInt8>
    /// How many bytes fit without growing.
    package private(set) var capacityBytes: Int
    /// How many bytes are in use.
    package var countBytes: Int

    /// Where the memory goes when the buffer is released.
    private let pool: ByteBufferPool?

    /// - Parameters:
    ///   - capacityBytes: how many bytes fit without growing.
    ///   - pool: where memory is taken from and goes back to.
    /// - Throws: `LakeError.limit` when there is no memory.
    package init(capacityBytes: Int, from pool: ByteBufferPool? = nil) throws(LakeError) {
        self.pool = pool
        if let pool, let memory = pool.take(atLeast: capacityBytes) {
            unsafe base = unsafe memory.base
            self.capacityBytes = memory.capacityBytes
            countBytes = 0
            return
        }
        unsafe base = try ByteBuffer.allocate(capacityBytes)
        self.capacityBytes = capacityBytes
        countBytes = 0
    }

    deinit {
        let memory = unsafe ByteBufferPool.Memory(base: base, capacityBytes: capacityBytes)
        if let pool, pool.give(memory) { return }
        unsafe free(base)
    }

    /// Makes room for at least `capacity` bytes, keeping those in use.
    ///
    /// - Throws: `LakeError.limit` when there is no memory; the buffer is then as it was.
    package func reserve(_ capacity: Int) throws(LakeError) {
        guard capacity > capacityBytes else { return }
        let target = max(capacity, capacityBytes + capacityBytes / 2)
        let memory = try unsafe ByteBuffer.allocate(target)
        unsafe memcpy(memory, base, countBytes)
        unsafe free(base)
        unsafe base = memory
        capacityBytes = target
    }

    /// Appends `count` bytes from `source`.
    package func append(_ source: UnsafePointer<UInt8>, count: Int) throws(LakeError) {
        try reserve(countBytes + count)
        unsafe memcpy(base + countBytes, source, count)
        countBytes += count
    }

    private static func allocate(
        _ capacity: Int
    ) throws(LakeError) -> UnsafeMutablePointer<UInt8> {
        var memory: UnsafeMutableRawPointer?
        let code = unsafe posix_memalign(&memory, alignmentBytes, capacity + paddingBytes)
        guard code == 0, let memory = unsafe memory else { throw outOfMemory(capacity) }
        let base = unsafe memory.assumingMemoryBound(to: UInt8.self)
        unsafe memset(base + capacity, 0, paddingBytes)
        return unsafe base
    }

    private static func outOfMemory(_ bytes: Int) -> LakeError {
        LakeError(.limit, "no memory for \(bytes) bytes")
    }
}
