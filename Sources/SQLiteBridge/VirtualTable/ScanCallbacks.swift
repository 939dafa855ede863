// The C side of the virtual-table module: SQLite's callbacks.
//
// xNext, xEof, xColumn and xRowid touch only the C struct of the cursor unless a batch ends. Every
// `Unmanaged` retained in xConnect or xOpen is released in xDisconnect or xClose.

import CSQLite
import Columnar

/// What SQLite gets as the client data of a module. Released by SQLite when the connection closes.
final class ScanModuleBox {
    let module: ScanModule
    let host: ScanHost

    init(_ module: ScanModule, host: ScanHost) {
        self.module = module
        self.host = host
    }
}

extension Database {
    /// Makes a module known under its name.
    ///
    /// - Throws: `SQLiteError` when SQLite refuses.
    package func register(_ module: ScanModule, host: ScanHost) throws(SQLiteError) {
        let methods: UnsafePointer<sqlite3_module>
        switch module.form {
        case .virtualTable: unsafe methods = unsafe scanMethods.created
        case .writableTable: unsafe methods = unsafe scanMethods.writable
        case .tableFunction, .connectedFunction: unsafe methods = unsafe scanMethods.eponymous
        }
        let box = unsafe Unmanaged.passRetained(ScanModuleBox(module, host: host))
        let code = unsafe sqlite.pointee.create_module_v2(
            handle, module.name, methods, box.toOpaque()
        ) { context in
            guard let context = unsafe context else { return }
            unsafe Unmanaged<ScanModuleBox>.fromOpaque(context).release()
        }
        // SQLite calls the destructor also when it refuses.
        if code != SQLITE_OK { throw lastError(code) }
    }
}

/// The method tables, for ever in memory, as SQLite keeps pointers to them.
@safe
private struct ScanMethods: @unchecked Sendable {  // because: written once, here
    let created: UnsafePointer<sqlite3_module>
    let writable: UnsafePointer<sqlite3_module>
    let eponymous: UnsafePointer<sqlite3_module>

    init() {
        var methods = sqlite3_module()
        methods.iVersion = 2
        unsafe methods.xConnect = unsafe scanConnect
        unsafe methods.xBestIndex = unsafe scanBestIndex
        unsafe methods.xDisconnect = unsafe scanDisconnect
        unsafe methods.xDestroy = unsafe scanDestroy
        unsafe methods.xOpen = unsafe scanOpen
        unsafe methods.xClose = unsafe scanClose
        unsafe methods.xFilter = unsafe scanFilter
        unsafe methods.xNext = unsafe scanNext
        unsafe methods.xEof = unsafe scanEof
        unsafe methods.xColumn = unsafe scanColumn
        unsafe methods.xRowid = unsafe scanRowid
        // Without xCreate a table-valued function: it exists without CREATE VIRTUAL TABLE.
        let eponymous = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        unsafe eponymous.initialize(to: methods)
        unsafe methods.xCreate = unsafe scanCreate
        let created = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        unsafe created.initialize(to: methods)
        addWriteCallbacks(to: &methods)
        let writable = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        unsafe writable.initialize(to: methods)
        unsafe self.created = unsafe UnsafePointer(created)
        unsafe self.writable = unsafe UnsafePointer(writable)
        unsafe self.eponymous = unsafe UnsafePointer(eponymous)
    }
}

private let scanMethods = ScanMethods()

private typealias Table = UnsafeMutablePointer<sqlite3_vtab>
private typealias Cursor = UnsafeMutablePointer<sqlite3_vtab_cursor>

// MARK: Tables

private func scanCreate(
    _ db: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ argc: Int32,
    _ argv: UnsafePointer<UnsafePointer<CChar>?>?, _ result: UnsafeMutablePointer<Table?>?,
    _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
    guard let db = unsafe db, let argv = unsafe argv, argc >= 3, let schema = unsafe argv[1],
        let name = unsafe argv[2],
        let module = unsafe argv[0]
    else { return SQLITE_MISUSE }
    // Anything in a file is there for every tool that opens it, and one virtual table keeps many
    // from opening it at all: tables over files live in temp, and are remembered as mounts.
    if unsafe String(cString: schema) != "temp",
        let file = unsafe sqlite.pointee.db_filename(db, schema), unsafe file.pointee != 0
    {
        let (module, name) = unsafe (String(cString: module), String(cString: name))
        let arguments = (3..<Int(argc)).compactMap {
            unsafe argv[$0].map { unsafe String(cString: $0) }
        }
        let advice =
            "SELECT lake_mount("
            + ([name, module] + arguments).map { Database.literal($0) }.joined(separator: ", ")
            + ")"
        let error = LakeError(
            .invalidInput, "\(module) tables are not stored in a database file",
            at: [.table(name)],
            advice: "write CREATE VIRTUAL TABLE temp.\(name) for this session, or mount it for all "
                + "sessions: " + advice)
        unsafe message?.pointee = unsafe lake_copy_message(sqlite, error.description)
        return SQLITE_ERROR
    }
    return unsafe open(db, context, argc, argv, result, message, isCreation: true)
}

