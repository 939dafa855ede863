// Tests side by side: each thread has a connection of its own that only reads.
//
//     scans, largest first ──┬─ thread: connection, keys of parents ──┬── what passes, in order
//                            └─ thread: connection, keys of parents ──┘
//
// The rows must be committed. What a connection of this kind cannot read (tables of the run's own
// connection, such as sources) does not pass here, and is left to that one.

import Columnar
import Glibc
import SQLiteBridge

/// What one thread decides at a time.
enum TestWork: Sendable {
    /// Tests of one relation.
    case scan(TestScan)
    /// A test that needs the keys of a parent only.
    case references(ReferenceTest)
    /// A test by its index in the graph, and its SQL.
    case single(Int, String)
}

/// What a task has shown.
struct TestedWork: Sendable {
    let passing: [Int]
    let seconds: Double
}

enum TestReaders {
    /// Page caches of the connections together.
    private static let cacheKibibytes = 64 << 10
    /// How often an interrupt is looked for.
    private static let pollMicroseconds: UInt32 = 2000

    /// - Parameters:
    ///   - file: of the database.
    ///   - prepare: puts functions on a connection.
    ///   - check: throws when nobody wants the answer any more.
    /// - Returns: for each task what it has shown; nothing where there are not two to be decided
    ///   side by side, or no connection can be made.
    /// - Throws: `LakeError` of `check`.
    static func decide(
        _ tasks: [TestWork], file: String, threadCount: Int,
        prepare: ((Database) throws(LakeError) -> Void)?,
        check: () throws(LakeError) -> Void
    ) throws(LakeError) -> [TestedWork] {
        guard tasks.count > 1 else { return [] }
        var readers: [TestReader] = []
        for _ in 0..<min(threadCount, tasks.count) {
            let cache = cacheKibibytes / threadCount
            guard let reader = TestReader(file: file, cacheKibibytes: cache, prepare) else {
                return []
            }
            readers.append(reader)
        }
        // Answers are small: no thread waits for a long task of another's.
        let lanes = OrderedLanes(
            [TestLane(tasks, readers)], workerCount: readers.count, window: tasks.count)
        var answers: [TestedWork] = []
        while true {
            do throws(LakeError) { try check() } catch {
                for reader in readers { reader.interrupt() }
                throw error
            }
            switch try lanes.nextIfReady() {
            case .output(let answer): answers.append(answer)
            case .later: usleep(pollMicroseconds)
            case .end: return answers
            }
        }
    }
}

/// A connection with the keys that it has read.
private final class TestReader: @unchecked Sendable {  // because: used by one thread at a time
    private let database: Database
    private let keyReader: KeyReader

    /// - Returns: nil where the file cannot be read so.
    init?(
        file: String, cacheKibibytes: Int, _ prepare: ((Database) throws(LakeError) -> Void)?
    ) {
        guard let database = try? Database(path: file, mode: .readOnly) else { return nil }
        do {
            try prepare?(database)
            try database.perform("PRAGMA cache_size=-\(cacheKibibytes)")
        } catch { return nil }
        database.setBusyTimeout(milliseconds: 30_000)
        self.database = database
        keyReader = KeyReader(database)
    }

    /// To be called from another thread.
    func interrupt() { database.interrupt() }

    func decide(_ task: TestWork) -> TestedWork {
        let begin = RunTime.now
        let passing = (try? passing(task)) ?? []
        return TestedWork(passing: passing, seconds: RunTime.now.seconds(since: begin))
    }

    private func passing(_ task: TestWork) throws(LakeError) -> [Int] {
        switch task {
        case .scan(let scan):
            return try scan.passing(on: database) { (shape) throws(LakeError) in
                guard case .known(_, let parent, let field) = shape.kind else { return nil }
                return try keyReader.keys(parent, field)
            }
        case .references(let test): return try test.passes(keyReader) ? [test.index] : []
        case .single(let index, let sql):
            let finds = try database.sql { () throws(SQLiteError) in
                try database.text(of: "SELECT EXISTS (SELECT 1 FROM (\n\(sql)\n))")
            }
            return finds == "0" ? [index] : []
        }
    }
}

/// Tasks in their order, each to be decided by the thread's own connection.
private final class TestLane: Lane, @unchecked Sendable {
    // because: `nextUnit` runs in one thread at a time, and each worker has a reader of its own
    private var tasks: ArraySlice<TestWork>
    private let readers: [TestReader]

    init(_ tasks: [TestWork], _ readers: [TestReader]) {
        self.tasks = tasks[...]
        self.readers = readers
    }

    func nextUnit() throws(LakeError) -> TestWork? { tasks.popFirst() }

    func process(_ unit: TestWork, worker: Int) throws(LakeError) -> TestedWork {
        readers[worker].decide(unit)
    }
}
