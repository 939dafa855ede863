// One life after another, each from (seed, number) alone.
//
//     demographics → scores → lasting conditions → acute ones → visits → calendar → conditions,
//     encounters → therapies → observations, prescriptions, procedures … → claims
//
// Each part draws from a stream of its own, so a part is the same whatever else is wanted. What a
// wanted part needs is simulated too and taken out at the end.

package import Columnar

/// Simulates persons. One for each worker: it owns the working memory.
package final class PersonSimulator {
    package let plan: SimulationPlan
    /// Of the plan: asked there, it would be counted for each person, in memory that all threads
    /// share.
    private let sampler: PersonSampler
    package let scope: SimulationScope
    /// `scope` and what its parts are made of.
    private let needed: SimulationScope
    private let procedures: ProcedureScope
    private var draft = LifeDraft()

    /// - Throws: as `SimulationPlan.init`.
    package convenience init(
        world: SyntheticWorld, scope: SimulationScope
    ) throws(LakeError) {
        self.init(plan: try SimulationPlan(world: world), scope: scope)
    }

    /// A simulator that shares the tables of others.
    ///
    /// - Parameter keptProcedures: by code in `Catalogue.codes`, whether a procedure is wanted that
    ///   `scope` asks for; empty for all.
    package init(
        plan: SimulationPlan, scope: SimulationScope, keptProcedures: [Bool] = []
    ) {
        procedures = ProcedureScope(keptProcedures, plan.clinical)
        self.plan = plan
        sampler = plan.sampler
        self.scope = scope
        var needed = scope
        if scope.contains(.claims) {
            needed.formUnion([
                .coverages, .encounters, .procedures, .medications, .administrations,
                .immunizations, .devices,
            ])
        }
        self.needed = needed
        prepare()
    }

    /// Measures everything of the person simulated last at one moment, as a survey would.
    ///
    /// - Parameter values: by measure; filled.
    func survey(at time: Int64, into values: inout [Float]) {
        values.removeAll(keepingCapacity: true)
        draft.stamp += 1
        var random = RandomStream(
            seed: plan.seed, person: draft.number, stream: SimulationStream.survey)
        for measure in plan.measures.indices {
            let value = plan.number(measure, at: time, &random, &draft)
            values.append(Float(value))
        }
    }

    private func prepare() {
        let clinical = plan.clinical
        draft.scores = [Double](repeating: 0, count: plan.latent.count)
        // Whole groups of sixteen, wherever a vector begins in its first block, and of four.
        draft.words = [UInt32](repeating: 0, count: (plan.latent.count + 3 + 3 + 15) / 16 * 16)
        draft.independent = [SIMD4<Double>](
            repeating: .zero, count: plan.latent.correlatedCount / 4 + 1)
        draft.present = [Bool](repeating: false, count: plan.prevalent.count)
        draft.noted = [Int](repeating: 0, count: plan.prevalent.count)
        draft.lastEnds = [Int64](repeating: .min, count: clinical.conditions.count)
        draft.firstEffects = [Int32](repeating: -1, count: clinical.measures.count)
        draft.ownScores = [Double](repeating: .nan, count: clinical.measures.count)
        draft.values = [Double](repeating: 0, count: clinical.measures.count)
        draft.valueStamps = [Int](repeating: -1, count: clinical.measures.count)
        draft.panelStamps = [Int](repeating: -1, count: clinical.panels.count)
    }

    /// Fills `person` with the life of a number.
    ///
    /// - Parameter number: from 1; numbers of one seed are independent of each other.
    package func simulate(_ number: Int64, into person: inout SimulatedPerson) {
        person.removeAll()
        person.number = number
        sampler.sample(number, into: &person.demographics)
        if needed.contains(.coverages) {
            sampler.sampleCoverages(
                number, person.demographics, into: &person.coverages)
        }
        if needed.isSubset(of: .coverages), person.demographics.death == nil { return }
        plan.simulate(&draft, needed, procedures, into: &person)
        person.keep(only: scope)
    }
}

