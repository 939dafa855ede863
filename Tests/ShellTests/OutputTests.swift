// Layout of text: widths, wrapping, and what a user's data may do to it.

import Glibc
import SQLiteBridge
import Testing

@testable import Shell

@Suite("Display width")
struct DisplayWidthTests {
    @Test(
        "Widths",
        arguments: [
            ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("中文", 4), ("한글", 4), ("ｱ", 1),
            ("😀", 2), ("─│", 2), ("\u{200b}", 0), ("Ω", 1), ("ﾟ", 1), ("、", 2),
        ])
    func widths(text: String, width: Int) {
        #expect(displayWidth(of: text) == width)
    }
}

@Suite("Wrapping")
struct WrappedTextTests {
    private func lines(_ text: String, _ width: Int, words: Bool = false) -> [String] {
        let cell = Array(text.utf8)[...]
        var lines: [String] = []
        var start: Int? = 0
        while let place = start {
            let line = wrapLine(of: cell, from: place, maximumWidth: width, wrapsAtWords: words)
            lines.append(String(decoding: line.text, as: UTF8.self))
            start = line.next
        }
        return lines
    }

    @Test(
        "Lines",
        arguments: [
            ("", 0, false, [""]), ("abc", 0, false, ["abc"]), ("abcdef", 4, false, ["abcd", "ef"]),
            ("a\nb", 0, false, ["a", "b"]), ("a\r\nb\n", 0, false, ["a", "b"]),
            ("one two three", 7, true, ["one ", "two ", "three"]),
            ("a\tb", 0, false, ["a       b"]),
            ("中文字", 4, false, ["中文", "字"]),
            ("e\u{301}e\u{301}", 1, false, ["e\u{301}", "e\u{301}"]),
        ] as [(String, Int, Bool, [String])])
    func lines(text: String, width: Int, words: Bool, expected: [String]) {
        #expect(lines(text, width, words: words) == expected)
    }

    @Test("Any two bytes are laid out, at any width", arguments: [0, 1, 2, 5])
    func anyBytes(width: Int) {
        for first in UInt8.min...UInt8.max {
            for second: UInt8 in [0, 9, 10, 13, 32, 65, 0x80, 0xc3, 0xff] {
                var start: Int? = 0
                var count = 0
                while let place = start {
                    start =
                        wrapLine(
                            of: [first, second], from: place, maximumWidth: width,
                            wrapsAtWords: true
                        ).next
                    count += 1
                    guard count < 5 else { break }
                }
                #expect(count < 5)
            }
        }
    }
}

@Suite("Values")
struct ValueTextTests {
    init() throws { try adoptLinkedSQLite() }

    @Test(
        "Rows of each mode",
        arguments: [
            ("list", "1||x'y\n"), ("csv", "1,,\"x'y\"\r\n"), ("tabs", "1\t\tx'y\n"),
            ("quote", "1,NULL,'x''y'\n"), ("json", "[{\"a\":1,\"b\":null,\"c\":\"x'y\"}]\n"),
            ("line", "    a = 1\n    b = \n    c = x'y\n"),
            ("insert", "INSERT INTO \"table\" VALUES(1,NULL,'x''y');\n"),
            ("markdown", "| a | b |  c  |\n|---|---|-----|\n| 1 |   | x'y |\n"),
            ("column", "a  b  c  \n-  -  ---\n1     x'y\n"),
        ])
    func rows(mode name: String, expected: String) throws {
        let database = try Database(path: ":memory:")
        let prepared = try database.prepare("select 1 a, null b, 'x''y' c").statement
        let statement = try #require(prepared)
        var settings = OutputSettings()
        settings.choose(try #require(OutputMode.named(name)))
        #expect(try statement.step())
        let writer = settings.mode.makeWriter(settings, statement)
        let bytes = OutputBuffer.gathering { output in
            writer.writeRow(of: statement, to: output)
            writer.finish(to: output)
        }
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test(
        "Every mode writes its last row and nothing after it", arguments: OutputMode.all.map(\.name)
    )
    func everyMode(name: String) throws {
        let database = try Database(path: ":memory:")
        let prepared = try database.prepare("values(1,'a'),(2,x'00'),(null,2.5)").statement
        let statement = try #require(prepared)
        var settings = OutputSettings()
        settings.choose(try #require(OutputMode.named(name)))
        let bytes = OutputBuffer.gathering { output in
            var writer: (any RowWriter)?
            while (try? statement.step()) == true {
                writer = writer ?? settings.mode.makeWriter(settings, statement)
                writer?.writeRow(of: statement, to: output)
            }
            writer?.finish(to: output)
        }
        #expect(String(decoding: bytes, as: UTF8.self).contains("2.5"))
    }
}

@Suite("Import")
struct ImportTests {
    private func fields(_ text: String, knowsQuotes: Bool = true) throws -> [[String]] {
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        let bytes = Array(text.utf8)
        _ = unsafe write(ends[1], bytes, bytes.count)
        close(ends[1])
        defer { close(ends[0]) }
        let reader = ImportReader(
            descriptor: ends[0], name: "t", columnSeparator: 0x2c, rowSeparator: 0x0a,
            knowsQuotes: knowsQuotes)
        var rows: [[String]] = [[]]
        while let field = reader.next() {
            rows[rows.count - 1].append(String(decoding: field, as: UTF8.self))
            if reader.terminator == .row { rows.append([]) }
        }
        if rows.last == [] { rows.removeLast() }
        return rows
    }

    @Test(
        "Fields",
        arguments: [
            ("", []), ("a", [["a"]]), ("a,b\n", [["a", "b"]]),
            ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
            ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]), ("\"a\nb\"\r\n1", [["a\nb"], ["1"]]),
            ("a\"b,c\n", [["a\"b", "c"]]), (",\n", [["", ""]]), ("\u{feff}a\n", [["a"]]),
            ("\"\"\n", [[""]]), ("\"open,1\n2", [["open,1\n2"]]),
        ] as [(String, [[String]])])
    func fields(text: String, expected: [[String]]) throws {
        #expect(try fields(text) == expected)
    }

    @Test(
        "Column names",
        arguments: [
            (["a", "b"], ["a", "b"]), (["a", "A", ""], ["a_1", "A_2", "?"]),
            (["a", "a", "a_1"], ["a_1_", "a_2", "a_1"]), (["", ""], ["?_1", "?_2"]),
        ] as [([String], [String])])
    func columnNames(names: [String], expected: [String]) {
        #expect(uniqueColumnNames(names).names == expected)
        let lower = uniqueColumnNames(names).names.map { $0.lowercased() }
        #expect(Set(lower).count == names.count)
    }
}
