// Writing of JSON.
// Source of the expected values: RFC 8259, section 7 (which characters must be escaped); numbers by
// Python's repr, which is the shortest text that reads back, too.

import Columnar
import Testing

@testable import JSON

@Suite("JSON writer")
struct JSONWriterTests {
    private func written(_ write: (JSONWriter) throws -> Void) throws -> String {
        let buffer = try ByteBuffer(capacityBytes: 1)
        try write(JSONWriter(buffer))
        return unsafe String(
            decoding: UnsafeBufferPointer(start: buffer.base, count: buffer.countBytes),
            as: UTF8.self)
    }

    @Test(
        "Strings",
        arguments: [
            ("", #""""#), ("abc", #""abc""#), ("\"", #""\"""#), ("\\", #""\\""#),
            ("a/b", #""a/b""#), ("\n", #""\u000a""#), ("\0", #""\u0000""#),
            ("\u{1f}\u{20}\u{7f}", "\"\\u001f \u{7f}\""), ("é😀", #""é😀""#),
        ])
    func strings(text: String, json: String) throws {
        #expect(try written { try $0.string(Array(text.utf8)) } == json)
    }

    @Test("Every ASCII character reads back")
    func roundTrip() throws {
        let text = Array(UInt8(0)...127)
        let json = try written { try $0.string(text) }
        #expect(try JSONValue(parsing: json).string == String(decoding: text, as: UTF8.self))
    }

    @Test(
        "Reals",
        arguments: [
            (0.1, "0.1"), (1, "1.0"), (-0.0, "-0.0"), (1e16, "1e+16"),
            (.leastNonzeroMagnitude, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"), (.infinity, #""Infinity""#),
            (-.infinity, #""-Infinity""#), (.nan, #""NaN""#),
        ])
    func reals(value: Double, json: String) throws {
        #expect(try written { try $0.real(value) } == json)
    }

    /// numpy: `repr(float32(…))`.
    @Test(
        "Floats have their own digits",
        arguments: [(Float(0.1), "0.1"), (16_777_216, "16777216.0")])
    func floats(value: Float, json: String) throws {
        #expect(try written { try $0.float(value) } == json)
        #expect(try written { try $0.float(.nan) } == #""NaN""#)
    }

    @Test("The rest")
    func rest() throws {
        #expect(try written { try $0.null() } == "null")
        #expect(try written { try $0.boolean(true) } == "true")
        #expect(try written { try $0.boolean(false) } == "false")
        #expect(try written { try $0.integer(.min) } == "-9223372036854775808")
        #expect(try written { try $0.byte(UInt8(ascii: "[")) } == "[")
        #expect(try hexadecimal([0, 10, 0xab, 0xff]) == #""000aabff""#)
        #expect(try hexadecimal([]) == #""""#)
        let date = try written { writer in
            unsafe try Array("2026".utf8).withUnsafeBufferPointer { unsafe try writer.quoted($0) }
        }
        #expect(date == #""2026""#)
    }

    private func hexadecimal(_ bytes: [UInt8]) throws -> String {
        try written { writer in
            unsafe try bytes.withUnsafeBufferPointer { unsafe try writer.hexadecimal($0) }
        }
    }

    @Test("Writing goes on behind what the buffer holds, however long")
    func growth() throws {
        let json = try written { writer in
            try writer.byte(UInt8(ascii: "["))
            for index in 0..<1000 {
                if index > 0 { try writer.byte(UInt8(ascii: ",")) }
                try writer.integer(Int64(index))
            }
            try writer.byte(UInt8(ascii: "]"))
        }
        #expect(json == "[" + (0..<1000).map { "\($0)" }.joined(separator: ",") + "]")
    }
}
