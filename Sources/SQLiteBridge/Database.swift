// A connection: open or borrowed, prepared statements out of SQL text.

import CSQLite

/// A SQLite connection. Not Sendable: one thread at a time, as SQLite's callbacks run on it.
@safe package final class Database {
    /// The connection itself, for code that talks to SQLite's C API.
    package let handle: OpaquePointer
    /// Whether it was opened here, and knows file names that are URIs.
    let isOwned: Bool

    /// How a file is opened.
    package enum Mode: Sendable { case readOnly, readWrite, readWriteCreate }

    /// Opens a database file; `":memory:"` and `""` as SQLite defines them.
    ///
    /// - Parameter writesBehind: whether `setWriteBehind` is to be of use.
    /// - Throws: `SQLiteError` when the file cannot be opened. A file that is no database is
    ///   reported by the first statement, not here.
    package init(
        path: String, mode: Mode = .readWriteCreate, writesBehind: Bool = false
    ) throws(SQLiteError) {
        // One thread at a time, so SQLite need not lock each call (see the type's comment).
        let flags: Int32 =
            switch mode {
            case .readOnly: SQLITE_OPEN_READONLY
            case .readWrite: SQLITE_OPEN_READWRITE
            case .readWriteCreate: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            }
        var opened: OpaquePointer?
        let vfs = writesBehind && WriteBehindVFS.shared != nil ? WriteBehindVFS.name : nil
        let code = unsafe sqlite.pointee.open_v2(
            path, &opened, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, vfs)
        guard let opened = unsafe opened else {
            throw SQLiteError(code: SQLITE_NOMEM, message: "out of memory")
        }
        unsafe handle = opened
        isOwned = true
        guard code == SQLITE_OK else {
            let error = unsafe Database.error(of: opened, code: code)
            throw SQLiteError(code: error.code, message: "\(error.message): \(path)")
        }
        _ = unsafe sqlite.pointee.extended_result_codes(opened, 1)
    }

    /// Wraps a connection that somebody else opened and will close.
    package init(borrowing handle: OpaquePointer) {
        unsafe self.handle = handle
        isOwned = false
    }

    deinit {
        if isOwned { _ = unsafe sqlite.pointee.close_v2(handle) }
    }

    static func error(of handle: OpaquePointer, code: Int32) -> SQLiteError {
        let text = unsafe sqlite.pointee.errmsg(handle)
        let offset = unsafe sqlite.pointee.error_offset(handle)
        return SQLiteError(
            code: code,
            message: unsafe text.map { unsafe String(cString: $0) } ?? "unknown error",
            offsetBytes: offset < 0 ? nil : Int(offset))
    }

    internal func lastError(_ code: Int32) -> SQLiteError {
        unsafe Database.error(of: handle, code: code)
    }

    // MARK: Statements

    /// Compiles the first statement of `sql`.
    ///
    /// - Returns: the statement, or nil when the text holds only white space and comments; and how
    ///   many UTF-8 bytes of `sql` it took.
    /// - Throws: `SQLiteError` with the offset into `sql` when it does not compile.
    package func prepare(
        _ sql: String
    ) throws(SQLiteError) -> (statement: Statement?, consumedBytes: Int) {
        var text = sql
        var prepared: OpaquePointer?
        var consumed = 0
        let code: Int32 = text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                var tail: UnsafePointer<CChar>?
                let code = unsafe sqlite.pointee.prepare_v2(
                    handle, characters.baseAddress, Int32(clamping: characters.count),
                    &prepared, &tail)
                if let tail = unsafe tail, let start = characters.baseAddress {
                    unsafe consumed = tail - start
                }
                return code
            }
        }
        guard code == SQLITE_OK else { throw lastError(code) }
        guard let prepared = unsafe prepared else { return (nil, consumed) }
        return (unsafe Statement(prepared, of: self), consumed)
    }

    /// Runs every statement of `sql`, rows thrown away.
    package func execute(_ sql: String) throws(SQLiteError) {
        var rest = Substring(sql)
        while !rest.isEmpty {
            let (statement, consumed) = try prepare(String(rest))
            guard consumed > 0 else { return }
            if let statement {
                while try statement.step() {}
            }
            rest = rest[rest.utf8.index(rest.startIndex, offsetBy: consumed)...]
        }
    }

    /// The first column of the first row as text, or nil when there is no row or it is NULL.
    package func text(of sql: String, _ parameters: [String] = []) throws(SQLiteError) -> String? {
        guard let statement = try prepare(sql).statement else { return nil }
        for (index, parameter) in parameters.enumerated() {
            try statement.bind(parameter, at: index + 1)
        }
        return try statement.step() ? statement.text(at: 0) : nil
    }

    /// Runs one statement with text parameters.
    package func run(_ sql: String, _ parameters: [String?]) throws(SQLiteError) {
        guard let statement = try prepare(sql).statement else { return }
        for (index, parameter) in parameters.enumerated() {
            try statement.bind(parameter, at: index + 1)
        }
        while try statement.step() {}
    }

    // MARK: State

    /// Asks the running statement to stop; the only call that other threads and signal handlers may
    /// make on a connection.
    package func interrupt() { unsafe sqlite.pointee.interruptx(handle) }

    /// Rows changed by the last INSERT, UPDATE or DELETE.
    package var changeCount: Int { Int(unsafe sqlite.pointee.changes(handle)) }
    /// Rows changed since the connection was opened.
    package var totalChangeCount: Int { Int(unsafe sqlite.pointee.total_changes(handle)) }
    /// Whether no transaction is open.
    package var isAutocommit: Bool { unsafe sqlite.pointee.get_autocommit(handle) != 0 }

    /// Waits up to this long for locks of other connections.
    package func setBusyTimeout(milliseconds: Int32) {
        _ = unsafe sqlite.pointee.busy_timeout(handle, milliseconds)
    }

    /// Whether `sql` ends with a complete statement, that is, with a `;` outside quotes, comments
    /// and trigger bodies.
    package static func isComplete(_ sql: String) -> Bool {
        unsafe sqlite.pointee.complete(sql) != 0
    }

    /// Allows or forbids `load_extension()` and `sqlite3_load_extension()`.
    package func setExtensionLoading(enabled: Bool) {
        _ = unsafe lake_db_config(
            sqlite, handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, enabled ? 1 : 0)
    }

    /// Loads a SQLite extension; its entry point is found from its name unless given.
    package func loadExtension(_ path: String, entryPoint: String? = nil) throws(SQLiteError) {
        var message: UnsafeMutablePointer<CChar>?
        let code = unsafe sqlite.pointee.load_extension(handle, path, entryPoint, &message)
        guard code != SQLITE_OK else { return }
        let text = unsafe message.map { unsafe String(cString: $0) } ?? "cannot load \(path)"
        unsafe sqlite.pointee.free(message)
        throw SQLiteError(code: code, message: text)
    }
}

@available(*, unavailable)
extension Database: Sendable {}
