// The whole grammar: texts that are JSON (y), texts that are not (n), after the manner of
// JSONTestSuite.

@testable import JSON
import Testing

@Suite("JSON validator")
struct JSONValidatorTests {
    @Test(
        "Sound",
        arguments: [
            "[]", "{}", "[[]]", "[{}]", "null", "true", "false", "0", "-0", "1e1", "\"\"", "\"x\"",
            " [ ] ", "\t{\n}\r", "[1,2]", "[1 , 2]", "{\"a\":1}", "{ \"a\" : 1 , \"b\" : [ ] }",
            "{\"\":0}", "[\"\\u0000\\ud83d\\ude00\\/\"]", "[\"é\u{7f}\u{10ffff}\"]",
            "[null,true,false]",
            "[[[[[[[[]]]]]]]]", "[{\"a\":[{\"b\":{}}]}]",
            "{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":2}}",
            "[\"a\",\"a\"]", "[\"[,]:{}\"]", "[\"\\\"\"]", "[\"\\\\\"]", "[-1.5E-7]",
            "[\"\\\\\\\"\"]",
        ])
    func sound(text: String) throws { #expect(try IndexedText(text).fault() == nil) }

    @Test(
        "Not sound",
        arguments: [
            ("[", "syntax"), ("]", "syntax"), ("{", "syntax"), ("}", "syntax"), ("[1", "syntax"),
            ("[1,", "syntax"), ("[1,]", "syntax"), ("[,1]", "syntax"), ("[1,,2]", "syntax"),
            ("[1 2]", "syntax"), ("[1}", "syntax"), ("{1:2}", "syntax"), ("{\"a\"}", "syntax"),
            ("{\"a\":}", "syntax"), ("{\"a\" 1}", "syntax"), ("{\"a\":1,}", "syntax"),
            ("{\"a\":1 \"b\":2}", "syntax"), ("{,}", "syntax"), ("{\"a\":1]", "syntax"),
            ("{\"a\",1}", "syntax"), ("{\"a\"::1}", "syntax"), ("{\"a\":1:2}", "syntax"),
            ("[:]", "syntax"), (":", "syntax"), (",", "syntax"), ("{[]:1}", "syntax"),
            ("[tru]", "syntax"), ("[truee]", "syntax"), ("[TRUE]", "syntax"), ("[nul]", "syntax"),
            ("[01]", "syntax"), ("[-]", "syntax"), ("[+1]", "syntax"), ("[1.]", "syntax"),
            ("[.1]", "syntax"), ("[1e]", "syntax"), ("[0x1]", "syntax"), ("[NaN]", "syntax"),
            ("[1a]", "syntax"), ("[\"a\"b]", "syntax"), ("[a]", "syntax"), ("['a']", "syntax"),
            ("[\"\\x\"]", "syntax"), ("[\"\\u12\"]", "syntax"), ("[\"a\" \"b\"]", "syntax"),
            ("[1]//", "trailing"), ("[1]]", "trailing"), ("{}{}", "trailing"), ("1 2", "trailing"),
            ("[],", "trailing"), ("\"a\"\"b\"", "trailing"), ("null,", "trailing"),
            ("[\"\\ud800\"]", "escape"), ("[\"\\udc00x\"]", "escape"),
            ("{\"a\":1,\"a\":2}", "duplicate-key"), ("{\"a\":1,\"\\u0061\":2}", "duplicate-key"),
            ("[{\"x\":{\"y\":1,\"z\":[],\"y\":2}}]", "duplicate-key"),
            ("[\"\u{1}\"]", "control"), ("[\"a\nb\"]", "control"), ("[\"\t\"]", "control"),
            ("[\"\0\"]", "control"), ("\"", "syntax"), ("[\"a]", "syntax"), ("\"\\\"", "syntax"),
            ("", "syntax"), (" \n", "syntax"), ("[\u{c}]", "syntax"), ("\u{a0}[]", "syntax"),
            ("\u{feff}[]", "syntax"), ("\0", "syntax"), ("[\0]", "syntax"), ("[1\0]", "syntax"),
        ])
    func unsound(text: String, kind: String) throws {
        let fault = try #require(try IndexedText(text).fault(), "\(text) passes")
        #expect(fault.kind.rawValue == kind, "\(text): \(fault.reason)")
        #expect((0...text.utf8.count).contains(fault.offset))
    }

    @Test(
        "Not UTF-8",
        arguments: [
            [0xFF], [0x80], [0xC3], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0x80],
            [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
            [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFE],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) throws {
        let text = Array("[\"".utf8) + bytes + Array("\"]".utf8)
        #expect(try IndexedText(text).fault()?.kind == .encoding)
    }

    @Test("Duplicates only where asked for, never across objects")
    func duplicates() throws {
        #expect(try IndexedText("{\"a\":1,\"a\":2}").fault(findsDuplicates: false) == nil)
        // More names than are compared one by one.
        let names = (0..<100).map { "\"k\($0)\":{\"k\($0)\":1}" }
        #expect(try IndexedText("{\(names.joined(separator: ","))}").fault() == nil)
        let twice = names + ["\"k57\":0"]
        #expect(try IndexedText("{\(twice.joined(separator: ","))}").fault()?.kind == .duplicateKey)
    }

    @Test("Depth", arguments: [1, 2, 10, 999, 1000])
    func depth(limit: Int) throws {
        let open = String(repeating: "[", count: limit)
        let close = String(repeating: "]", count: limit)
        #expect(try IndexedText(open + close).fault(depthMax: limit) == nil)
        #expect(try IndexedText("[\(open)\(close)]").fault(depthMax: limit)?.kind == .depth)
    }

    @Test("A million brackets are a finding, not a crash")
    func deep() throws {
        let open = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(try IndexedText(open).fault()?.kind == .depth)
    }

    @Test("Every cut of a text is a fault")
    func truncations() throws {
        let text = Array(#"{"a":[1,true,"x\n\u00e9",{"b":null}],"c":-1.5e3,"d":{},"é":"😀"}"#.utf8)
        #expect(try IndexedText(text).fault() == nil)
        for count in 0..<text.count {
            #expect(
                try IndexedText(Array(text[..<count])).fault() != nil, "the first \(count) bytes")
        }
    }
}
