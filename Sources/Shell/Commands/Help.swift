// .help

extension DotCommand {
    static let help = DotCommand(
        "help", "?-all? ?PATTERN?", "Show help text for PATTERN",
        details: """
               PATTERN is the beginning of a command's name, or any text in its help.
               The functions and tables of healthlake are listed by
                 SELECT * FROM healthlake_functions();
            """
    ) { session, arguments in
        let output = session.output
        guard let pattern = arguments.first else {
            for command in byName { output.append("\(command.helpLine)\n") }
            output.append(closing)
            return .done
        }
        if ["-all", "--all", "-a"].contains(pattern) && arguments.count == 1 {
            for command in byName { output.append(command.fullHelp) }
            output.append(closing)
            return .done
        }
        let matches = search(arguments.last ?? pattern)
        guard !matches.isEmpty else {
            output.append("Nothing matches '\(pattern)'\n")
            return .done
        }
        for command in matches {
            output.append(matches.count == 1 ? command.fullHelp : command.helpLine + "\n")
        }
        return .done
    }

    private static let closing = """
        At a prompt results are printed in mode box, in scripts in mode list.
        SELECT * FROM healthlake_functions() lists the tables and functions of healthlake;
        SELECT ... FROM 'path' reads a file or folder where it lies.

        """

    private static var byName: [DotCommand] { all.sorted { $0.name < $1.name } }

    private var fullHelp: String { helpLine + "\n" + (details.isEmpty ? "" : details + "\n") }

    /// The command of that name, those whose names begin with the pattern, else those whose help
    /// holds it.
    private static func search(_ pattern: String) -> [DotCommand] {
        let word = (pattern.hasPrefix(".") ? String(pattern.dropFirst()) : pattern).lowercased()
        if let exact = byName.first(where: { $0.name == word }) { return [exact] }
        let begun = byName.filter { $0.name.hasPrefix(word) }
        guard begun.isEmpty else { return begun }
        return byName.filter { $0.fullHelp.lowercased().contains(word) }
    }
}
