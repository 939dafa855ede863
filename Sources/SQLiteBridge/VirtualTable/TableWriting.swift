// The transaction of one written table: SQLite's savepoints over a sink's marks.
//
//     SQLite calls            when
//     xBegin                  first write of a transaction; not when the table was made in it
//     xSavepoint(n)           SAVEPOINT, or a statement that may fail in the middle
//     xRollbackTo(n)          ROLLBACK TO, or that statement failed; savepoint n lives on
//     xRelease(n)             n and all above are gone, their rows stay
//     xSync                   all tables, then the files of the databases, then
//     xCommit | xRollback     all tables
//
// A table that joins a transaction late hears only of the topmost savepoint that is open then; a
// rollback to one below it leaves nothing of the table's rows. xSync comes without xBegin after
// CREATE VIRTUAL TABLE, and a second time when COMMIT was refused because a database is busy:
// nothing can be written any more in between.

import Columnar

/// What INSERT does to one virtual table. One thread, as its connection.
final class TableWriting {
    private enum Phase {
        /// No row has come.
        case idle
        case open
        /// The rows are published; only SQLite's COMMIT or ROLLBACK can follow.
        case published
        /// Something failed that no savepoint takes back.
        case broken
    }

    private struct Savepoint {
        let number: Int32
        /// Nil when no row had come.
        let mark: Int?
        let phase: Phase
    }

    private let sink: any RowSink
    private let table: String
    private var phase = Phase.idle
    /// The open savepoints that the table knows of, their numbers ascending.
    private var savepoints: [Savepoint] = []
    /// See `Database.storesUTF8`; nil until it was asked.
    private var storesUTF8: Bool?
    /// Rows that this connection wrote to the table.
    private(set) var rowCount: Int64 = 0

    /// - Parameter table: the table's name, for messages.
    init(_ sink: any RowSink, table: String) {
        self.sink = sink
        self.table = table
    }

    deinit { if phase != .idle { sink.rollBack() } }

    /// Whether there are rows that SQLite has not committed.
    var isPending: Bool { phase != .idle }

    // MARK: Rows

    /// See `Database.storesUTF8`; asked once.
    ///
    /// - Parameter database: the table's connection.
    func storesUTF8(_ database: @autoclosure () -> Database) -> Bool {
        if let storesUTF8 { return storesUTF8 }
        let answer = database().storesUTF8
        storesUTF8 = answer
        return answer
    }

    /// - Throws: what the sink throws; `LakeError.conflict` when the transaction can take no rows.
    func append(_ row: RowValues) throws(LakeError) {
        if phase != .open { try open() }
        do throws(LakeError) {
            try sink.append(row)
        } catch {
            if error.code != .invalidInput { phase = .broken }
            throw error.at(.table(table))
        }
        rowCount &+= 1
    }

    private func open() throws(LakeError) {
        switch phase {
        case .open: return
        case .idle:
            do throws(LakeError) {
                try sink.begin()
            } catch {
                throw error.at(.table(table))
            }
            phase = .open
        case .published:
            throw LakeError(
                .conflict, "a COMMIT is under way that a busy database holds up",
                at: [.table(table)], advice: "repeat COMMIT, or ROLLBACK")
        case .broken: throw brokenError
        }
    }

    func refusal(of change: RowChange) -> LakeError {
        sink.refusal(of: change).at(.table(table))
    }

    private var brokenError: LakeError {
        LakeError(
            .conflict, "an earlier failure left the transaction without its rows",
            at: [.table(table)], advice: "ROLLBACK, and run it again")
    }

    // MARK: Savepoints

    func setSavepoint(_ number: Int32) {
        savepoints.removeAll { $0.number >= number }
        let mark = phase == .open ? sink.mark() : nil
        savepoints.append(Savepoint(number: number, mark: mark, phase: phase))
    }

    func release(_ number: Int32) {
        savepoints.removeAll { $0.number >= number }
        if phase == .open { sink.forgetMarks(after: savepoints.last?.mark) }
    }

    /// - Throws: `LakeError` when the rows cannot be taken back one by one; the transaction is then
    ///   broken.
    func rollBack(to number: Int32) throws(LakeError) {
        savepoints.removeAll { $0.number > number }
        let savepoint = savepoints.last
        let earlier = savepoint?.phase ?? .idle
        if earlier == phase && phase != .open { return }
        if earlier == .idle {
            sink.rollBack()
            phase = .idle
            return
        }
        guard phase == .open, let mark = savepoint?.mark else {
            phase = .broken
            throw brokenError
        }
        do throws(LakeError) {
            try sink.rollBack(to: mark)
        } catch {
            phase = .broken
            throw error.at(.table(table))
        }
    }

    // MARK: The end

    /// - Throws: what the sink throws; SQLite rolls back then.
    func publish() throws(LakeError) {
        switch phase {
        case .idle, .published: return
        case .broken: throw brokenError
        case .open: break
        }
        do throws(LakeError) {
            try sink.publish()
        } catch {
            phase = .broken
            throw error.at(.table(table))
        }
        phase = .published
    }

    func didCommit() {
        if phase != .idle { sink.didCommit() }
        phase = .idle
        savepoints = []
    }

    func rollBack() {
        if phase != .idle { sink.rollBack() }
        phase = .idle
        savepoints = []
    }
}

@available(*, unavailable)
extension TableWriting: Sendable {}
