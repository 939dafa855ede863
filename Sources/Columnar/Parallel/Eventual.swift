// A value that a thread makes while its owner goes on with other work.
//
//     owner   init ─────── other work ─────── value() ─→
//     thread    └─ make ────────────────────────┘

import Glibc

/// Made once; any thread may ask for the value, and waits until there is one.
package final class Eventual<Value: Sendable>: Sendable {
    // The thread holds the place, not this object, so that releasing this object joins it.
    private let place: Place
    /// Nil when the system had no more threads: the value was made at once.
    private let thread: pthread_t?

    package init(_ make: @escaping @Sendable () throws(LakeError) -> Value) {
        let place = Place()
        self.place = place
        let thread = startThread { place.settle(make) }
        if thread == nil { place.settle(make) }
        self.thread = thread
    }

    deinit {
        if let thread { pthread_join(thread, nil) }
    }

    /// - Throws: what `make` threw, each time.
    package func value() throws(LakeError) -> Value { try place.wait().get() }

    private final class Place: @unchecked Sendable {  // because: state under `monitor`
        private let monitor = Monitor()
        private var outcome: Result<Value, LakeError>?

        func settle(_ make: () throws(LakeError) -> Value) {
            let outcome = Result { () throws(LakeError) in try make() }
            monitor.lock()
            self.outcome = outcome
            monitor.signalAll()
            monitor.unlock()
        }

        func wait() -> Result<Value, LakeError> {
            monitor.lock()
            defer { monitor.unlock() }
            while true {
                if let outcome { return outcome }
                monitor.wait()
            }
        }
    }
}
