// One worker's way from person numbers to lines and rows: simulate, render, count.

import Columnar
import OMOP
import Synthesis
import SynthesisFHIR
import SynthesisOMOP

/// Simulates persons and renders what the plan wants of them. One thread at a time.
final class PersonRenderer: @unchecked Sendable {  // because: taken by one worker at a time
    private let simulator: PersonSimulator
    private let lines: FHIRLineRenderer
    private let rows: OMOPRowBuilder
    private var persons = [SimulatedPerson](
        repeating: SimulatedPerson(), count: PersonRenderer.personsAtOnce)

    /// So many persons are simulated and then rendered: the machine code of a life and of its lines
    /// and rows does not fit the processor's cache at once.
    private static let personsAtOnce = 8

    init(
        _ tables: PreparedWorld.Tables, world: SyntheticWorld, plan: ChunkPlan
    ) {
        simulator = PersonSimulator(
            plan: tables.simulation, scope: plan.scope(tables.sources),
            keptProcedures: plan.procedures(tables.sources))
        lines = FHIRLineRenderer(
            fragments: tables.fragments, resources: plan.resources.filter(\.isPerPerson),
            findsReferences: false)
        rows = OMOPRowBuilder(
            world: world, vocabulary: tables.vocabulary, tables: plan.tables.filter(\.isPerPerson),
            findsReferences: plan.findsReferences)
    }

    /// - Parameter spare: buffers of lines that are written, whose memory is used again.
    func render(
        _ numbers: Range<Int64>, accepts: (Int64) -> Bool, reusing spare: [FHIRLines]
    ) throws(LakeError) -> PopulationChunk {
        // Out of this object while it is written: from within, each use would be a copy.
        var persons: [SimulatedPerson] = []
        swap(&persons, &self.persons)
        var count = 0
        for number in numbers where accepts(number) {
            simulator.simulate(number, into: &persons[count])
            count += 1
            if count == persons.count {
                lines.append(&persons, count: count)
                rows.append(&persons, count: count)
                count = 0
            }
        }
        lines.append(&persons, count: count)
        rows.append(&persons, count: count)
        swap(&persons, &self.persons)
        // Those of the lines are the same.
        let referenced = rows.referenced
        var chunk = PopulationChunk(
            persons: numbers, lines: [], rows: [],
            referenced: referenced,
            defects: [])
        for lines in lines.take(reusing: spare) { chunk.lines.append(ResourceLines(lines)) }
        for (table, batch) in rows.take() { chunk.rows.append(OMOPRows(table, batch)) }
        return chunk
    }
}
