// `healthlake validate`: FHIR, OMOP and their agreement from the command line.

import Columnar
import Glibc
import HealthLake
import SQLiteBridge

/// Runs `healthlake validate` and returns its exit status.
package func runValidate(_ options: ValidateOptions) -> Int32 {
    if options.isHelp {
        print(ValidateOptions.help)
        return 0
    }
    do throws(LakeError) {
        try adoptLinkedSQLite()
        installSignalHandlers()
        let showsProgress = !options.isQuiet && isatty(STDERR_FILENO) == 1
        // A database that cannot be opened is found out before the work, not after it.
        let database = try options.keepsResults ? resultsDatabase(options) : nil
        var answer = try runValidation(
            options.request,
            progress: { if showsProgress { printToStandardError("validating: \($0)") } },
            check: { () throws(LakeError) in
                if InterruptFlag.isRaised { throw LakeError(.interrupted, "interrupted") }
            })
        if let database {
            do {
                try answer.keep(in: database)
            } catch  where options.database == nil {
                printToStandardError("warning: \(error); --database names another file")
            }
        }
        if !options.isQuiet {
            try answer.print { printPiece($0) }
            if options.request.format == "table", let number = answer.runNumber {
                print("run \(number) of quality_run in \(options.database ?? defaultDatabase)")
            }
        }
        return answer.exitStatus
    } catch {
        printToStandardError("Error: \(error)")
        return error.code == .interrupted ? 130 : 2
    }
}

private let defaultDatabase = "lake.sqlite"

/// - Returns: nil when the default file cannot be opened, which is only worth a warning.
private func resultsDatabase(_ options: ValidateOptions) throws(LakeError) -> Database? {
    do throws(SQLiteError) {
        let database = try Database(path: options.database ?? defaultDatabase)
        database.setBusyTimeout(milliseconds: 10_000)
        // A file that is no database says so here.
        _ = try database.text(of: "SELECT count(*) FROM sqlite_schema")
        return database
    } catch {
        guard options.database != nil else {
            printToStandardError("warning: results are not kept: \(error.message)")
            return nil
        }
        throw LakeError(.io, error.message, at: [.file(options.database ?? "")])
    }
}

private func printPiece(_ text: String) { print(text, terminator: "") }
