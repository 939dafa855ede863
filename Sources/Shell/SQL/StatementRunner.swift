// Runs SQL text: compiles statement after statement, prints their rows, reports what fails.

import Columnar
import HealthLake
import SQLiteBridge

/// Where SQL text comes from, which decides how its errors are worded.
enum SQLOrigin {
    /// A script; the number of the line on which the text begins.
    case script(line: Int)
    /// The command line.
    case argument
    /// A prompt.
    case prompt
}

/// What failed, in the words of sqlite3: before, while or apart from running a statement.
private enum StatementFailure: Error {
    case prepare(SQLiteError, excerpt: String)
    case step(SQLiteError)
    case other(String)
}

extension ShellSession {
    /// Runs every statement of `sql`, up to the first that fails.
    ///
    /// - Parameter sql: the text with a 0 byte behind it.
    /// - Returns: whether all went well; what failed has been reported.
    func run(_ sql: [UInt8], from origin: SQLOrigin) -> Bool {
        InterruptFlag.lower()
        let stopwatch = printsTimes ? Stopwatch() : nil
        var failure: StatementFailure?
        do {
            try runStatements(sql)
        } catch let error {
            failure = error
        }
        if let stopwatch { output.append("\(stopwatch.reading)\n") }
        if let failure {
            report(failure.message(from: origin))
        } else if printsChanges {
            output.append(
                "changes: \(database.changeCount)   total_changes: \(database.totalChangeCount)\n")
        }
        if restoresOutput { restoreOutput() }
        return failure == nil
    }

    private func runStatements(_ sql: [UInt8]) throws(StatementFailure) {
        var rest = sql[...]
        while true {
            rest = rest.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }
            guard let first = rest.first, first != 0 else { return }
            if let consumed = try runMountStatement(rest) {
                rest = rest.dropFirst(consumed)
                continue
            }
            var scan = ReplacementScan()
            defer { scan.dropTables(from: database) }
            let consumed = try runFirstStatement(of: rest, &scan)
            guard consumed > 0 else { return }
            rest = rest.dropFirst(consumed)
            if isOutputGone { return }
        }
    }

    /// Runs the statement with which `sql` begins and returns how many bytes it took.
    private func runFirstStatement(
        of sql: ArraySlice<UInt8>, _ scan: inout ReplacementScan
    ) throws(StatementFailure) -> Int {
        let prepared: (statement: Statement?, consumedBytes: Int)
        do {
            prepared = try scan.prepare(sql, on: database, lake)
        } catch let error as SQLiteError {
            reportWarnings()
            throw .prepare(error, excerpt: errorExcerpt(of: sql, offsetBytes: error.offsetBytes))
        } catch {
            reportWarnings()
            throw .other("\(error)")
        }
        guard let statement = prepared.statement else { return prepared.consumedBytes }
        if planPrinting != .off && statement.explainLevel == 0 {
            try printPlan(of: sql.prefix(prepared.consumedBytes))
        }
        defer { reportWarnings() }
        do {
            try printRows(of: statement)
        } catch let error {
            throw .step(error)
        }
        return prepared.consumedBytes
    }

    /// Prints all rows of a statement.
    private func printRows(of statement: Statement) throws(SQLiteError) {
        guard try statement.step() else { return }
        let writer: any RowWriter =
            switch statement.explainLevel {
            case 1: ProgramListing(settings, statement)
            case 2: QueryPlanTree()
            default: settings.mode.makeWriter(settings, statement)
            }
        guard statement.columnCount > 0 else { return }
        defer { writer.finish(to: output) }
        repeat {
            writer.writeRow(of: statement, to: output)
            output.flushIfFull()
            if output.isBroken { return }
        } while try statement.step()
    }

    /// Prints the plan of a statement, and its program when `.eqp full` asks for it.
    private func printPlan(of sql: ArraySlice<UInt8>) throws(StatementFailure) {
        for kind in ["EXPLAIN QUERY PLAN ", "EXPLAIN "].prefix(planPrinting == .full ? 2 : 1) {
            let text = Array(kind.utf8) + sql + [0]
            do {
                guard let plan = try database.prepare(bytes: text[...]).statement else { continue }
                try printRows(of: plan)
            } catch let error {
                throw .prepare(error, excerpt: "")
            }
        }
    }

    /// Makes or takes away a mount, when `sql` begins with a statement that means one of our
    /// tables.
    ///
    /// - Returns: how many bytes of `sql` were dealt with, or nil to let SQLite run the statement.
    private func runMountStatement(_ sql: ArraySlice<UInt8>) throws(StatementFailure) -> Int? {
        guard let lake else { return nil }
        do {
            if let creation = VirtualTableStatement(sql), isMain(creation.schema),
                lake.isMountable(module: creation.module)
            {
                defer { reportWarnings() }
                try lake.mount(
                    name: creation.name, module: creation.module, arguments: creation.arguments,
                    ifNotExists: creation.ifNotExists)
                return creation.byteCount
            }
            if let drop = DropTableStatement(sql), isMain(drop.schema),
                try lake.unmount(name: drop.name)
            {
                return drop.byteCount
            }
            return nil
        } catch let error {
            throw .other("\(error)")
        }
    }

    private func isMain(_ schema: String?) -> Bool {
        schema.map { $0.lowercased() == "main" } ?? true
    }
}

extension StatementFailure {
    /// The message as sqlite3 words it for text of this origin.
    fileprivate func message(from origin: SQLOrigin) -> String {
        let (kind, phase, tail) =
            switch self {
            case .prepare(let error, let excerpt):
                ("Parse error", "in prepare, ", error.messageWithCode + excerpt)
            case .step(let error):
                ("Runtime error", "stepping, ", error.messageWithCode)
            case .other(let text):
                ("Error", "", text)
            }
        return switch origin {
        case .script(let line): "\(kind) near line \(line): \(tail)"
        case .argument: "Error: \(phase)\(tail)"
        case .prompt: isInterrupt ? "Interrupted" : "\(kind): \(tail)"
        }
    }

    private var isInterrupt: Bool {
        switch self {
        case .prepare(let error, _), .step(let error): error.isInterrupt
        case .other: false
        }
    }
}

extension SQLiteError {
    /// The message, with SQLite's result code behind it when it says more than "error".
    fileprivate var messageWithCode: String {
        primaryCode > 1 ? "\(message) (\(primaryCode))" : message
    }
}
