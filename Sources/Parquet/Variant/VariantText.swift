// A variant's binary `value` as JSON.
//
//     value      := type data
//     type       := basic type (bits 0-1) | header (bits 2-7)
//     basic type := 0 primitive: the header says which; 1 short string: the header is its length;
//                   2 object; 3 array
//
//     primitive           data, little-endian             JSON
//     0-2  null, true, false   -                           null true false
//     3-6  int8 … int64        1, 2, 4, 8 bytes            12
//     7    double              8 bytes                     1.5, "NaN", "Infinity"
//     8-10 decimal4, 8, 16     scale, 4, 8, 16 bytes       12.50
//     11   date                4 bytes: days               "2026-01-31"
//     12   timestamp with zone 8 bytes: microseconds       "2026-01-31 23:59:59.500000+00:00"
//     13   timestamp           8 bytes: microseconds       "2026-01-31 23:59:59.500000"
//     14   float               4 bytes                     1.5, widened to a double
//     15   binary              4 bytes: length, bytes      "00ff"
//     16   string              4 bytes: length, bytes      "text"
//     17   time                8 bytes: microseconds       "23:59:59.500000"
//     18, 19                   as 12, 13, nanoseconds      nine digits
//     20   uuid                16 bytes, as written        "f24f9b64-81fa-49d1-b74e-8c09a6e31c56"
//
// A float is written with the digits of the double that it is, since nothing tells the readers of
// the text that fewer would do.
//
// Nothing forbids a writer of damaged files to let many items point to the same bytes, which would
// let a small value become an enormous text. Values that do not overlap have no more bytes together
// than the outermost one, and that many are allowed.
//
// Source: Parquet format, VariantEncoding.md, "Value encoding" and "Encoding types".

import Columnar
import JSON

/// Writes one binary value.
struct VariantText {
    private let names: VariantDictionary
    private let output: JSONWriter
    private let textStart: Int
    /// Bytes of values that may still be met.
    private var bytesLeft: Int

    /// - Parameter bytes: of the outermost value.
    init(_ names: VariantDictionary, bytes: Int, _ output: JSONWriter) {
        self.names = names
        self.output = output
        textStart = output.buffer.countBytes
        bytesLeft = bytes
    }

    /// Writes a value.
    ///
    /// - Parameters:
    ///   - reader: at the value.
    ///   - depth: of arrays and objects around it.
    /// - Throws: `LakeError.corrupt` when the bytes end early or values overlap, `.unsupported` for
    ///   a type of a later version, `.limit` (see `VariantLimits`).
    mutating func write(_ reader: ByteReader, depth: Int = 0) throws(LakeError) {
        var reader = reader
        let start = reader.offset
        let type = try reader.byte()
        let header = type >> 2
        switch type & 3 {
        case 0:
            try writePrimitive(header, &reader)
            try pass(reader.offset - start, reader)
        case 1:
            let bytes = try reader.take(Int(header))
            unsafe try output.string(reader.buffer.text(bytes))
            try pass(reader.offset - start, reader)
        case 2: try writeObject(reader, header, depth)
        default: try writeArray(reader, header, depth)
        }
    }

    /// Writes `"name":value`.
    mutating func writeMember(
        _ name: ArraySlice<UInt8>, _ value: ByteReader, depth: Int
    ) throws(LakeError) {
        try output.label(name)
        try write(value, depth: depth)
    }

    /// Counts bytes of values, and looks at what has been written.
    mutating func pass(_ count: Int, _ reader: ByteReader) throws(LakeError) {
        bytesLeft -= count
        guard bytesLeft >= 0 else { throw reader.corrupt("the values of a variant overlap") }
        guard output.buffer.countBytes - textStart <= VariantLimits.textBytesMax else {
            throw LakeError(
                .limit, "a variant of more than \(VariantLimits.textBytesMax) bytes of JSON text")
        }
    }

    private mutating func writeObject(
        _ reader: ByteReader, _ header: UInt8, _ depth: Int
    ) throws(LakeError) {
        var members = try items(reader, header, isObject: true, depth)
        try output.byte(UInt8(ascii: "{"))
        var isFirst = true
        while let member = try members.next() {
            if !isFirst { try output.byte(UInt8(ascii: ",")) }
            isFirst = false
            try writeMember(names.name(member.id), member.value, depth: depth + 1)
        }
        try output.byte(UInt8(ascii: "}"))
    }

    private mutating func writeArray(
        _ reader: ByteReader, _ header: UInt8, _ depth: Int
    ) throws(LakeError) {
        var elements = try items(reader, header, isObject: false, depth)
        try output.byte(UInt8(ascii: "["))
        var isFirst = true
        while let element = try elements.next() {
            if !isFirst { try output.byte(UInt8(ascii: ",")) }
            isFirst = false
            try write(element.value, depth: depth + 1)
        }
        try output.byte(UInt8(ascii: "]"))
    }

    private mutating func items(
        _ reader: ByteReader, _ header: UInt8, isObject: Bool, _ depth: Int
    ) throws(LakeError) -> VariantItems {
        guard depth < VariantLimits.depthMax else {
            throw LakeError(.limit, "a variant nested deeper than \(VariantLimits.depthMax)")
        }
        let items = try VariantItems(reader, header: header, isObject: isObject)
        try pass(1 + items.headBytes, reader)
        return items
    }

    private func writePrimitive(
        _ type: UInt8, _ reader: inout ByteReader
    ) throws(LakeError) {
        switch type {
        case 0: try output.null()
        case 1: try output.boolean(true)
        case 2: try output.boolean(false)
        case 3: try output.integer(Int64(reader.littleEndian(Int8.self)))
        case 4: try output.integer(Int64(reader.littleEndian(Int16.self)))
        case 5: try output.integer(Int64(reader.littleEndian(Int32.self)))
        case 6: try output.integer(reader.littleEndian())
        case 7: try output.real(Double(bitPattern: reader.littleEndian()))
        case 8, 9, 10: try writeDecimal(type, &reader)
        case 11: try output.date(Int64(reader.littleEndian(Int32.self)))
        case 12, 13:
            try output.timestamp(reader.littleEndian(), .microseconds, isUTC: type == 12)
        case 14: try output.real(Double(Float(bitPattern: reader.littleEndian())))
        case 15, 16:
            let length: UInt32 = try reader.littleEndian()
            let bytes = try reader.take(Int(length))
            if type == 15 {
                unsafe try output.hexadecimal(reader.buffer.text(bytes))
            } else {
                unsafe try output.string(reader.buffer.text(bytes))
            }
        case 17: try output.time(reader.littleEndian())
        case 18, 19:
            try output.timestamp(reader.littleEndian(), .nanoseconds, isUTC: type == 18)
        case 20: try output.uuid(reader.buffer, reader.take(HexText.uuidBytes))
        default:
            throw LakeError(
                .unsupported, "a value of the type \(type) in a variant, where 20 is the last known"
            )
        }
    }

    private func writeDecimal(_ type: UInt8, _ reader: inout ByteReader) throws(LakeError) {
        let scale = try reader.byte()
        guard scale <= 38 else { throw reader.corrupt("a decimal of the scale \(scale)") }
        let unscaled: Int128
        switch type {
        case 8: unscaled = Int128(try reader.littleEndian(Int32.self))
        case 9: unscaled = Int128(try reader.littleEndian(Int64.self))
        default: unscaled = try reader.littleEndian()
        }
        try output.decimal(unscaled, scale: Int(scale))
    }
}
