// What is wanted of a value, and what a file has in its place.

import Columnar
import Testing

@testable import Avro

@Suite("Projection")
struct ProjectionTests {
    private static let schema = #"""
        {"type":"record","name":"r","fields":[
         {"name":"i","type":"int"},{"name":"f","type":"float"},
         {"name":"s","type":["null","string"]},{"name":"b","type":"bytes"},
         {"name":"m","type":{"type":"map","values":"int"}},
         {"name":"e","type":{"type":"enum","name":"k","symbols":["A","B"]}},
         {"name":"x","type":{"type":"fixed","name":"f","size":2}},
         {"name":"u","type":["int","string","double"]},
         {"name":"o","type":"boolean"}]}
        """#
    private static let data: [UInt8] =
        long(7) + [0, 0, 0xc0, 0x3f] + [2] + string("s") + string("b")
        + (long(1) + string("k") + long(1) + [0]) + long(1) + [1, 2] + (long(0) + long(9)) + [1]

    private func read(_ fields: [AvroWantedField]) throws -> String {
        let avro = try single(Self.schema, Self.data)
        return try records(avro, .record(fields)).map(text).joined()
    }

    @Test(
        "Kinds that fit",
        arguments: [
            ("i", .integer, "7"), ("i", .real, "r401c000000000000"),
            ("f", .real, "r3ff8000000000000"),
            ("s", .string, #""s""#), ("s", .bytes, "x73"),
            ("b", .bytes, "x62"), ("b", .string, #""b""#),
            ("m", .map(key: .string, value: .integer), #"{"k": 1}"#),
            ("m", .map(key: .bytes, value: .real), "{x6b: r3ff0000000000000}"),
            ("e", .string, #""B""#), ("x", .bytes, "x0102"),
            ("u", .everything, "#0:9"), ("u", .integer, "9"), ("u", .real, "r4022000000000000"),
            ("o", .boolean, "true"), ("absent", .integer, "null"),
        ] as [(String, AvroProjection, String)])
    func fits(name: String, projection: AvroProjection, expected: String) throws {
        #expect(try read([AvroWantedField(name, projection)]) == "(\(expected))")
    }

    @Test(
        "Kinds that do not fit",
        arguments: [
            ("i", .string), ("i", .boolean), ("i", .array(.everything)), ("i", .record([])),
            ("f", .integer), ("s", .integer), ("s", .record([])), ("b", .real),
            ("m", .array(.everything)), ("m", .map(key: .integer, value: .integer)),
            ("m", .map(key: .string, value: .string)), ("e", .integer), ("x", .string),
            ("u", .boolean), ("o", .integer),
        ] as [(String, AvroProjection)])
    func mismatches(name: String, projection: AvroProjection) throws {
        let error = lakeError { _ = try read([AvroWantedField(name, projection)]) }
        #expect(error?.code == .corrupt)
        #expect(error?.places == [.file("memory.avro"), .column(name)])
    }

    @Test("A branch that is not what is wanted is an error where it comes")
    func branch() throws {
        let error = lakeError { _ = try read([AvroWantedField("u", .string)]) }
        #expect(error?.code == .corrupt)
        #expect(error?.what.contains("the file has int where a string is wanted") == true)
    }

    @Test("Fields that the file does not have")
    func absent() throws {
        #expect(
            try read([
                AvroWantedField("z", .integer, absent: .integer(5)), AvroWantedField("i"),
            ])
                == "(5, 7)")
        let error = lakeError { _ = try read([AvroWantedField("z", .integer, absent: nil)]) }
        #expect(error?.code == .corrupt)
        #expect(error?.places.last == .column("z"))
    }

    @Test("A file without ids is read by names, whatever ids are wanted")
    func names() throws {
        #expect(try read([AvroWantedField("i", id: 3, .integer)]) == "(7)")
    }

    @Test("A field is not wanted twice")
    func twice() throws {
        let error = lakeError { _ = try read([AvroWantedField("i"), AvroWantedField("i")]) }
        #expect(error?.code == .invalidInput)
    }

    @Test("Nothing is wanted of a record: it is passed over and counted")
    func nothing() throws {
        #expect(try read([]) == "()")
    }

    @Test("Maps in the form of arrays, in both orders of their fields", arguments: [false, true])
    func keyedArrays(isReversed: Bool) throws {
        let fields = [#"{"name":"key","type":"int"}"#, #"{"name":"value","type":"string"}"#]
        let schema = #"""
            {"type":"array","logicalType":"map","items":{"type":"record","name":"e","fields":[
            \#((isReversed ? fields.reversed() : fields).joined(separator: ","))]}}
            """#
        let data = isReversed ? string("v") + long(1) : long(1) + string("v")
        let avro = try single(schema, long(1) + data + [0])
        #expect(try records(avro).map(text) == [#"{1: "v"}"#])
        #expect(
            try records(avro, .map(key: .integer, value: .bytes)).map(text) == ["{1: x76}"])
        #expect(
            try records(avro, .map(key: .real, value: .string)).map(text)
                == [#"{r3ff0000000000000: "v"}"#])
        #expect(
            try records(avro, .array(.record([AvroWantedField("value")]))).map(text)
                == [#"[("v")]"#])
    }

    @Test("A type within itself, as deep as something is wanted of it")
    func recursion() throws {
        let schema = #"""
            {"type":"record","name":"n","fields":[{"name":"v","type":"int"},
             {"name":"next","type":["null","n"]}]}
            """#
        let data = long(1) + long(1) + long(2) + long(1) + long(3) + long(0)
        let avro = try single(schema, data)
        #expect(try records(avro).map(text) == ["(1, (2, (3, null)))"])
        let second = AvroProjection.record([
            AvroWantedField("next", .record([AvroWantedField("v", .integer)]))
        ])
        #expect(try records(avro, second).map(text) == ["((2))"])
    }
}
