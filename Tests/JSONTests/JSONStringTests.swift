// Escapes of JSON strings. Expected values: RFC 8259, section 7, and Swift's own UTF-8 encoder.

@testable import JSON
import Testing

@Suite("JSON strings")
struct JSONStringTests {
    private func unescape(_ text: String) -> String {
        unsafe withBytes(text.utf8) {
            String(decoding: unsafe JSONString.unescape($0), as: UTF8.self)
        }
    }

    private func fault(_ text: String) -> JSONFault.Kind? {
        unsafe withBytes(text.utf8) { unsafe JSONString.hasSoundEscapes($0) }
    }

    @Test(
        "Short escapes",
        arguments: [
            (#"\""#, "\""), (#"\\"#, "\\"), (#"\/"#, "/"), (#"\b"#, "\u{8}"), (#"\f"#, "\u{C}"),
            (#"\n"#, "\n"), (#"\r"#, "\r"), (#"\t"#, "\t"), ("", ""), ("plain", "plain"),
            (#"a\\nb"#, #"a\nb"#), (#"\\\\"#, #"\\"#), ("é日😀", "é日😀"),
        ])
    func short(escaped: String, text: String) {
        #expect(unescape(escaped) == text)
        #expect(fault(escaped) == nil)
    }

    @Test("Every code point of the basic plane, in both cases of hex digits")
    func basicPlane() {
        var wrong: [Int] = []
        for code in 0..<0x10000 {
            guard let scalar = Unicode.Scalar(UInt32(code)) else { continue }
            let hex = String(code, radix: 16)
            let digits = String(repeating: "0", count: 4 - hex.count) + hex
            for escaped in ["\\u" + digits, "\\u" + digits.uppercased()] {
                let isRight = unescape(escaped).unicodeScalars.elementsEqual([scalar])
                if !isRight || fault(escaped) != nil { wrong.append(code) }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test("Surrogate pairs", arguments: [0x10000, 0x1F600, 0x10FFFF, 0x103FF, 0x10400, 0xFFFFF])
    func pairs(code: Int) throws {
        let scalar = try #require(Unicode.Scalar(UInt32(code)))
        let units = String(Character(scalar)).utf16.map { "\\u" + String($0, radix: 16) }.joined()
        #expect(unescape("x\(units)y") == "x\(Character(scalar))y")
        #expect(fault(units) == nil)
    }

    @Test(
        "Half pairs become U+FFFD and are found",
        arguments: [
            (#"\ud800"#, "\u{FFFD}"), (#"\udfff"#, "\u{FFFD}"), (#"\ud83dx"#, "\u{FFFD}x"),
            (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"),
            (#"\ud83d\n"#, "\u{FFFD}\n"), (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
        ])
    func halves(escaped: String, text: String) {
        #expect(unescape(escaped) == text)
        #expect(fault(escaped) == .escape)
    }

    @Test(
        "Unknown escapes stay as they are and are found",
        arguments: [
            #"\x41"#, #"\a"#, #"\'"#, #"\u"#, #"\u1"#, #"\u12"#, #"\u123"#, #"\u12g4"#, #"\U0041"#,
            #"\0"#, #"a\"#, #"\ "#,
        ])
    func unknown(escaped: String) {
        #expect(unescape(escaped) == escaped)
        #expect(fault(escaped) == .syntax)
    }
}
