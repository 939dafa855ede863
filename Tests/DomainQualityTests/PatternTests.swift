// Patterns against Python's re.fullmatch, as Fixtures/rules/make-patterns.py asked it.

import Columnar
import JSON
import Storage
import Testing

@testable import DomainQuality

@Suite("Patterns")
struct PatternTests {
    private func matches(_ pattern: String, _ text: String) throws -> Bool {
        let matcher = PatternMatcher(try Pattern(pattern))
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBufferPointer { unsafe matcher.matches($0) }
    }

    @Test("As Python's re.fullmatch")
    func python() throws {
        let lines = records(try readWholeFile(path: fixtures + "patterns.tsv", bytesMax: 1 << 24))
        try #require(lines.count >= 1500)
        for cells in lines {
            let pattern = try #require(try JSONValue(parsing: cells[0]).string)
            let text = try #require(try JSONValue(parsing: cells[1]).string)
            let found: String
            do { found = try matches(pattern, text) ? "yes" : "no" } catch { found = "error" }
            #expect(found == cells[2], "\(pattern) on \(text)")
        }
    }

    @Test("Cut and doubled patterns mean the same in a group")
    func damage() throws {
        let lines = records(try readWholeFile(path: fixtures + "patterns.tsv", bytesMax: 1 << 24))
        for cells in lines {
            let pattern = Array(try #require(try JSONValue(parsing: cells[0]).string).utf8)
            let text = Array(try #require(try JSONValue(parsing: cells[1]).string).utf8)
            for length in 0...min(pattern.count, 40) {
                let input = [UInt8(length)] + pattern.prefix(length) + text
                try unsafe input.withUnsafeBufferPointer { unsafe try PatternCheck($0).run() }
            }
        }
    }

    @Test(
        "What Python knows and patterns do not",
        arguments: ["(a)\\1", "(?=a)a", "(?P<n>a)", "(?i)a"])
    func unknown(pattern: String) {
        #expect(throws: LakeError.self) { try Pattern(pattern) }
    }

    @Test(
        "A program that would be too long is refused",
        arguments: ["(((a{100}){100}){100}){100}", "a{1000000}", "(a?){30000}"])
    func limit(pattern: String) {
        do {
            _ = try Pattern(pattern)
            Issue.record("it was compiled")
        } catch {
            #expect(error.code == .limit)
        }
    }

    @Test("Groups within groups end somewhere")
    func depth() {
        let pattern =
            String(repeating: "(", count: 100_000) + String(repeating: ")", count: 100_000)
        #expect(throws: LakeError.self) { try Pattern(pattern) }
    }

    @Test("No pattern takes long")
    func time() throws {
        let text = String(repeating: "a", count: 100_000)
        let start = ContinuousClock.now
        let found = [
            try matches("(a*)*b", text), try matches("(a|aa)+b", text),
            try matches("(a?){50}a*", text),
        ]
        let took = ContinuousClock.now - start
        #expect(found == [false, false, true])
        #expect(took < .seconds(20))
    }

    @Test("What is no UTF-8 matches nothing")
    func invalid() throws {
        let matcher = PatternMatcher(try Pattern(".*"))
        for bytes: [UInt8] in [
            [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        ] {
            let isMatch = unsafe bytes.withUnsafeBufferPointer { unsafe matcher.matches($0) }
            #expect(!isMatch)
        }
    }
}
