// .validate

import Columnar
import HealthLake

extension DotCommand {
    static let validate = DotCommand(
        "validate", "?PATH...? ?OPTIONS?", "Validate FHIR, a CDM and their agreement",
        details: """
               Takes the options of 'healthlake validate', such as --omop PLACE and --rules FILE;
               results are kept in the database that is open.
            """
    ) {
        session, arguments in
        let options: ValidateOptions
        do throws(ShellOptions.UsageError) {
            options = try ValidateOptions.parse(arguments)
        } catch {
            throw CommandError.message("Error: " + error.message)
        }
        if options.isHelp {
            session.output.append(ValidateOptions.help + "\n")
            return .done
        }
        do throws(LakeError) {
            var answer = try runValidation(
                options.request,
                check: { () throws(LakeError) in
                    if InterruptFlag.isRaised { throw LakeError(.interrupted, "interrupted") }
                })
            if options.keepsResults { try answer.keep(in: session.database) }
            if !options.isQuiet { try answer.print { session.output.append($0) } }
            return answer.exitStatus == 0 ? .done : .failed
        } catch {
            throw CommandError.message("Error: \(error)")
        }
    }
}
