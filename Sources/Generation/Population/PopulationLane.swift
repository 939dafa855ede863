// The population as a lane: chunks of persons in order, simulated by any worker.

package import Columnar
import OMOP
import Synchronization
import Synthesis
import SynthesisFHIR
import SynthesisOMOP

/// Hands out ranges of persons and turns each into a chunk.
package final class PopulationLane: Lane {
    private let world: SyntheticWorld
    private let tables: PreparedWorld.Tables
    private let plan: ChunkPlan
    private let end: Int64
    private let accepts: @Sendable (Int64) -> Bool
    private let defects: Double
    private let encode: @Sendable (inout PopulationChunk) throws(LakeError) -> Void
    private let next: Mutex<Int64>
    private let workers: Mutex<[Int: PersonRenderer]>
    /// Buffers of chunks that are written.
    private let spare: Mutex<[[FHIRLines]]>

    /// - Parameters:
    ///   - persons: their numbers.
    ///   - accepts: whether a person is wanted; the others are not simulated.
    ///   - defects: the share of records to damage.
    ///   - encode: work on a finished chunk that any thread may do, such as compression.
    package init(
        world prepared: PreparedWorld, plan: ChunkPlan, persons: ClosedRange<Int64>,
        accepts: @escaping @Sendable (Int64) -> Bool = { _ in true }, defects: Double = 0,
        encode: @escaping @Sendable (inout PopulationChunk) throws(LakeError) -> Void = {
            (_: inout PopulationChunk) throws(LakeError) in
        }
    ) throws(LakeError) {
        world = prepared.world
        tables = try prepared.tables()
        self.plan = plan
        self.accepts = accepts
        self.defects = defects
        self.encode = encode
        end = persons.upperBound + 1
        next = Mutex(persons.lowerBound)
        workers = Mutex([:])
        spare = Mutex([])
    }

    package func nextUnit() throws(LakeError) -> Range<Int64>? {
        next.withLock { next in
            guard next < end else { return nil }
            // Chunks begin at multiples, so that a chunk of some persons is the same in every run.
            let size = plan.personsPerChunk
            let upper = min(end, ((next - 1) / size + 1) * size + 1)
            defer { next = upper }
            return next..<upper
        }
    }

    package func process(
        _ persons: Range<Int64>, worker: Int
    ) throws(LakeError) -> PopulationChunk {
        let renderer = take(worker)
        defer { workers.withLock { $0[worker] = renderer } }
        var chunk = try renderer.render(
            persons, accepts: accepts, reusing: spare.withLock { $0.popLast() } ?? [])
        if defects > 0 {
            DefectInjector(world: world, share: defects).damage(&chunk)
        }
        try encode(&chunk)
        return chunk
    }

    /// Takes the buffers of a chunk back; nobody may look at its lines any more.
    package func recycle(_ chunk: consuming PopulationChunk) {
        let buffers = chunk.lines.compactMap(\.rendered)
        if !buffers.isEmpty { spare.withLock { $0.append(buffers) } }
    }

    /// The renderer of a worker, which nobody else uses meanwhile.
    private func take(_ worker: Int) -> PersonRenderer {
        if let renderer = workers.withLock({ $0.removeValue(forKey: worker) }) {
            return renderer
        }
        return PersonRenderer(tables, world: world, plan: plan)
    }
}
