// Documents as trees. Expected values after RFC 8259 and, where it leaves a choice, after Python's
// json module.

import Columnar
import Testing

@testable import JSON

@Suite("JSON values")
struct JSONValueTests {
    private func failure(_ bytes: [UInt8]) -> LakeError? {
        do throws(LakeError) {
            _ = try JSONValue(parsing: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("A document")
    func document() throws {
        let value = try JSONValue(
            parsing: #" {"a" : [1, -2.50, 1e3, "x\n\u00e9", true, false, null, [], {}], "b":{}} "#)
        #expect(
            value
                == .object([
                    .init(
                        "a",
                        .array([
                            .number("1"), .number("-2.50"), .number("1e3"), .string("x\né"),
                            .boolean(true), .boolean(false), .null, .array([]), .object([]),
                        ])),
                    .init("b", .object([])),
                ]))
        #expect(value["a"]?.array?.count == 9)
        #expect(value["c"] == nil)
        #expect(JSONValue.null["a"] == nil)
    }

    @Test(
        "Numbers",
        arguments: [
            ("0", Int64?.some(0), Int64?.some(0), 0.0), ("-0", 0, 0, -0.0),
            ("9223372036854775807", .max, .max, 9_223_372_036_854_775_807.0),
            ("-9223372036854775808", .min, .min, -9_223_372_036_854_775_808.0),
            // 9876543210123456789 - 2^64
            ("9876543210123456789", nil, -8_570_200_863_586_094_827, 9_876_543_210_123_456_789.0),
            ("18446744073709551615", nil, -1, 18_446_744_073_709_551_615.0),
            ("18446744073709551616", nil, nil, 18_446_744_073_709_551_616.0),
            ("1.0", nil, nil, 1.0), ("1e2", nil, nil, 100.0), ("0.1", nil, nil, 0.1),
        ])
    func numbers(text: String, integer: Int64?, bits: Int64?, double: Double) throws {
        let value = try JSONValue(parsing: text)
        #expect(value.numberText == text)
        #expect(value.int64 == integer)
        #expect(value.int64BitPattern == bits)
        #expect(value.double == double)
        #expect(value.string == nil)
    }

    @Test("Of two members with one name the last counts")
    func duplicates() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#)["a"] == .number("2"))
    }

    @Test(
        "What is written reads back",
        arguments: [
            "null", "true", "[1.50,\"a\"]", #"{"a":{"b":[]},"c":-1e9}"#,
            #""\"\\\b\f\n\r\t\u0001/""#,
            "\"é😀\u{7f}\"", "[[[]]]", "{}",
        ])
    func writing(text: String) throws {
        // These are written as this writer writes them: without blanks, with the short escapes.
        #expect(try JSONValue(parsing: text).text == text)
    }

    @Test("Depth")
    func depth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(failure(nested(JSONValue.depthMax)) == nil)
        let error = try #require(failure(nested(JSONValue.depthMax + 1)))
        #expect(error.code == .limit)
        #expect(error.places == [.byteOffset(JSONValue.depthMax)])
        #expect(failure(nested(100_000))?.code == .limit)
    }

    @Test(
        "Faults have an offset",
        arguments: [
            ("", 0), ("[1,]", 3), ("[1] x", 4), ("{\"a\":tru}", 5), ("[\"\\x\"]", 1), ("[01]", 1),
        ])
    func offsets(text: String, offset: Int) throws {
        let error = try #require(failure(Array(text.utf8)))
        #expect(error.code == .corrupt)
        #expect(error.places == [.byteOffset(offset)])
    }

    @Test("Every prefix is an error, a changed byte never a crash")
    func damage() {
        let bytes = Array(#"{"a":[1,-2.5e3,"x\u00e9é",true,null],"b":{"c":[[]]}}"#.utf8)
        for count in 0..<bytes.count { #expect(failure(Array(bytes[..<count])) != nil) }
        for index in bytes.indices {
            for value in UInt8.min...UInt8.max {
                var damaged = bytes
                damaged[index] = value
                if let value = try? JSONValue(parsing: damaged) {
                    // What is read can be written and read again.
                    #expect((try? JSONValue(parsing: value.text)) == value)
                }
            }
        }
    }
}
