// A bounded pool of threads that works on many lanes and hands the outputs back in order.
//
//     lane 0   u0 u1 u2 ─┐
//     lane 1   u0 u1     ├─ workers ──→ outputs of lane 0 in order, then lane 1, …
//     lane 2   u0 …     ─┘
//
// A lane issues one unit at a time (the decompressor of a file cannot be shared), while units
// already issued are processed by other threads. Workers help the lane that is being read first and
// go on to the next lanes when it has nothing to issue. At most `window` outputs are under way or
// waiting, so memory is bounded however slow the reader is. A reader that has other work first lets
// the threads work ahead, up to a number of bytes, at a lower priority than its own.

import Glibc

/// Reads lanes in order. One thread at a time; released, it stops its threads.
package final class OrderedLanes<Work: Lane> {
    // The threads hold the pool, not this object, so that releasing this object ends them.
    private let pool: LanePool<Work>

    /// - Parameters:
    ///   - workerCount: threads; 1 means that the reader does the work itself.
    ///   - window: how many outputs may be under way or wait, at least; nil for a few a thread.
    ///   - aheadBytesMax: if more than 0, several threads begin at once, and go on as long as the
    ///     outputs that wait have fewer bytes.
    package init(
        _ lanes: [Work], workerCount: Int, window: Int? = nil, aheadBytesMax: Int = 0
    ) {
        pool = LanePool(
            lanes, workerCount: workerCount, window: window, aheadBytesMax: aheadBytesMax)
        if aheadBytesMax > 0 { pool.begin() }
    }

    deinit { pool.close() }

    /// The next output in order, or nil at the end.
    ///
    /// - Throws: the `LakeError` of the unit whose turn it is. Reading may go on: with the lane's
    ///   next unit after a failed `process`, with the next lane after a failed `nextUnit`.
    package func next() throws(LakeError) -> Work.Output? {
        guard case .output(let output) = try pool.next(waits: true) else { return nil }
        return output
    }

    /// The next output if it is there; waits for none. Without threads it is made here, as in
    /// `next`.
    ///
    /// - Throws: as `next`.
    package func nextIfReady() throws(LakeError) -> LaneArrival<Work.Output> {
        try pool.next(waits: false)
    }
}

/// What a reader finds that does not wait.
package enum LaneArrival<Output> {
    case output(Output)
    /// There will be an output, or the end.
    case later
    case end
}

private final class LanePool<Work: Lane>: @unchecked Sendable {  // because: state under `monitor`
    /// An output, or the error that took its place.
    private typealias Outcome = Result<Work.Output, LakeError>

    private struct LaneState {
        var isIssuing = false
        var isExhausted = false
        var issuedCount = 0
        var outcomes: [Int: Outcome] = [:]
    }

    private let monitor = Monitor()
    private let lanes: [Work]
    private let window: Int
    private let workerCount: Int
    private let aheadBytesMax: Int
    /// Of threads that work ahead, and of those that they start: the reader goes first.
    private static var aheadNiceness: Int32 { 5 }

    // All below: under `monitor`.
    private var states: [LaneState]
    private var currentLane = 0
    private var currentUnit = 0
    private var underWay = 0
    private var waitingBytes = 0
    private var isStopped = false
    private var threads: [pthread_t] = []
    private var isStarted = false

    init(_ lanes: [Work], workerCount: Int, window: Int?, aheadBytesMax: Int) {
        self.lanes = lanes
        self.aheadBytesMax = aheadBytesMax
        self.workerCount = max(1, workerCount)
        self.window = max(window ?? 0, self.workerCount * 2 + 2)
        states = Array(repeating: LaneState(), count: lanes.count)
    }

    func begin() {
        monitor.lock()
        defer { monitor.unlock() }
        start()
    }

    func next(waits: Bool) throws(LakeError) -> LaneArrival<Work.Output> {
        monitor.lock()
        defer { monitor.unlock() }
        start()
        if threads.isEmpty { return try nextInline().map { .output($0) } ?? .end }
        while currentLane < lanes.count {
            if let outcome = states[currentLane].outcomes.removeValue(forKey: currentUnit) {
                currentUnit += 1
                underWay -= 1
                waitingBytes -= byteCount(outcome, currentLane)
                monitor.signalAll()
                return .output(try outcome.get())
            }
            if states[currentLane].isExhausted && states[currentLane].issuedCount == currentUnit {
                currentLane += 1
                currentUnit = 0
                monitor.signalAll()
                continue
            }
            guard waits else { return .later }
            monitor.wait()
        }
        return .end
    }

    private func byteCount(_ outcome: Outcome, _ lane: Int) -> Int {
        guard case .success(let output) = outcome else { return 0 }
        return lanes[lane].byteCount(of: output)
    }

    func close() {
        monitor.lock()
        isStopped = true
        monitor.signalAll()
        let running = threads
        threads = []
        monitor.unlock()
        for thread in running { pthread_join(thread, nil) }
    }

    private func nextInline() throws(LakeError) -> Work.Output? {
        while currentLane < lanes.count {
            let lane = lanes[currentLane]
            let unit: Work.Unit?
            do { unit = try lane.nextUnit() } catch {
                currentLane += 1
                throw error
            }
            if let unit { return try lane.process(unit, worker: 0) }
            currentLane += 1
        }
        return nil
    }

    /// Starts the threads; without any, the reader does the work.
    private func start() {
        guard !isStarted else { return }
        isStarted = true
        guard workerCount > 1 else { return }
        for worker in 0..<workerCount {
            if let thread = startThread({ [self] in work(worker) }) { threads.append(thread) }
        }
    }

    private func work(_ worker: Int) {
        if aheadBytesMax > 0 {
            // In Linux that is the thread's own; without the right to do so all stays as it is.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.aheadNiceness)
        }
        monitor.lock()
        defer { monitor.unlock() }
        while let lane = claim() {
            let sequence = states[lane].issuedCount
            states[lane].issuedCount += 1
            underWay += 1
            monitor.unlock()
            let unit = Result { () throws(LakeError) in try lanes[lane].nextUnit() }
            monitor.lock()
            states[lane].isIssuing = false
            switch unit {
            case .success(nil):
                states[lane].isExhausted = true
                states[lane].issuedCount = sequence
                underWay -= 1
                monitor.signalAll()
            case .failure(let error):
                states[lane].isExhausted = true
                states[lane].outcomes[sequence] = .failure(error)
                monitor.signalAll()
            case .success(.some(let unit)):
                monitor.signalAll()
                monitor.unlock()
                let outcome = Result { () throws(LakeError) in
                    try lanes[lane].process(unit, worker: worker)
                }
                monitor.lock()
                states[lane].outcomes[sequence] = outcome
                waitingBytes += byteCount(outcome, lane)
                monitor.signalAll()
            }
        }
    }

    /// A lane to issue from, marked as issuing; waits for one; nil when all is issued or stopped.
    private func claim() -> Int? {
        while !isStopped {
            var isFinished = true
            for lane in currentLane..<min(lanes.count, currentLane + workerCount)
            where !states[lane].isExhausted {
                isFinished = false
                // The reader must never wait for a window that later lanes have filled.
                let isStarved = lane == currentLane && states[lane].issuedCount == currentUnit
                let hasRoom = underWay < window || waitingBytes < aheadBytesMax
                if !states[lane].isIssuing && (hasRoom || isStarved) {
                    states[lane].isIssuing = true
                    return lane
                }
            }
            if isFinished && currentLane + workerCount >= lanes.count { return nil }
            monitor.wait()
        }
        return nil
    }
}
