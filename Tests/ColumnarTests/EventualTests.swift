// A value that another thread makes.

import Glibc
import Synchronization
import Testing

@testable import Columnar

@Suite("Eventual values", .timeLimit(.minutes(1)))
struct EventualTests {
    @Test("The owner goes on, and waits when it asks")
    func waiting() throws {
        let gate = Mutex(false)
        let caller = pthread_self()
        let eventual = Eventual { () throws(LakeError) in
            while !gate.withLock({ $0 }) { sched_yield() }
            return pthread_equal(pthread_self(), caller) == 0
        }
        // Made here, it would never come to this line.
        gate.withLock { $0 = true }
        #expect(try eventual.value())
        #expect(try eventual.value())
    }

    @Test("Any number of threads may ask")
    func sharing() throws {
        let made = Mutex(0)
        let eventual = Eventual { () throws(LakeError) in
            made.withLock {
                $0 += 1
                return $0
            }
        }
        let values = try inParallel(8) { (_) throws(LakeError) in try eventual.value() }
        #expect(values == Array(repeating: 1, count: 8))
    }

    @Test("An error is thrown to everybody who asks")
    func failing() {
        let eventual = Eventual { () throws(LakeError) -> Int in
            throw LakeError(.invalidInput, "no such value")
        }
        for _ in 0..<2 {
            #expect(throws: LakeError.self) { try eventual.value() }
        }
    }

    @Test("Released, it has ended")
    func release() {
        let isDone = Mutex(false)
        do {
            _ = Eventual { () throws(LakeError) in
                usleep(20_000)
                isDone.withLock { $0 = true }
            }
        }
        #expect(isDone.withLock { $0 })
    }
}
