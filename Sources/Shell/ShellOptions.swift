// The command line of the shell, as sqlite3 spells it: options with one dash or two, taken in the
// order in which they stand, so that `-csv -separator ';'` is CSV with semicolons.

/// What the command line asks for.
package struct ShellOptions: Sendable {
    /// What `-help` and `-version` ask for instead of a shell.
    package enum Request: Sendable { case shell, help, version }

    package var request = Request.shell
    /// The database file; nil for one in memory.
    package var file: String?
    /// SQL texts and dot-commands that are run instead of reading standard input.
    package var statements: [String] = []
    /// What `-cmd` gave: run before all else.
    package var firstCommands: [String] = []
    /// What `-init` gave: a script that is read before.
    package var startScript: String?
    /// Options about output, in order.
    package var outputOptions: [OutputOption] = []
    /// `-interactive` (true) or `-batch` (false); nil to look at the terminal.
    package var isInteractive: Bool?
    package var isReadOnly = false
    package var stopsAtErrors = false
    package var echoes = false

    package init() {}

    /// One option about output.
    package enum OutputOption: Sendable, Equatable {
        case mode(String)
        case headers(Bool)
        case columnSeparator(String)
        case rowSeparator(String)
        case nullText(String)
    }

    /// A command line that makes no sense: exit status 2.
    package struct UsageError: Error, Sendable {
        package let message: String
    }

    private static let modeOptions: Set<String> = [
        "ascii", "box", "column", "csv", "html", "json", "line", "list", "markdown",
        "quote", "table", "tabs",
    ]

    /// Reads a command line, without the program's name.
    ///
    /// - Throws: `UsageError` for an unknown option, one without its argument, or one that this
    ///   shell does not have.
    package static func parse(_ arguments: [String]) throws(UsageError) -> ShellOptions {
        var options = ShellOptions()
        var words: [String] = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word != "-" else {
                words.append(word)
                continue
            }
            if word == "--" {
                words.append(contentsOf: rest)
                break
            }
            try options.take(word, &rest)
        }
        options.file = words.first
        options.statements = Array(words.dropFirst())
        return options
    }

    /// Takes one option, with its argument out of `rest`.
    private mutating func take(
        _ word: String, _ rest: inout ArraySlice<String>
    ) throws(UsageError) {
        let name = String(word.drop { $0 == "-" })
        func argument() throws(UsageError) -> String {
            guard let text = rest.popFirst() else {
                throw UsageError(message: "option -\(name) needs an argument")
            }
            return text
        }
        if ShellOptions.modeOptions.contains(name) {
            outputOptions.append(.mode(name))
            return
        }
        switch name {
        case "header": outputOptions.append(.headers(true))
        case "noheader": outputOptions.append(.headers(false))
        case "separator": outputOptions.append(.columnSeparator(try argument()))
        case "newline": outputOptions.append(.rowSeparator(try argument()))
        case "nullvalue": outputOptions.append(.nullText(try argument()))
        case "cmd": firstCommands.append(try argument())
        case "init": startScript = try argument()
        case "batch": isInteractive = false
        case "interactive": isInteractive = true
        case "readonly": isReadOnly = true
        case "bail": stopsAtErrors = true
        case "echo": echoes = true
        case "help", "h": request = .help
        case "version": request = .version
        case "safe":
            throw UsageError(
                message: "-safe is not there yet: open untrusted files with -readonly instead")
        default:
            throw UsageError(message: "unknown option: \(word)")
        }
    }
}

extension ShellOptions {
    /// What `-help` prints.
    package static let help = """
        Usage: healthlake [OPTIONS] [FILE [SQL...]]
               healthlake generate [OPTIONS]      a synthetic population
               healthlake validate [OPTIONS]      FHIR, OMOP and their agreement
               healthlake build [OPTIONS]         a dbt project's models and their tests
               healthlake run|test|seed|compile|ls [OPTIONS], healthlake lineage COLUMN
        Each of these has a --help of its own.
        FILE is the name of a SQLite database; it is created when it does not exist, and without it
        the database is in memory. Each SQL is SQL text or a dot-command; without one, SQL is read
        from standard input, or typed at a prompt when that is a terminal.
        OPTIONS include:
           -bail                stop after hitting an error
           -batch               force batch I/O
           -box                 set output mode to 'box' (as at a prompt)
           -cmd COMMAND         run "COMMAND" before reading stdin
           -column              set output mode to 'column'
           -csv                 set output mode to 'csv'
           -echo                print inputs before execution
           -[no]header          turn headers on or off
           -help                show this message
           -html                set output mode to HTML
           -init FILENAME       read/process named file
           -interactive         force interactive I/O
           -json                set output mode to 'json'
           -line                set output mode to 'line'
           -list                set output mode to 'list' (as in scripts)
           -markdown            set output mode to 'markdown'
           -newline SEP         set output row separator. Default: '\\n'
           -nullvalue TEXT      set text string for NULL values. Default ''
           -quote               set output mode to 'quote'
           -readonly            open the database read-only
           -separator SEP       set output column separator. Default: '|'
           -table               set output mode to 'table'
           -tabs                set output mode to 'tabs'
           -version             show the version
        The exit status is 0, 1 when a statement or dot-command failed, 2 when the command line
        makes no sense.
        """
}

/// Reports a command line that makes no sense.
package func printUsageError(_ message: String) {
    printToStandardError("healthlake: Error: \(message)\nUse -help for a list of options.")
}
