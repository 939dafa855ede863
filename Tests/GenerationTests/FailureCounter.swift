// Counts operations of many threads.

import Synchronization

final class FailureCounter: Sendable {
    private let total = Mutex(0)

    var count: Int { total.withLock { $0 } }

    /// The number of the next operation, from 1.
    func next() -> Int {
        total.withLock { total in
            total += 1
            return total
        }
    }
}
