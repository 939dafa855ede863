// A golden file as its parts: see Tests/Golden/README.md for the format.

import SQLiteBridge

/// One file of statements with what they are to print.
struct GoldenFile: Sendable, CustomStringConvertible {
    /// One statement or dot-command and its expectations.
    struct Step: Sendable {
        /// The number of its first line, from 1.
        var firstLine: Int
        /// How many lines of the file come before the expectations.
        var endLine: Int
        var text: [String]
        var rows: [String] = []
        var errors: [String] = []
        var plan: [String] = []
        var isSorted = false
    }

    /// The path below Tests/Golden.
    let name: String
    let lines: [String]
    let steps: [Step]
    /// Programs without which the file cannot run.
    let needs: [String]

    var description: String { name }

    /// Reads a file.
    ///
    /// - Throws: `ProgramRun.Failure` when the header is missing, an expectation stands before any
    ///   statement, or a statement is not complete.
    init(name: String) throws {
        self.name = name
        let text = String(decoding: try readFile("\(Places.golden)/\(name)"), as: UTF8.self)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
        var reader = StepReader(name: name)
        for (index, line) in lines.enumerated() { try reader.take(line, number: index + 1) }
        steps = try reader.finish()
        needs = reader.needs
        guard reader.hasName && reader.hasReason else {
            throw ProgramRun.Failure(
                description: "\(name): begin with a line `-- name …` and a line `-- why …`")
        }
    }

    /// The names of all files; HEALTHLAKE_GOLDEN chooses those that hold its text.
    static let allNames: [String] = {
        var names: [String] = []
        func collect(_ folder: String) {
            for entry in folderEntries("\(Places.golden)/\(folder)") {
                let path = folder.isEmpty ? entry : "\(folder)/\(entry)"
                if entry.hasSuffix(".sql") { names.append(path) } else { collect(path) }
            }
        }
        collect("")
        let choice = Places.environment("HEALTHLAKE_GOLDEN") ?? ""
        return choice.isEmpty ? names : names.filter { $0.contains(choice) }
    }()
}

/// Puts lines together to steps.
private struct StepReader {
    let name: String
    var needs: [String] = []
    var hasName = false
    var hasReason = false
    private var steps: [GoldenFile.Step] = []
    private var open: GoldenFile.Step?
    /// Where in the open step its last statement begins.
    private var statementStart = 0

    init(name: String) { self.name = name }

    mutating func take(_ line: String, number: Int) throws {
        if open == nil {
            if let text = content(of: line, after: "-->") {
                return try change(number) { $0.rows.append(text) }
            }
            if let text = content(of: line, after: "--!") {
                return try change(number) { $0.errors.append(text) }
            }
            if let text = content(of: line, after: "--?") {
                return try change(number) { $0.plan.append(text) }
            }
            if line == "-- sort" { return try change(number) { $0.isSorted = true } }
            if line.hasPrefix("-- name") { hasName = true }
            if line.hasPrefix("-- why") { hasReason = true }
            if line.hasPrefix("-- needs ") {
                needs += line.dropFirst(9).split(separator: " ").map(String.init)
            }
            if line.isEmpty || line.hasPrefix("--") { return }
            open = GoldenFile.Step(firstLine: number, endLine: number, text: [])
            statementStart = 0
        }
        open?.text.append(line)
        open?.endLine = number
        guard let step = open else { return }
        let statement = Array(step.text[statementStart...])
        guard statement.count == 1 && line.hasPrefix(".") || isCompleteSQL(statement) else {
            return
        }
        statementStart = step.text.count
        if line.hasPrefix(".once") || isRedirected(step) { return }
        steps.append(step)
        open = nil
    }

    /// Whether the output of a step still goes elsewhere, so that no marker would be seen.
    private func isRedirected(_ step: GoldenFile.Step) -> Bool {
        step.text.last { $0.hasPrefix(".output") }.map { $0 != ".output" } ?? false
    }

    private func isCompleteSQL(_ lines: [String]) -> Bool {
        // Only a line that could end a statement is worth asking SQLite about.
        lines.last?.contains(";") == true && Database.isComplete(lines.joined(separator: "\n"))
    }

    private mutating func change(_ number: Int, _ body: (inout GoldenFile.Step) -> Void) throws {
        guard !steps.isEmpty else {
            throw ProgramRun.Failure(
                description: "\(name):\(number): an expectation before any statement")
        }
        body(&steps[steps.count - 1])
    }

    private func content(of line: String, after mark: String) -> String? {
        guard line.hasPrefix(mark) else { return nil }
        let text = line.dropFirst(mark.count)
        return String(text.hasPrefix(" ") ? text.dropFirst() : text)
    }

    /// The steps; a statement that the file leaves open is one, as the end of a script may be.
    func finish() throws -> [GoldenFile.Step] {
        guard let open else { return steps }
        throw ProgramRun.Failure(
            description: "\(name):\(open.firstLine): this statement does not end; "
                + "the expectations below it would be taken for comments in it")
    }
}
