// The C side of writing: xUpdate and the callbacks of transactions.
//
//     xUpdate        argc    argv[0]   argv[1]   argv[2…]
//     INSERT         2 + n   NULL      rowid     the n columns
//     UPDATE         2 + n   rowid     rowid     the n columns
//     DELETE         1       rowid

import CSQLite
import Columnar

private typealias Table = UnsafeMutablePointer<sqlite3_vtab>

/// SQLITE_CONSTRAINT_VTAB: a row that cannot be stored.
private let constraintFailed: Int32 = SQLITE_CONSTRAINT | (9 << 8)

/// Makes the methods of a module that reads those of one that writes as well.
func addWriteCallbacks(to methods: inout sqlite3_module) {
    unsafe methods.xUpdate = unsafe writeUpdate
    unsafe methods.xBegin = { _ in SQLITE_OK }
    unsafe methods.xSync = unsafe writeSync
    unsafe methods.xCommit = unsafe writeCommit
    unsafe methods.xRollback = unsafe writeRollback
    unsafe methods.xSavepoint = unsafe writeSavepoint
    unsafe methods.xRelease = unsafe writeRelease
    unsafe methods.xRollbackTo = unsafe writeRollbackTo
}

private func writeUpdate(
    _ table: Table?, _ argc: Int32, _ argv: UnsafeMutablePointer<OpaquePointer?>?,
    _ rowid: UnsafeMutablePointer<Int64>?
) -> Int32 {
    guard let table = unsafe table, let argv = unsafe argv, argc >= 1,
        let object = unsafe scanTable(of: table)
    else {
        return SQLITE_MISUSE
    }
    guard let writing = object.writing else {
        let error = LakeError(
            .unsupported, "the table is read-only",
            advice: "a table that was opened at a snapshot, a time or a tag cannot be written")
        return unsafe fail(table, error, code: SQLITE_READONLY)
    }
    if argc == 1 { return unsafe fail(table, writing.refusal(of: .delete), code: SQLITE_ERROR) }
    guard unsafe type(argv[0]) == SQLITE_NULL else {
        return unsafe fail(table, writing.refusal(of: .update), code: SQLITE_ERROR)
    }
    guard Int(argc) - 2 == object.schema.fields.count else { return SQLITE_MISUSE }
    do throws(LakeError) {
        unsafe try checkHidden(object, argv)
        let storesUTF8 = unsafe writing.storesUTF8(Database(borrowing: object.database))
        unsafe try writing.append(
            RowValues(argv + 2, count: object.visibleCount, storesUTF8: storesUTF8))
    } catch {
        return unsafe fail(
            table, error, code: error.code == .invalidInput ? constraintFailed : code(error))
    }
    unsafe rowid?.pointee = writing.rowCount
    return SQLITE_OK
}

/// Refuses values for the rowid and for hidden columns, which say where a row lies.
private func checkHidden(
    _ object: ScanTable, _ argv: UnsafeMutablePointer<OpaquePointer?>
) throws(LakeError) {
    guard unsafe type(argv[1]) == SQLITE_NULL else {
        throw LakeError(
            .unsupported, "the rowid cannot be chosen", advice: "leave it out of the INSERT")
    }
    var column = object.visibleCount
    while column < object.schema.fields.count {
        guard unsafe type(argv[2 + column]) == SQLITE_NULL else {
            throw LakeError(
                .unsupported, "cannot be written: it says where a row lies",
                at: [.column(object.schema.fields[column].name)],
                advice: "leave it out of the INSERT")
        }
        column += 1
    }
}

@inline(__always)
private func type(_ value: OpaquePointer?) -> Int32 {
    unsafe value.map { unsafe sqlite.pointee.value_type($0) } ?? SQLITE_NULL
}

// MARK: Transactions

private func writeSync(_ table: Table?) -> Int32 {
    unsafe run(table) { (writing) throws(LakeError) in try writing.publish() }
}

private func writeCommit(_ table: Table?) -> Int32 {
    unsafe run(table) { (writing) throws(LakeError) in writing.didCommit() }
}

private func writeRollback(_ table: Table?) -> Int32 {
    unsafe run(table) { (writing) throws(LakeError) in writing.rollBack() }
}

private func writeSavepoint(_ table: Table?, _ number: Int32) -> Int32 {
    unsafe run(table) { (writing) throws(LakeError) in writing.setSavepoint(number) }
}

private func writeRelease(_ table: Table?, _ number: Int32) -> Int32 {
    unsafe run(table) { (writing) throws(LakeError) in writing.release(number) }
}

private func writeRollbackTo(_ table: Table?, _ number: Int32) -> Int32 {
    unsafe run(table) { (writing) throws(LakeError) in try writing.rollBack(to: number) }
}

private func run(
    _ table: Table?, _ body: (TableWriting) throws(LakeError) -> Void
) -> Int32 {
    guard let table = unsafe table, let writing = unsafe scanTable(of: table)?.writing else {
        return SQLITE_OK
    }
    do throws(LakeError) {
        try body(writing)
        return SQLITE_OK
    } catch {
        return unsafe fail(table, error, code: code(error))
    }
}

/// SQLite's result code for a failure of writing. SQLITE_IOERR makes SQLite roll the whole
/// transaction back, which is all that can be done then. Never SQLITE_BUSY: a COMMIT that fails
/// with it leaves the transaction open.
private func code(_ error: LakeError) -> Int32 {
    error.code == .io ? SQLITE_IOERR : resultCode(of: error)
}
