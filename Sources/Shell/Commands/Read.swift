// .read

extension DotCommand {
    /// Scripts that read one another without end would exhaust the stack.
    private static let depthMax = 30

    static let read = DotCommand(
        "read", "FILE", "Read input from FILE or command output",
        details: "   If FILE begins with \"|\", it is a command that generates the input."
    ) { session, arguments in
        guard let file = arguments.first,
            arguments.count == 1 || file.hasPrefix("|")
        else { throw CommandError.usage }
        guard session.scriptDepth < depthMax else {
            throw CommandError.message(
                "Error: \"\(file)\": scripts are nested \(depthMax) deep; "
                    + "does one read itself?")
        }
        let input: (any LineInput)?
        if file.hasPrefix("|") {
            let command = String(arguments.joined(separator: " ").dropFirst())
            input = try ProgramLines(command: command, session)
        } else {
            input = session.openScript(file)
        }
        guard let input else { return .failed }
        session.scriptDepth += 1
        defer { session.scriptDepth -= 1 }
        let result = session.runInput(input, isPrompt: false)
        if let status = result.leaveStatus, status != 0 { return .leave(status) }
        return result.errorCount == 0 ? .done : .failed
    }
}
