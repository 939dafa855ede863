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
    private var person = SimulatedPerson()

    init(
        _ simulation: SimulationPlan, fragments: FHIRFragments, vocabulary: Vocabulary,
        world: SyntheticWorld, plan: ChunkPlan
    ) {
        simulator = PersonSimulator(plan: simulation, scope: plan.scope)
        lines = FHIRLineRenderer(
            fragments: fragments, resources: plan.resources.filter(\.isPerPerson))
        rows = OMOPRowBuilder(
            world: world, vocabulary: vocabulary, tables: plan.tables.filter(\.isPerPerson))
    }

    func render(
        _ numbers: Range<Int64>, accepts: (Int64) -> Bool
    ) throws(LakeError) -> PopulationChunk {
        for number in numbers where accepts(number) {
            simulator.simulate(number, into: &person)
            lines.append(person)
            rows.append(person)
        }
        var referenced = rows.referenced
        referenced.formUnion(lines.references)
        var chunk = PopulationChunk(
            persons: numbers, lines: [], rows: [],
            referenced: referenced,
            defects: [])
        for lines in lines.lines { chunk.lines.append(ResourceLines(lines)) }
        lines.removeAll()
        for (table, batch) in rows.take() { chunk.rows.append(OMOPRows(table, batch)) }
        return chunk
    }
}
