// What a world is simulated and rendered with, made once: tens of milliseconds that a look-up of
// one person should not pay again.

import Columnar
import OMOP
import Synchronization
package import Synthesis
import SynthesisFHIR
import SynthesisOMOP

/// Tables of a world that all workers and scans share.
package final class PreparedWorld: Sendable {
    package let world: SyntheticWorld
    private let made = Mutex<Tables?>(nil)

    /// The tables themselves.
    struct Tables: Sendable {
        let simulation: SimulationPlan
        let fragments: FHIRFragments
        let vocabulary: Vocabulary
        let sources: RoutedSources?
    }

    package init(_ world: SyntheticWorld) { self.world = world }

    /// The tables, made when they are first asked for.
    ///
    /// - Throws: as `SimulationPlan.init`.
    func tables() throws(LakeError) -> Tables {
        if let tables = made.withLock({ $0 }) { return tables }
        // Two scans may make them at once; they are the same.
        let vocabulary = Vocabulary()
        let tables = Tables(
            simulation: try SimulationPlan(world: world), fragments: FHIRFragments(world: world),
            vocabulary: vocabulary,
            sources: RoutedSources(world.catalogue, vocabulary: vocabulary))
        made.withLock { $0 = tables }
        return tables
    }
}
