// The prompt: GNU readline with history and completion. The one file that knows readline.
//
// Readline's alternative interface is used: we wait for keys ourselves, so that Ctrl-C is seen
// between two keys and drops the line without jumping out of readline.

@unsafe @preconcurrency import CReadline
import Glibc

/// The line that readline's handler was given last. Because: readline calls back a C function
/// without a context; all of it happens on the main thread.
nonisolated(unsafe) private var deliveredLine: InputLine?
/// The candidates for the word being completed. Because: as above.
nonisolated(unsafe) private var candidates: [String] = []
/// What finds candidates: the word, and the text of the line before it. Because: as above.
nonisolated(unsafe) private var findCandidates: ((String, String) -> [String]?)?

/// The version of the readline library.
func readlineVersion() -> String {
    unsafe rl_library_version.map { unsafe String(cString: $0) } ?? "unknown"
}

/// Lines that a user types.
final class ReadlineInput: LineInput {
    private static let historyCountMax: Int32 = 2000

    private let session: ShellSession
    private let historyFile: String?
    /// Where Ctrl-C is heard of while waiting for keys.
    private let wakingEnd = InterruptFlag.makeWakingPipe()
    private var addedCount: Int32 = 0
    private var lastAdded = ""

    init(_ session: ShellSession) {
        self.session = session
        historyFile = ReadlineInput.historyFileName()
        adoptUTF8Locale()
        unsafe rl_readline_name = UnsafePointer(strdup("healthlake"))
        rl_catch_signals = 0
        installCompletion()
        using_history()
        stifle_history(ReadlineInput.historyCountMax)
        if let historyFile { _ = unsafe read_history(historyFile) }
        if let last = unsafe history_get(history_base + history_length - 1),
            let line = unsafe last.pointee.line
        {
            lastAdded = unsafe String(cString: line)
        }
    }

    deinit { saveHistory() }

    // MARK: Lines

    func nextLine(isContinuation: Bool) -> InputLine {
        session.output.flush()
        InterruptFlag.lower()
        unsafe deliveredLine = nil
        let prompt = isContinuation ? Prompt.continuation : Prompt.main
        unsafe rl_callback_handler_install(prompt) { text in
            guard let text = unsafe text else {
                unsafe deliveredLine = .end
                return rl_callback_handler_remove()
            }
            let bytes = unsafe UnsafeRawBufferPointer(start: text, count: strlen(text))
            unsafe deliveredLine = .line(Array(bytes))
            unsafe free(text)
            rl_callback_handler_remove()
        }
        while true {
            if let line = unsafe deliveredLine {
                if case .line(let bytes) = line { remember(bytes) }
                return line
            }
            let hasKey = waitForKey()
            if InterruptFlag.isRaised { return dropLine() }
            if hasKey { rl_callback_read_char() }
        }
    }

    /// Waits for a key or Ctrl-C, whichever comes first; true for a key.
    private func waitForKey() -> Bool {
        let events = Int16(POLLIN)
        var waiting = [
            pollfd(fd: STDIN_FILENO, events: events, revents: 0),
            pollfd(fd: wakingEnd, events: events, revents: 0),
        ]
        guard unsafe poll(&waiting, 2, -1) > 0 else { return false }
        if waiting[1].revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 64)
            _ = unsafe read(wakingEnd, &bytes, bytes.count)
        }
        return waiting[0].revents != 0
    }

    /// Ctrl-C: leaves the line as it stands on the screen and begins a new one.
    private func dropLine() -> InputLine {
        InterruptFlag.lower()
        rl_free_line_state()
        rl_callback_sigcleanup()
        rl_callback_handler_remove()
        session.output.append("\n")
        session.output.flush()
        return .interrupted
    }

    // MARK: History

    private static func historyFileName() -> String? {
        if let name = unsafe getenv("HEALTHLAKE_HISTORY") {
            let text = unsafe String(cString: name)
            return text.isEmpty ? nil : text
        }
        guard let home = unsafe getenv("HOME") else { return nil }
        return unsafe String(cString: home) + "/.healthlake_history"
    }

    private func remember(_ line: [UInt8]) {
        let text = String(decoding: line, as: UTF8.self)
        guard !text.isEmpty, text != lastAdded else { return }
        unsafe add_history(text)
        lastAdded = text
        addedCount += 1
    }

    /// Adds what was typed to the history file, which other shells may have written meanwhile.
    private func saveHistory() {
        guard let historyFile, addedCount > 0 else { return }
        let descriptor = unsafe open(historyFile, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor >= 0 { _ = close(descriptor) }
        _ = unsafe append_history(min(addedCount, ReadlineInput.historyCountMax), historyFile)
        _ = unsafe history_truncate_file(historyFile, ReadlineInput.historyCountMax)
    }

    // MARK: Completion

    private func installCompletion() {
        let completion = Completion(session)
        unsafe findCandidates = { completion.candidates(for: $0, after: $1) }
        unsafe rl_completer_quote_characters = UnsafePointer(strdup("\"'"))
        unsafe rl_completer_word_break_characters = UnsafePointer(
            strdup(" \t\n\"'`@$><=;|&{(,)+-*%"))
        unsafe rl_attempted_completion_function = { word, start, _ in
            guard let word = unsafe word, let line = unsafe rl_line_buffer else { return nil }
            let before = unsafe UnsafeRawBufferPointer(start: line, count: Int(start))
            let found = unsafe findCandidates?(
                String(cString: word), String(decoding: before, as: UTF8.self))
            // No answer leaves the word to readline, which completes file names.
            guard let found = found else { return nil }
            rl_attempted_completion_over = 1
            rl_completion_append_character = 0
            unsafe candidates = found
            return unsafe rl_completion_matches(word) { _, state in
                guard unsafe Int(state) < candidates.count else { return nil }
                return unsafe strdup(candidates[Int(state)])
            }
        }
    }
}

/// Takes the user's locale for characters, by which readline edits; C.UTF-8, which glibc always
/// has, when that one is not UTF-8.
private func adoptUTF8Locale() {
    if unsafe setlocale(LC_CTYPE, "") != nil, let codeset = unsafe nl_langinfo(Int32(CODESET)),
        unsafe String(cString: codeset) == "UTF-8"
    {
        return
    }
    _ = unsafe setlocale(LC_CTYPE, "C.UTF-8")
}
