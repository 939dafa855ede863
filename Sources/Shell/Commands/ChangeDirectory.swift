// .cd

import Glibc

extension DotCommand {
    static let cd = DotCommand("cd", "DIRECTORY", "Change the working directory to DIRECTORY") {
        _, arguments in
        guard arguments.count == 1 else { throw CommandError.usage }
        guard unsafe chdir(arguments[0]) == 0 else {
            throw CommandError.message("Cannot change to directory \"\(arguments[0])\"")
        }
        return .done
    }
}
