// Writes Thrift's compact protocol, for input that the tests make up.

/// Writes the fields of one struct.
struct CompactWriter {
    private(set) var bytes: [UInt8] = []
    private var last = 0

    /// A whole struct with its stop byte.
    static func structure(_ body: (inout CompactWriter) -> Void) -> [UInt8] {
        var writer = CompactWriter()
        body(&writer)
        return writer.bytes + [0]
    }

    mutating func header(_ id: Int, type: UInt8) {
        let delta = id - last
        if (1...15).contains(delta) {
            bytes.append(UInt8(delta) << 4 | type)
        } else {
            bytes += [type] + Self.zigzag(Int64(id))
        }
        last = id
    }

    mutating func raw(_ id: Int, type: UInt8, _ value: [UInt8]) {
        header(id, type: type)
        bytes += value
    }

    mutating func boolean(_ id: Int, _ value: Bool) { header(id, type: value ? 1 : 2) }

    mutating func int32(_ id: Int, _ value: Int64) {
        raw(id, type: 5, Self.zigzag(value))
    }

    mutating func int64(_ id: Int, _ value: Int64) {
        raw(id, type: 6, Self.zigzag(value))
    }

    mutating func binary(_ id: Int, _ value: [UInt8]) {
        raw(id, type: 8, Self.varint(UInt64(value.count)) + value)
    }

    mutating func string(_ id: Int, _ value: String) { binary(id, Array(value.utf8)) }

    mutating func structure(_ id: Int, _ body: (inout CompactWriter) -> Void) {
        raw(id, type: 12, Self.structure(body))
    }

    /// A list of elements that are written already.
    mutating func list(_ id: Int, of type: UInt8, _ elements: [[UInt8]]) {
        header(id, type: 9)
        if elements.count < 15 {
            bytes.append(UInt8(elements.count) << 4 | type)
        } else {
            bytes += [0xf0 | type] + Self.varint(UInt64(elements.count))
        }
        bytes += elements.joined()
    }

    static func varint(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static func zigzag(_ value: Int64) -> [UInt8] {
        varint(UInt64(bitPattern: value << 1 ^ value >> 63))
    }
}
