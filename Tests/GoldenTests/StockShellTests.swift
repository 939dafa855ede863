// The shell against stock sqlite3: the same scripts in both, byte for byte. Nothing is written down
// here that the real program does not say.

import Glibc
import Testing

/// The stock program; the shell is compatible with 3.40, other versions differ among themselves.
private let stockShell = Places.program("sqlite3")

/// In CI the comparison has to be made: there it fails, rather than being skipped.
private func isStockShellUsable() -> Bool {
    if unsafe getenv("CI") != nil { return true }
    guard let stockShell, let scratch = try? Scratch() else { return false }
    let run = try? ProgramRun(stockShell, ["-version"], folder: scratch.path)
    return run?.outputText.hasPrefix("3.40.") ?? false
}

/// One way of calling a shell.
struct ShellCall: Sendable, CustomTestStringConvertible {
    var arguments: [String] = []
    var script = ""
    /// Files that are there before.
    var files: [String: String] = [:]
    /// Files that are compared afterwards.
    var results: [String] = []

    var testDescription: String { "\(arguments) \(script.prefix(60))" }
}

@Suite(
    "Like stock sqlite3",
    .enabled(if: isStockShellUsable(), "sqlite3 3.40 is not installed (apt install sqlite3)"))
struct StockShellTests {
    @Test("Output modes", arguments: modeCalls)
    func modes(call: ShellCall) throws { try compare(call) }

    @Test("Errors and exit status", arguments: errorCalls)
    func errors(call: ShellCall) throws { try compare(call) }

    @Test("Dot-commands", arguments: commandCalls)
    func commands(call: ShellCall) throws { try compare(call) }

    @Test("Dump and schema", arguments: schemaCalls)
    func schemas(call: ShellCall) throws { try compare(call) }

    @Test("Import", arguments: importCalls)
    func imports(call: ShellCall) throws { try compare(call, comparesStatus: false) }

    @Test("What .dump prints loads in stock sqlite3 and is dumped alike again")
    func dumpLoads() throws {
        let folder = try Scratch()
        let ours = try ProgramRun(
            Places.shell, ["a.db"], input: Array((sampleSchema + "\n.dump\n").utf8),
            folder: folder.path)
        let loaded = try ProgramRun(
            stockShell ?? "", ["b.db"], input: ours.output, folder: folder.path)
        #expect(loaded.status == 0 && loaded.errors.isEmpty, "\(loaded.errorText)")
        let again = try ProgramRun(stockShell ?? "", ["b.db", ".dump"], folder: folder.path)
        #expect(again.outputText == ours.outputText)
    }

    /// Runs both shells, each in a folder of its own, and compares all that they leave.
    private func compare(_ call: ShellCall, comparesStatus: Bool = true) throws {
        let ours = try outcome(of: Places.shell, call)
        let stock = try outcome(of: stockShell ?? "", call)
        #expect(ours.output == stock.output)
        #expect(ours.errors == stock.errors)
        #expect(ours.files == stock.files)
        if comparesStatus { #expect((ours.status == 0) == (stock.status == 0)) }
    }

    private func outcome(
        of program: String, _ call: ShellCall
    ) throws -> (output: String, errors: String, files: [String], status: Int32) {
        let folder = try Scratch()
        for (name, text) in call.files { try folder.write(Array(text.utf8), to: name) }
        let run = try ProgramRun(
            program, call.arguments, input: Array(call.script.utf8), folder: folder.path)
        let files = call.results.map { name in
            (try? readFile("\(folder.path)/\(name)")).map { String(decoding: $0, as: UTF8.self) }
                ?? "missing"
        }
        return (
            run.outputText.replacing(folder.path, with: "FOLDER"),
            run.errorText.replacing(folder.path, with: "FOLDER"), files, run.status
        )
    }
}
