// What `.timer` prints.

import Glibc

/// Measures real and processor time from its making on.
struct Stopwatch {
    private let realStart: Int
    private let userStart: Int
    private let systemStart: Int

    init() {
        (realStart, userStart, systemStart) = Stopwatch.now()
    }

    /// The line that sqlite3 prints: `Run Time: real 0.000 user 0.000078 sys 0.000000`.
    var reading: String {
        let (real, user, system) = Stopwatch.now()
        return "Run Time: real \(seconds(real - realStart, digits: 3)) "
            + "user \(seconds(user - userStart, digits: 6)) "
            + "sys \(seconds(system - systemStart, digits: 6))"
    }

    private func seconds(_ microseconds: Int, digits: Int) -> String {
        let value = max(0, microseconds)
        let fraction = String(value % 1_000_000)
        let padded = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
        return "\(value / 1_000_000).\(padded.prefix(digits))"
    }

    /// Microseconds of the clock and of the process in user and system mode.
    private static func now() -> (real: Int, user: Int, system: Int) {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func microseconds(_ value: timeval) -> Int {
            Int(value.tv_sec) * 1_000_000 + Int(value.tv_usec)
        }
        return (
            Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1000,
            microseconds(usage.ru_utime), microseconds(usage.ru_stime)
        )
    }
}
