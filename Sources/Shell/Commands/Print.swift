// .print

extension DotCommand {
    static let print = DotCommand("print", "STRING...", "Print literal STRING") {
        session, arguments in
        session.output.append(arguments.joined(separator: " ") + "\n")
        return .done
    }
}
