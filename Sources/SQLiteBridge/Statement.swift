// A prepared statement: parameters in, rows out.

import CSQLite

/// A prepared statement; finalized when released. Not Sendable, like its connection.
@safe package final class Statement {
    /// The storage class of one value of the current row.
    package enum ValueType: Int32, Sendable {
        case integer = 1
        case real = 2
        case text = 3
        case blob = 4
        case null = 5
    }

    /// The statement itself, for code that talks to SQLite's C API.
    package let handle: OpaquePointer
    private let database: Database
    /// Room for the text of one number.
    let numberBytes: UnsafeMutablePointer<UInt8>

    init(_ handle: OpaquePointer, of database: Database) {
        unsafe self.handle = handle
        self.database = database
        unsafe numberBytes = UnsafeMutablePointer<UInt8>.allocate(capacity: NumberText.bytesMax)
    }

    deinit {
        _ = unsafe sqlite.pointee.finalize(handle)
        unsafe numberBytes.deallocate()
    }

    // MARK: Running

    /// Goes to the next row.
    ///
    /// - Returns: false when there is none.
    /// - Throws: `SQLiteError` when the statement fails; it is then reset.
    package func step() throws(SQLiteError) -> Bool {
        let code = unsafe sqlite.pointee.step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let error = database.lastError(code)
            _ = unsafe sqlite.pointee.reset(handle)
            throw error
        }
    }

    /// Makes the statement ready to run again; parameters keep their values.
    package func reset() { _ = unsafe sqlite.pointee.reset(handle) }

    // MARK: Parameters, from 1

    package func bind(_ value: String?, at index: Int) throws(SQLiteError) {
        guard var text = value else {
            return try check(unsafe sqlite.pointee.bind_null(handle, Int32(index)))
        }
        let code: Int32 = text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else {
                    return unsafe sqlite.pointee.bind_text(
                        handle, Int32(index), "", 0, lake_transient())
                }
                return unsafe sqlite.pointee.bind_text(
                    handle, Int32(index), start, Int32(clamping: characters.count),
                    lake_transient())
            }
        }
        try check(code)
    }

    package func bind(_ value: Int64, at index: Int) throws(SQLiteError) {
        try check(unsafe sqlite.pointee.bind_int64(handle, Int32(index), value))
    }

    package func bind(_ value: Double, at index: Int) throws(SQLiteError) {
        try check(unsafe sqlite.pointee.bind_double(handle, Int32(index), value))
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        if code != SQLITE_OK { throw database.lastError(code) }
    }

    // MARK: Columns, from 0

    package var columnCount: Int { Int(unsafe sqlite.pointee.column_count(handle)) }

    package func columnName(at index: Int) -> String {
        unsafe sqlite.pointee.column_name(handle, Int32(index)).map {
            unsafe String(cString: $0)
        } ?? ""
    }

    package func type(at index: Int) -> ValueType {
        ValueType(rawValue: unsafe sqlite.pointee.column_type(handle, Int32(index))) ?? .null
    }

    package func integer(at index: Int) -> Int64 {
        unsafe sqlite.pointee.column_int64(handle, Int32(index))
    }

    package func real(at index: Int) -> Double {
        unsafe sqlite.pointee.column_double(handle, Int32(index))
    }

    /// The value as SQLite renders it as text, or nil for NULL.
    package func text(at index: Int) -> String? {
        guard type(at: index) != .null else { return nil }
        return unsafe withTextBytes(at: index) { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// The UTF-8 bytes of the value as text, valid during `body`; none for NULL.
    package func withTextBytes<Result>(
        at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        // The text first: asking for the size converts to the encoding asked for last.
        let start = unsafe sqlite.pointee.column_text(handle, Int32(index))
        let count = unsafe sqlite.pointee.column_bytes(handle, Int32(index))
        return unsafe body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(count)))
    }

    /// The bytes of a BLOB (or of a text), valid during `body`; none for NULL.
    package func withBlobBytes<Result>(
        at index: Int, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        let start = unsafe sqlite.pointee.column_blob(handle, Int32(index))
        let count = unsafe sqlite.pointee.column_bytes(handle, Int32(index))
        return unsafe body(
            UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(count)))
    }

    // MARK: Kind

    /// Whether the statement leaves the database as it is.
    package var isReadOnly: Bool { unsafe sqlite.pointee.stmt_readonly(handle) != 0 }

    /// 0 for an ordinary statement, 1 for EXPLAIN, 2 for EXPLAIN QUERY PLAN.
    package var explainLevel: Int { Int(unsafe sqlite.pointee.stmt_isexplain(handle)) }

    /// The text of the statement.
    package var sql: String {
        unsafe sqlite.pointee.sql(handle).map { unsafe String(cString: $0) } ?? ""
    }
}

@available(*, unavailable)
extension Statement: Sendable {}
