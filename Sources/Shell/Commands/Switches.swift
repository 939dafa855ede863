// .bail, .changes, .echo, .timer: switches of the shell that are on or off.

extension DotCommand {
    static let bail = onOff("bail", "Stop after hitting an error.  Default OFF") {
        $0.stopsAtErrors = $1
    }
    static let changes = onOff("changes", "Show number of rows changed by SQL") {
        $0.printsChanges = $1
    }
    static let echo = onOff("echo", "Turn command echo on or off") { $0.echoes = $1 }
    static let timer = onOff("timer", "Turn SQL timer on or off") { $0.printsTimes = $1 }

    /// A command that takes on or off.
    static func onOff(
        _ name: String, _ summary: String,
        set: @escaping @Sendable (ShellSession, Bool) -> Void
    ) -> DotCommand {
        DotCommand(name, "on|off", summary) { session, arguments in
            guard arguments.count == 1 else { throw CommandError.usage }
            set(session, session.boolean(arguments[0]))
            return .done
        }
    }
}
