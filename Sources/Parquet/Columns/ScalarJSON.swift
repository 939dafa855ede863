// One value of a vector as JSON.

import Columnar
import JSON

extension JSONWriter {
    /// Appends a value.
    ///
    /// Numbers keep their digits, reals of 32 bits are written as such, dates and UUIDs are
    /// strings, binary is a string of hexadecimal digits.
    func scalar(_ vector: ColumnVector, _ row: Int, _ type: ScalarType) throws(LakeError) {
        let word = vector.word(at: row)
        switch vector.kind(at: row) {
        case ValueKind.integer:
            if type == .boolean { return try boolean(word != 0) }
            try integer(Int64(bitPattern: word))
        case ValueKind.real:
            let value = Double(bitPattern: word)
            switch type {
            case .float: try float(Float(value))
            default: try real(value)
            }
        case ValueKind.text, ValueKind.json:
            let bytes = unsafe vector.bytes(at: row)
            switch type {
            // The digits of a number that no double holds.
            case .decimal, .integer: unsafe try raw(bytes)
            case .date, .time, .timestamp, .uuid: unsafe try quoted(bytes)
            default: unsafe try string(bytes)
            }
        case ValueKind.blob: unsafe try hexadecimal(vector.bytes(at: row))
        default: try null()
        }
    }
}
