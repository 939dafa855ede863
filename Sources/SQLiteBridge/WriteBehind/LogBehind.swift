// The end of a write-ahead log, which another thread writes into the file.
//
//     log    header │ frame │ frame │ … │ frame ┊ frame │ frame ┊ frame …
//                          in the file          ┊ waits         ┊ block being filled
//     frame  page number, 0 or the database's size, salts, checksums (24 bytes) │ page
//
// A frame is two writes, one of 24 bytes, and lies across the pages of the system's cache. So
// frames are gathered and written in large pieces. Only what is behind the end waits; SQLite also
// changes frames that are there, at the end of a transaction the checksums of most of them: that
// is written at once.
//
// Readers look at a frame only when its transaction is committed. Its last frame, the one that has
// the database's size in it, is written when all before it are in the file, so that a failure takes
// the transaction back. A process that is killed leaves frames of no committed transaction, behind
// which the checksums of older ones do not fit.
// Source: SQLite, "Database File Format", section 4; wal.c, sqlite3WalFrames().

import CSQLite

/// Used by the thread of the connection. Before it is released, `flush` it.
@safe
final class LogBehind {
    private static let frameHeaderBytes = 24

    private let queue: BlockQueue<LogBlock>
    private var current: LogBlock?
    /// What waits, in the file's bytes: one piece.
    private var waiting: Range<Int64> = 0..<0
    /// Behind the last frame; what is written before it changes one.
    private var logEnd: Int64 = 0
    /// Whether the frame whose header was written last ends a transaction. Where it syncs,
    /// SQLite may write such a frame several times, cut where the disk's blocks are.
    private var endsTransaction = false
    private var isOff = false

    /// - Parameter queue: to the file that is written.
    init(_ queue: BlockQueue<LogBlock>) { self.queue = queue }

    /// Behind what waits; 0 when all is in the file.
    var endBytes: Int64 { waiting.isEmpty ? 0 : waiting.upperBound }

    // MARK: What SQLite asks for

    /// - Returns: SQLite's code, that of an earlier write if it failed.
    func write(_ bytes: UnsafeRawPointer, _ byteCount: Int, at offset: Int64) -> Int32 {
        if queue.code != SQLITE_OK { return takeFailure() }
        let isHeader = byteCount == Self.frameHeaderBytes
        if isHeader { endsTransaction = unsafe Self.isLast(bytes) }
        // The log begins anew.
        if offset == 0 { logEnd = 0 }
        let isAdded = !isOff && offset >= logEnd
        let isBehind = waiting.isEmpty || offset == waiting.upperBound
        let end = offset + Int64(byteCount)
        if isAdded ? !isBehind : end > waiting.lowerBound {
            let code = flush()
            guard code == SQLITE_OK else { return code }
        }
        logEnd = max(logEnd, end)
        guard isAdded else {
            return unsafe queue.writeAtOnce(bytes, byteCount, at: offset)
        }
        unsafe append(bytes, byteCount, at: offset)
        return endsTransaction && !isHeader ? flush() : SQLITE_OK
    }

    /// - Returns: SQLite's code; nil when what is asked for is in the file.
    func read(_ buffer: UnsafeMutableRawPointer, _ byteCount: Int, at offset: Int64) -> Int32? {
        let wanted = offset..<offset + Int64(byteCount)
        guard waiting.overlaps(wanted) else { return nil }
        guard waiting.contains(offset), wanted.upperBound <= waiting.upperBound else {
            // A failed read does not make SQLite take its transaction back: a failed write is kept
            // for the next write or sync.
            settle()
            return queue.code == SQLITE_OK ? nil : queue.code
        }
        var done = 0
        for block in queue.handedOver + (current.map { [$0] } ?? []) where done < byteCount {
            let start = Int(offset + Int64(done) - block.offset)
            guard start >= 0, start < block.byteCount else { continue }
            let count = min(block.byteCount - start, byteCount - done)
            unsafe (buffer + done).copyMemory(from: block.bytes + start, byteCount: count)
            done += count
        }
        return SQLITE_OK
    }

    /// Brings all that waits into the file.
    ///
    /// - Returns: SQLite's code, that of an earlier write if it failed.
    func flush() -> Int32 {
        settle()
        return queue.code == SQLITE_OK ? SQLITE_OK : takeFailure()
    }

    // MARK: Frames

    /// Whether a frame's header says that the transaction ends with it: bytes 4 to 7 are not zero.
    private static func isLast(_ header: UnsafeRawPointer) -> Bool {
        unsafe header.loadUnaligned(fromByteOffset: 4, as: UInt32.self) != 0
    }

    private func append(_ bytes: UnsafeRawPointer, _ byteCount: Int, at offset: Int64) {
        if waiting.isEmpty { waiting = offset..<offset }
        var done = 0
        while done < byteCount {
            let block = current ?? nextBlock(at: offset + Int64(done))
            current = block
            let count = min(block.room, byteCount - done)
            unsafe block.append(bytes + done, count)
            done += count
            if block.room == 0 { handOver() }
        }
        waiting = waiting.lowerBound..<offset + Int64(byteCount)
    }

    private func nextBlock(at offset: Int64) -> LogBlock {
        let block =
            queue.spareBlock(ofBytes: LogBlock.bytesMax, forget: { forget($0) }) ?? LogBlock()
        block.begin(at: offset)
        return block
    }

    private func handOver() {
        guard let block = current else { return }
        current = nil
        queue.handOver(block)
    }

    /// Blocks are written in their order.
    private func forget(_ block: LogBlock) {
        waiting =
            min(block.offset + Int64(block.byteCount), waiting.upperBound)..<waiting.upperBound
    }

    /// Waits until the thread has nothing left to do. Frames of a failed write stay.
    func settle() {
        if waiting.isEmpty { return }
        handOver()
        queue.settle(forget: { forget($0) })
    }

    /// Forgets everything: SQLite takes its transaction back.
    private func takeFailure() -> Int32 {
        handOver()
        waiting = 0..<0
        isOff = true
        return queue.takeFailure()
    }
}
