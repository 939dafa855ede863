// The binary encoding: examples of the Avro specification 1.12.0, and what is not one.

import Columnar
import Testing

@testable import Avro

@Suite("Binary encoding")
struct EncodingTests {
    private func value(_ type: String, _ data: [UInt8]) throws -> String {
        let values = try records(single(type, data)).map(text)
        try #require(values.count == 1)
        return values[0]
    }

    /// The specification's table of "Binary Encoding", and the limits of the types.
    @Test(
        "Integers in zigzag",
        arguments: [
            ([0x00], "0"), ([0x01], "-1"), ([0x02], "1"), ([0x03], "-2"), ([0x04], "2"),
            ([0x7f], "-64"), ([0x80, 0x01], "64"),
            ([0xfe, 0xff, 0xff, 0xff, 0x0f], "2147483647"),
            ([0xff, 0xff, 0xff, 0xff, 0x0f], "-2147483648"),
            // More bytes than needed are legal.
            ([0x82, 0x80, 0x00], "1"),
        ] as [([UInt8], String)])
    func integers(bytes: [UInt8], expected: String) throws {
        #expect(try value(#""int""#, bytes) == expected)
        #expect(try value(#""long""#, bytes) == expected)
    }

    @Test("The limits of long")
    func limits() throws {
        let nines = [UInt8](repeating: 0xff, count: 8)
        #expect(try value(#""long""#, [0xfe] + nines + [0x01]) == "9223372036854775807")
        #expect(try value(#""long""#, [0xff] + nines + [0x01]) == "-9223372036854775808")
    }

    @Test(
        "Examples of the specification",
        arguments: [
            (#""null""#, [], "null"),
            (#""boolean""#, [1], "true"),
            (#""boolean""#, [0], "false"),
            // "Primitive Types": foo.
            (#""string""#, [0x06, 0x66, 0x6f, 0x6f], #""foo""#),
            (#""bytes""#, [0x04, 0xff, 0x00], "xff00"),
            // IEEE 754, little-endian: 1.5 and -2.
            (#""float""#, [0x00, 0x00, 0xc0, 0x3f], "r3ff8000000000000"),
            (#""double""#, [0, 0, 0, 0, 0, 0, 0, 0xc0], "rc000000000000000"),
            // "Records": a = 27, b = foo.
            (
                #"{"type":"record","name":"test","fields":[{"name":"a","type":"long"},"#
                    + #"{"name":"b","type":"string"}]}"#,
                [0x36, 0x06, 0x66, 0x6f, 0x6f], #"(27, "foo")"#
            ),
            // "Enums": D.
            (
                #"{"type":"enum","name":"Foo","symbols":["A","B","C","D"]}"#, [0x06], #""D""#
            ),
            // "Arrays": 3 and 27.
            (#"{"type":"array","items":"long"}"#, [0x04, 0x06, 0x36, 0x00], "[3, 27]"),
            // The same with the size of the block, and in two blocks.
            (
                #"{"type":"array","items":"long"}"#, [0x03, 0x04, 0x06, 0x36, 0x00],
                "[3, 27]"
            ),
            (
                #"{"type":"array","items":"long"}"#, [0x02, 0x06, 0x01, 0x02, 0x36, 0x00],
                "[3, 27]"
            ),
            (#"{"type":"array","items":"long"}"#, [0x00], "[]"),
            (
                #"{"type":"map","values":"long"}"#,
                [0x02, 0x02, 0x61, 0x02, 0x01, 0x06, 0x02, 0x62, 0x04, 0x00],
                #"{"a": 1, "b": 2}"#
            ),
            // "Unions": null, and the string a.
            (#"["null","string"]"#, [0x00], "null"),
            (#"["null","string"]"#, [0x02, 0x02, 0x61], #""a""#),
            (#"["string","null"]"#, [0x02], "null"),
            (#"{"type":"fixed","name":"f","size":2}"#, [7, 8], "x0708"),
            (#"{"type":"fixed","name":"f","size":0}"#, [], "x"),
        ] as [(String, [UInt8], String)])
    func examples(type: String, bytes: [UInt8], expected: String) throws {
        #expect(try value(type, bytes) == expected)
    }

    @Test(
        "A field that nobody wants is passed over, whatever it is",
        arguments: [
            (#""null""#, []), (#""boolean""#, [1]), (#""int""#, [0x80, 0x01]),
            (#""long""#, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
            (#""float""#, [1, 2, 3, 4]), (#""double""#, [1, 2, 3, 4, 5, 6, 7, 8]),
            (#""string""#, [0x06, 0x66, 0x6f, 0x6f]), (#""bytes""#, [0x00]),
            (#"{"type":"fixed","name":"f","size":3}"#, [1, 2, 3]),
            (#"{"type":"enum","name":"e","symbols":["A","B"]}"#, [0x02]),
            (#"["null","string"]"#, [0x02, 0x02, 0x61]),
            (#"{"type":"array","items":"long"}"#, [0x04, 0x06, 0x36, 0x00]),
            // The items are not looked at where the size of their block is known.
            (#"{"type":"array","items":"boolean"}"#, [0x03, 0x04, 0x99, 0x99, 0x00]),
            (#"{"type":"array","items":"null"}"#, [0x0a, 0x00]),
            (#"{"type":"map","values":"int"}"#, [0x02, 0x02, 0x61, 0x02, 0x00]),
            (
                #"{"type":"record","name":"q","fields":[{"name":"x","type":"int"},"#
                    + #"{"name":"y","type":["null","q"]}]}"#,
                [0x02, 0x02, 0x04, 0x00]
            ),
        ] as [(String, [UInt8])])
    func skipping(type: String, bytes: [UInt8]) throws {
        let schema = #"""
            {"type":"record","name":"r","fields":[{"name":"a","type":"int"},
             {"name":"b","type":\#(type)},{"name":"c","type":"string"}]}
            """#
        let avro = try single(schema, long(5) + bytes + string("end"))
        let wanted = AvroProjection.record([
            AvroWantedField("c", .string), AvroWantedField("a", .integer),
        ])
        #expect(try records(avro, wanted).map(text) == [#"("end", 5)"#])
    }

    @Test("A value keeps the bytes that it points into")
    func valuesOutlive() throws {
        var kept: AvroValue?
        do {
            kept = try records(single(#""string""#, string("kept"))).first
        }
        #expect(kept?.string == "kept")
    }

    @Test("Texts that are not UTF-8 are bytes")
    func notUTF8() throws {
        let value = try #require(try records(single(#""string""#, [0x04, 0xc3, 0x28])).first)
        #expect(value.string == nil)
        #expect(value.bytes?.array == [0xc3, 0x28])
    }

    @Test("Values are equal by their bytes, wherever they lie")
    func equality() throws {
        let values = try records(
            file(header(#""string""#) + block(string("x") + string("x") + string("y"), count: 3)))
        #expect(values[0] == values[1])
        #expect(values[0].hashValue == values[1].hashValue)
        #expect(values[1] != values[2])
    }
}
