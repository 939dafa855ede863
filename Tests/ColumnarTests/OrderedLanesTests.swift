// The pool of threads: order, errors, early release.

@testable import Columnar
import Glibc
import Synchronization
import Testing

@Suite("Ordered lanes", .timeLimit(.minutes(2)))
struct OrderedLanesTests {
    /// A lane of numbered units; some fail.
    private final class NumberLane: Lane {
        let lane: Int
        let count: Int
        let failingIssue: Int?
        let failingWork: Int?
        let alive: Counter
        private let issued = Atomic<Int>(0)

        init(
            _ lane: Int, count: Int, failingIssue: Int? = nil, failingWork: Int? = nil,
            _ alive: Counter
        ) {
            self.lane = lane
            self.count = count
            self.failingIssue = failingIssue
            self.failingWork = failingWork
            self.alive = alive
        }

        func nextUnit() throws(LakeError) -> Int? {
            let unit = issued.load(ordering: .relaxed)
            if unit == failingIssue {
                throw LakeError(.corrupt, "issue \(lane).\(unit)")
            }
            guard unit < count else { return nil }
            issued.store(unit + 1, ordering: .relaxed)
            return unit
        }

        func process(_ unit: Int, worker: Int) throws(LakeError) -> String {
            alive.work.wrappingAdd(1, ordering: .relaxed)
            // Later units are often ready first.
            if (unit + lane) % 3 == 0 { usleep(200) }
            if unit == failingWork { throw LakeError(.corrupt, "work \(lane).\(unit)") }
            return "\(lane).\(unit)"
        }
    }

    /// Ten bytes for each output.
    private final class HeavyLane: Lane {
        let numbers: NumberLane
        init(_ numbers: NumberLane) { self.numbers = numbers }
        func nextUnit() throws(LakeError) -> Int? { try numbers.nextUnit() }
        func process(_ unit: Int, worker: Int) throws(LakeError) -> String {
            try numbers.process(unit, worker: worker)
        }
        func byteCount(of output: String) -> Int { 10 }
    }

    private final class Counter: Sendable {
        let work = Atomic<Int>(0)
    }

    @Test(
        "Outputs in order", arguments: [1, 2, 4, 9],
        [[], [0], [1], [5, 0, 3], [40], [1, 1, 1, 1, 1, 1, 1, 30, 2]])
    func order(workers: Int, counts: [Int]) throws {
        let counter = Counter()
        let lanes = OrderedLanes(
            counts.enumerated().map { NumberLane($0, count: $1, counter) }, workerCount: workers)
        var found: [String] = []
        while let output = try lanes.next() { found.append(output) }
        #expect(
            found
                == counts.enumerated().flatMap { lane, count in (0..<count).map { "\(lane).\($0)" }
                })
        #expect(try lanes.next() == nil)
    }

    @Test("Many lanes", arguments: [1, 3])
    func manyLanes(workers: Int) throws {
        let counter = Counter()
        let lanes = OrderedLanes(
            (0..<2000).map { NumberLane($0, count: $0 % 3, counter) }, workerCount: workers)
        var count = 0
        while try lanes.next() != nil { count += 1 }
        #expect(count == (0..<2000).reduce(0) { $0 + $1 % 3 })
    }

    @Test("Errors come in their turn, and reading goes on", arguments: [1, 2, 5])
    func errors(workers: Int) throws {
        let counter = Counter()
        let lanes = OrderedLanes(
            [
                NumberLane(0, count: 3, failingWork: 1, counter),
                NumberLane(1, count: 5, failingIssue: 2, counter),
                NumberLane(2, count: 2, counter),
                NumberLane(3, count: 1, failingIssue: 0, counter),
                NumberLane(4, count: 1, failingWork: 0, counter),
                NumberLane(5, count: 1, counter),
            ], workerCount: workers)
        var found: [String] = []
        for _ in 0..<20 {
            do {
                guard let output = try lanes.next() else { break }
                found.append(output)
            } catch {
                found.append(error.what)
            }
        }
        #expect(
            found == [
                "0.0", "work 0.1", "0.2", "1.0", "1.1", "issue 1.2", "2.0", "2.1", "issue 3.0",
                "work 4.0", "5.0",
            ])
    }

    @Test("Released early, it stops", arguments: [1, 2, 6], [0, 1, 7])
    func earlyRelease(workers: Int, reads: Int) throws {
        let counter = Counter()
        do {
            let lanes = OrderedLanes(
                [NumberLane(0, count: 1_000_000, counter)], workerCount: workers)
            for _ in 0..<reads { _ = try lanes.next() }
        }
        let done = counter.work.load(ordering: .relaxed)
        // The window bounds what is under way.
        #expect(done <= reads + workers * 2 + 4)
        usleep(5000)
        #expect(counter.work.load(ordering: .relaxed) == done, "a thread goes on after the release")
    }

    @Test("Threads work ahead of the reader up to a number of bytes", arguments: [2, 5])
    func ahead(workers: Int) throws {
        let counter = Counter()
        let lanes = OrderedLanes(
            [HeavyLane(NumberLane(0, count: 1000, counter))], workerCount: workers,
            aheadBytesMax: 2000)
        var done = -1
        while done != counter.work.load(ordering: .relaxed) {
            done = counter.work.load(ordering: .relaxed)
            usleep(100_000)
        }
        // 200 outputs wait, and each thread may have had one in hand when the last of them came.
        #expect((200...200 + workers).contains(done))
        var found: [String] = []
        reading: while true {
            switch try lanes.nextIfReady() {
            case .output(let output): found.append(output)
            case .later: usleep(100)
            case .end: break reading
            }
        }
        #expect(found == (0..<1000).map { "0.\($0)" })
    }

    @Test("A reader that does not wait gets errors in their turn", arguments: [1, 2])
    func errorsAhead(workers: Int) throws {
        let counter = Counter()
        let lanes = OrderedLanes(
            [HeavyLane(NumberLane(0, count: 5, failingWork: 2, counter))], workerCount: workers,
            aheadBytesMax: 1000)
        var found: [String] = []
        reading: while true {
            do {
                switch try lanes.nextIfReady() {
                case .output(let output): found.append(output)
                case .later: usleep(100)
                case .end: break reading
                }
            } catch {
                found.append(error.what)
            }
        }
        #expect(found == ["0.0", "0.1", "work 0.2", "0.3", "0.4"])
    }

    /// Its first unit takes until the others are done.
    private final class SlowFirstLane: Lane {
        let count: Int
        private let issued = Atomic<Int>(0)
        let done = Atomic<Int>(0)

        init(count: Int) { self.count = count }

        func nextUnit() throws(LakeError) -> Int? {
            let unit = issued.load(ordering: .relaxed)
            guard unit < count else { return nil }
            issued.store(unit + 1, ordering: .relaxed)
            return unit
        }

        func process(_ unit: Int, worker: Int) throws(LakeError) -> Int {
            if unit == 0 {
                for _ in 0..<10_000 where done.load(ordering: .acquiring) < count - 1 {
                    usleep(500)
                }
                return done.load(ordering: .acquiring)
            }
            done.add(1, ordering: .acquiringAndReleasing)
            return unit
        }
    }

    @Test("With a window for all units, no thread waits for a slow one")
    func wholeWindow() throws {
        let lane = SlowFirstLane(count: 60)
        let lanes = OrderedLanes([lane], workerCount: 2, window: 60)
        #expect(try lanes.next() == 59)
        for unit in 1..<60 { #expect(try lanes.next() == unit) }
        #expect(try lanes.next() == nil)
    }
}
