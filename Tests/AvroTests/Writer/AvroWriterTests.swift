// Writing Avro: the specification's own bytes, and files that the reader gives back.

import Columnar
import JSON
import Storage
import Testing

@testable import Avro

@Suite("Avro encoder")
struct AvroEncoderTests {
    private func encoded(_ encode: (inout AvroEncoder) -> Void) -> [UInt8] {
        var encoder = AvroEncoder()
        encode(&encoder)
        return encoder.bytes
    }

    /// Avro 1.12.0 specification, "Binary Encoding", the table of int and long.
    @Test(
        "Integers",
        arguments: [
            (0, [0x00]), (-1, [0x01]), (1, [0x02]), (-2, [0x03]), (2, [0x04]), (-64, [0x7f]),
            (64, [0x80, 0x01]),
            (Int64.max, [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
            (Int64.min, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
        ] as [(Int64, [UInt8])])
    func integers(value: Int64, bytes: [UInt8]) {
        #expect(encoded { $0.long(value) } == bytes)
    }

    /// The specification's examples of strings, records, arrays and unions.
    @Test("The examples of the specification")
    func examples() {
        #expect(encoded { $0.string("foo") } == [0x06, 0x66, 0x6f, 0x6f])
        #expect(
            encoded {
                $0.long(27)
                $0.string("foo")
            } == [0x36, 0x06, 0x66, 0x6f, 0x6f])
        #expect(encoded { $0.array([3, 27]) { $0.long($1) } } == [0x04, 0x06, 0x36, 0x00])
        #expect(encoded { $0.array([Int64]()) { $0.long($1) } } == [0x00])
        #expect(encoded { $0.optional(nil as String?) } == [0x00])
        #expect(encoded { $0.optional("a") } == [0x02, 0x02, 0x61])
    }

    @Test("Reals and fixed")
    func others() {
        #expect(encoded { $0.float(1) } == [0, 0, 0x80, 0x3f])
        #expect(encoded { $0.double(-2) } == [0, 0, 0, 0, 0, 0, 0, 0xc0])
        #expect(encoded { $0.boolean(true) } == [1])
        #expect(encoded { $0.fixed([9, 8]) } == [9, 8])
        #expect(encoded { $0.bytes([9, 8]) } == [4, 9, 8])
    }
}

@Suite("Avro names")
struct AvroNameTests {
    @Test(
        "Names that Avro does not allow",
        arguments: [
            ("plain_Name1", "plain_Name1"), ("9x", "_9x"), ("a.b", "a_x2Eb"), ("a-b", "a_x2Db"),
            ("a b", "a_x20b"), ("☕", "_x2615"), ("", "_"),
        ])
    func fit(name: String, fitted: String) { #expect(AvroName.fit(name) == fitted) }
}

/// A file in memory.
private final class MemoryFile: OutputFile {
    let path = "memory"
    private(set) var bytes: [UInt8] = []
    private(set) var isFinished = false
    var sizeBytes: Int { bytes.count }

    func write(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes += Array(bytes) }
    func finish() { isFinished = true }
    func abandon() {}
}

@Suite("Avro file writer")
struct AvroFileWriterTests {
    private static let schema = """
        {"type":"record","name":"r","fields":[
         {"name":"id","type":"long","field-id":1},
         {"name":"text","type":["null","string"],"default":null,"field-id":2}]}
        """

    /// More than one block from 65,536 bytes on.
    @Test("The reader gives back what was written", arguments: [0, 1, 2, 999, 20_000])
    func roundTrip(count: Int) throws {
        let file = MemoryFile()
        var writer = try AvroFileWriter(
            file, schema: JSONValue(parsing: Self.schema),
            metadata: [("key", "value"), ("other", "é")], syncMarker: (1, 2))
        for index in 0..<count {
            try writer.append { encoder in
                encoder.long(Int64(index))
                encoder.optional(index % 3 == 0 ? nil : "text \(index)")
            }
        }
        #expect(writer.recordCount == count)
        try writer.finish()
        #expect(file.isFinished)

        let buffer = try ByteBuffer(capacityBytes: file.bytes.count)
        unsafe try file.bytes.withUnsafeBufferPointer { source throws(LakeError) in
            if let start = source.baseAddress {
                unsafe try buffer.append(start, count: source.count)
            }
        }
        let read = try AvroFile(buffer, path: "memory")
        #expect(read.header.codecName == "deflate")
        #expect(read.header.text("key") == "value")
        #expect(read.header.text("other") == "é")
        let records = try read.records(
            .record([
                AvroWantedField("text", id: 2, .string), AvroWantedField("id", id: 1, .integer),
            ])
        )
        var values: [AvroValue] = []
        var found = 0
        while try records.next(into: &values) {
            #expect(values[1].integer == Int64(found))
            #expect(values[0].string == (found % 3 == 0 ? nil : "text \(found)"))
            found += 1
        }
        #expect(found == count)
    }
}
