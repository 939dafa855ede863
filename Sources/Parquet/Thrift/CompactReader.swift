// Thrift's compact protocol, as Parquet's footers and page headers are written.
//
//     struct   field* 00                          fields, then a stop byte
//     field    dddd tttt value                    d = id - previous id; 0: the id follows as zigzag
//     boolean  nothing: the type says it (1 true, 2 false); one byte in a list
//     integer  zigzag varint (16, 32, 64 bits), one raw byte (8 bits)
//     double   8 bytes, little-endian
//     binary   varint length, bytes
//     list     nnnn tttt value*                   n = 15: the count follows as varint
//     map      varint count [kkkk vvvv (key value)*]
//
// Source: thrift/doc/specs/thrift-compact-protocol.md. A reader goes through the fields of a struct
// in a loop and passes over those that it does not know, so newer writers stay readable.

package import Columnar

/// The type of a value in the compact protocol.
package enum CompactType: UInt8, Sendable {
    case booleanTrue = 1
    case booleanFalse = 2
    case int8 = 3
    case int16 = 4
    case int32 = 5
    case int64 = 6
    case double = 7
    case binary = 8
    case list = 9
    case set = 10
    case map = 11
    case structure = 12
    case uuid = 13
}

/// Reads values of Thrift's compact protocol from bytes that nobody vouches for. All errors are
/// `LakeError.corrupt` with the place in the file.
package struct CompactReader {
    /// Where the next byte is read.
    package var bytes: ByteReader

    package init(_ bytes: ByteReader) { self.bytes = bytes }

    /// One field of a struct: what its header says.
    package struct Field: Sendable {
        /// The number of the field in its struct.
        package let id: Int
        package let type: CompactType
    }

    /// The header of the next field of a struct.
    ///
    /// - Parameter previous: the id of the field before, 0 at the start; becomes this one's.
    /// - Returns: nil where the struct ends.
    package mutating func nextField(after previous: inout Int) throws(LakeError) -> Field? {
        let header = try bytes.byte()
        if header == 0 { return nil }
        let type = try type(header & 0x0f)
        let delta = Int(header >> 4)
        let id = try delta == 0 ? Int(bytes.zigzag()) : previous + delta
        guard id >= Int(Int16.min), id <= Int(Int16.max) else {
            throw bytes.corrupt("a field with the number \(id)")
        }
        previous = id
        return Field(id: id, type: type)
    }

    private func type(_ number: UInt8) throws(LakeError) -> CompactType {
        guard let type = CompactType(rawValue: number) else {
            throw bytes.corrupt("a value of Thrift type \(number), which there is not")
        }
        return type
    }

    /// Insists on the type of a field.
    package func expect(
        _ type: CompactType, _ field: Field, _ name: StaticString
    ) throws(LakeError) {
        guard field.type == type else {
            throw bytes.corrupt("\(name) is of Thrift type \(field.type), not \(type)")
        }
    }
}

// MARK: - Values

extension CompactReader {
    package mutating func boolean(
        _ field: Field, _ name: StaticString
    ) throws(LakeError) -> Bool {
        switch field.type {
        case .booleanTrue: return true
        case .booleanFalse: return false
        default: throw bytes.corrupt("\(name) is of Thrift type \(field.type), not a boolean")
        }
    }

    /// An integer of any width.
    package mutating func integer(
        _ field: Field, _ name: StaticString
    ) throws(LakeError) -> Int64 {
        switch field.type {
        case .int8: return Int64(Int8(bitPattern: try bytes.byte()))
        case .int16, .int32, .int64: return try bytes.zigzag()
        default: throw bytes.corrupt("\(name) is of Thrift type \(field.type), not an integer")
        }
    }

    /// An integer of at most 32 bits.
    package mutating func int32(_ field: Field, _ name: StaticString) throws(LakeError) -> Int32 {
        let value = try integer(field, name)
        guard let value = Int32(exactly: value) else {
            throw bytes.corrupt("\(name) is \(value), which does not fit 32 bits")
        }
        return value
    }

    /// A number of things or a place: an integer that is not negative.
    package mutating func count(_ field: Field, _ name: StaticString) throws(LakeError) -> Int {
        let value = try integer(field, name)
        guard value >= 0 else { throw bytes.corrupt("\(name) is negative: \(value)") }
        return Int(value)
    }

    /// The same where the format has 32 bits.
    package mutating func count32(_ field: Field, _ name: StaticString) throws(LakeError) -> Int {
        let value = try int32(field, name)
        guard value >= 0 else { throw bytes.corrupt("\(name) is negative: \(value)") }
        return Int(value)
    }

    /// Bytes, as a range of the reader's buffer.
    package mutating func binaryRange(
        _ field: Field, _ name: StaticString
    ) throws(LakeError) -> Range<Int> {
        try expect(.binary, field, name)
        return try binaryRange()
    }

