// .build

import Columnar
import HealthLake

extension DotCommand {
    static let build = DotCommand(
        "build", "?OPTIONS?", "Build a dbt project's models in this database",
        details: """
               Takes the options of 'healthlake build', such as --project DIR, --select NAME and
               --source NAME=PLACE; the database is the one that is open.
            """
    ) {
        session, arguments in
        let options: BuildOptions
        do throws(ShellOptions.UsageError) {
            options = try BuildOptions.parse("build", arguments)
        } catch {
            throw CommandError.message("Error: " + error.message)
        }
        if options.isHelp {
            session.output.append(BuildOptions.help + "\n")
            return .done
        }
        guard let lake = session.lake else {
            throw CommandError.message("Error: this connection has no functions of healthlake")
        }
        let showsProgress = !options.isQuiet && !options.printsJSON
        do throws(LakeError) {
            let answer = try runModels(
                options.request, on: session.database, in: lake,
                progress: { if showsProgress { session.output.append($0 + "\n") } },
                check: { () throws(LakeError) in
                    if InterruptFlag.isRaised { throw LakeError(.interrupted, "interrupted") }
                })
            session.output.append((options.printsJSON ? answer.json : answer.text) + "\n")
            return answer.exitStatus == 0 ? .done : .failed
        } catch {
            throw CommandError.message("Error: \(error)")
        }
    }
}
