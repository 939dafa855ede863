// The command line.

import Testing

@testable import Shell

@Suite("Command line")
struct ShellOptionsTests {
    @Test("File, statements, options anywhere")
    func mixed() throws {
        let options = try ShellOptions.parse(
            ["-csv", "a.db", "--header", "select 1", "-cmd", ".mode box", "-cmd", "x", ".tables"])
        #expect(options.file == "a.db")
        #expect(options.statements == ["select 1", ".tables"])
        #expect(options.firstCommands == [".mode box", "x"])
        #expect(options.outputOptions == [.mode("csv"), .headers(true)])
    }

    @Test("Options keep their order")
    func order() throws {
        let options = try ShellOptions.parse([
            "-separator", ";", "-csv", "-noheader", "-newline", "x",
        ])
        #expect(
            options.outputOptions == [
                .columnSeparator(";"), .mode("csv"), .headers(false), .rowSeparator("x"),
            ])
    }

    @Test("Switches")
    func switches() throws {
        let options = try ShellOptions.parse(
            ["-readonly", "-bail", "-echo", "-batch", "-init", "f", "-nullvalue", "-"])
        #expect(options.isReadOnly && options.stopsAtErrors && options.echoes)
        #expect(options.isInteractive == false)
        #expect(options.startScript == "f")
        #expect(options.outputOptions == [.nullText("-")])
        #expect(options.file == nil)
    }

    @Test("After -- all are words")
    func words() throws {
        let options = try ShellOptions.parse(["--", "-x", "-csv"])
        #expect(options.file == "-x")
        #expect(options.statements == ["-csv"])
    }

    @Test("What makes no sense", arguments: [["-nope"], ["-cmd"], ["-separator"], ["-safe"]])
    func mistakes(arguments: [String]) {
        #expect(throws: ShellOptions.UsageError.self) { try ShellOptions.parse(arguments) }
    }

    @Test("Help and version")
    func requests() throws {
        #expect(try ShellOptions.parse(["-help"]).request == .help)
        #expect(try ShellOptions.parse(["--version"]).request == .version)
        #expect(try ShellOptions.parse([]).request == .shell)
    }
}

@Suite("Dot-command lines")
struct CommandLineTests {
    @Test(
        "Words",
        arguments: [
            ("", []), ("  mode  box ", ["mode", "box"]), ("print 'a b' c", ["print", "a b", "c"]),
            ("print \"a\\tb\" 'c\\td'", ["print", "a\tb", "c\\td"]),
            ("a \"x\\\"y\"", ["a", "x\"y"]),
            ("a 'open", ["a", "open"]), ("a \"open\\", ["a", "open\\"]), ("a\\101\\0601", ["aA01"]),
            ("a ''", ["a", ""]), ("a'b", ["a'b"]), ("\\n\\r\\\\", ["\n\r\\"]),
        ] as [(String, [String])])
    func words(line: String, expected: [String]) {
        #expect(splitCommandLine(line) == expected)
    }

    @Test(
        "Commands by name and beginning",
        arguments: [
            ("tables", "tables"), ("tab", "tables"), ("h", "headers"), ("he", "headers"),
            ("help", "help"), ("q", "quit"), ("ex", "exit"), ("sch", "schema"), ("m", "mode"),
            ("nope", nil), ("", nil),
        ] as [(String, String?)])
    func commands(prefix: String, name: String?) {
        #expect(DotCommand.named(prefix)?.name == name)
    }

    @Test("Every command has a summary, and its name once")
    func table() {
        let names = DotCommand.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(DotCommand.all.allSatisfy { !$0.summary.isEmpty })
    }

    @Test(
        "Near names",
        arguments: [
            ("tabels", ["tables"]), ("moed", ["mode"]), ("xyzzy", []), ("hedaers", ["headers"]),
        ] as [(String, [String])])
    func near(word: String, expected: [String]) {
        #expect(nearNames(to: word, among: ["tables", "mode", "headers"]) == expected)
    }
}
