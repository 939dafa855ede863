// Pages that another thread writes: SQLite and other connections must not notice.

import CSQLite
import Columnar
import Glibc
@testable import SQLiteBridge
import Synchronization
import Testing

@Suite("Write-behind of a database's pages", .timeLimit(.minutes(2)))
struct WriteBehindTests {
    // MARK: A file in memory

    private final class MemoryFile: Sendable {
        private struct State {
            var bytes: [UInt8] = []
            var writes: [(offset: Int, count: Int, thread: pthread_t)] = []
            var code: Int32 = SQLITE_OK
            var syncCount = 0
        }
        private let state = Mutex(State())

        func write(_ bytes: UnsafeMutableRawPointer, _ count: Int, _ offset: Int64) -> Int32 {
            let copy = unsafe Array(UnsafeRawBufferPointer(start: bytes, count: count))
            return state.withLock { state in
                state.writes.append((Int(offset), count, pthread_self()))
                guard state.code == SQLITE_OK else { return state.code }
                let end = Int(offset) + count
                if state.bytes.count < end {
                    state.bytes += Array(repeating: 0, count: end - state.bytes.count)
                }
                state.bytes.replaceSubrange(Int(offset)..<end, with: copy)
                return SQLITE_OK
            }
        }

        func sync() -> Int32 {
            state.withLock { state in
                state.syncCount += 1
                return SQLITE_OK
            }
        }

        func fail(with code: Int32) { state.withLock { $0.code = code } }
        var bytes: [UInt8] { state.withLock { $0.bytes } }
        var writes: [(offset: Int, count: Int, thread: pthread_t)] { state.withLock { $0.writes } }
        var syncCount: Int { state.withLock { $0.syncCount } }
    }

    private func queue<Block: WaitingBlock>(
        _ file: MemoryFile, _ waitingBytesMax: Int
    ) throws -> BlockQueue<Block> {
        let queue = unsafe BlockQueue<Block>(
            write: { unsafe file.write($0, $1, $2) }, sync: { file.sync() },
            waitingBytesMax: waitingBytesMax)
        return try #require(queue)
    }

    private func behind(_ file: MemoryFile, waitingBytesMax: Int = 1 << 22) throws -> WriteBehind {
        WriteBehind(try queue(file, waitingBytesMax))
    }

    private func page(_ fill: Int, _ count: Int = 4096) -> [UInt8] {
        Array(repeating: UInt8(truncatingIfNeeded: fill), count: count)
    }

    /// nil for bytes that are in the file.
    private func read(_ behind: WriteBehind, _ count: Int, at offset: Int64) -> [UInt8]? {
        var bytes = [UInt8](repeating: 255, count: count)
        return code(behind, &bytes, at: offset) == SQLITE_OK ? bytes : nil
    }