    /// Bytes, copied.
    package mutating func binary(_ field: Field, _ name: StaticString) throws(LakeError) -> [UInt8]
    {
        bytes.copy(try binaryRange(field, name))
    }

    /// Text; bytes that are not UTF-8 are replaced.
    package mutating func string(_ field: Field, _ name: StaticString) throws(LakeError) -> String {
        String(decoding: try binary(field, name), as: UTF8.self)
    }

    /// The bytes of an element of a list.
    package mutating func binaryRange() throws(LakeError) -> Range<Int> {
        let length = try bytes.varint()
        guard let length = Int(exactly: length) else {
            throw bytes.corrupt("\(length) bytes are announced, \(bytes.remainingBytes) follow")
        }
        return try bytes.take(length)
    }

    /// A boolean that is an element of a list.
    package mutating func booleanElement() throws(LakeError) -> Bool {
        let value = try bytes.byte()
        guard value <= 2 else { throw bytes.corrupt("a boolean with the value \(value)") }
        return value == 1
    }

    /// The id of the field that is set in a union whose members have nothing in them.
    ///
    /// - Returns: 0 when none is set.
    package mutating func unionMember(
        _ field: Field, _ name: StaticString
    ) throws(LakeError) -> Int {
        try expect(.structure, field, name)
        return try unionMember()
    }

    /// The same for an element of a list.
    package mutating func unionMember() throws(LakeError) -> Int {
        var member = 0
        var last = 0
        while let field = try nextField(after: &last) {
            if member == 0 { member = field.id }
            try skip(field)
        }
        return member
    }
}

// MARK: - Lists

extension CompactReader {
    /// The header of a list or set.
    ///
    /// - Returns: the number of elements, which is at most the number of bytes that follow: each
    ///   element takes at least one.
    package mutating func list(
        _ field: Field, of element: CompactType, _ name: StaticString
    ) throws(LakeError) -> Int {
        guard field.type == .list || field.type == .set else {
            throw bytes.corrupt("\(name) is of Thrift type \(field.type), not a list")
        }
        let header = try listHeader()
        let isBoolean = element == .booleanTrue && header.type == CompactType.booleanFalse.rawValue
        guard header.count == 0 || header.type == element.rawValue || isBoolean else {
            throw bytes.corrupt("\(name) holds values of Thrift type \(header.type)")
        }
        return header.count
    }

    private mutating func listHeader() throws(LakeError) -> (count: Int, type: UInt8) {
        let header = try bytes.byte()
        let short = header >> 4
        let count = try elementCount(short == 15 ? bytes.varint() : UInt64(short))
        return (count, header & 0x0f)
    }

    private func elementCount(_ count: UInt64) throws(LakeError) -> Int {
        guard count <= UInt64(bytes.remainingBytes) else {
            throw bytes.corrupt(
                "\(count) elements are announced, \(bytes.remainingBytes) bytes follow")
        }
        return Int(count)
    }
}

// MARK: - Unknown fields

extension CompactReader {
    /// Passes over the value of a field.
    ///
    /// - Throws: `LakeError.corrupt` also when values are nested deeper than
    ///   `MetadataLimits.thriftDepthMax`.
    package mutating func skip(_ field: Field) throws(LakeError) {
        // The value of a boolean is in its header.
        if field.type == .booleanTrue || field.type == .booleanFalse { return }
        try skipElement(field.type, depth: 0)
    }

    private mutating func skipElement(_ type: CompactType, depth: Int) throws(LakeError) {
        guard depth < MetadataLimits.thriftDepthMax else {
            throw bytes.corrupt("values are nested deeper than \(MetadataLimits.thriftDepthMax)")
        }
        switch type {
        case .booleanTrue, .booleanFalse, .int8: try bytes.skip(1)
        case .int16, .int32, .int64: _ = try bytes.varint()
        case .double: try bytes.skip(8)
        case .uuid: try bytes.skip(16)
        case .binary: _ = try binaryRange()
        case .list, .set: try skipList(depth: depth)
        case .map: try skipMap(depth: depth)
        case .structure: try skipStructure(depth: depth)
        }
    }

    private mutating func skipList(depth: Int) throws(LakeError) {
        let header = try listHeader()
        guard header.count > 0 else { return }
        let type = try type(header.type)
        for _ in 0..<header.count { try skipElement(type, depth: depth + 1) }
    }

    private mutating func skipMap(depth: Int) throws(LakeError) {
        let count = try elementCount(bytes.varint())
        guard count > 0 else { return }
        let types = try bytes.byte()
        let key = try type(types >> 4)
        let value = try type(types & 0x0f)
        for _ in 0..<count {
            try skipElement(key, depth: depth + 1)
            try skipElement(value, depth: depth + 1)
        }
    }

    private mutating func skipStructure(depth: Int) throws(LakeError) {
        var last = 0
        while let field = try nextField(after: &last) {
            if field.type == .booleanTrue || field.type == .booleanFalse { continue }
            try skipElement(field.type, depth: depth + 1)
        }
    }
}
