// The way through the program: options, connection, start scripts, then arguments, a script or a
// prompt.

import Columnar
import Glibc
import HealthLake
import SQLiteBridge

/// Runs the shell and returns its exit status: 0, 1 when a statement or dot-command failed, 2 when
/// the command line makes no sense.
package func runShell(_ options: ShellOptions) -> Int32 {
    if options.request == .help {
        print(ShellOptions.help)
        return 0
    }
    do {
        try adoptLinkedSQLite()
    } catch let error {
        printToStandardError("Error: \(error)")
        return 1
    }
    if options.request == .version {
        print(versionLine())
        return 0
    }
    installSignalHandlers()
    let isPrompt = options.isInteractive ?? (isatty(STDIN_FILENO) == 1)
    let session: ShellSession
    do {
        session = try ShellSession(
            file: options.file, isReadOnly: options.isReadOnly,
            isInteractive: isPrompt && options.statements.isEmpty)
    } catch let error {
        printToStandardError(openFailure(options.file, error))
        return 1
    }
    let status = session.runAll(options)
    session.restoreOutput()
    session.database.resignInterruptTarget()
    return status
}

/// The message for a database that cannot be opened.
func openFailure(_ file: String?, _ error: SQLiteError) -> String {
    let name = file ?? ":memory:"
    // The bridge puts the name behind its message; here it stands in front.
    let suffix = ": \(name)"
    let reason =
        error.message.hasSuffix(suffix)
        ? String(error.message.dropLast(suffix.count)) : error.message
    return "Error: unable to open database \"\(name)\": \(reason)"
}

/// What `-version` prints.
func versionLine() -> String { "healthlake \(healthlakeVersion) (SQLite \(sqliteVersion()))" }

extension ShellSession {
    /// Runs what the command line asks for and returns the exit status.
    fileprivate func runAll(_ options: ShellOptions) -> Int32 {
        var errorCount = 0
        stopsAtErrors = options.stopsAtErrors
        if isInteractive { settings.mode = .box }
        apply(options)
        if let script = options.startScript {
            guard let input = openScript(script) else { return 1 }
            let result = runInput(input, isPrompt: false)
            errorCount += result.errorCount
            if let status = result.leaveStatus { return status }
        }
        // Again: what the command line says holds whatever the start script set.
        apply(options)
        for text in options.firstCommands {
            switch runText(text) {
            case .done: break
            case .failed:
                errorCount += 1
                if stopsAtErrors { return 1 }
            case .leave(let status): return status
            }
        }
        if !options.statements.isEmpty { return runArguments(options.statements, errorCount) }
        let input = isInteractive ? promptInput() : standardInput()
        let result = runInput(input, isPrompt: isInteractive)
        if let status = result.leaveStatus, status != 0 { return status }
        return !isInteractive && errorCount + result.errorCount > 0 ? 1 : 0
    }

    private func runArguments(_ statements: [String], _ errorCount: Int) -> Int32 {
        for text in statements {
            switch runText(text) {
            case .done: if isOutputGone { return 0 }
            case .failed: return 1
            case .leave(let status): return status
            }
        }
        return errorCount > 0 ? 1 : 0
    }

    /// Runs one argument: a dot-command or SQL text.
    private func runText(_ text: String) -> CommandOutcome {
        if text.hasPrefix(".") { return runDotCommand(text) }
        return run(Array(text.utf8) + [0], from: .argument) ? .done : .failed
    }

    private func apply(_ options: ShellOptions) {
        echoes = options.echoes
        for option in options.outputOptions {
            switch option {
            case .mode(let name):
                guard let mode = OutputMode.named(name) else { continue }
                settings.mode = mode
                // As sqlite3 does: the option for a mode sets the separators of columns only.
                if name != "list", let separator = mode.columnSeparator {
                    settings.columnSeparator = separator
                }
                if name == "ascii" { settings.rowSeparator = "\u{1e}" }
            case .headers(let isShown):
                settings.showsHeaders = isShown
                settings.isHeadersChosen = true
            case .columnSeparator(let text): settings.columnSeparator = unescaped(text)
            case .rowSeparator(let text): settings.rowSeparator = unescaped(text)
            case .nullText(let text): settings.nullText = text
            }
        }
    }

    private func standardInput() -> any LineInput {
        FileLines(descriptor: STDIN_FILENO, ownsDescriptor: false) { [self] in output.flush() }
    }

    private func promptInput() -> any LineInput {
        if isatty(STDIN_FILENO) == 1 {
            output.append(
                "\(versionLine())\nEnter \".help\" for usage hints. "
                    + "Results are printed in mode box; \".mode list\" is what scripts get.\n")
            return ReadlineInput(self)
        }
        return FileLines(descriptor: STDIN_FILENO, ownsDescriptor: false, prompts: true) { [self] in
            output.flush()
        }
    }

    /// The lines of a script, or of what a program prints when `name` begins with `|`; nil, and a
    /// message, when it cannot be read.
    func openScript(_ name: String) -> (any LineInput)? {
        let descriptor = unsafe Glibc.open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, !isDirectory(descriptor) else {
            report("Error: cannot open \"\(name)\"")
            return nil
        }
        return FileLines(descriptor: descriptor, ownsDescriptor: true) { [self] in output.flush() }
    }

    private func isDirectory(_ descriptor: Int32) -> Bool {
        var information = stat()
        return unsafe fstat(descriptor, &information) == 0
            && information.st_mode & S_IFMT == S_IFDIR
    }
}
