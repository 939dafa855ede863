// Runs a golden file through the shell's binary and compares.
//
// The whole file is one script: a shell opened once, with a `.print` of a marker behind each
// statement, by which the output is cut into pieces. Errors go to the same place as rows, in order.

import Glibc

/// What a golden file gave.
struct GoldenResult {
    /// One text for each thing that is not as expected, with file and line.
    var differences: [String] = []
    /// What each step printed.
    var outputs: [[String]] = []
}

/// Runs golden files.
struct GoldenRunner {
    let file: GoldenFile
    private let scratch: Scratch
    /// Unlikely in any output.
    private let marker = "~~~ step"

    init(_ file: GoldenFile) throws {
        self.file = file
        scratch = try Scratch()
    }

    /// Runs the file, then once more with plans when it expects any.
    func run() throws -> GoldenResult {
        var result = GoldenResult()
        result.outputs = try outputs(explaining: false)
        for (step, output) in zip(file.steps, result.outputs) {
            result.differences += differences(of: step, output).map { at(step, $0) }
        }
        guard file.steps.contains(where: { !$0.plan.isEmpty }) else { return result }
        let planScratch = try GoldenRunner(file)
        for (step, plan) in zip(file.steps, try planScratch.outputs(explaining: true)) {
            let text = plan.joined(separator: "\n")
            for fragment in step.plan where !text.contains(fragment) {
                result.differences.append(at(step, "the plan has no \"\(fragment)\":\n\(text)"))
            }
        }
        return result
    }

    private func at(_ step: GoldenFile.Step, _ text: String) -> String {
        "Tests/Golden/\(file.name):\(step.firstLine): \(text)"
    }

    // MARK: Running

    /// What each step printed; with `explaining`, the plan of those that expect one.
    private func outputs(explaining: Bool) throws -> [[String]] {
        var script = [".mode list", ".headers off", ".nullvalue NULL"]
        /// The line of the file that stands on a line of the script.
        var fileLines = [Int](repeating: 0, count: script.count)
        for step in file.steps {
            for (index, line) in step.text.enumerated() {
                script.append(fillIn(line))
                fileLines.append(step.firstLine + index)
            }
            if explaining {
                script.append(".print \(marker) plan")
                if !step.plan.isEmpty { script += ["EXPLAIN QUERY PLAN"] + step.text.map(fillIn) }
            }
            script.append(".print \(marker)")
            while fileLines.count < script.count { fileLines.append(step.endLine) }
        }
        let run = try ProgramRun(
            Places.shell, ["-batch"], input: Array((script.joined(separator: "\n") + "\n").utf8),
            folder: scratch.path, joinsErrors: true)
        let printed = pieces(of: run.outputText, explaining: explaining)
        guard printed.count == file.steps.count else {
            throw ProgramRun.Failure(
                description: "\(file.name): \(printed.count) of \(file.steps.count) steps ended; "
                    + "exit status \(run.status); output:\n\(run.outputText.suffix(2000))")
        }
        return printed.map { lines in lines.map { takeOut($0, fileLines) } }
    }

    private func pieces(of output: String, explaining: Bool) -> [[String]] {
        var pieces: [[String]] = []
        var piece: [String] = []
        // By bytes: as characters, "\r\n" is one and no line end.
        for bytes in output.utf8.split(separator: 0x0a, omittingEmptySubsequences: false) {
            let line = String(
                decoding: bytes.last == 0x0d ? bytes.dropLast() : bytes, as: UTF8.self)
            if line == marker {
                pieces.append(piece)
                piece = []
            } else if line == "\(marker) plan" {
                piece = []
            } else {
                piece.append(line)
            }
        }
        return pieces
    }

    private func fillIn(_ line: String) -> String {
        line.replacing("{scratch}", with: scratch.path).replacing(
            "{fixtures}", with: Places.fixtures)
    }

