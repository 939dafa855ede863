// Paths that are followed together find what each of them finds alone.

import Columnar
@testable import JSON
import Testing

@Suite("Paths in one walk")
struct JSONPathTreeTests {
    private static let paths = [
        "$", "$.a", "$.a.b", "$.a.b[0]", "$.a[1]", "$.b", "$.b.a", "$.c", "$.c.a.b", "$[0]",
        "$[0].a", "$[1]", "$[2].b[0]", "$[2][1]", "$.longer_than_eight", "$.longer_than_eighT",
        "$.longer_than_sixteen_bytes", "$.longer_than_sixteen_Bytes", "$.\"odd name\"", "$.d",
    ]

    private static func compiled(_ texts: [String]) -> [JSONPath] {
        texts.compactMap { JSONPath(Array($0.utf8), isOperand: false) }
    }

    private func text(_ match: JSONPath.Match) -> String {
        switch match {
        case .none: "none"
        case .undecided: "undecided"
        case .value(let value): unsafe "value " + String(decoding: value, as: UTF8.self)
        }
    }

    /// What the paths find together and one by one.
    private func found(
        _ paths: [JSONPath], in text: [UInt8]
    ) throws -> (together: [String], alone: [String]) {
        let tree = try #require(JSONPathTree(paths))
        return unsafe text.withUnsafeBufferPointer { bytes in
            let matches = UnsafeMutableBufferPointer<JSONPath.Match>.allocate(
                capacity: tree.pathCount)
            defer { unsafe matches.deallocate() }
            unsafe matches.initialize(repeating: .undecided)
            unsafe tree.find(in: bytes, into: matches)
            return (
                unsafe matches.map { self.text($0) },
                paths.map { unsafe self.text($0.find(in: bytes)) }
            )
        }
    }

    @Test("By hand")
    func values() throws {
        let paths = Self.compiled(["$.code.text", "$.code.coding[0].code", "$.value", "$.code"])
        let text = #"{"value":1.5,"code":{"coding":[{"code":"x"},{"code":"y"}],"text":"t"}}"#
        let found = try found(paths, in: Array(text.utf8))
        #expect(
            found.together == [
                #"value "t""#, #"value "x""#, "value 1.5",
                #"value {"coding":[{"code":"x"},{"code":"y"}],"text":"t"}"#,
            ])
        #expect(found.alone == found.together)
    }

    @Test("Names with escapes, names that occur twice, values of other kinds")
    func corners() throws {
        let paths = Self.compiled(Self.paths)
        for text in [
            #"{"a":{"b":[1,2]},"a":{"b":3},"b":4}"#, #"{"\u0061":1,"a":2}"#, "[]", "{}", "7", "",
            #"{"a":1,"\u0062":2,"c":{"a":{"b":3}}}"#, #"{"a":"b","b":[{"a":1}],"c":null}"#,
            #"[[1,2],{"a":{"b":1},"c":2},[3,[4]]]"#, #" { "a" : [ 1 , { } ] , "d" : "\"" } "#,
            #"{"x":{"a":[}"]},"longer_than_eight":1,"longer_than_eighT":2}"#,
            #"{"longer_than_sixteen_bytes":{"a":1},"longer_than_sixteen_Bytes":"]"}"#,
            #"{"odd name":[[[["a"]]]],"d":true}"#, "{", #"{"a"#, #"{"a":"#, #"{"a":["#, "[1,",
        ] {
            let found = try found(paths, in: Array(text.utf8))
            #expect(found.together == found.alone, "\(text)")
        }
    }

    @Test("Random values and paths", arguments: 1...30)
    func random(seed: UInt64) throws {
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let names = ["a", "b", "c", "d", "x", "longer_than_eight", "longer_than_eighT", "odd name"]
        func value(_ depth: Int) -> String {
            let blank = random(6) == 0 ? " " : ""
            switch depth > 0 ? random(5) : random(2) {
            case 0: return "\(blank)\(random(100))"
            case 1: return #""s\#(random(3) == 0 ? #"\"]}"# : "{[,")"\#(blank)"#
            case 2:
                let items = (0..<random(4)).map { _ in value(depth - 1) }
                return "[\(blank)\(items.joined(separator: ",\(blank)"))]"
            default:
                let members = (0..<random(6)).map { _ in
                    let name = random(40) == 0 ? #"\u0061"# : names[random(names.count)]
                    return #""\#(name)"\#(blank):\#(blank)\#(value(depth - 1))"#
                }
                return "{\(blank)\(members.joined(separator: "\(blank),"))}"
            }
        }
        for _ in 0..<200 {
            let chosen = Self.paths.filter { _ in random(3) == 0 }
            guard !chosen.isEmpty else { continue }
            let text = value(4)
            let found = try found(Self.compiled(chosen), in: Array(text.utf8))
            #expect(found.together == found.alone, "\(chosen) in \(text)")
        }
    }

    @Test("What is followed one by one")
    func refused() {
        #expect(JSONPathTree(Self.compiled(["$.a", "$[#-1]"])) == nil)
        #expect(JSONPathTree(Self.compiled(["$.a", "$.\"a\""])) == nil)
        #expect(JSONPathTree(Self.compiled((0..<65).map { "$[\($0)]" })) == nil)
        #expect(JSONPathTree(Self.compiled((0..<64).map { "$[\($0)]" })) != nil)
    }

    @Test("White space between tokens, and only there")
    func minified() {
        for (text, expected) in [
            (#"{"a b":[1,"c d"]}"#, true), (#"{"a" :1}"#, false), ("[1, 2]", false), ("", true),
            (#"["\" ","\\"]"#, true), (#"["\\", 1]"#, false), ("[1]\n", false), (#"" ""#, true),
        ] {
            unsafe #expect(withBytes(text.utf8) { unsafe JSONMinifier.isMinified($0) } == expected)
        }
    }
}
