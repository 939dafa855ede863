// One shell: its connection, its settings, its output.

import Columnar
import Glibc
import HealthLake
import SQLiteBridge

/// The state that statements and dot-commands work on. One thread.
final class ShellSession {
    /// When EXPLAIN QUERY PLAN is printed before the rows.
    enum PlanPrinting: String { case off, on, full }

    private(set) var database: Database
    /// What our modules know; nil when they could not be registered.
    private(set) var lake: LakeSession?
    /// The file as it was named, or ":memory:".
    private(set) var databaseName: String

    let output = OutputBuffer()
    var settings = OutputSettings()
    var planPrinting = PlanPrinting.off
    var stopsAtErrors = false
    var echoes = false
    var printsTimes = false
    var printsChanges = false
    /// Whether output goes back to standard output after the next statement (`.once`).
    var restoresOutput = false
    /// Whether somebody types at a prompt.
    let isInteractive: Bool
    /// Whether `.open` may write.
    let isReadOnly: Bool
    /// How many scripts are being read inside one another.
    var scriptDepth = 0

    /// Opens `file`, or a database in memory.
    init(file: String?, isReadOnly: Bool, isInteractive: Bool) throws(SQLiteError) {
        self.isReadOnly = isReadOnly
        self.isInteractive = isInteractive
        databaseName = file ?? ":memory:"
        database = try Database(
            path: databaseName, mode: isReadOnly ? .readOnly : .readWriteCreate)
        prepareConnection()
    }

    /// Closes the database and opens another one; keeps the present one when that fails.
    func open(_ file: String?, isReadOnly: Bool) throws(SQLiteError) {
        let name = file ?? ":memory:"
        let opened = try Database(path: name, mode: isReadOnly ? .readOnly : .readWriteCreate)
        database.resignInterruptTarget()
        lake = nil
        database = opened
        databaseName = name
        prepareConnection()
    }

    private func prepareConnection() {
        database.setBusyTimeout(milliseconds: 5000)
        database.setExtensionLoading(enabled: true)
        database.becomeInterruptTarget()
        do {
            lake = try attachHealthLake(to: database)
        } catch let error {
            report("warning: \(error)")
        }
        reportWarnings()
    }

    // MARK: Messages

    /// Writes a line to standard error, after what was printed before it.
    func report(_ message: String) {
        output.flush()
        printToStandardError(message)
    }

    /// Writes what our tables have to complain about.
    func reportWarnings() {
        for line in lake?.takeWarnings() ?? [] { report("warning: \(line)") }
    }

    /// Writes what became of the output since the last call.
    private func reportOutputFailure() {
        if let failure = output.failure {
            report("Error: cannot write to \(output.targetName): \(failure)")
        }
    }

    /// Ends a redirection by `.once` or `.output`.
    func restoreOutput() {
        output.flush()
        reportOutputFailure()
        output.restore()
        restoresOutput = false
    }

    /// Whether nobody reads standard output any more, so that the shell had better end.
    var isOutputGone: Bool { output.isStandard && output.isBroken }
}