    /// Puts the names of folders and the lines of the file back into a line of output.
    private func takeOut(_ line: String, _ fileLines: [Int]) -> String {
        let named = line.replacing(scratch.path, with: "{scratch}")
            .replacing(Places.fixtures, with: "{fixtures}")
        return named.replacing(#/near line (\d+)/#) { match in
            let number = Int(match.1) ?? 0
            guard fileLines.indices.contains(number - 1) else { return String(match.0) }
            return "near line \(fileLines[number - 1])"
        }
    }

    // MARK: Comparing

    private func differences(of step: GoldenFile.Step, _ output: [String]) -> [String] {
        var rows = output
        var messages: [String] = []
        if !step.errors.isEmpty {
            let firstError = output.firstIndex(where: isMessage) ?? output.endIndex
            rows = Array(output[..<firstError])
            messages = Array(output[firstError...])
        }
        var found: [String] = []
        let text = messages.joined(separator: "\n")
        for pattern in step.errors {
            guard let expression = try? Regex(pattern) else {
                found.append("not a regular expression: \(pattern)")
                continue
            }
            if text.firstMatch(of: expression) == nil {
                found.append("no error like /\(pattern)/ but:\n\(output.joined(separator: "\n"))")
            }
        }
        let wanted = step.isSorted ? step.rows.sorted() : step.rows
        let printed = step.isSorted ? rows.sorted() : rows
        let isEqual =
            wanted.count == printed.count
            && zip(wanted, printed).allSatisfy { rowMatches($0, $1) }
        if !isEqual {
            found.append(
                "expected:\n\(wanted.joined(separator: "\n"))\nprinted:\n"
                    + printed.joined(separator: "\n"))
        }
        return found
    }

    private func isMessage(_ line: String) -> Bool {
        ["Parse error", "Runtime error", "Error", "ERROR", "Usage:", "warning:"].contains {
            line.hasPrefix($0)
        } || line.contains(#/^[^|]*:\d+: (expected|unescaped|unterminated|INSERT failed)/#)
    }

    // MARK: Recording

    /// Writes the file anew, with what was printed as its expectations. Rows that match already
    /// stay as they are, with their volatile cells.
    func record(_ result: GoldenResult) throws {
        var lines: [String] = []
        var next = 0
        for (step, output) in zip(file.steps, result.outputs) {
            lines += file.lines[next..<step.endLine]
            next = step.endLine
            while next < file.lines.count, isExpectation(file.lines[next]) { next += 1 }
            lines +=
                differences(of: step, output).isEmpty
                ? kept(step) : recorded(step, output)
        }
        lines += file.lines[next...]
        let text = lines.joined(separator: "\n") + "\n"
        try writeFile(Array(text.utf8), to: "\(Places.golden)/\(file.name)")
    }

    private func isExpectation(_ line: String) -> Bool {
        line == "-- sort" || ["-->", "--!", "--?"].contains { line.hasPrefix($0) }
    }

    private func kept(_ step: GoldenFile.Step) -> [String] {
        (step.isSorted ? ["-- sort"] : []) + step.rows.map(rowLine)
            + step.errors.map { "--! \($0)" } + step.plan.map { "--? \($0)" }
    }

    private func recorded(_ step: GoldenFile.Step, _ output: [String]) -> [String] {
        let firstError = output.firstIndex(where: isMessage) ?? output.endIndex
        let patterns = output[firstError...].filter(isMessage).map { line in
            "--! ^" + line.replacing(#/[\\^$.|?*+()\[\]{}]/#) { "\\\($0.0)" }
        }
        return (step.isSorted ? ["-- sort"] : []) + output[..<firstError].map(rowLine) + patterns
            + step.plan.map { "--? \($0)" }
    }

    private func rowLine(_ row: String) -> String { row.isEmpty ? "-->" : "--> \(row)" }
}

/// Whether a row is as expected, where `<any>` stands for any text.
func rowMatches(_ expected: String, _ row: String) -> Bool {
    let parts = expected.split(separator: "<any>", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else {
        return expected == row
    }
    guard row.hasPrefix(first) else { return false }
    var rest = row.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() {
        guard let place = rest.firstRange(of: part) else { return false }
        rest = rest[place.upperBound...]
    }
    return rest.hasSuffix(last)
}
