// Values as spans: the bytes of a row without a copy and without pointers.

import CSQLite
import Glibc

extension Statement {
    /// Hands the bytes of a value as SQLite renders it as text to `body`, up to the first 0 byte as
    /// C programs see them; nil for NULL.
    @inline(__always)
    package func withText<Result>(at index: Int, _ body: (Span<UInt8>?) -> Result) -> Result {
        let column = Int32(truncatingIfNeeded: index)
        if unsafe sqlite.pointee.column_type(handle, column) == SQLITE_TEXT,
            let bytes = unsafe sqlite.pointee.column_blob(handle, column)
        {
            // Asking for text would make SQLite copy the value to put a 0 behind it.
            let limit = unsafe Int(sqlite.pointee.column_bytes(handle, column))
            let start = unsafe bytes.assumingMemoryBound(to: UInt8.self)
            let count = unsafe strnlen(bytes.assumingMemoryBound(to: CChar.self), limit)
            return unsafe body(UnsafeBufferPointer(start: start, count: count).span)
        }
        guard let start = unsafe sqlite.pointee.column_text(handle, column) else {
            return body(nil)
        }
        // Safe: SQLite ends every text with a 0 byte.
        let count = unsafe strlen(start)
        let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
        return unsafe body(bytes.span)
    }

    /// Hands the bytes of a BLOB to `body`; none for NULL.
    package func withBlob<Result>(at index: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        unsafe withBlobBytes(at: index) { bytes in
            let typed = unsafe bytes.assumingMemoryBound(to: UInt8.self)
            return unsafe body(typed.span)
        }
    }

    /// Binds text given as bytes; a 0 byte is part of it.
    package func bind(text: ArraySlice<UInt8>, at index: Int) throws(SQLiteError) {
        let code: Int32 = unsafe text.withUnsafeBytes { bytes in
            let start = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress
            return unsafe sqlite.pointee.bind_text(
                handle, Int32(index), start, Int32(clamping: bytes.count), lake_transient())
        }
        if code != SQLITE_OK { throw SQLiteError(code: code, message: "cannot bind a value") }
    }
}
