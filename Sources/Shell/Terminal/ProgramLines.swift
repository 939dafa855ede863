// Lines that a program prints.

import Glibc

/// The output of a program as lines.
@safe final class ProgramLines: LineInput {
    private let stream: UnsafeMutablePointer<FILE>
    private let lines: FileLines

    /// Starts `command` in a system shell.
    init(command: String, _ session: ShellSession) throws(CommandError) {
        session.output.flush()
        guard let stream = unsafe popen(command, "r") else {
            throw .message("Error: cannot open \"|\(command)\"")
        }
        unsafe self.stream = stream
        lines = FileLines(descriptor: unsafe fileno(stream), ownsDescriptor: false) {
            session.output.flush()
        }
    }

    deinit { _ = unsafe pclose(stream) }

    func nextLine(isContinuation: Bool) -> InputLine {
        lines.nextLine(isContinuation: isContinuation)
    }
}
