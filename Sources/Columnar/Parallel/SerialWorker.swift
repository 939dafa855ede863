// One thread that takes pieces of work in the order in which they are added.
//
//     owner ─ add ─→ u2 u1 u0 ─→ thread: work(u0), work(u1), …
//             wait ←──────────── how many are done
//
// What the units refer to belongs to the thread from `add` until `wait` says that they are done.

import Glibc

/// Used by one thread at a time; released, it ends when all that was added is done.
package final class SerialWorker<Unit: Sendable> {
    // The thread holds the line, not this object, so that releasing this object ends it.
    private let line: Line
    private let thread: pthread_t

    /// - Returns: nil when the system has no more threads.
    package init?(_ work: @escaping @Sendable (Unit) -> Void) {
        let line = Line()
        guard let thread = startThread({ line.run(work) }) else { return nil }
        self.line = line
        self.thread = thread
    }

    deinit {
        line.close()
        pthread_join(thread, nil)
    }

    package func add(_ unit: Unit) { line.add(unit) }

    /// Waits until so many of all the units that were added are done.
    package func wait(untilDone count: Int) { line.wait(untilDone: count) }

    private final class Line: @unchecked Sendable {  // because: state under `monitor`
        private let monitor = Monitor()
        private var waiting: [Unit] = []
        private var doneCount = 0
        private var isClosed = false

        func add(_ unit: Unit) {
            monitor.lock()
            waiting.append(unit)
            monitor.signalAll()
            monitor.unlock()
        }

        func wait(untilDone count: Int) {
            monitor.lock()
            while doneCount < count { monitor.wait() }
            monitor.unlock()
        }

        func close() {
            monitor.lock()
            isClosed = true
            monitor.signalAll()
            monitor.unlock()
        }

        func run(_ work: (Unit) -> Void) {
            monitor.lock()
            defer { monitor.unlock() }
            while true {
                while waiting.isEmpty, !isClosed { monitor.wait() }
                guard !waiting.isEmpty else { return }
                let unit = waiting.removeFirst()
                monitor.unlock()
                work(unit)
                monitor.lock()
                doneCount += 1
                monitor.signalAll()
            }
        }
    }
}
