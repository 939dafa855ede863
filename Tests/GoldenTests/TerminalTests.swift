// The prompt, typed to on a pseudo-terminal.

import Glibc
import Testing

@Suite("At a prompt", .serialized)
struct TerminalTests {
    private let home: Scratch
    private let endless =
        "with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c;\n"

    init() throws { home = try Scratch() }

    private func start(_ arguments: [String] = []) throws -> TerminalRun {
        let run = try TerminalRun(
            Places.shell, arguments, environment: ["HEALTHLAKE_HISTORY=\(home.path)/history"])
        try #require(run.wait(for: "healthlake> ") != nil, "no prompt:\n\(run.shown)")
        return run
    }

    @Test("Statements over several lines, results in boxes, Ctrl-D leaves")
    func statements() throws {
        let run = try start()
        run.type("select 'a' as x,\n")
        #expect(run.wait(for: "        ...> ") != nil)
        run.type("  2 as y;\n")
        #expect(run.wait(for: "│ a │ 2 │") != nil)
        run.type("select nope;\n")
        let error = run.wait(for: "error here") ?? ""
        #expect(error.contains("Parse error: no such column: nope"))
        #expect(run.wait(for: "healthlake> ") != nil)
        run.type("\u{4}")
        #expect(run.end() == 0)
    }

    @Test("Ctrl-C drops the line being typed")
    func dropLine() throws {
        let run = try start()
        run.type("select abc\n")
        #expect(run.wait(for: "...> ") != nil)
        run.type("and more")
        #expect(run.wait(for: "and more") != nil)
        run.type("\u{3}")
        #expect(run.wait(for: "healthlake> ") != nil)
        run.type("select 6*7;\n")
        #expect(run.wait(for: "│ 42  │") != nil)
        run.type(".exit 3\n")
        #expect(run.end() == 3)
    }

    @Test("Ctrl-C stops the statement and keeps the shell")
    func stopStatement() throws {
        let run = try start()
        for _ in 0..<3 {
            run.type(endless)
            #expect(run.wait(for: "from c;") != nil)
            usleep(200_000)
            run.type("\u{3}")
            #expect(run.wait(for: "Interrupted") != nil)
            #expect(run.wait(for: "healthlake> ") != nil)
        }
        run.type("select 6*7;\n")
        #expect(run.wait(for: "│ 42  │") != nil)
        run.type(".quit\n")
        #expect(run.end() == 0)
    }

    @Test("The Tab key completes commands, keywords, tables and columns")
    func completion() throws {
        let run = try start()
        run.type("create table person(birth_datetime, gender_concept_id);\n")
        #expect(run.wait(for: "healthlake> ") != nil)
        for (keys, shown) in [
            (".tabl\t", ".tables"), ("selec\t", "select"), ("select 1 from pers\t", "person"),
            ("select gender_c\t", "gender_concept_id"), ("SELECT COALES\t", "COALESCE"),
            (".mode mark\t", "markdown"), ("select '\(home.path)/hist\t", "history"),
        ] {
            if shown == "history" { try home.write([], to: "history") }
            run.type(keys)
            #expect(run.wait(for: shown) != nil, "\(keys): \(run.shown)")
            run.type("\u{3}")
            #expect(run.wait(for: "healthlake> ") != nil)
        }
    }

    @Test("History comes back in the next shell")
    func history() throws {
        let first = try start()
        first.type("select 11*11;\n")
        #expect(first.wait(for: "│ 121") != nil)
        #expect(first.wait(for: "healthlake> ") != nil)
        first.type("\u{4}")
        #expect(first.end() == 0)
        let second = try start()
        second.type("\u{10}\n")
        #expect(second.wait(for: "│ 121") != nil)
        #expect(second.wait(for: "healthlake> ") != nil)
        second.type("\u{4}")
        #expect(second.end() == 0)
        let lines = String(decoding: try readFile("\(home.path)/history"), as: UTF8.self)
        #expect(lines.split(separator: "\n") == ["select 11*11;"])
    }

    @Test("A reader that goes away ends the shell quietly")
    func brokenPipe() throws {
        let command = "\(Places.shell) -csv :memory: \"\(endlessRows)\" | head -2"
        let run = try ProgramRun("sh", ["-c", command], folder: home.path)
        #expect(run.outputText == "1\n2\n")
        #expect(run.errorText.isEmpty)
        let redirected = try ProgramRun(
            Places.shell, [":memory:", ".once |head -1", endlessRows, "select 'on'"],
            folder: home.path)
        #expect(redirected.outputText == "1\non\n")
        #expect(redirected.status == 0)
    }

    private let endlessRows =
        "with recursive c(x) as (select 1 union all select x+1 from c) select x from c"
}
