// A program on a terminal of its own, typed to by a test.

import Glibc

/// A program that runs on a pseudo-terminal.
final class TerminalRun {
    private let terminal: Int32
    private let process: pid_t
    private var isEnded = false
    /// All that the program has shown so far.
    private(set) var shown = ""

    /// Starts `program` in a session whose controlling terminal is the pseudo-terminal.
    init(_ program: String, _ arguments: [String], environment: [String]) throws {
        terminal = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h: unlock the other end, get its number.
        var lock: Int32 = 0
        var number: UInt32 = 0
        guard terminal >= 0, unsafe ioctl(terminal, 0x4004_5431, &lock) == 0,
            unsafe ioctl(terminal, 0x8004_5430, &number) == 0
        else { throw ProgramRun.Failure(description: "no pseudo-terminal") }
        let name = "/dev/pts/\(number)"
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // The thread that runs a test blocks signals; the program must not.
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        unsafe posix_spawnattr_setsigmask(&attributes, &mask)
        // POSIX_SPAWN_SETSID and _SETSIGMASK of glibc's spawn.h; the module hides the first.
        unsafe posix_spawnattr_setflags(&attributes, 0x80 | 0x08)
        let path = Places.environment("PATH") ?? "/usr/bin:/bin"
        let settings = ["TERM=dumb", "PATH=\(path)", "INPUTRC=/dev/null"] + environment
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var variables = unsafe settings.map { unsafe strdup($0) } + [nil]
        defer {
            unsafe words.forEach { unsafe free($0) }
            unsafe variables.forEach { unsafe free($0) }
        }
        var started: pid_t = 0
        let code = unsafe posix_spawn(&started, program, &actions, &attributes, &words, &variables)
        guard code == 0 else { throw ProgramRun.Failure(description: "cannot start \(program)") }
        process = started
    }

    deinit {
        if !isEnded {
            kill(process, SIGKILL)
            _ = waitpid(process, nil, 0)
        }
        close(terminal)
    }

    /// Types keys; control characters as they are (`\u{3}` for Ctrl-C).
    func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        unsafe bytes.withUnsafeBytes { _ = unsafe write(terminal, $0.baseAddress, $0.count) }
    }

    /// Waits until the program has shown `text` after what the last wait saw.
    ///
    /// - Returns: what it showed, up to the end of `text`; nil when it did not within `seconds`.
    func wait(for text: String, seconds: Int = 6) -> String? {
        for _ in 0..<(seconds * 50) {
            if let place = shown.firstRange(of: text) {
                let seen = String(shown[..<place.upperBound])
                shown = String(shown[place.upperBound...])
                return seen
            }
            read(milliseconds: 20)
        }
        return nil
    }

    /// Waits for the end of the program and returns its exit status; nil when it does not end.
    func end(seconds: Int = 6) -> Int32? {
        var state: Int32 = 0
        for _ in 0..<(seconds * 50) {
            read(milliseconds: 20)
            if unsafe waitpid(process, &state, WNOHANG) == process {
                isEnded = true
                return state & 0x7f == 0 ? (state >> 8) & 0xff : 128 + state & 0x7f
            }
        }
        return nil
    }

    private func read(milliseconds: Int32) {
        var waiting = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, milliseconds) > 0 else { return }
        let block = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { bytes, count in
            count = max(0, unsafe Glibc.read(terminal, bytes.baseAddress, bytes.count))
        }
        if block.isEmpty { usleep(20_000) }
        shown += String(decoding: block, as: UTF8.self).replacing("\r\n", with: "\n")
    }
}
