// The values of one row of INSERT, where SQLite has them.

import CSQLite
package import Columnar

/// One row; valid only during the call that hands it over. Columns count from 0.
@safe
package struct RowValues {
    private let values: UnsafeMutablePointer<OpaquePointer?>
    package let count: Int
    /// Whether the connection's texts are UTF-8, as they stand.
    private let storesUTF8: Bool

    init(_ values: UnsafeMutablePointer<OpaquePointer?>, count: Int, storesUTF8: Bool) {
        unsafe self.values = unsafe values
        self.count = count
        self.storesUTF8 = storesUTF8
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
        // sqlite3_value_text() copies most texts, to put a zero behind them.
        if unsafe storesUTF8 || sqlite.pointee.value_type(value) == SQLITE_BLOB {
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

extension RowValues {
    /// Copies all values to the row that `rows` has in hand, a value to each column, and finishes
    /// it. The loop of every INSERT: SQLite is asked for the kind of each value, and for the value.
    ///
    /// - Parameter rows: with as many columns as the row has values.
    /// - Throws: when a value does not fit its column; the row is then unfinished.
    package func append(to rows: inout CellRows) throws(CellMisfit) {
        var column = 0
        while column < count {
            do throws(LakeError) {
                // Safe: SQLite hands over `count` values.
                guard let value = unsafe values[column] else {
                    try rows.setNull(column)
                    column &+= 1
                    continue
                }
                switch unsafe sqlite.pointee.value_type(value) {
                case SQLITE_INTEGER: unsafe try rows.set(sqlite.pointee.value_int64(value), column)
                case SQLITE_FLOAT: unsafe try rows.set(sqlite.pointee.value_double(value), column)
                case SQLITE_TEXT:
                    unsafe try withBytes(at: column) { (bytes) throws(LakeError) in
                        unsafe try rows.set(text: bytes, column)
                    }
                case SQLITE_BLOB:
                    unsafe try withBytes(at: column) { (bytes) throws(LakeError) in
                        unsafe try rows.set(blob: bytes, column)
                    }
                default: try rows.setNull(column)
                }
            } catch {
                throw CellMisfit(column: column, error: error)
            }
            column &+= 1
        }
        rows.endWholeRow()
    }
}

@available(*, unavailable)
extension RowValues: Sendable {}

extension Database {
    /// Whether texts are UTF-8 within SQLite; fixed once a statement has been compiled.
    var storesUTF8: Bool { (try? text(of: "PRAGMA encoding")) == "UTF-8" }
}
