// .exit and .quit

extension DotCommand {
    static let exit = DotCommand("exit", "?CODE?", "Exit this program with return-code CODE") {
        _, arguments in
        .leave(arguments.first.flatMap { Int32($0) } ?? 0)
    }
    static let quit = DotCommand("quit", "", "Exit this program") { _, _ in .leave(0) }
}
