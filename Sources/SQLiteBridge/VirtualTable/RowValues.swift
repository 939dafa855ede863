// The values of one row of INSERT, where SQLite has them.

import CSQLite
package import Columnar

/// One row; valid only during the call that hands it over. Columns count from 0.
@safe
package struct RowValues {
    private let values: UnsafeMutablePointer<OpaquePointer?>
    package let count: Int

    init(_ values: UnsafeMutablePointer<OpaquePointer?>, count: Int) {
        unsafe self.values = unsafe values
        self.count = count
    }

    @inline(__always)
    private func value(_ column: Int) -> OpaquePointer? {
        unsafe column >= 0 && column < count ? values[column] : nil
    }

    /// The storage class of a value; NULL beyond the last column.
    package func type(at column: Int) -> Statement.ValueType {
        guard let value = unsafe value(column) else { return .null }
        return unsafe Statement.ValueType(rawValue: sqlite.pointee.value_type(value)) ?? .null
    }

    /// The value as SQLite converts it to an integer.
    package func integer(at column: Int) -> Int64 {
        unsafe value(column).map { unsafe sqlite.pointee.value_int64($0) } ?? 0
    }

    /// The value as SQLite converts it to a number.
    package func real(at column: Int) -> Double {
        unsafe value(column).map { unsafe sqlite.pointee.value_double($0) } ?? 0
    }

    /// Hands the bytes of a text (UTF-8) or a BLOB to `body`, valid during the call.
    ///
    /// - Throws: what `body` throws; `LakeError.limit` when SQLite has no memory for the text.
    package func withBytes(
        at column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(LakeError) -> Void
    ) throws(LakeError) {
        guard let value = unsafe value(column) else { return }
        let start: UnsafePointer<UInt8>?
        if unsafe sqlite.pointee.value_type(value) == SQLITE_BLOB {
            unsafe start = unsafe sqlite.pointee.value_blob(value)?.assumingMemoryBound(
                to: UInt8.self)
        } else {
            unsafe start = unsafe sqlite.pointee.value_text(value)
        }
        // After the bytes: asking for the size converts to the encoding asked for last.
        let count = unsafe Int(sqlite.pointee.value_bytes(value))
        guard let start = unsafe start else {
            guard count == 0 else { throw LakeError(.limit, "there is no memory for a value") }
            return unsafe try body(UnsafeBufferPointer(start: nil, count: 0))
        }
        unsafe try body(UnsafeBufferPointer(start: start, count: count))
    }
}

@available(*, unavailable)
extension RowValues: Sendable {}
