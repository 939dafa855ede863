// Chunks of a population as a reader of a table wants them, one after another.

import Columnar

/// Simulates persons in the threads of a scan. One thread at a time.
final class PopulationStream {
    private let chunks: OrderedLanes<PopulationLane>?
    private let checkpoint: () throws(LakeError) -> Void
    init(
        world: PreparedWorld, plan: ChunkPlan, selection: PersonSelection, defects: Double,
        _ environment: ScanEnvironment
    ) throws(LakeError) {
        checkpoint = environment.checkpoint
        guard !selection.range.isEmpty, !plan.isEmpty else {
            chunks = nil
            return
        }
        let lane = try PopulationLane(
            world: world, plan: plan,
            persons: selection.range.lowerBound...(selection.range.upperBound - 1),
            accepts: { selection.accepts($0) }, defects: defects)
        // A few persons are not worth threads.
        let isSmall = selection.range.count <= plan.personsPerChunk
        chunks = OrderedLanes([lane], workerCount: isSmall ? 1 : environment.threadCount)
    }

    func next() throws(LakeError) -> PopulationChunk? {
        try checkpoint()
        return try chunks?.next()
    }
}