extension SimulationPlan {
    /// Simulates a person whose demographics are there.
    func simulate(
        _ draft: inout LifeDraft, _ needed: SimulationScope, _ procedures: ProcedureScope,
        into person: inout SimulatedPerson
    ) {
        start(&draft, person)
        drawLastingConditions(person.demographics, &draft)
        drawAcuteConditions(&draft)
        draftVisits(person.demographics, &draft)
        settleVisits(&draft)
        appendEncounters(&draft, into: &person)
        setCauseOfDeath(draft, &person)
        let isTreated: SimulationScope = [
            .observations, .reports, .medications, .administrations,
        ]
        if !needed.isDisjoint(with: isTreated) {
            let isGiven = !needed.isDisjoint(with: [.medications, .administrations])
            drawTherapies(&draft, onlyMeasured: !isGiven)
        }
        if !needed.isDisjoint(with: [.observations, .reports]) {
            appendObservations(&draft, into: &person)
        }
        if needed.contains(.procedures) {
            appendProcedures(&draft, procedures, into: &person)
        }
        if needed.contains(.medications) { appendMedications(&draft, into: &person) }
        if needed.contains(.administrations) { appendAdministrations(&draft, into: &person) }
        if needed.contains(.immunizations) { appendImmunizations(&draft, into: &person) }
        if needed.contains(.allergies) { appendAllergies(&draft, into: &person) }
        if needed.contains(.carePlans) { appendCarePlans(&draft, into: &person) }
        if needed.contains(.devices) { appendDevices(&draft, into: &person) }
        if needed.contains(.notes) { appendNotes(&draft, into: &person) }
        if needed.contains(.claims) { appendClaims(&draft, into: &person) }
    }

    private func start(_ draft: inout LifeDraft, _ person: SimulatedPerson) {
        let demographics = person.demographics
        draft.number = person.number
        draft.sex = demographics.sex
        draft.birth = demographics.birth
        draft.end = min(demographics.death ?? .max, asOf - 1)
        draft.windowStart = windowStart
        draft.streams = LifeStreams(seed: seed, person: person.number)
        let lastDay = Int32(truncatingIfNeeded: dayOfSecond(draft.end))
        draft.age = min(max(demographics.age(onDay: lastDay), 0), AgeCurve.ageCount - 1)
    }

    /// One of the conditions the person had, in proportion to its excess mortality; none with the
    /// probability that the death had another cause.
    private func setCauseOfDeath(_ draft: borrowing LifeDraft, _ person: inout SimulatedPerson) {
        guard person.demographics.death != nil else { return }
        var random = RandomStream(seed: seed, person: draft.number, .causeOfDeath)
        let place = random.uniform()
        var excess = 0.0
        for event in person.conditions where event.abatement == .max {
            excess += max(rules[Int(event.entry)].mortalityRatio - 1, 0)
        }
        var rest = place * (excess + 1)
        for (index, event) in person.conditions.enumerated() where event.abatement == .max {
            rest -= max(rules[Int(event.entry)].mortalityRatio - 1, 0)
            if rest < 0 {
                person.demographics.causeOfDeath = Int32(index)
                return
            }
        }
    }
}

extension SimulatedPerson {
    /// Empties the lists that are not wanted.
    fileprivate mutating func keep(only scope: SimulationScope) {
        if !scope.contains(.coverages) { coverages.empty() }
        if !scope.contains(.encounters) { encounters.empty() }
        if !scope.contains(.conditions) { conditions.empty() }
        if !scope.contains(.observations) { observations.empty() }
        if !scope.contains(.reports) { reports.empty() }
        if !scope.contains(.procedures) { procedures.empty() }
        if !scope.contains(.medications) { medications.empty() }
        if !scope.contains(.administrations) { administrations.empty() }
        if !scope.contains(.immunizations) { immunizations.empty() }
        if !scope.contains(.devices) { devices.empty() }
        if !scope.contains(.claims) {
            claims.empty()
            claimItems.empty()
        }
    }
}