private func scanConnect(
    _ db: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ argc: Int32,
    _ argv: UnsafePointer<UnsafePointer<CChar>?>?, _ result: UnsafeMutablePointer<Table?>?,
    _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
    unsafe open(db, context, argc, argv, result, message, isCreation: false)
}

private func open(
    _ db: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ argc: Int32,
    _ argv: UnsafePointer<UnsafePointer<CChar>?>?, _ result: UnsafeMutablePointer<Table?>?,
    _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, isCreation: Bool
) -> Int32 {
    guard let db = unsafe db, let context = unsafe context, let argv = unsafe argv, argc >= 3,
        let result = unsafe result
    else { return SQLITE_MISUSE }
    let box = unsafe Unmanaged<ScanModuleBox>.fromOpaque(context).takeUnretainedValue()
    let arguments = (3..<Int(argc)).compactMap {
        unsafe argv[$0].map { unsafe String(cString: $0) }
    }
    let name = unsafe argv[2].map { unsafe String(cString: $0) } ?? ""
    let opening = unsafe TableOpening(
        arguments: arguments, tableName: name, database: Database(borrowing: db),
        isCreation: isCreation)
    let table: ScanTable
    do {
        table = try ScanTable(box.module, opening, host: box.host)
    } catch {
        unsafe message?.pointee = unsafe lake_copy_message(sqlite, error.description)
        return resultCode(of: error)
    }
    let code = unsafe sqlite.pointee.declare_vtab(db, table.declaration)
    guard code == SQLITE_OK else {
        if let text = unsafe sqlite.pointee.errmsg(db) {
            unsafe message?.pointee = unsafe lake_copy_message(sqlite, text)
        }
        return code
    }
    // Not from triggers and views of a schema that somebody else may have written: it reads files.
    _ = unsafe lake_vtab_config(sqlite, db, SQLITE_VTAB_DIRECTONLY)
    if table.writing != nil {
        // A row that is refused leaves nothing behind, so that OR IGNORE and OR FAIL can go on.
        _ = unsafe lake_vtab_config_flag(sqlite, db, SQLITE_VTAB_CONSTRAINT_SUPPORT, 1)
    }
    let memory = UnsafeMutablePointer<lake_vtab>.allocate(capacity: 1)
    unsafe memory.initialize(to: lake_vtab())
    unsafe memory.pointee.object = unsafe Unmanaged.passRetained(table).toOpaque()
    unsafe result.pointee = unsafe UnsafeMutableRawPointer(memory).assumingMemoryBound(
        to: sqlite3_vtab.self)
    return SQLITE_OK
}

private func scanDisconnect(_ table: Table?) -> Int32 {
    guard let table = unsafe table else { return SQLITE_OK }
    let memory = unsafe UnsafeMutableRawPointer(table).assumingMemoryBound(to: lake_vtab.self)
    if let object = unsafe memory.pointee.object {
        unsafe Unmanaged<ScanTable>.fromOpaque(object).release()
    }
    unsafe memory.deallocate()
    return SQLITE_OK
}

/// DROP TABLE. What the table is over stays: only the name in SQL goes.
private func scanDestroy(_ table: Table?) -> Int32 {
    guard let table = unsafe table else { return SQLITE_OK }
    if let writing = unsafe scanTable(of: table)?.writing, writing.isPending {
        let error = LakeError(
            .conflict, "the table has rows that are not committed", advice: "COMMIT, then drop it")
        return unsafe fail(table, error, code: SQLITE_LOCKED)
    }
    return unsafe scanDisconnect(table)
}

/// The object of a table that `open` made.
func scanTable(of table: UnsafeMutablePointer<sqlite3_vtab>) -> ScanTable? {
    unsafe UnsafeMutableRawPointer(table).assumingMemoryBound(to: lake_vtab.self).pointee.object.map
    {
        unsafe Unmanaged<ScanTable>.fromOpaque($0).takeUnretainedValue()
    }
}

