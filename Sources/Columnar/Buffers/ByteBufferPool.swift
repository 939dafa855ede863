// Blocks of memory used again: the next block of a file lands where the last one lay, in the cache.

import Glibc
import Synchronization

/// Keeps the memory of released buffers for the next ones. Shared by the threads of a scan.
package final class ByteBufferPool: Sendable {
    @safe
    struct Memory: @unchecked Sendable {  // because: owned by whoever holds it
        let base: UnsafeMutablePointer<UInt8>
        let capacityBytes: Int
    }

    private let countMax: Int
    private let bytesMax: Int
    private let memories = Mutex<[Memory]>([])

    /// - Parameters:
    ///   - countMax: blocks kept.
    ///   - bytesMax: larger blocks are freed, not kept.
    package init(countMax: Int, bytesMax: Int) {
        self.countMax = countMax
        self.bytesMax = bytesMax
    }

    deinit {
        memories.withLock { memories in
            for memory in memories { unsafe free(memory.base) }
        }
    }

    /// The memory released last, when it is large enough.
    func take(atLeast bytes: Int) -> Memory? {
        memories.withLock { memories in
            guard let last = memories.last, last.capacityBytes >= bytes else { return nil }
            return memories.removeLast()
        }
    }

    /// - Returns: false when the memory is not kept.
    func give(_ memory: Memory) -> Bool {
        guard memory.capacityBytes <= bytesMax else { return false }
        return memories.withLock { memories in
            guard memories.count < countMax else { return false }
            memories.append(memory)
            return true
        }
    }
}
