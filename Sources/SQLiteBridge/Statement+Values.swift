// Values by row for writers: parameters whose bytes are not copied, and columns copied out.

import CSQLite
package import Columnar

extension Statement {
    /// Binds bytes that stay where they are until the statement has been stepped and bound anew.
    ///
    /// - Parameter isBlob: a BLOB; else UTF-8 text.
    package func bind(
        lasting bytes: UnsafeBufferPointer<UInt8>, isBlob: Bool, at index: Int
    ) throws(SQLiteError) {
        let count = Int32(clamping: bytes.count)
        let code: Int32
        if isBlob {
            code =
                unsafe bytes.isEmpty
                ? sqlite.pointee.bind_zeroblob(handle, Int32(index), 0)
                : sqlite.pointee.bind_blob(handle, Int32(index), bytes.baseAddress, count, nil)
        } else if let start = bytes.baseAddress {
            code = unsafe sqlite.pointee.bind_text(
                handle, Int32(index), UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self),
                count, nil)
        } else {
            code = unsafe sqlite.pointee.bind_text(handle, Int32(index), "", 0, lake_transient())
        }
        if code != SQLITE_OK { throw SQLiteError(code: code, message: "cannot bind a value") }
    }

    package func bindNull(at index: Int) throws(SQLiteError) {
        let code = unsafe sqlite.pointee.bind_null(handle, Int32(index))
        if code != SQLITE_OK { throw SQLiteError(code: code, message: "cannot bind a value") }
    }

    /// Binds a value, its bytes copied.
    package func bind(_ value: Value, at index: Int) throws(SQLiteError) {
        switch value {
        case .null: try bindNull(at: index)
        case .integer(let integer): try bind(integer, at: index)
        case .real(let real): try bind(real, at: index)
        case .text(let bytes): try bind(text: bytes[...], at: index)
        case .blob(let bytes):
            let code: Int32 = unsafe bytes.withUnsafeBytes { bytes in
                unsafe bytes.isEmpty
                    ? sqlite.pointee.bind_zeroblob(handle, Int32(index), 0)
                    : sqlite.pointee.bind_blob(
                        handle, Int32(index), bytes.baseAddress, Int32(clamping: bytes.count),
                        lake_transient())
            }
            if code != SQLITE_OK { throw SQLiteError(code: code, message: "cannot bind a value") }
        }
    }

    /// A column of the current row, from 0, copied out.
    package func value(at index: Int) -> Value {
        switch type(at: index) {
        case .null: .null
        case .integer: .integer(integer(at: index))
        case .real: .real(real(at: index))
        case .text: .text(unsafe withTextBytes(at: index) { unsafe Array($0) })
        case .blob: .blob(unsafe withBlobBytes(at: index) { unsafe Array($0) })
        }
    }
}
