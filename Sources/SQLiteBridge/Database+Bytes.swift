// SQL as bytes: what a shell reads from a file or a terminal need not be valid UTF-8, and goes to
// SQLite as it came.

import CSQLite

extension Database {
    /// Compiles the first statement of `sql`.
    ///
    /// - Parameter sql: UTF-8 text. A 0 byte ends it; a caller that keeps one behind the text
    ///   spares
    ///   SQLite a copy of the text for each statement.
    /// - Returns: the statement, or nil when the text holds only white space and comments; and how
    ///   many bytes of `sql` it took.
    /// - Throws: `SQLiteError` with the offset into `sql` when it does not compile.
    package func prepare(
        bytes sql: ArraySlice<UInt8>
    ) throws(SQLiteError) -> (statement: Statement?, consumedBytes: Int) {
        var prepared: OpaquePointer?
        var consumed = 0
        let code: Int32 = unsafe sql.withUnsafeBytes { bytes in
            let start = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress
            guard let start = unsafe start else { return SQLITE_OK }
            var tail: UnsafePointer<CChar>?
            let code = unsafe sqlite.pointee.prepare_v2(
                handle, start, Int32(clamping: bytes.count), &prepared, &tail)
            if let tail = unsafe tail { consumed = unsafe tail - start }
            return code
        }
        guard code == SQLITE_OK else { throw lastError(code) }
        guard let prepared = unsafe prepared else { return (nil, consumed) }
        return (unsafe Statement(prepared, of: self), consumed)
    }

    /// Whether `sql` ends with a complete statement; see `isComplete(_:)`.
    package static func isComplete(bytes sql: [UInt8]) -> Bool {
        var terminated = sql
        terminated.append(0)
        return unsafe terminated.withUnsafeBytes { bytes in
            guard let start = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress else {
                return false
            }
            return unsafe sqlite.pointee.complete(start) != 0
        }
    }
}
