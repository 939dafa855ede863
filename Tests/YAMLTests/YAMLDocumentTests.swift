// What documents become; expected values by the YAML 1.2 core schema.

import Columnar
import Testing
import YAML

@Suite("YAML documents")
struct YAMLDocumentTests {
    private func parse(_ text: String) throws -> YAMLNode? {
        try parseYAML(Array(text.utf8), file: "t.yml")
    }

    @Test("Scalars by the core schema")
    func scalars() throws {
        let root = try #require(
            try parse(
                """
                a: 1
                b: "1"
                c: true
                d: ~
                e: 0.25
                f: plain text
                g: [x, 'y']
                h:
                """))
        #expect(root["a"]?.integer == 1)
        #expect(root["b"]?.integer == nil)
        #expect(root["b"]?.text == "1")
        #expect(root["c"]?.boolean == true)
        #expect(root["d"]?.isNull == true)
        #expect(root["e"]?.real == 0.25)
        #expect(root["f"]?.text == "plain text")
        #expect(root["g"]?.sequence?.map(\.text) == ["x", "y"])
        #expect(root["h"]?.isNull == true)
        #expect(root["i"] == nil)
    }

    @Test("Places of nodes are lines and columns from 1")
    func places() throws {
        let root = try #require(try parse("first: 1\nsecond:\n  - deep: here\n"))
        let deep = try #require(root["second"]?.sequence?.first?["deep"])
        #expect(deep.line == 3)
        #expect(deep.column == 11)
    }

    @Test(
        "Errors name the line",
        arguments: [
            ("a: 1\nb: [1, 2\nc: 3\n", 3), ("a: 1\na: 2\n", 2), ("a: 'x\n", 2),
            ("a: 1\n---\nb: 2\n", 2), ("? [x]\n: y\n", 1),
        ])
    func errors(text: String, line: Int) throws {
        let error = #expect(throws: LakeError.self) { try parse(text) }
        #expect(error?.code == .invalidInput)
        #expect(error?.places.first == .file("t.yml"))
        #expect(error?.places.contains(.line(line)) == true, "\(error?.description ?? "")")
    }

    @Test("Aliases of aliases meet the limit")
    func aliases() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        let error = #expect(throws: LakeError.self) { try parse(text) }
        #expect(error?.code == .limit)
    }

    @Test("An empty text is no document")
    func empty() throws {
        #expect(try parse("") == nil)
        #expect(try parse("# only a comment\n") == nil)
    }
}
