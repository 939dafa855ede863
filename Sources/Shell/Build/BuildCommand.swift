// `healthlake build` and its siblings: a project of models from the command line.

import Columnar
import Glibc
import HealthLake
import SQLiteBridge

/// Runs the command and returns its exit status.
package func runBuild(_ options: BuildOptions) -> Int32 {
    if options.isHelp {
        print(BuildOptions.help)
        return 0
    }
    do throws(LakeError) {
        try adoptLinkedSQLite()
        let database = try opened(options)
        let lake = try attachHealthLake(to: database)
        defer { for warning in lake.takeWarnings() { printToStandardError("warning: " + warning) } }
        if let column = options.column {
            print(try columnLineage(column, in: database))
            return 0
        }
        database.becomeInterruptTarget()
        defer { database.resignInterruptTarget() }
        installSignalHandlers()
        var request = options.request
        if request.sourceFile == nil { request.sourceFile = sourceFile(beside: options.database) }
        let showsProgress = !options.isQuiet && !options.printsJSON
        let answer = try runModels(
            request, on: database, in: lake,
            progress: { if showsProgress { print($0) } },
            check: { () throws(LakeError) in
                if InterruptFlag.isRaised { throw LakeError(.interrupted, "interrupted") }
            })
        print(options.printsJSON ? answer.json : answer.text)
        return answer.exitStatus
    } catch {
        printToStandardError("Error: \(error)")
        return error.code == .interrupted ? 130 : 2
    }
}

/// Listing and compiling need no file; they look into one that is there.
private func opened(_ options: BuildOptions) throws(LakeError) -> Database {
    let makesFile = !["ls", "compile", "lineage"].contains(options.request.command)
    let isThere = unsafe access(options.database, F_OK) == 0
    if options.request.command == "lineage", !isThere {
        throw LakeError(
            .notFound, "no such file or directory", at: [.file(options.database)],
            advice: "run 'healthlake build' first, or name the file with --database")
    }
    do throws(SQLiteError) {
        return try Database(
            path: makesFile || isThere ? options.database : ":memory:", writesBehind: true)
    } catch {
        throw LakeError(.io, error.message)
    }
}

/// sources.yml in the folder of the database, when there is one.
private func sourceFile(beside database: String) -> String? {
    let folder = database.lastIndex(of: "/").map { String(database[...$0]) } ?? ""
    let path = folder + "sources.yml"
    return unsafe access(path, F_OK) == 0 ? path : nil
}
