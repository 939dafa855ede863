// Blocks of bytes on their way to a file, written by a thread of their own in the order in which
// they were handed over.
//
//     handOver ─→ b2 b1 b0 ─→ thread: write each, sync now and then
//                             a failure is kept; what comes behind it is not tried

import CSQLite
import Columnar
import Synchronization

/// What waits to be written. Belongs to one thread at a time.
protocol WaitingBlock: AnyObject, Sendable {
    var byteCount: Int { get }
    /// Forgets its content.
    func removeAll()
    /// Writes all of it, and ends at the first failure.
    ///
    /// - Returns: SQLite's code.
    func writeOut(
        _ write: (_ bytes: UnsafeMutableRawPointer, _ count: Int, _ offset: Int64) -> Int32
    ) -> Int32
}

/// Used by the thread of the connection.
@safe
final class BlockQueue<Block: WaitingBlock> {
    /// Both return SQLite's code. Called by two threads, `sync` by one of them.
    typealias Write =
        @Sendable (UnsafeMutableRawPointer, _ byteCount: Int, _ offset: Int64) -> Int32
    typealias Sync = @Sendable () -> Int32

    private let directWrite: Write
    private let writer: BlockWriter
    private let worker: SerialWorker<Block>
    private let waitingBytesMax: Int
    /// What the thread has got and may still be at, the oldest first.
    private(set) var handedOver: [Block] = []
    private var retiredCount = 0
    private var spare: [Block] = []

    /// - Parameter waitingBytesMax: how much may wait until whoever writes waits, too.
    /// - Returns: nil when the system has no more threads.
    init?(write: @escaping Write, sync: @escaping Sync, waitingBytesMax: Int = 64 << 20) {
        let writer = unsafe BlockWriter(write: write, sync: sync)
        guard let worker = SerialWorker({ (block: Block) in writer.write(block) }) else {
            return nil
        }
        unsafe directWrite = unsafe write
        self.writer = writer
        self.worker = worker
        self.waitingBytesMax = waitingBytesMax
    }

    /// SQLite's code of the first write that failed. Later ones were not tried.
    var code: Int32 { writer.code }

    /// Writes in the caller's thread.
    ///
    /// - Returns: SQLite's code.
    func writeAtOnce(_ bytes: UnsafeRawPointer, _ byteCount: Int, at offset: Int64) -> Int32 {
        // The callback's type takes what SQLite's own does; nothing is written to the bytes.
        unsafe directWrite(UnsafeMutableRawPointer(mutating: bytes), byteCount, offset)
    }

    func handOver(_ block: Block) {
        handedOver.append(block)
        worker.add(block)
    }

    /// A block that was written before, when there is room for one more.
    ///
    /// - Parameter forget: called with each block that is in the file, before it is emptied.
    /// - Returns: nil where a new one is to be made.
    func spareBlock(ofBytes bytes: Int, forget: (Block) -> Void) -> Block? {
        while (handedOver.count + 1) * bytes > waitingBytesMax, !handedOver.isEmpty {
            worker.wait(untilDone: retiredCount + 1)
            // Bytes of a failed write are read until SQLite knows of it.
            guard code == SQLITE_OK else { break }
            retireOldest(forget)
        }
        return spare.popLast()
    }

    /// Waits until the thread has nothing left to do. Blocks of a failed write stay.
    func settle(forget: (Block) -> Void) {
        worker.wait(untilDone: retiredCount + handedOver.count)
        guard code == SQLITE_OK else { return }
        while !handedOver.isEmpty { retireOldest(forget) }
    }

    /// Forgets all blocks, when the thread is done with them.
    ///
    /// - Returns: the failure, which is forgotten, too.
    func takeFailure() -> Int32 {
        worker.wait(untilDone: retiredCount + handedOver.count)
        retiredCount += handedOver.count
        handedOver = []
        spare = []
        return writer.takeCode()
    }

    private func retireOldest(_ forget: (Block) -> Void) {
        let block = handedOver.removeFirst()
        retiredCount += 1
        forget(block)
        block.removeAll()
        spare.append(block)
    }
}

/// What the thread does.
@safe
private final class BlockWriter: Sendable {
    /// The disk is asked for so much at once.
    private static let syncBytes = 256 << 20

    private let write: @Sendable (UnsafeMutableRawPointer, Int, Int64) -> Int32
    private let sync: @Sendable () -> Int32
    private let failure = Atomic<Int32>(SQLITE_OK)
    private let unsyncedBytes = Atomic<Int>(0)

    init(
        write: @escaping @Sendable (UnsafeMutableRawPointer, Int, Int64) -> Int32,
        sync: @escaping @Sendable () -> Int32
    ) {
        unsafe self.write = unsafe write
        self.sync = sync
    }

    var code: Int32 { failure.load(ordering: .acquiring) }

    func takeCode() -> Int32 { failure.exchange(SQLITE_OK, ordering: .acquiringAndReleasing) }

    func write(_ block: some WaitingBlock) {
        guard code == SQLITE_OK else { return }
        var result = unsafe block.writeOut(write)
        let unsynced = unsyncedBytes.load(ordering: .relaxed) + block.byteCount
        let isDue = unsynced >= Self.syncBytes
        unsyncedBytes.store(isDue ? 0 : unsynced, ordering: .relaxed)
        if result == SQLITE_OK, isDue { result = sync() }
        if result != SQLITE_OK { failure.store(result, ordering: .releasing) }
    }
}