    private func code(_ behind: WriteBehind, _ bytes: inout [UInt8], at offset: Int64) -> Int32? {
        unsafe bytes.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return SQLITE_MISUSE }
            return unsafe behind.read(base, buffer.count, at: offset)
        }
    }

    @Test("What is written is read, before and after it is in the file, and the file is whole")
    func pages() throws {
        let file = MemoryFile()
        let behind = try behind(file)
        var expected: [UInt8] = []
        var draw: UInt64 = 7
        var newest: [Int: Int] = [:]
        for step in 0..<6000 {
            draw = draw &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = step < 2000 ? step : Int(draw >> 33) % 2000
            newest[number] = step
            #expect(unsafe behind.write(page(step), 4096, at: Int64(number) * 4096) == SQLITE_OK)
            let other = Int(draw >> 40) % (number + 1)
            let known = try #require(newest[other])
            if let bytes = read(behind, 4096, at: Int64(other) * 4096) {
                #expect(bytes == page(known), "page \(other) at step \(step)")
            }
            // A part of a page, as SQLite reads of its header.
            let part = read(behind, 16, at: Int64(number) * 4096 + 24)
            #expect(part == page(step, 16))
        }
        #expect(behind.endBytes == 2000 * 4096)
        #expect(behind.flush() == SQLITE_OK)
        #expect(behind.endBytes == 0)
        #expect(read(behind, 4096, at: 0) == nil)
        for number in 0..<2000 { expected += page(try #require(newest[number])) }
        #expect(file.bytes == expected)
        // In large pieces, no larger than SQLite's VFS takes, and none by this thread.
        #expect(file.writes.contains { $0.count > 65_536 })
        #expect(file.writes.allSatisfy { $0.count < 131_072 })
        #expect(file.writes.allSatisfy { pthread_equal($0.thread, pthread_self()) == 0 })
    }

    @Test("Writes of another size go straight to the file, behind those that wait")
    func otherSizes() throws {
        let file = MemoryFile()
        let behind = try behind(file)
        #expect(unsafe behind.write(page(1), 4096, at: 0) == SQLITE_OK)
        #expect(unsafe behind.write(page(2, 512), 512, at: 1024) == SQLITE_OK)
        #expect(unsafe behind.write(page(3), 4096, at: 4096) == SQLITE_OK)
        // A read over two pages.
        #expect(read(behind, 4096, at: 2048) == nil)
        #expect(file.bytes == page(1, 1024) + page(2, 512) + page(1, 2560) + page(3))
    }

    @Test("The disk is asked for what is written while more comes")
    func syncs() throws {
        let file = MemoryFile()
        let behind = try behind(file)
        for number in 0..<5000 {
            let bytes = page(number, 65_536)
            // Always the same pages: the file need not be large.
            let code = unsafe behind.write(bytes, 65_536, at: Int64(number % 64) * 65_536)
            #expect(code == SQLITE_OK)
        }
        #expect(behind.flush() == SQLITE_OK)
        #expect(file.syncCount == 1)
    }

    @Test("A failed write is told by the next write, and pages are read until then")
    func failedWrite() throws {
        let file = MemoryFile()
        let behind = try behind(file)
        #expect(unsafe behind.write(page(1), 4096, at: 0) == SQLITE_OK)
        #expect(behind.flush() == SQLITE_OK)
        file.fail(with: SQLITE_FULL)
        var code = SQLITE_OK
        var number = 1
        while code == SQLITE_OK, number < 100_000 {
            code = unsafe behind.write(page(number), 4096, at: Int64(number) * 4096)
            if code == SQLITE_OK {
                #expect(read(behind, 4096, at: 4096) == page(1))
                number += 1
            }
        }
        #expect(code == SQLITE_FULL)
        // The transaction is taken back: its pages are gone, and writes go to the file at once.
        #expect(read(behind, 4096, at: 4096) == nil)
        file.fail(with: SQLITE_OK)
        #expect(behind.flush() == SQLITE_OK)
        #expect(unsafe behind.write(page(9), 4096, at: 0) == SQLITE_OK)
        #expect(file.bytes == page(9))
    }

    @Test("A failed write is told by a flush")
    func failedFlush() throws {
        let file = MemoryFile()
        let behind = try behind(file)
        file.fail(with: SQLITE_CORRUPT)
        #expect(unsafe behind.write(page(1), 4096, at: 0) == SQLITE_OK)
        #expect(behind.flush() == SQLITE_CORRUPT)
        #expect(behind.flush() == SQLITE_OK)
    }

    @Test("A read that meets a failed write leaves it for the next write; nothing is no page")
    func failedRead() throws {
        let file = MemoryFile()
        let behind = try behind(file)
        #expect(unsafe behind.write(page(0, 0), 0, at: 0) == SQLITE_OK)
        #expect(unsafe behind.write(page(1), 4096, at: 0) == SQLITE_OK)
        #expect(unsafe behind.write(page(2), 4096, at: 4096) == SQLITE_OK)
        file.fail(with: SQLITE_FULL)
        var bytes = page(0)
        #expect(code(behind, &bytes, at: 2048) == SQLITE_FULL)
        #expect(read(behind, 4096, at: 4096) == page(2))
        #expect(unsafe behind.write(page(3), 4096, at: 8192) == SQLITE_FULL)
    }

    // MARK: Logs

    private func log(_ file: MemoryFile, waitingBytesMax: Int = 1 << 22) throws -> LogBehind {
        LogBehind(try queue(file, waitingBytesMax))
    }

    private static let frameBytes = 24 + 4096

    /// Writes a frame as SQLite does, and the same to an array.
    private func add(
        _ number: Int, _ fill: Int, to log: LogBehind, _ expected: inout [UInt8],
        isLast: Bool = false
    ) -> Int32 {
        let offset = 32 + number * Self.frameBytes
        var header = [UInt8](repeating: 0, count: 24)
        header[3] = UInt8(truncatingIfNeeded: fill)
        header[7] = isLast ? 1 : 0
        let bytes = header + page(fill)
        let end = offset + bytes.count
        if expected.count < end {
            expected += Array(repeating: 0, count: end - expected.count)
        }
        expected.replaceSubrange(offset..<end, with: bytes)
        let code = unsafe log.write(header, 24, at: Int64(offset))
        guard code == SQLITE_OK else { return code }
        return unsafe log.write(page(fill), 4096, at: Int64(offset + 24))
    }

    private func read(_ log: LogBehind, _ count: Int, at offset: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let code = unsafe log.read(&bytes, count, at: Int64(offset))
        return code == SQLITE_OK ? bytes : nil
    }

    @Test("Frames wait, are read, and are in the file when the last one of a transaction is")
    func frames() throws {
        let file = MemoryFile()
        let log = try log(file, waitingBytesMax: 2 << 20)
        var expected = [UInt8](repeating: 7, count: 32)
        unsafe #expect(log.write(expected, 32, at: 0) == SQLITE_OK)
        for number in 0..<2000 {
            #expect(add(number, number, to: log, &expected) == SQLITE_OK)
            // A page that was written a moment ago, over the edge of a block now and then.
            let start = 32 + max(0, number - 3) * Self.frameBytes
            let bytes = read(log, Self.frameBytes, at: start)
            let whole = Array(expected[start..<start + Self.frameBytes])
            #expect(bytes == nil || bytes == whole)
        }
        #expect(file.bytes.count < expected.count)
        #expect(log.endBytes == Int64(expected.count))
        #expect(file.writes.allSatisfy { $0.count < 1 << 17 })
        #expect(file.writes.allSatisfy { $0.thread != pthread_self() })
        #expect(add(2000, 1, to: log, &expected, isLast: true) == SQLITE_OK)
        #expect(file.bytes == expected)
        #expect(log.endBytes == 0)
        #expect(read(log, 24, at: 32) == nil)
    }

    @Test("Frames that are written again, in the file and before it, have the last of their bytes")
    func framesAgain() throws {
        let file = MemoryFile()
        let log = try log(file)
        var expected = [UInt8](repeating: 7, count: 32)
        unsafe #expect(log.write(expected, 32, at: 0) == SQLITE_OK)
        for number in 0..<600 { _ = add(number, number, to: log, &expected) }
        // Still waits; then one that is in the file; then more behind the end.
        _ = add(590, 1, to: log, &expected)
        let again = read(log, 4096, at: 32 + 590 * Self.frameBytes + 24)
        #expect(again == nil || again == page(1))
        _ = add(600, 2, to: log, &expected)
        _ = add(3, 3, to: log, &expected)
        _ = add(601, 4, to: log, &expected)
        // Part of what waits, part of what is in the file.
        let start = 32 + 599 * Self.frameBytes
        #expect(read(log, 2 * Self.frameBytes, at: start) == nil)
        #expect(log.flush() == SQLITE_OK)
        #expect(file.bytes == expected)
        // SQLite begins the log anew.
        unsafe #expect(log.write(page(9, 32), 32, at: 0) == SQLITE_OK)
        expected.replaceSubrange(0..<32, with: page(9, 32))
        for number in 0..<10 { _ = add(number, 50 + number, to: log, &expected) }
        #expect(read(log, 24, at: 32) != nil)
        #expect(log.flush() == SQLITE_OK)
        #expect(file.bytes == expected)
    }

    @Test("A failure that nobody could be told of is told by the next write")
    func keptFailure() throws {
        let file = MemoryFile()
        let log = try log(file)
        var expected: [UInt8] = page(0, 32)
        unsafe #expect(log.write(expected, 32, at: 0) == SQLITE_OK)
        #expect(add(0, 1, to: log, &expected) == SQLITE_OK)
        file.fail(with: SQLITE_FULL)
        log.settle()
        file.fail(with: SQLITE_OK)
        #expect(read(log, 24, at: 32) != nil)
        #expect(add(1, 2, to: log, &expected, isLast: true) == SQLITE_FULL)
    }

    @Test("A frame that cannot be written fails its transaction, at its last frame at the latest")
    func failedFrames() throws {
        let file = MemoryFile()
        let log = try log(file)
        var expected: [UInt8] = page(0, 32)
        unsafe #expect(log.write(expected, 32, at: 0) == SQLITE_OK)
        #expect(add(0, 1, to: log, &expected, isLast: true) == SQLITE_OK)
        file.fail(with: SQLITE_FULL)
        #expect(add(1, 2, to: log, &expected) == SQLITE_OK)
        #expect(add(2, 3, to: log, &expected, isLast: true) == SQLITE_FULL)
        #expect(log.endBytes == 0)
        // From then on writes are made at once.
        file.fail(with: SQLITE_OK)
        #expect(add(1, 4, to: log, &expected) == SQLITE_OK)
        #expect(file.writes.last?.thread == pthread_self())
    }

    // MARK: Databases

    private func withDatabase<Answer>(
        _ body: (_ database: Database, _ path: String) throws -> Answer
    ) throws -> Answer {
        try adoptLinkedSQLite()
        let directory = unsafe String(
            cString: mkdtemp(strdup("/tmp/healthlake-write-behind-XXXXXX")))
        defer {
            for name in [
                "lake.sqlite", "lake.sqlite-journal", "lake.sqlite-wal", "lake.sqlite-shm",
            ] {
                unsafe unlink(directory + "/" + name)
            }
            unsafe rmdir(directory)
        }
        let path = directory + "/lake.sqlite"
        let database = try Database(path: path, writesBehind: true)
        // Few pages in the cache: most are written and read again before the end.
        try database.execute("PRAGMA page_size=4096; PRAGMA cache_size=20")
        #expect(database.setWriteBehind(true))
        return try body(database, path)
    }

    private static let work = """
        CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
        INSERT INTO t SELECT i, printf('%.*c', 50 + i % 300, 'x') || i FROM n;
        CREATE INDEX byv ON t(substr(v, -5));
        UPDATE t SET v = v || 'y' WHERE k % 7 = 0;
        DELETE FROM t WHERE k % 11 = 0;
        """

    private func answer(_ database: Database) throws -> String? {
        try database.text(of: "SELECT count(*) || ' ' || sum(length(v)) || ' ' || max(v) FROM t")
    }

    @Test("The database is the one that SQLite makes alone; others see it when it is committed")
    func sameDatabase() throws {
        try adoptLinkedSQLite()
        let plain = try Database(path: ":memory:")
        try plain.execute(Self.work)
        try withDatabase { database, path in
            try database.execute("BEGIN IMMEDIATE; " + Self.work)
            #expect(try answer(database) == answer(plain))
            // Another connection in between: pages of an open transaction are locked away.
            let other = try Database(path: path)
            #expect(throws: SQLiteError.self) { try answer(other) }
            try database.execute("SAVEPOINT s; DELETE FROM t WHERE k % 2 = 0; ROLLBACK TO s")
            #expect(try answer(database) == answer(plain))
            try database.execute("COMMIT")
            #expect(try answer(other) == answer(plain))
            #expect(try other.text(of: "PRAGMA integrity_check") == "ok")
            try database.execute("BEGIN; UPDATE t SET v = 'gone'; ROLLBACK")
            #expect(try answer(database) == answer(plain))
            #expect(try answer(other) == answer(plain))
            // The other one writes, this one reads.
            try other.execute("DELETE FROM t WHERE k > 20000; VACUUM")
            try plain.execute("DELETE FROM t WHERE k > 20000")
            #expect(try answer(database) == answer(plain))
            try database.execute("PRAGMA synchronous=OFF; INSERT INTO t VALUES (99999, 'last')")
            try plain.execute("INSERT INTO t VALUES (99999, 'last')")
            #expect(try answer(other) == answer(plain))
            // With a WAL, addresses of pages instead of copies, and at the end without.
            _ = try database.text(of: "PRAGMA journal_mode=WAL")
            _ = try database.text(of: "PRAGMA mmap_size=100000000")
            try database.execute("UPDATE t SET v = v || 'z'; PRAGMA wal_checkpoint(TRUNCATE)")
            try plain.execute("UPDATE t SET v = v || 'z'")
            #expect(try answer(database) == answer(plain))
            database.setWriteBehind(false)
            try database.execute("DELETE FROM t WHERE k < 100")
            try plain.execute("DELETE FROM t WHERE k < 100")
            #expect(try answer(other) == answer(plain))
            #expect(try database.text(of: "PRAGMA integrity_check") == "ok")
        }
    }

    @Test("With a log, others read the old rows until the commit, and a copy in between is old")
    func sameDatabaseWithLog() throws {
        try adoptLinkedSQLite()
        let plain = try Database(path: ":memory:")
        try plain.execute(Self.work)
        let old = try answer(plain)
        let change = """
            UPDATE t SET v = v || printf('%.*c', 400, 'w') WHERE k % 3 > 0;
            SAVEPOINT s; DELETE FROM t WHERE k % 5 = 0; ROLLBACK TO s;
            INSERT INTO t SELECT k + 100000, v FROM t; DELETE FROM t WHERE k % 13 = 0;
            UPDATE t SET v = substr(v, 2) WHERE k % 4 = 0;
            """
        try plain.execute("BEGIN;" + change + "COMMIT")
        try withDatabase { database, path in
            try database.execute(Self.work)
            #expect(try database.text(of: "PRAGMA journal_mode=WAL") == "wal")
            try database.execute("PRAGMA synchronous=NORMAL")
            let other = try Database(path: path)
            #expect(try answer(other) == old)
            for (begin, end, expected) in [
                ("BEGIN IMMEDIATE;", "ROLLBACK", old),
                ("BEGIN IMMEDIATE;", "COMMIT", try answer(plain)),
            ] {
                try database.execute(begin + change)
                #expect(try answer(other) == old)
                #expect(try answerOfCopy(path) == old)
                let inside = try answer(database)
                #expect(try inside == answer(plain))
                try database.execute(end)
                #expect(try answer(other) == expected)
                #expect(try answerOfCopy(path) == expected)
            }
            // The other one writes, this one reads, checkpoints and begins the log anew.
            try other.execute("DELETE FROM t WHERE k > 110000")
            try plain.execute("DELETE FROM t WHERE k > 110000")
            #expect(try answer(database) == answer(plain))
            _ = try database.text(of: "PRAGMA wal_checkpoint(TRUNCATE)")
            try database.execute("PRAGMA synchronous=FULL; UPDATE t SET v = v || 'z'")
            try plain.execute("UPDATE t SET v = v || 'z'")
            #expect(try answer(other) == answer(plain))
            database.setWriteBehind(false)
            try database.execute("DELETE FROM t WHERE k < 50")
            try plain.execute("DELETE FROM t WHERE k < 50")
            #expect(try answer(database) == answer(plain))
            #expect(try other.text(of: "PRAGMA integrity_check") == "ok")
        }
    }

    /// What somebody finds who opens the files after a crash at this moment.
    private func answerOfCopy(_ path: String) throws -> String? {
        let copy = path + "-copy"
        defer { for end in ["", "-wal", "-shm"] { unsafe unlink(copy + end) } }
        _ = unsafe system("cp '\(path)' '\(copy)' && cp '\(path)-wal' '\(copy)-wal'")
        let database = try Database(path: copy)
        #expect(try database.text(of: "PRAGMA integrity_check") == "ok")
        return try answer(database)
    }

    @Test("A transaction that is taken back leaves the file as it was")
    func rollback() throws {
        try withDatabase { database, path in
            try database.execute("BEGIN IMMEDIATE; \(Self.work); ROLLBACK")
            #expect(try database.text(of: "SELECT count(*) FROM sqlite_schema") == "0")
            #expect(try database.text(of: "PRAGMA page_count") == "0")
            try database.execute(Self.work)
            let other = try Database(path: path)
            #expect(try answer(other) == answer(database))
        }
    }

    @Test("A file that is at its limit of size is a full disk, and nothing is lost")
    func limit() throws {
        try withDatabase { database, path in
            try database.execute("CREATE TABLE kept AS SELECT 1 AS a")
            try database.execute("PRAGMA max_page_count=400")
            #expect(throws: SQLiteError.self) { try database.execute("BEGIN; " + Self.work) }
            if !database.isAutocommit { try database.execute("ROLLBACK") }
            let other = try Database(path: path)
            #expect(try other.text(of: "SELECT a FROM kept") == "1")
            #expect(try other.text(of: "PRAGMA integrity_check") == "ok")
        }
    }
}
