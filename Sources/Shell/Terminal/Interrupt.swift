// Ctrl-C: stops the running statement, drops the line being typed, and leaves the shell alive.

import Glibc
import SQLiteBridge
import Synchronization

/// How often Ctrl-C was pressed since the flag was lowered.
private let pressCount = Atomic<Int>(0)

/// The end of a pipe to which Ctrl-C writes a byte, so that whoever waits for keys wakes up; -1 for
/// none.
private let wakingEnd = Atomic<Int32>(-1)

/// Whether the user pressed Ctrl-C.
enum InterruptFlag {
    static var isRaised: Bool { pressCount.load(ordering: .relaxed) > 0 }

    static func lower() { pressCount.store(0, ordering: .relaxed) }

    /// Makes a pipe that Ctrl-C writes to and returns the end to wait at; -1 when there is none.
    static func makeWakingPipe() -> Int32 {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return -1 }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Never waits: a full pipe wakes as well.
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        wakingEnd.store(ends[1], ordering: .sequentiallyConsistent)
        return ends[0]
    }
}

/// Makes Ctrl-C stop statements, and a reader that goes away an error of `write` instead of the end
/// of the process.
func installSignalHandlers() {
    // Touched once here, so that the handler never is the first to initialise them.
    InterruptFlag.lower()
    Database.interruptTargetDatabase()

    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in
        // Async-signal-safe: atomics, sqlite3_interrupt(), write(), _exit(). A third press in a row
        // means that the statement does not answer.
        if pressCount.add(1, ordering: .relaxed).newValue > 2 { _exit(130) }
        Database.interruptTargetDatabase()
        let end = wakingEnd.load(ordering: .sequentiallyConsistent)
        if end >= 0 {
            let savedError = errno
            var byte: UInt8 = 0
            _ = unsafe write(end, &byte, 1)
            errno = savedError
        }
    }
    _ = unsafe sigaction(SIGINT, &action, nil)

    // A handler that does nothing, rather than SIG_IGN: programs that we start inherit the latter.
    var pipeAction = sigaction()
    unsafe pipeAction.__sigaction_handler.sa_handler = { _ in }
    _ = unsafe sigaction(SIGPIPE, &pipeAction, nil)
}
