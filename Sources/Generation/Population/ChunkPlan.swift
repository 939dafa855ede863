// How a population is cut into chunks: units of work that any thread can do.
//
// The cuts depend on what is asked for and never on the number of threads, since the row groups and
// compressed frames that follow from them are part of the bytes that a seed promises.

import Synthesis
package import SynthesisFHIR
package import SynthesisOMOP

/// What is made of each person, and how many persons a chunk has.
package struct ChunkPlan: Sendable {
    package let resources: Set<SyntheticResource>
    package let tables: Set<OMOPTable>
    package var personsPerChunk: Int64
    /// Whether there are lines of more than the persons themselves.
    package let hasEvents: Bool
    /// Whether it matters whom the persons refer to.
    package var findsReferences = true

    package init(resources: Set<SyntheticResource>, tables: Set<OMOPTable>) {
        self.resources = resources
        self.tables = tables
        // A whole record is some 600 kB of JSON, a Patient alone two: chunks of about 10 MB and
        // less keep their memory within reach of the allocator, which would map a larger one anew.
        // Several chunks wait for their turn, so that rows count as well.
        let rowsPerPerson = tables.reduce(1) { $0 + ($1.isPerPerson ? $1.rowsPerPerson : 0) }
        let persons = Int64(Self.rowsPerChunk / rowsPerPerson)
        hasEvents = resources.contains { $0 != .patient && $0.isPerPerson }
        personsPerChunk = hasEvents ? 16 : min(max(persons, 16), 1024)
    }

    private static let rowsPerChunk = 262_144.0

    /// What has to be simulated.
    ///
    /// - Parameter sources: of the catalogue; nil where they are not known.
    func scope(_ sources: RoutedSources?) -> SimulationScope {
        var scope: SimulationScope = []
        for resource in resources { scope.formUnion(resource.scope) }
        for table in tables { scope.formUnion(sources?.scope(of: table) ?? table.scope) }
        return scope
    }

    /// Which procedures have to be simulated, by code; empty for all.
    func procedures(_ sources: RoutedSources?) -> [Bool] {
        let isAnyWanted = resources.contains {
            !$0.scope.isDisjoint(with: [.procedures, .claims])
        }
        return isAnyWanted ? [] : sources?.procedures(of: tables) ?? []
    }

    /// Whether nothing of any person is wanted.
    package var isEmpty: Bool { resources.isEmpty && tables.isEmpty }
}
