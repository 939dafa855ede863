// A few steps side by side: what a start prepares, and what waits for the disk.

import Synchronization

/// How many threads wait for the disk at once; they take no processor while they do.
private let waitingThreads = 16

/// Runs independent steps in threads, and returns what they made in their order.
///
/// - Parameter step: called once with each number below `count`.
/// - Throws: the error of the first step that failed, when all are through.
package func inParallel<Output: Sendable>(
    _ count: Int, _ step: @escaping @Sendable (Int) throws(LakeError) -> Output
) throws(LakeError) -> [Output] {
    let steps = OrderedLanes(
        [StepLane(count: count, step: step)], workerCount: min(count, waitingThreads))
    var outputs: [Output] = []
    var failure: LakeError?
    for _ in 0..<count {
        do throws(LakeError) {
            if let output = try steps.next() { outputs.append(output) }
        } catch {
            failure = failure ?? error
        }
    }
    if let failure { throw failure }
    return outputs
}

/// Numbers from 0.
private final class StepLane<Output: Sendable>: Lane {
    private let count: Int
    private let step: @Sendable (Int) throws(LakeError) -> Output
    private let next = Mutex(0)

    init(count: Int, step: @escaping @Sendable (Int) throws(LakeError) -> Output) {
        self.count = count
        self.step = step
    }

    func nextUnit() throws(LakeError) -> Int? {
        next.withLock { next in
            guard next < count else { return nil }
            defer { next += 1 }
            return next
        }
    }

    func process(_ unit: Int, worker: Int) throws(LakeError) -> Output { try step(unit) }
}
