// Units of a lane that somebody adds while threads take them.
//
//     writer ─ add ─→ waiting ─ next ─→ Lane.nextUnit()
//
// It never ends by itself: a thread that asks for the next unit sleeps until there is one or
// `close` is called, which must come before the lanes are released.

/// Units in the order in which they were added.
package final class UnitQueue<Unit: Sendable>: @unchecked Sendable {  // because: under `monitor`
    private let monitor = Monitor()
    // Under `monitor`.
    private var waiting: [Unit] = []
    private var isClosed = false

    package init() {}

    package func add(_ unit: Unit) {
        monitor.lock()
        waiting.append(unit)
        monitor.signalAll()
        monitor.unlock()
    }

    /// Wakes whoever waits; nothing is handed out any more.
    package func close() {
        monitor.lock()
        isClosed = true
        waiting = []
        monitor.signalAll()
        monitor.unlock()
    }

    /// The next unit, when there is one; nil once closed.
    package func next() -> Unit? {
        monitor.lock()
        defer { monitor.unlock() }
        while waiting.isEmpty, !isClosed { monitor.wait() }
        return isClosed ? nil : waiting.removeFirst()
    }
}
