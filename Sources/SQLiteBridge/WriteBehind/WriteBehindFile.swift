// A file of SQLite's own VFS, with a `WriteBehind` or a `LogBehind` in between while that is on.

import CSQLite

/// What `sqlite3_file_control` gets to turn it on and off. SQLite leaves numbers above 100 to
/// applications.
let writeBehindControl: Int32 = 0x686c_7701

/// The open file, a main database or its write-ahead log. SQLite's room for a file holds a
/// `lake_file`, behind it what the VFS below needs.
@safe
final class WriteBehindFile {
    let file: UnsafeMutablePointer<sqlite3_file>
    private(set) var behind: WriteBehind?
    private(set) var log: LogBehind?
    /// Of a main database that is open with one. SQLite closes it first.
    private weak var logFile: WriteBehindFile?

    /// - Parameter file: open, of the VFS below.
    init(_ file: UnsafeMutablePointer<sqlite3_file>) { unsafe self.file = unsafe file }

    /// Methods of the VFS below, all of version 3.
    var methods: sqlite3_io_methods? { unsafe file.pointee.pMethods?.pointee }

    /// Of a main database.
    ///
    /// - Returns: SQLite's code.
    func setWriteBehind(_ isOn: Bool) -> Int32 {
        guard isOn else {
            let code = flush()
            behind = nil
            logFile?.log = nil
            return code
        }
        guard behind == nil else { return SQLITE_OK }
        behind = queue().map(WriteBehind.init)
        logFile?.beginLog()
        return SQLITE_OK
    }

    /// Takes a log that SQLite has opened for this main database.
    func take(_ log: WriteBehindFile) {
        logFile = log
        if behind != nil { log.beginLog() }
    }

    private func beginLog() { log = queue().map(LogBehind.init) }

    /// - Returns: nil when the system has no more threads.
    private func queue<Block: WaitingBlock>() -> BlockQueue<Block>? {
        let below = unsafe FileBelow(file: file)
        return unsafe BlockQueue(
            write: { bytes, count, offset in unsafe below.write(bytes, count, offset) },
            sync: { below.sync() })
    }

    /// Brings all that waits into the file, that of the log first: pages come out of it.
    ///
    /// - Returns: SQLite's code.
    func flush() -> Int32 {
        let logCode = (log ?? logFile?.log)?.flush() ?? SQLITE_OK
        let code = behind?.flush() ?? SQLITE_OK
        return logCode == SQLITE_OK ? code : logCode
    }

    /// Waits until nothing of the log waits, but for what cannot be written.
    func settleLog() { logFile?.log?.settle() }

    /// The file is about to be closed.
    func end() {
        _ = flush()
        behind = nil
        log = nil
    }
}

/// The file for another thread. SQLite's VFSs for files write and sync by calls that many threads
/// may make at once (pwrite, fsync); nothing but the last error is kept in the file.
@safe
private final class FileBelow: @unchecked Sendable {  // because: see above
    private let file: UnsafeMutablePointer<sqlite3_file>

    init(file: UnsafeMutablePointer<sqlite3_file>) { unsafe self.file = unsafe file }

    func write(_ bytes: UnsafeMutableRawPointer, _ count: Int, _ offset: Int64) -> Int32 {
        guard let write = unsafe file.pointee.pMethods?.pointee.xWrite else { return SQLITE_IOERR }
        return unsafe write(file, bytes, Int32(count), offset)
    }

    func sync() -> Int32 {
        guard let sync = unsafe file.pointee.pMethods?.pointee.xSync else { return SQLITE_IOERR }
        return unsafe sync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY)
    }
}