private func scanBestIndex(
    _ table: Table?, _ info: UnsafeMutablePointer<sqlite3_index_info>?
) -> Int32 {
    guard let table = unsafe table, let info = unsafe info, let object = unsafe scanTable(of: table)
    else { return SQLITE_MISUSE }
    return unsafe object.bestIndex(info)
}

// MARK: Cursors

private func scanOpen(_ table: Table?, _ result: UnsafeMutablePointer<Cursor?>?) -> Int32 {
    guard let table = unsafe table, let result = unsafe result,
        let object = unsafe scanTable(of: table)
    else { return SQLITE_MISUSE }
    let memory = UnsafeMutablePointer<lake_cursor>.allocate(capacity: 1)
    unsafe memory.initialize(to: lake_cursor())
    let cursor = unsafe ScanCursor(object, state: memory)
    unsafe memory.pointee.object = unsafe Unmanaged.passRetained(cursor).toOpaque()
    unsafe result.pointee = unsafe UnsafeMutableRawPointer(memory).assumingMemoryBound(
        to: sqlite3_vtab_cursor.self)
    return SQLITE_OK
}

private func scanClose(_ cursor: Cursor?) -> Int32 {
    guard let cursor = unsafe cursor else { return SQLITE_OK }
    let memory = unsafe state(of: cursor)
    if let object = unsafe memory.pointee.object {
        let unmanaged = unsafe Unmanaged<ScanCursor>.fromOpaque(object)
        unsafe unmanaged.takeUnretainedValue().close()
        unsafe unmanaged.release()
    }
    unsafe memory.deallocate()
    return SQLITE_OK
}

@inline(always)
private func state(of cursor: Cursor) -> UnsafeMutablePointer<lake_cursor> {
    // Safe: every cursor of this module was made by scanOpen, as the first member of lake_cursor.
    unsafe UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: lake_cursor.self)
}

private func object(of cursor: Cursor) -> ScanCursor? {
    unsafe state(of: cursor).pointee.object.map {
        unsafe Unmanaged<ScanCursor>.fromOpaque($0).takeUnretainedValue()
    }
}

private func scanFilter(
    _ cursor: Cursor?, _ index: Int32, _ text: UnsafePointer<CChar>?, _ argc: Int32,
    _ argv: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    guard let cursor = unsafe cursor, let text = unsafe text, let object = unsafe object(of: cursor)
    else { return SQLITE_MISUSE }
    return unsafe report(to: cursor) { () throws(LakeError) in
        unsafe try object.filter(planText: String(cString: text), argv: argv, argc: Int(argc))
    }
}

private func scanNext(_ cursor: Cursor?) -> Int32 {
    guard let cursor = unsafe cursor else { return SQLITE_MISUSE }
    let memory = unsafe state(of: cursor)
    if unsafe memory.pointee.repeats_left > 0 {
        unsafe memory.pointee.repeats_left &-= 1
        return SQLITE_OK
    }
    let step = unsafe memory.pointee.step &+ 1
    unsafe memory.pointee.step = step
    if unsafe step < memory.pointee.step_count {
        if let repeats = unsafe memory.pointee.repeats {
            unsafe memory.pointee.repeats_left = unsafe Int64(bitPattern: repeats[Int(step)]) &- 1
        }
        return SQLITE_OK
    }
    guard let object = unsafe object(of: cursor) else { return SQLITE_MISUSE }
    return unsafe report(to: cursor) { () throws(LakeError) in try object.advance() }
}

private func scanEof(_ cursor: Cursor?) -> Int32 {
    guard let cursor = unsafe cursor else { return 1 }
    let memory = unsafe state(of: cursor)
    return unsafe memory.pointee.step >= memory.pointee.step_count ? 1 : 0
}

private func scanRowid(_ cursor: Cursor?, _ rowid: UnsafeMutablePointer<Int64>?) -> Int32 {
    guard let cursor = unsafe cursor, let rowid = unsafe rowid else { return SQLITE_MISUSE }
    let memory = unsafe state(of: cursor)
    if let numbers = unsafe memory.pointee.row_numbers {
        let step = unsafe Int(memory.pointee.step)
        let row = unsafe memory.pointee.selection.map { unsafe Int($0[step]) } ?? step
        unsafe rowid.pointee = Int64(bitPattern: numbers[row])
        return SQLITE_OK
    }
    unsafe rowid.pointee = memory.pointee.rows_before &+ memory.pointee.step &+ 1
    return SQLITE_OK
}

