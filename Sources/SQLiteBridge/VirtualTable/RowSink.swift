// Where the rows of INSERT go.
//
// A transaction of SQLite as a sink sees it (savepoints are marks; TableWriting keeps their stack):
//
//     begin ─ append* ─ mark ─ append* ─ rollBack(to:) ─ append* ─ publish ─┬─ didCommit
//                                                          └ rollBack       └─ rollBack

package import Columnar

/// Takes rows, and makes all of a transaction's visible at once. One thread, as its connection.
package protocol RowSink: AnyObject {
    /// Begins a transaction; called before its first row, never for a transaction without rows.
    ///
    /// - Throws: `LakeError` when the table cannot be written now.
    func begin() throws(LakeError)

    /// Takes one row.
    ///
    /// - Throws: `LakeError.invalidInput` when the row cannot be stored; nothing of it is kept,
    ///   and the transaction goes on (SQLite treats it as a failed constraint). After any other
    ///   error the transaction can only be rolled back.
    func append(_ row: RowValues) throws(LakeError)

    /// Where the transaction stands; a number that only `rollBack(to:)` understands. Cheap: called
    /// once a statement.
    func mark() -> Int

    /// Later marks than `mark` will not be asked for any more, none at all when it is nil.
    func forgetMarks(after mark: Int?)

    /// Forgets the rows that came after a mark, and later marks.
    func rollBack(to mark: Int) throws(LakeError)

    /// Makes the rows durable and visible: everything that can fail, before SQLite commits.
    /// Statements that run here on the table's connection belong to SQLite's transaction.
    ///
    /// - Throws: `LakeError`; `rollBack` follows then.
    func publish() throws(LakeError)

    /// SQLite has committed. The transaction is over.
    func didCommit()

    /// Forgets the whole transaction. What was published is taken back: SQLite, or another table of
    /// the same transaction, could not commit. Nobody can be told of errors but through a log.
    func rollBack()

    /// Why rows cannot be changed or taken away.
    func refusal(of change: RowChange) -> LakeError
}

/// What a sink does not do.
package enum RowChange: Sendable { case delete, update }
