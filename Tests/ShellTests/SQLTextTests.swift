// The shell's reading of SQL text: tokens, mount statements, completeness, error excerpts.

import SQLiteBridge
import Testing

@testable import Shell

@Suite("SQL tokens")
struct SQLTokenizerTests {
    private func texts(_ sql: String) -> [String] {
        var tokens = SQLTokenizer(Array(sql.utf8)[...])
        var texts: [String] = []
        while let token = tokens.next() { texts.append(tokens.text(of: token)) }
        return texts
    }

    @Test(
        "Tokens",
        arguments: [
            ("", []), ("  -- c\n", []), ("/* open", []), ("-", ["-"]), ("a-- c\nb", ["a", "b"]),
            ("a/* x */b", ["a", "b"]), ("'it''s' x", ["'it''s'", "x"]), ("'open", ["'open"]),
            ("\"a\"\"b\".[c d]", ["\"a\"\"b\"", ".", "[c d]"]), ("[open", ["[open"]),
            ("x'00' 1.5e3", ["x", "'00'", "1.5e3"]), ("é=ü", ["é", "=", "ü"]),
            ("`q``r`;", ["`q``r`", ";"]), ("a\0b", ["a"]),
        ] as [(String, [String])])
    func tokens(sql: String, expected: [String]) {
        #expect(texts(sql) == expected)
    }

    @Test("Any bytes are read to their end")
    func anyBytes() {
        // Every pair and triple of the bytes that have a meaning of their own.
        let bytes = Array("'\"`[]-*/;.(a 1\n\0".utf8) + [0xff]
        for first in bytes {
            for second in bytes {
                for third in bytes {
                    var tokens = SQLTokenizer([first, second, third])
                    var count = 0
                    while tokens.next() != nil { count += 1 }
                    #expect(count <= 3)
                }
            }
        }
    }
}

@Suite("Statements about mounts")
struct VirtualTableStatementTests {
    private func read(_ sql: String) -> VirtualTableStatement? {
        VirtualTableStatement(Array((sql + "\0").utf8)[...])
    }

    @Test("All parts")
    func allParts() throws {
        let sql =
            "create virtual table if not exists main.\"my t\" using fhir( 'a,b/*' , resource='X' )"
        let statement = try #require(read(sql + " ; select 1"))
        #expect(statement.schema == "main")
        #expect(statement.name == "my t")
        #expect(statement.ifNotExists)
        #expect(statement.module == "fhir")
        #expect(statement.arguments == ["'a,b/*'", "resource='X'"])
        #expect(statement.byteCount == sql.utf8.count + 2)
    }

    @Test(
        "Arguments",
        arguments: [
            ("m", []), ("m()", []), ("m( )", []), ("m(a)", ["a"]), ("m(a,,b)", ["a", "", "b"]),
            ("m(f(1,2),'x)')", ["f(1,2)", "'x)'"]), ("m(a /* , */, b)", ["a /* , */", "b"]),
            ("m(\"a,b\")", ["\"a,b\""]),
        ] as [(String, [String])])
    func arguments(text: String, expected: [String]) throws {
        let statement = try #require(read("CREATE VIRTUAL TABLE t USING \(text)"))
        #expect(statement.arguments == expected)
    }

    @Test(
        "Other statements",
        arguments: [
            "", "select 1", "create table t(x)", "create virtual table", "create virtual table t",
            "create virtual table t using", "create virtual table t using m(",
            "create virtual table t using m(a) b", "create virtual table if exists t using m",
            "create virtual table a. using m", "explain create virtual table t using m(a)",
        ])
    func others(sql: String) {
        #expect(read(sql) == nil)
    }

    @Test(
        "DROP TABLE",
        arguments: [
            ("drop table t", nil, "t", false),
            ("DROP TABLE IF EXISTS main.[a b];", "main", "a b", true),
            ("/* c */ drop table 'x' -- y", nil, "x", false),
        ] as [(String, String?, String, Bool)])
    func drop(sql: String, schema: String?, name: String, ifExists: Bool) throws {
        let statement = try #require(DropTableStatement(Array((sql + "\0").utf8)[...]))
        #expect(statement.schema == schema)
        #expect(statement.name == name)
        #expect(statement.ifExists == ifExists)
    }

    @Test("Not DROP TABLE", arguments: ["drop view t", "drop table", "drop table a b", "drop"])
    func noDrop(sql: String) {
        #expect(DropTableStatement(Array(sql.utf8)[...]) == nil)
    }
}

@Suite("Lines of SQL")
struct LineScannerTests {
    private func state(_ text: String) -> (isBlank: Bool, isTerminated: Bool, isPlain: Bool) {
        var scanner = LineScanner()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            scanner.scan(Array(line.utf8))
        }
        return (scanner.isBlank, scanner.isTerminated, scanner.isPlain)
    }

    @Test(
        "State",
        arguments: [
            ("", true, false, true), ("  -- ; c", true, false, true),
            ("/* ; */", true, false, true),
            ("/* open", false, false, false), ("select 1;", false, true, true),
            ("select 1; -- c", false, true, true), ("select ';", false, false, false),
            ("select ';\n';", false, true, true), ("select 'it''s';", false, true, true),
            ("select [a;b];", false, true, true), ("select 1; x", false, false, true),
            (";", true, true, true), ("a /* x\n;*/ ;", false, true, true),
        ])
    func state(text: String, isBlank: Bool, isTerminated: Bool, isPlain: Bool) {
        let found = state(text)
        #expect(found.isBlank == isBlank)
        #expect(found.isTerminated == isTerminated)
        #expect(found.isPlain == isPlain)
    }

    @Test(
        "Terminators",
        arguments: [
            ("/", true), (" go ", true), ("GO -- x", true), ("gone", false), ("/x", false),
            ("", false),
        ])
    func terminators(line: String, isTerminator: Bool) {
        #expect(LineScanner.isTerminator(Array(line.utf8)) == isTerminator)
    }
}

@Suite("Error excerpts")
struct ErrorExcerptTests {
    @Test("No place, no excerpt")
    func noPlace() {
        let sql = Array("select 1\0".utf8)
        #expect(errorExcerpt(of: sql[...], offsetBytes: nil).isEmpty)
        #expect(errorExcerpt(of: sql[...], offsetBytes: 8).isEmpty)
        #expect(errorExcerpt(of: sql[...], offsetBytes: 80).isEmpty)
    }

    @Test("Every place of a long text gives a mark", arguments: 0..<200)
    func everyPlace(offset: Int) {
        let text = String(repeating: "aé ", count: 50)
        let excerpt = errorExcerpt(of: Array(text.utf8)[...], offsetBytes: offset)
        let lines = excerpt.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(excerpt.contains("error here"))
        #expect(lines[0].utf8.count <= 80)
    }
}