private func scanColumn(_ cursor: Cursor?, _ context: OpaquePointer?, _ index: Int32) -> Int32 {
    guard let cursor = unsafe cursor, let context = unsafe context else { return SQLITE_MISUSE }
    let memory = unsafe state(of: cursor)
    guard let columns = unsafe memory.pointee.columns else { return SQLITE_MISUSE }
    var column = Int(index)
    let behind = unsafe column &- Int(memory.pointee.visible_count)
    if behind >= 0 {
        let parameters = unsafe Int(memory.pointee.parameter_count)
        if behind < parameters {
            let value = unsafe object(of: cursor)?.parameter(behind) ?? .null
            unsafe setResult(context, value)
            return SQLITE_OK
        }
        column &-= parameters
    }
    // Safe: `columns` has an entry for each field, and the row is one of the batch shown.
    guard let words = unsafe columns[column].words else { return SQLITE_OK }
    var row = unsafe Int(memory.pointee.step)
    if let selection = unsafe memory.pointee.selection { row = unsafe Int(selection[row]) }
    unsafe row &*= Int(columns[column].stride)
    var kind = unsafe UInt8(truncatingIfNeeded: columns[column].uniform_kind)
    if let kinds = unsafe columns[column].kinds { kind = unsafe kinds[row] }
    let word = unsafe words[row]
    switch kind & ValueKind.mask {
    case ValueKind.integer: unsafe sqlite.pointee.result_int64(context, Int64(bitPattern: word))
    case ValueKind.real: unsafe sqlite.pointee.result_double(context, Double(bitPattern: word))
    case ValueKind.text, ValueKind.json, ValueKind.blob:
        let start =
            unsafe kind & ValueKind.sideFlag == 0
            ? columns[column].bytes : columns[column].side_bytes
        guard let start = unsafe start else { return SQLITE_OK }
        let bytes = unsafe UnsafeRawPointer(start + Int(word >> 32))
        let count = Int32(truncatingIfNeeded: word & 0x7fff_ffff)
        if kind & ValueKind.mask == ValueKind.blob {
            unsafe sqlite.pointee.result_blob(context, bytes, count, lake_transient())
        } else {
            unsafe sqlite.pointee.result_text(
                context, bytes.assumingMemoryBound(to: CChar.self), count, lake_transient())
            if kind & ValueKind.mask == ValueKind.json {
                unsafe sqlite.pointee.result_subtype(context, jsonSubtype)
            }
        }
    default: break
    }
    return SQLITE_OK
}

/// The subtype by which SQLite's JSON functions know JSON text.
let jsonSubtype = UInt32(UInt8(ascii: "J"))

/// Hands one value to SQLite, copied.
func setResult(_ context: OpaquePointer, _ value: Value) {
    switch value {
    case .null: unsafe sqlite.pointee.result_null(context)
    case .integer(let integer): unsafe sqlite.pointee.result_int64(context, integer)
    case .real(let real): unsafe sqlite.pointee.result_double(context, real)
    case .text(let bytes):
        unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else {
                return unsafe sqlite.pointee.result_text(context, "", 0, lake_transient())
            }
            unsafe sqlite.pointee.result_text(
                context, start.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count),
                lake_transient())
        }
    case .blob(let bytes):
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe sqlite.pointee.result_blob(
                context, bytes.baseAddress, Int32(clamping: bytes.count), lake_transient())
        }
    }
}

// MARK: Errors

/// Runs `body`; an error becomes the table's message and a result code.
private func report(to cursor: Cursor, _ body: () throws(LakeError) -> Void) -> Int32 {
    do {
        try body()
        return SQLITE_OK
    } catch {
        guard let table = unsafe cursor.pointee.pVtab else { return resultCode(of: error) }
        return unsafe fail(table, error, code: resultCode(of: error))
    }
}

/// Makes an error the table's message.
///
/// - Returns: `code`.
func fail(
    _ table: UnsafeMutablePointer<sqlite3_vtab>, _ error: LakeError, code: Int32
) -> Int32 {
    if error.code != .interrupted {
        unsafe sqlite.pointee.free(table.pointee.zErrMsg)
        unsafe table.pointee.zErrMsg = unsafe lake_copy_message(sqlite, error.description)
    }
    return code
}

/// SQLite's result code for an error.
func resultCode(of error: LakeError) -> Int32 {
    switch error.code {
    case .interrupted: SQLITE_INTERRUPT
    default: SQLITE_ERROR
    }
}
