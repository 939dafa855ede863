// Members of an object by name, and the small tables beside the extractor.

import Columnar
@testable import JSON
import Testing

@Suite("Member extractor")
struct MemberExtractorTests {
    /// The texts of some members; nil for a fault.
    private func members(_ names: [String], of text: [UInt8]) throws -> [String?]? {
        let text = try IndexedText(text)
        guard let index = try? text.index() else { return nil }
        let extractor = MemberExtractor(KeyTable(names))
        var token = 0
        guard unsafe text.buffer.base[Int(index.offsets[0])] == UInt8(ascii: "{"),
            unsafe extractor.extract(text.buffer.base, index, token: &token, limit: text.count)
                == nil,
            token == index.count
        else { return nil }
        return names.indices.map { slot in
            let span = unsafe extractor.spans[slot]
            return span.kind == .absent ? nil : text.text(of: span)
        }
    }

    private func members(_ names: [String], _ text: String) throws -> [String?]? {
        try members(names, of: Array(text.utf8))
    }

    @Test("In any order, of any kind")
    func kinds() throws {
        let text =
            #" { "z" : 0 , "s":"x" ,"n": -1.5 , "t":true,"o":{"s":"inner"} , "a" : [ 1, 2 ] ,"u":null } "#
        #expect(
            try members(["a", "n", "o", "s", "t", "u", "missing"], text)
                == ["[ 1, 2 ]", "-1.5", #"{"s":"inner"}"#, #""x""#, "true", "null", nil])
    }

    @Test("Every permutation of four members")
    func permutations() throws {
        let parts = [#""a":1"#, #""bb":"2""#, #""ccc":[3]"#, #""dddd":{"a":4}"#]
        for one in 0..<4 {
            for two in 0..<4 where two != one {
                for three in 0..<4 where three != one && three != two {
                    let four = 6 - one - two - three
                    let text = [one, two, three, four].map { parts[$0] }.joined(separator: ",")
                    #expect(
                        try members(["a", "bb", "ccc", "dddd"], "{\(text)}")
                            == ["1", #""2""#, "[3]", #"{"a":4}"#])
                }
            }
        }
    }

    @Test("Names with escapes, prefixes and lengths around eight bytes")
    func names() throws {
        let names = ["a", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghj", "é", ""]
        let body = names.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
        #expect(try members(names, "{\(body)}") == (0...6).map { "\($0)" })
        #expect(
            try members(["id", "abcdefghi"], #"{"\u0069\u0064":7,"abcdefgh\u0069":8}"#) == [
                "7", "8",
            ])
        #expect(try members(["id"], #"{"ID":1,"i":2,"idd":3,"id ":4}"#) == [nil])
        #expect(try members([], #"{"a":1}"#) == [])
    }

    @Test("Names that differ in one place, of any length")
    func longNames() throws {
        for length in 1...40 {
            let name = String(repeating: "n", count: length)
            #expect(try members([name], "{\"\(name)\":1}") == ["1"])
            for place in 0..<length {
                var other = Array(name)
                other[place] = "m"
                let names = [name, String(other)]
                #expect(try members(names, "{\"\(names[1])\":2,\"\(name)\":1}") == ["1", "2"])
                #expect(try members([name], "{\"\(names[1])\":2}") == [nil])
            }
        }
    }

    @Test("Of a name that stands twice the first counts")
    func duplicates() throws { #expect(try members(["a"], #"{"a":1,"b":2,"a":3}"#) == ["1"]) }

    @Test(
        "Faults",
        arguments: [
            "{", "{}}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{1:2}",
            "{\"a\" 1}", "{\"a\":[}", "{\"a\":{]", "{\"a\":1]", "{\"a\":1}{\"a\":2}", "{\"a\":1 2}",
            "{\"a\":\"x\"\"y\"}", "{\"a\"}", "{:1}", "{\"a\":1,:2}", "[]", "1", "\"a\"",
        ])
    func faults(text: String) throws {
        // Behind the last wanted member only brackets are looked at: here one is never found.
        #expect(try members(["a", "missing"], text) == nil)
    }

    @Test("No cut of a line is a row, and none reads past its end")
    func truncations() throws {
        let text = Array(
            #"{"resourceType":"Patient","id":"a\"b","x":[{"y":[]},2],"n":-1.5,"t":true}"#.utf8)
        #expect(try members(["id"], of: text) != nil)
        for count in 0..<text.count {
            #expect(
                try members(["id"], of: Array(text[..<count])) == nil, "the first \(count) bytes")
        }
    }

    @Test(
        "Array elements",
        arguments: [
            ("[]", []), ("[ ]", []), ("[1]", ["1"]), ("[1,2 , 3]", ["1", "2", "3"]),
            (
                #"[{"a":[1,2]},[[]],"x,]", null ,-1.5e3]"#,
                [#"{"a":[1,2]}"#, "[[]]", #""x,]""#, "null", "-1.5e3"]
            ),
        ] as [(String, [String])])
    func arrayWalk(array: String, elements: [String]) throws {
        let text = try IndexedText("{\"x\":\(array)}")
        let index = try text.index()
        let extractor = MemberExtractor(KeyTable(["x"]))
        var token = 0
        #expect(
            unsafe extractor.extract(text.buffer.base, index, token: &token, limit: text.count)
                == nil)
        var walk = unsafe JSONArrayWalk(extractor.spans[0])
        var found: [String] = []
        while let element = unsafe walk.next(text.buffer.base, index) {
            found.append(text.text(of: element))
        }
        #expect(found == elements)
    }

    @Test("Key tables of all sizes", arguments: [0, 1, 2, 5, 20, 200])
    func keyTable(count: Int) throws {
        let names = (0..<count).map { "name\($0 * $0)" }
        let table = KeyTable(names)
        #expect(table.count == count)
        for (slot, name) in names.enumerated() {
            let text = try IndexedText(name)
            #expect(unsafe table.slot(at: text.buffer.base, length: text.count) == slot)
            #expect(table.slot(of: Array(name.utf8)) == slot)
            let longer = try IndexedText(name + "x")
            #expect(unsafe table.slot(at: longer.buffer.base, length: longer.count) == -1)
        }
    }
}
