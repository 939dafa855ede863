// Pages of a database that another thread writes into the file.
//
//     SQLite ─ xWrite ─→ block being filled ─→ blocks that wait ─→ thread: write, sync ─→ file
//            ← xRead ──  a page that waits, else the file
//
// Bringing a page into the system's cache takes a copy and the system's search for memory, a good
// part of the time in which a large table is filled, and SQLite's thread has other work. So its
// writes are kept for a moment and written in larger pieces by a thread of their own, which also
// has the system bring them to the disk, so that a commit finds little left to do.
//
// What SQLite expects of its files still holds: everything is in the file before a sync ends,
// before a lock is given up, and before the file is cut. A write that fails is told by the next
// write or sync, and SQLite takes its transaction back, as after any failed write; from then on
// pages are written at once. A process that is killed loses writes that were not synced, for which
// the journal is there, whose own writes do not come this way.
// Source: SQLite, "The SQLite OS Interface or VFS", "Atomic Commit In SQLite"; pager.c.

import CSQLite

/// Used by the thread of the connection. Before it is released, `flush` it.
@safe
final class WriteBehind {
    private let queue: BlockQueue<PageBlock>

    /// Set by the first write.
    private var pageBytes = 0
    private var current: PageBlock?
    /// Of each page that waits, by its number, the last of its writes.
    private var places: [Int: (block: PageBlock, place: Int)] = [:]
    private var isOff = false
    /// Behind the last page that waits or has waited; 0 when all is in the file.
    private(set) var endBytes: Int64 = 0

    /// - Parameter queue: to the file that is written.
    init(_ queue: BlockQueue<PageBlock>) { self.queue = queue }

    // MARK: What SQLite asks for

    /// - Returns: SQLite's code, that of an earlier write if it failed.
    func write(_ bytes: UnsafeRawPointer, _ byteCount: Int, at offset: Int64) -> Int32 {
        if queue.code != SQLITE_OK { return takeFailure() }
        if pageBytes == 0, byteCount > 0, byteCount <= PageBlock.bytesMax { pageBytes = byteCount }
        guard !isOff, byteCount > 0, byteCount == pageBytes, offset % Int64(pageBytes) == 0 else {
            let code = flush()
            guard code == SQLITE_OK else { return code }
            return unsafe queue.writeAtOnce(bytes, byteCount, at: offset)
        }
        let number = Int(offset / Int64(pageBytes))
        endBytes = max(endBytes, offset + Int64(byteCount))
        if let current, let known = places[number], known.block === current {
            unsafe current.page(at: known.place).copyMemory(from: bytes, byteCount: byteCount)
            return SQLITE_OK
        }
        let block = current ?? nextBlock()
        current = block
        let place = block.add(number)
        unsafe block.page(at: place).copyMemory(from: bytes, byteCount: byteCount)
        places[number] = (block, place)
        if block.isFull { handOver() }
        return SQLITE_OK
    }

    /// - Returns: SQLite's code; nil when what is asked for is in the file.
    func read(
        _ buffer: UnsafeMutableRawPointer, _ byteCount: Int, at offset: Int64
    ) -> Int32? {
        guard pageBytes > 0, !places.isEmpty else { return nil }
        let first = Int(offset / Int64(pageBytes))
        let start = Int(offset % Int64(pageBytes))
        guard start + byteCount <= pageBytes else {
            // A failed read does not make SQLite take its transaction back: a failed write is kept
            // for the next write or sync.
            settle()
            return queue.code == SQLITE_OK ? nil : queue.code
        }
        guard let known = places[first] else { return nil }
        unsafe buffer.copyMemory(
            from: known.block.page(at: known.place) + start, byteCount: byteCount)
        return SQLITE_OK
    }

    /// Brings all that waits into the file.
    ///
    /// - Returns: SQLite's code, that of an earlier write if it failed.
    func flush() -> Int32 {
        settle()
        return queue.code == SQLITE_OK ? SQLITE_OK : takeFailure()
    }

    // MARK: Blocks

    /// Waits until the thread has nothing left to do. Pages of a failed write stay.
    private func settle() {
        if current == nil, queue.handedOver.isEmpty { return }
        handOver()
        queue.settle(forget: { forget($0) })
        if queue.code == SQLITE_OK { endBytes = 0 }
    }

    private func handOver() {
        guard let block = current else { return }
        current = nil
        queue.handOver(block)
    }

    private func nextBlock() -> PageBlock {
        queue.spareBlock(ofBytes: PageBlock.bytesMax, forget: { forget($0) })
            ?? PageBlock(pageBytes: pageBytes)
    }

    /// Its pages are in the file.
    private func forget(_ block: PageBlock) {
        for number in block.numbers where places[number]?.block === block {
            places[number] = nil
        }
    }

    /// Forgets everything: SQLite takes its transaction back.
    private func takeFailure() -> Int32 {
        handOver()
        places = [:]
        endBytes = 0
        isOff = true
        return queue.takeFailure()
    }
}
