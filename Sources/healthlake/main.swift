// The program: reads its command line, runs the shell or a subcommand, ends with its status.

import Glibc
import Shell

prepareProcess()
do {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == "generate" {
        exit(runGenerate(try GenerateOptions.parse(Array(arguments.dropFirst()))))
    }
    if arguments.first == "validate" {
        exit(runValidate(try ValidateOptions.parse(Array(arguments.dropFirst()))))
    }
    if let command = arguments.first, BuildOptions.commands.contains(command) {
        exit(runBuild(try BuildOptions.parse(command, Array(arguments.dropFirst()))))
    }
    exit(runShell(try ShellOptions.parse(arguments)))
} catch let error {
    printUsageError(error.message)
    exit(2)
}
