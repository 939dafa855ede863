// Objects and arrays whose members come from collections.

import Columnar
import JSON

extension JSONWriter {
    /// An object with the members that `write` appends, name, colon and value each.
    func object<Element>(
        _ elements: some Sequence<Element>, _ write: (Element) throws(LakeError) -> Void
    ) throws(LakeError) {
        try list(UInt8(ascii: "{"), elements, UInt8(ascii: "}"), write)
    }

    /// An array with the elements that `write` appends.
    func array<Element>(
        _ elements: some Sequence<Element>, _ write: (Element) throws(LakeError) -> Void
    ) throws(LakeError) {
        try list(UInt8(ascii: "["), elements, UInt8(ascii: "]"), write)
    }

    private func list<Element>(
        _ open: UInt8, _ elements: some Sequence<Element>, _ close: UInt8,
        _ write: (Element) throws(LakeError) -> Void
    ) throws(LakeError) {
        try byte(open)
        var isFirst = true
        for element in elements {
            if !isFirst { try byte(UInt8(ascii: ",")) }
            isFirst = false
            try write(element)
        }
        try byte(close)
    }

    /// A member's name and its colon.
    func name(_ name: String) throws(LakeError) {
        try string(Array(name.utf8))
        try byte(UInt8(ascii: ":"))
    }

    /// A value of a column; text of a JSON column as it is.
    func value(_ value: Value, _ type: DataType) throws(LakeError) {
        switch value {
        case .null: try null()
        case .integer(let number):
            if type == .boolean { try boolean(number != 0) } else { try integer(number) }
        case .real(let number): try real(number)
        case .text(let bytes):
            if type == .json { try raw(bytes) } else { try string(bytes) }
        case .blob(let bytes):
            unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
                unsafe try hexadecimal(source)
            }
        }
    }
}
