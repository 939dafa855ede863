// .timeout

import SQLiteBridge

extension DotCommand {
    static let timeout = DotCommand(
        "timeout", "MS", "Try opening locked tables for MS milliseconds.  Default 5000"
    ) { session, arguments in
        guard arguments.count == 1, let milliseconds = Int32(arguments[0]) else {
            throw CommandError.usage
        }
        session.database.setBusyTimeout(milliseconds: milliseconds)
        return .done
    }
}
