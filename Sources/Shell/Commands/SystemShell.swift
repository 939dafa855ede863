// .shell and .system

import Glibc

extension DotCommand {
    static let shell = systemCommand("shell")
    static let system = systemCommand("system")

    private static func systemCommand(_ name: String) -> DotCommand {
        DotCommand(name, "CMD ARGS...", "Run CMD ARGS... in a system shell") {
            session, arguments in
            guard !arguments.isEmpty else { throw CommandError.usage }
            session.output.flush()
            let command = arguments.map { word in
                word.contains(where: \.isWhitespace) ? "\"\(word)\"" : word
            }.joined(separator: " ")
            let status = unsafe Glibc.system(command)
            if status != 0 { session.report("System command returns \(status)") }
            return .done
        }
    }
}
