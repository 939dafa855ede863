// What a dot-command is, and how one is found and run.

import Columnar
import SQLiteBridge

/// How a dot-command ended.
enum CommandOutcome: Equatable {
    case done
    case failed
    /// The shell is to end with this status.
    case leave(Int32)
}

/// Why a dot-command could not be run.
enum CommandError: Error {
    /// The arguments make no sense: the usage line is printed.
    case usage
    /// A message that is printed as it is.
    case message(String)
}

/// One dot-command: a file of its own in this folder, and a line in `Commands.swift`.
struct DotCommand: Sendable {
    let name: String
    /// The arguments as the usage line shows them: "?PATTERN?".
    let usage: String
    /// One line for `.help`.
    let summary: String
    /// Further lines for `.help NAME`.
    let details: String
    /// Runs the command with its arguments.
    let run: @Sendable (ShellSession, [String]) throws -> CommandOutcome

    init(
        _ name: String, _ usage: String, _ summary: String, details: String = "",
        run: @escaping @Sendable (ShellSession, [String]) throws -> CommandOutcome
    ) {
        self.name = name
        self.usage = usage
        self.summary = summary
        self.details = details
        self.run = run
    }

    /// The line that `.help` shows.
    var helpLine: String {
        let head = ".\(name)" + (usage.isEmpty ? "" : " \(usage)")
        return head + String(repeating: " ", count: max(1, 25 - head.utf8.count)) + summary
    }

    /// The command of this name, or the first one in the table that begins with it.
    static func named(_ prefix: String) -> DotCommand? {
        guard !prefix.isEmpty else { return nil }
        return all.first { $0.name == prefix } ?? all.first { $0.name.hasPrefix(prefix) }
    }
}

extension ShellSession {
    /// Runs one line that begins with a dot.
    func runDotCommand(_ line: String) -> CommandOutcome {
        let words = splitCommandLine(String(line.dropFirst()))
        guard let name = words.first else { return .done }
        guard let command = DotCommand.named(name) else {
            report(unknownCommandMessage(name))
            return .failed
        }
        // `.once` holds for what comes next, whether SQL or a dot-command.
        let endsRedirection = restoresOutput
        defer {
            if endsRedirection && command.name != "once" && restoresOutput { restoreOutput() }
        }
        do {
            return try command.run(self, Array(words.dropFirst()))
        } catch CommandError.usage {
            report("Usage: .\(command.name) \(command.usage)")
        } catch CommandError.message(let text) {
            report(text)
        } catch {
            report("Error: \(error)")
        }
        return .failed
    }

    private func unknownCommandMessage(_ name: String) -> String {
        let message = """
            Error: unknown command or invalid arguments:  "\(name)". Enter ".help" for help
            """
        let near = nearNames(to: name, among: DotCommand.all.map(\.name))
        guard !near.isEmpty else { return message }
        return message + "; did you mean " + near.map { ".\($0)" }.joined(separator: ", ") + "?"
    }

    /// What a word for yes or no means; anything else is a no, with a message.
    func boolean(_ word: String) -> Bool {
        if let number = Int(word) { return number != 0 }
        switch word.lowercased() {
        case "on", "yes": return true
        case "off", "no": return false
        default:
            report("ERROR: Not a boolean value: \"\(word)\". Assuming \"no\".")
            return false
        }
    }
}

/// The names that one could have meant by `word`: those at most two edits away.
func nearNames(to word: String, among names: [String]) -> [String] {
    let limit = word.utf8.count < 4 ? 1 : 2
    let scored = names.map { name in
        (name: name, distance: editDistance(Array(word.utf8), Array(name.utf8), max: limit))
    }
    return scored.filter { $0.distance <= limit }
        .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
}
