// Fixtures, values as text, and a writer of files for cases that no library writes.

import Columnar
import Glibc
import Storage
import Testing

@testable import Avro

/// The folder Fixtures/avro.
let fixtures: String = {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/\(folder)/Fixtures/avro"
}()

/// The bytes of a file.
func contents(_ path: String) throws -> [UInt8] {
    let file = try OpenFile(path)
    let buffer = try ByteBuffer(capacityBytes: file.sizeBytes)
    _ = try file.read(at: 0, count: file.sizeBytes, appendingTo: buffer)
    return ByteReader(buffer).copy(0..<buffer.countBytes)
}

func buffer(_ bytes: [UInt8]) throws -> ByteBuffer {
    let buffer = try ByteBuffer(capacityBytes: bytes.count)
    unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
        if let start = source.baseAddress { unsafe try buffer.append(start, count: source.count) }
    }
    return buffer
}

/// A file in memory.
func file(_ bytes: [UInt8]) throws -> AvroFile {
    try AvroFile(buffer(bytes), path: "memory.avro")
}

/// Every record of a file, as it is wanted.
func records(
    _ file: AvroFile, _ projection: AvroProjection = .everything
) throws -> [AvroValue] {
    let records = try file.records(projection)
    var all: [AvroValue] = []
    var values: [AvroValue] = []
    while try records.next(into: &values) {
        if case .record = file.header.schema.root {
            all.append(.record(values))
        } else {
            all.append(values[0])
        }
    }
    return all
}

/// A value as text: the form that Fixtures/avro/make-fixtures.py describes.
func text(_ value: AvroValue) -> String {
    func hex(_ number: some FixedWidthInteger & UnsignedInteger) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: number.bitWidth / 4 - digits.count) + digits
    }
    switch value {
    case .null: return "null"
    case .boolean(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .real(let value): return "r" + hex(value.bitPattern)
    case .bytes(let value): return "x" + value.array.map { hex($0) }.joined()
    case .string(let value): return "\"\(value.string ?? "no UTF-8")\""
    case .array(let values): return "[" + values.map(text).joined(separator: ", ") + "]"
    case .map(let entries):
        let texts = entries.map { text($0.key) + ": " + text($0.value) }
        return "{" + texts.joined(separator: ", ") + "}"
    case .record(let values): return "(" + values.map(text).joined(separator: ", ") + ")"
    case .branch(let branch, let value): return "#\(branch):\(text(value))"
    }
}

/// The error that a closure ends in.
func lakeError(_ body: () throws -> Void) -> LakeError? {
    do {
        try body()
        return nil
    } catch {
        return error as? LakeError
    }
}

// MARK: Writing

/// A long in Avro's encoding: zigzag, seven bits a byte.
func long(_ value: Int) -> [UInt8] {
    var rest = UInt64(bitPattern: Int64((value << 1) ^ (value >> 63)))
    var bytes: [UInt8] = []
    while rest > 0x7f {
        bytes.append(UInt8(rest & 0x7f) | 0x80)
        rest >>= 7
    }
    return bytes + [UInt8(rest)]
}

/// A string in Avro's encoding.
func string(_ text: String) -> [UInt8] { long(text.utf8.count) + text.utf8 }

/// A sync marker.
let marker = [UInt8](repeating: 0x5a, count: 16)

/// The header of a file that is not compressed.
func header(_ schema: String) -> [UInt8] {
    [0x4f, 0x62, 0x6a, 1] + long(1) + string("avro.schema") + string(schema) + [0] + marker
}

/// A block that is not compressed.
func block(_ data: [UInt8], count: Int) -> [UInt8] {
    long(count) + long(data.count) + data + marker
}

/// A file of one block with one value of a type.
func single(_ type: String, _ data: [UInt8]) throws -> AvroFile {
    try file(header(type) + block(data, count: 1))
}
