// .version

extension DotCommand {
    static let version = DotCommand(
        "version", "", "Show the versions of what this shell is made of"
    ) {
        session, _ in
        session.output.append("\(versionLine())\nreadline \(readlineVersion())\n")
        return .done
    }
}
