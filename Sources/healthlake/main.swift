// The program: reads its command line, runs the shell, ends with its status.

import Glibc
import Shell

do {
    let options = try ShellOptions.parse(Array(CommandLine.arguments.dropFirst()))
    exit(runShell(options))
} catch let error {
    printUsageError(error.message)
    exit(2)
}
