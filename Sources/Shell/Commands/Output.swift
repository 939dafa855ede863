// .output and .once: results to a file or a program.

extension DotCommand {
    static let output = DotCommand(
        "output", "?FILE?", "Send output to FILE or stdout if FILE is omitted",
        details: "   If FILE begins with '|' then it is a program that reads the output."
    ) { session, arguments in
        try session.redirect(arguments)
        return .done
    }

    static let once = DotCommand(
        "once", "FILE", "Output for the next SQL command only to FILE",
        details: "   If FILE begins with '|' then it is a program that reads the output."
    ) { session, arguments in
        guard !arguments.isEmpty else { throw CommandError.usage }
        try session.redirect(arguments)
        session.restoresOutput = true
        return .done
    }
}

extension ShellSession {
    /// Sends output to what the arguments name; a program's name may have further words.
    fileprivate func redirect(_ arguments: [String]) throws {
        restoreOutput()
        guard let first = arguments.first else { return }
        guard arguments.count == 1 || first.hasPrefix("|") else { throw CommandError.usage }
        try output.redirect(to: arguments.joined(separator: " "))
    }
}
