// Cells of batches as what they are compared as, whatever their source keeps them as: a CSV file
// and a SQLite table have text where Parquet has numbers.

import Columnar

extension ColumnVector {
    func integer(at row: Int) -> Int64? {
        switch kind(at: row) {
        case ValueKind.integer: Int64(bitPattern: word(at: row))
        case ValueKind.real: Int64(exactly: Double(bitPattern: word(at: row)))
        case ValueKind.text: unsafe Int64(String(decoding: bytes(at: row), as: UTF8.self))
        default: nil
        }
    }

    func number(at row: Int) -> Double? {
        switch kind(at: row) {
        case ValueKind.integer: Double(Int64(bitPattern: word(at: row)))
        case ValueKind.real: Double(bitPattern: word(at: row))
        case ValueKind.text: unsafe Double(String(decoding: bytes(at: row), as: UTF8.self))
        default: nil
        }
    }

    /// The day of a date or datetime.
    func day(at row: Int) -> Int32? {
        guard kind(at: row) == ValueKind.text else { return nil }
        return unsafe WrittenDate(bytes(at: row)).day
    }

    /// The hash of a text; 0 for none.
    func textHash(at row: Int) -> UInt64 {
        switch kind(at: row) {
        case ValueKind.text, ValueKind.json: unsafe hashBytes(bytes(at: row))
        case ValueKind.integer: PairHash.text(String(Int64(bitPattern: word(at: row))))
        default: 0
        }
    }
}
