// A thread that takes work in the order in which it is added.

@testable import Columnar
import Glibc
import Synchronization
import Testing

@Suite("Serial worker", .timeLimit(.minutes(1)))
struct SerialWorkerTests {
    private final class Log: Sendable {
        private let units = Mutex<[Int]>([])
        func add(_ unit: Int) { units.withLock { $0.append(unit) } }
        var all: [Int] { units.withLock { $0 } }
    }

    @Test("Units are done in their order, in another thread; waiting is for as many as asked")
    func order() throws {
        let log = Log()
        let caller = pthread_self()
        let gate = Mutex(())
        let worker = try #require(
            SerialWorker<Int> { unit in
                if unit == 50 { gate.withLock { _ in } }
                #expect(pthread_equal(pthread_self(), caller) == 0)
                log.add(unit)
            })
        gate.withLock { _ in
            for unit in 0..<100 { worker.add(unit) }
            worker.wait(untilDone: 50)
            #expect(log.all == Array(0..<50))
        }
        worker.wait(untilDone: 100)
        #expect(log.all == Array(0..<100))
    }

    @Test("A released worker does what was added before")
    func release() throws {
        let log = Log()
        for _ in 0..<20 {
            var worker = SerialWorker<Int> { log.add($0) }
            for unit in 0..<10 { worker?.add(unit) }
            worker = nil
        }
        #expect(log.all == Array(repeating: Array(0..<10), count: 20).flatMap { $0 })
    }
}
