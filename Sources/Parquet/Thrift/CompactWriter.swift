// Writes Thrift's compact protocol: footers, page headers and indexes. The grammar stands in
// CompactReader.swift. Source: thrift/doc/specs/thrift-compact-protocol.md.

/// Appends values of the compact protocol to bytes; whoever calls it writes the fields of a struct
/// in any order and each once.
package struct CompactWriter {
    package private(set) var bytes: [UInt8] = []
    /// The id of the field before, in the struct that is being written.
    private var last = 0

    package init() {}

    /// The bytes of one struct.
    package static func structure(_ body: (inout CompactWriter) -> Void) -> [UInt8] {
        var writer = CompactWriter()
        writer.element(body)
        return writer.bytes
    }

    private mutating func header(_ id: Int, _ type: CompactType) {
        let delta = id - last
        if delta > 0 && delta <= 15 {
            bytes.append(UInt8(truncatingIfNeeded: delta) << 4 | type.rawValue)
        } else {
            bytes.append(type.rawValue)
            zigzag(Int64(id))
        }
        last = id
    }

    package mutating func boolean(_ id: Int, _ value: Bool) {
        header(id, value ? .booleanTrue : .booleanFalse)
    }

    package mutating func int8(_ id: Int, _ value: Int8) {
        header(id, .int8)
        bytes.append(UInt8(bitPattern: value))
    }

    package mutating func int16(_ id: Int, _ value: Int16) {
        header(id, .int16)
        zigzag(Int64(value))
    }

    /// An integer or enumeration of 32 bits; the caller keeps to them.
    package mutating func int32(_ id: Int, _ value: Int) {
        header(id, .int32)
        zigzag(Int64(value))
    }

    package mutating func int64(_ id: Int, _ value: Int) {
        header(id, .int64)
        zigzag(Int64(value))
    }

    package mutating func binary(_ id: Int, _ value: some Collection<UInt8>) {
        header(id, .binary)
        binaryElement(value)
    }

    package mutating func string(_ id: Int, _ value: String) { binary(id, value.utf8) }

    package mutating func structure(_ id: Int, _ body: (inout CompactWriter) -> Void) {
        header(id, .structure)
        element(body)
    }

    /// A union's member that has nothing in it.
    package mutating func emptyStructure(_ id: Int) { structure(id) { _ in } }

    /// A list whose elements `element` writes, one for each of `values`.
    package mutating func list<Values: Collection>(
        _ id: Int, of type: CompactType, _ values: Values,
        _ element: (inout CompactWriter, Values.Element) -> Void
    ) {
        header(id, .list)
        if values.count < 15 {
            bytes.append(UInt8(truncatingIfNeeded: values.count) << 4 | type.rawValue)
        } else {
            bytes.append(0xf0 | type.rawValue)
            varint(UInt64(values.count))
        }
        for value in values { element(&self, value) }
    }

    // MARK: Elements of lists

    /// A struct without a field's header.
    package mutating func element(_ body: (inout CompactWriter) -> Void) {
        let outer = last
        last = 0
        body(&self)
        bytes.append(0)
        last = outer
    }

    package mutating func integerElement(_ value: Int) { zigzag(Int64(value)) }

    package mutating func booleanElement(_ value: Bool) {
        bytes.append(value ? CompactType.booleanTrue.rawValue : CompactType.booleanFalse.rawValue)
    }

    package mutating func binaryElement(_ value: some Collection<UInt8>) {
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private mutating func zigzag(_ value: Int64) {
        varint(UInt64(bitPattern: value << 1 ^ value >> 63))
    }
}
