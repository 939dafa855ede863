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
    private let hasEvents: Bool
    private let made = Mutex<Tables?>(nil)

    /// The tables themselves.
    struct Tables: Sendable {
        let simulation: SimulationPlan
        let fragments: FHIRFragments
        let vocabulary: Vocabulary
        let sources: RoutedSources?
    }

    /// - Parameter hasEvents: false where no FHIR resource but Patient is wanted.
    package init(_ world: SyntheticWorld, hasEvents: Bool = true) {
        self.world = world
        self.hasEvents = hasEvents
    }

    /// The tables, made when they are first asked for.
    ///
    /// - Throws: as `SimulationPlan.init`.
    func tables() throws(LakeError) -> Tables {
        if let tables = made.withLock({ $0 }) { return tables }
        // Two scans may make them at once; they are the same.
        let world = self.world
        let hasEvents = self.hasEvents
        let vocabulary = world.catalogue.vocabulary ?? Vocabulary()
        let fragments = Eventual { () throws(LakeError) in
            FHIRFragments(world: world, hasEvents: hasEvents)
        }
        let sources = Eventual { () throws(LakeError) in
            RoutedSources(world.catalogue, vocabulary: vocabulary)
        }
        let tables = Tables(
            simulation: try SimulationPlan(world: world), fragments: try fragments.value(),
            vocabulary: vocabulary, sources: try sources.value())
        made.withLock { $0 = tables }
        return tables
    }
}
