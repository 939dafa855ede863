// Memory for the texts that expressions make; freed as one.

import Glibc

/// Hands out memory that stays where it is until the arena goes. One thread at a time.
@safe
final class TextArena {
    private var blocks: [UnsafeMutablePointer<UInt8>] = unsafe []
    private var next: UnsafeMutablePointer<UInt8>?
    private var leftBytes = 0
    private static let blockBytes = 64 << 10

    deinit { for index in unsafe blocks.indices { unsafe blocks[index].deallocate() } }

    /// Room for some bytes, not set.
    func allocate(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        if count <= leftBytes, let place = unsafe next {
            unsafe next = place + count
            leftBytes -= count
            return unsafe place
        }
        let capacity = max(count, Self.blockBytes)
        let block = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        unsafe blocks.append(block)
        if capacity - count > leftBytes {
            unsafe next = block + count
            leftBytes = capacity - count
        }
        return unsafe block
    }

    /// A copy of some bytes.
    func copy(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let target = unsafe allocate(bytes.count)
        if let source = bytes.baseAddress { unsafe memcpy(target, source, bytes.count) }
        return unsafe UnsafeBufferPointer(start: target, count: bytes.count)
    }

    func copy(_ bytes: [UInt8]) -> UnsafeBufferPointer<UInt8> {
        unsafe bytes.withUnsafeBufferPointer { unsafe copy($0) }
    }
}
