// What must hold in every simulated life, checked for thousands of them.

import Columnar
import Testing

@testable import Synthesis

@Suite("Simulated lives")
struct LifeInvariantTests {
    @Test("Times, order and indexes of all lists")
    func invariants() throws {
        let world = try SampleLives.world(historyYears: 10)
        let simulator = try PersonSimulator(world: world, scope: .all)
        var person = SimulatedPerson()
        var checker = LifeChecker(world: world)
        for number in Int64(1)...20_000 {
            simulator.simulate(number, into: &person)
            checker.check(person)
        }
        #expect(checker.faults.isEmpty, "\(checker.faults.prefix(10))")
        // The lists are not empty, or nothing would have been checked.
        #expect(checker.eventCount > 5_000_000)
        #expect(checker.deathCount > 500)
    }

    @Test("A person is the same whatever else is asked for, and in any order")
    func independence() throws {
        let world = try SampleLives.world(historyYears: 6)
        let whole = try PersonSimulator(world: world, scope: .all)
        var person = SimulatedPerson()
        var expected: [SimulatedPerson] = []
        for number in Int64(1)...300 {
            whole.simulate(number, into: &person)
            expected.append(person)
        }
        let parts: [SimulationScope] = [
            [], .coverages, .encounters, .conditions, .observations, .reports, .procedures,
            .medications, .administrations, .immunizations, .allergies, .carePlans, .devices,
            .claims, .notes,
        ]
        for part in parts {
            let simulator = try PersonSimulator(world: world, scope: part)
            // Backwards, so that what a worker did before does not matter.
            for number in (Int64(1)...300).reversed() {
                simulator.simulate(number, into: &person)
                let other = expected[Int(number) - 1]
                #expect(
                    SampleLives.text(person, part) == SampleLives.text(other, part),
                    "person \(number), part \(part.rawValue)")
            }
        }
    }

    @Test("What a profile leaves out changes nothing of the measures that it takes")
    func takenMeasures() throws {
        for measures in [["blood_pressure"], ["hba1c", "ldl"], ["bmi", "egfr", "hematocrit"]] {
            let world = try SampleLives.world(historyYears: 4, measures: measures)
            // One that gathers the effects on all measures and draws all therapies.
            let whole = PersonSimulator(
                plan: try SimulationPlan(world: world, isSurvey: true),
                scope: [.observations, .medications])
            let part = try PersonSimulator(world: world, scope: .observations)
            var (expected, person) = (SimulatedPerson(), SimulatedPerson())
            var count = 0
            for number in Int64(1)...500 {
                whole.simulate(number, into: &expected)
                part.simulate(number, into: &person)
                count += person.observations.count
                #expect(
                    SampleLives.text(person, .observations)
                        == SampleLives.text(expected, .observations),
                    "person \(number), measures \(measures)")
            }
            #expect(count > 100, "measures \(measures)")
        }
    }

    @Test("A seed repeats a life, another seed makes another")
    func seeds() throws {
        var texts: [String] = []
        for seed in [UInt64(1), 1, 2] {
            let world = try SampleLives.world(historyYears: 3, seed: seed)
            let simulator = try PersonSimulator(world: world, scope: .all)
            var person = SimulatedPerson()
            simulator.simulate(77, into: &person)
            texts.append(SampleLives.text(person, .all))
        }
        #expect(texts[0] == texts[1])
        #expect(texts[0] != texts[2])
    }
}

/// Worlds and texts for tests.
enum SampleLives {
    static func world(
        historyYears: Int, seed: UInt64 = 11, catalogue: Catalogue? = nil,
        measures: [String] = []
    ) throws -> SyntheticWorld {
        var options = SyntheticOptions()
        options.seed = seed
        options.profile.measures = measures
        options.historyYears = historyYears
        return try SyntheticWorld.make(
            options: options, catalogue: try catalogue ?? Catalogue.load())
    }

    /// Demographics and the lists of a scope, as a text to compare.
    static func text(_ person: SimulatedPerson, _ scope: SimulationScope) -> String {
        var text = "\(person.number) \(person.demographics)"
        if scope.contains(.coverages) { text += "\(person.coverages)" }
        if scope.contains(.encounters) { text += "\(person.encounters)" }
        if scope.contains(.conditions) { text += "\(person.conditions)" }
        if scope.contains(.observations) { text += "\(person.observations)" }
        if scope.contains(.reports) { text += "\(person.reports)" }
        if scope.contains(.procedures) { text += "\(person.procedures)" }
        if scope.contains(.medications) { text += "\(person.medications)" }
        if scope.contains(.administrations) { text += "\(person.administrations)" }
        if scope.contains(.immunizations) { text += "\(person.immunizations)" }
        if scope.contains(.allergies) { text += "\(person.allergies)" }
        if scope.contains(.carePlans) { text += "\(person.carePlans)" }
        if scope.contains(.devices) { text += "\(person.devices)" }
        if scope.contains(.claims) { text += "\(person.claims)\(person.claimItems)" }
        if scope.contains(.notes) { text += "\(person.notes)" }
        return text
    }
}
