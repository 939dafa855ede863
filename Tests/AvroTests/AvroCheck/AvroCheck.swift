// What must hold for any bytes as an Avro file: shared by the fuzzer and by the tests that replay
// its finds.
//
//     input = options (1 byte) | body
//     bits 0-2   0: the body is a file; else it is the records of a block, by a schema below
//
// Blocks get a sync marker and a head here, so that the fuzzer need not find sixteen equal bytes.

import Columnar
@testable import Avro

/// A property that does not hold.
struct AvroDefect: Error, CustomStringConvertible {
    let description: String
}

/// Reads one body in several ways and compares.
struct AvroCheck {
    private static let schemas = [
        #"{"type":"array","items":["null","long","string",{"type":"map","values":"bytes"}]}"#,
        #"{"type":"record","name":"r","fields":[{"name":"a","type":"int"},{"name":"b","type":"#
            + #"["null","r"]},{"name":"c","type":{"type":"array","items":"r"}}]}"#,
        #"{"type":"record","name":"r","fields":[{"name":"a","type":{"type":"array","items":"#
            + #""null"}},{"name":"b","type":{"type":"record","name":"e","fields":[]}}]}"#,
        #"{"type":"record","name":"r","fields":[{"name":"k","type":{"type":"array","logicalType":"#
            + #""map","items":{"type":"record","name":"kv","fields":[{"name":"key","type":"int"},"#
            + #"{"name":"value","type":["null","double"]}]}}},{"name":"x","type":"boolean"}]}"#,
        #"{"type":"record","name":"r","fields":[{"name":"e","type":{"type":"enum","name":"s","#
            + #""symbols":["A","B"]}},{"name":"f","type":{"type":"fixed","name":"g","size":3}},"#
            + #"{"name":"g","type":"float"},{"name":"n","type":"null"}]}"#,
        #"{"type":"record","name":"r","fields":[{"name":"n","type":"null"}]}"#,
        #""string""#,
    ]

    private let bytes: [UInt8]

    /// Input shorter than its options is an empty body.
    init(_ input: UnsafeBufferPointer<UInt8>) {
        let option = unsafe Int(input.first ?? 0) & 7
        let body = unsafe Array(input.dropFirst())
        guard option > 0 else {
            bytes = body
            return
        }
        let schema = Array(Self.schemas[option - 1].utf8)
        let marker = [UInt8](repeating: 0x5a, count: 16)
        let key = Array("avro.schema".utf8)
        // The first byte of the body is the number of records.
        let records = Array(body.dropFirst())
        bytes =
            [0x4f, 0x62, 0x6a, 1, 2] + Self.long(key.count) + key + Self.long(schema.count) + schema
            + [0] + marker + Self.long(Int(body.first ?? 0)) + Self.long(records.count) + records
            + marker
    }

    private static func long(_ value: Int) -> [UInt8] {
        var rest = value << 1
        var bytes: [UInt8] = []
        while rest > 0x7f {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// - Throws: `AvroDefect`.
    func run() throws {
        let buffer = try ByteBuffer(capacityBytes: bytes.count)
        unsafe try bytes.withUnsafeBufferPointer { (source) throws(LakeError) in
            if let start = source.baseAddress {
                unsafe try buffer.append(start, count: source.count)
            }
        }
        guard let file = try? AvroFile(buffer, path: "x") else { return }
        guard let all = try? read(file, .everything) else { return }
        guard case .record(let record) = file.header.schema.root else { return }
        guard let none = try? read(file, .record([])), none.count == all.count else {
            throw AvroDefect(description: "passing over \(all.count) records fails")
        }
        for (place, field) in record.fields.enumerated().prefix(8) {
            let isFirst = record.fields.firstIndex { $0.name == field.name } == place
            guard isFirst else { continue }
            guard let alone = try? read(file, .record([AvroWantedField(field.name)])),
                alone.count == all.count
            else {
                throw AvroDefect(description: "the field \(place) alone fails")
            }
            for (one, record) in zip(alone, all)
            where Self.text(one[0]) != Self.text(record[place]) {
                throw AvroDefect(description: "the field \(place) alone is another")
            }
        }
    }

    /// By text, since NaN is not equal to itself.
    private static func text(_ value: AvroValue) -> String { "\(value)" }

    private func read(
        _ file: AvroFile, _ projection: AvroProjection
    ) throws(LakeError) -> [[AvroValue]] {
        let records = try file.records(projection)
        var all: [[AvroValue]] = []
        var values: [AvroValue] = []
        // Files of millions of records without bytes are known to be read.
        while all.count < 100_000, try records.next(into: &values) { all.append(values) }
        return all
    }
}
