// Where lines of input come from: a file or pipe, or a prompt.

import Glibc

/// What asking for one more line gave.
enum InputLine {
    case line([UInt8])
    /// Ctrl-C at the prompt: what was typed so far is dropped.
    case interrupted
    case end
}

/// A source of lines.
protocol LineInput: AnyObject {
    /// The next line without its line end.
    ///
    /// - Parameter isContinuation: whether a statement has begun and goes on.
    func nextLine(isContinuation: Bool) -> InputLine
}

/// Lines of a file, a pipe or a terminal without readline.
final class FileLines: LineInput {
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    /// Called before the source waits for input, so that what was printed is seen.
    private let beforeReading: () -> Void
    private let prompts: Bool
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// - Parameter prompts: whether the prompts are printed though nobody edits lines.
    init(
        descriptor: Int32, ownsDescriptor: Bool, prompts: Bool = false,
        beforeReading: @escaping () -> Void
    ) {
        self.descriptor = descriptor
        self.ownsDescriptor = ownsDescriptor
        self.prompts = prompts
        self.beforeReading = beforeReading
    }

    deinit {
        if ownsDescriptor { _ = close(descriptor) }
    }

    func nextLine(isContinuation: Bool) -> InputLine {
        if prompts {
            beforeReading()
            let prompt = Array((isContinuation ? Prompt.continuation : Prompt.main).utf8)
            unsafe prompt.withUnsafeBytes {
                _ = unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
        }
        var line: [UInt8] = []
        while true {
            if let end = buffer[position...].firstIndex(of: 0x0a) {
                line.append(contentsOf: buffer[position..<end])
                position = end + 1
                if line.last == 0x0d { line.removeLast() }
                return .line(line)
            }
            line.append(contentsOf: buffer[position...])
            guard fill() else { return line.isEmpty ? .end : .line(line) }
        }
    }

    /// Reads the next piece; false at the end of the file, and after Ctrl-C.
    private func fill() -> Bool {
        guard !isAtEnd, !InterruptFlag.isRaised else { return false }
        beforeReading()
        buffer = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { bytes, count in
            count = max(0, unsafe read(descriptor, bytes.baseAddress, bytes.count))
        }
        position = 0
        isAtEnd = buffer.isEmpty
        return !isAtEnd
    }
}

/// The texts before the cursor.
enum Prompt {
    static let main = "healthlake> "
    static let continuation = "        ...> "
}
