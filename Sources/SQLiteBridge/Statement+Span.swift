// Values as spans: the bytes of a row without a copy and without pointers.

import CSQLite
import Glibc

extension Statement {
    /// Hands the bytes of a value as SQLite renders it as text to `body`, up to the first 0 byte as
    /// C programs see them; nil for NULL.
    ///
    /// Not generic: writers call it for each value, and a generic would be instantiated each time.
    package func withText(at index: Int, _ body: (Span<UInt8>?) -> Void) {
        guard let bytes = unsafe renderedText(at: index) else { return body(nil) }
        unsafe body(bytes.span)
    }

    /// The same for what `body` makes of the bytes.
    package func withText<Result>(at index: Int, _ body: (Span<UInt8>?) -> Result) -> Result {
        guard let bytes = unsafe renderedText(at: index) else { return body(nil) }
        return unsafe body(bytes.span)
    }

    /// The bytes of a value as text, valid until the next row or the next call; nil for NULL.
    private func renderedText(at index: Int) -> UnsafeBufferPointer<UInt8>? {
        let column = Int32(truncatingIfNeeded: index)
        switch unsafe sqlite.pointee.column_type(handle, column) {
        case SQLITE_NULL: return nil
        case SQLITE_TEXT:
            guard let bytes = unsafe sqlite.pointee.column_blob(handle, column) else { break }
            // Asking for text would make SQLite copy the value to put a 0 behind it.
            let limit = unsafe Int(sqlite.pointee.column_bytes(handle, column))
            let start = unsafe bytes.assumingMemoryBound(to: UInt8.self)
            let count = unsafe strnlen(bytes.assumingMemoryBound(to: CChar.self), limit)
            return unsafe UnsafeBufferPointer(start: start, count: count)
        case SQLITE_INTEGER:
            // SQLite would make a text of the number first, and keep it beside the number.
            let value = unsafe sqlite.pointee.column_int64(handle, column)
            let count = unsafe NumberText.write(value, to: numberBytes)
            return unsafe UnsafeBufferPointer(start: numberBytes, count: count)
        case SQLITE_FLOAT:
            let value = unsafe sqlite.pointee.column_double(handle, column)
            guard let decimal = ShortDecimal(value) else { break }
            let count = unsafe decimal.write(to: numberBytes)
            return unsafe UnsafeBufferPointer(start: numberBytes, count: count)
        default: break
        }
        guard let start = unsafe sqlite.pointee.column_text(handle, column) else { return nil }
        // Safe: SQLite ends every text with a 0 byte.
        return unsafe UnsafeBufferPointer(start: start, count: strlen(start))
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
