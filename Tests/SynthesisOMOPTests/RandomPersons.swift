// Persons with random events, which keep what the simulation promises: lists sorted by time, events
// within life and before the reference date.

import Synthesis

@testable import SynthesisOMOP

/// The generator that Java's Random has: a seed repeats everything.
struct TestRandom {
    private var state: UInt64

    init(_ seed: UInt64) { state = (seed ^ 0x5DEE_CE66D) & (1 << 48 - 1) }

    mutating func below(_ bound: Int) -> Int {
        state = (state &* 0x5DEE_CE66D &+ 11) & (1 << 48 - 1)
        return Int(state >> 17) % bound
    }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}

/// The persons made by hand and random ones with their rows, made once for many tests.
struct TestPopulation {
    let test = TestWorld()
    let persons: [SimulatedPerson]
    let rows: [OMOPTable: TableRows]

    init(seed: UInt64, count: Int) {
        var random = TestRandom(seed)
        var persons = [test.woman(number: 1), test.man(number: 2), test.nobody(number: 3)]
        for number in 4...count {
            persons.append(test.randomPerson(number: Int64(number), random: &random))
        }
        self.persons = persons
        rows = test.rows(persons)
    }
}

extension TestWorld {
    /// A person whose every code may be any of the catalogue.
    func randomPerson(number: Int64, random: inout TestRandom, events: Int = 30) -> SimulatedPerson
    {
        var person = SimulatedPerson()
        person.number = number
        person.demographics.sex = random.chance(50) ? .male : .female
        let birth = seconds("1935-01-01") + Int64(random.below(2_400_000_000))
        person.demographics.birth = birth
        let isDead = random.chance(25)
        let asOf = world.options.asOf
        let end = isDead ? asOf - 1 - Int64(random.below(300_000_000)) : asOf - 1
        person.demographics.race = Int32(random.below(3)) - 1
        person.demographics.provider = Int32(random.below(3))
        person.demographics.careSite = Int32(random.below(2))
        let first = max(birth, end - Int64(random.below(600_000_000)))
        if isDead { person.demographics.death = max(birth, end) }
        let last = max(first, end)
        visits(&person, &random, first, last, events / 6)
        medical(&person, &random, first, last, events)
        drugs(&person, &random, first, last, events)
        money(&person, &random)
        return person
    }

    private func time(
        _ random: inout TestRandom, _ first: Int64, _ last: Int64
    ) -> Int64 {
        first + Int64(random.below(Int(last - first) + 1))
    }

    private func anyCode(_ random: inout TestRandom) -> Int32 {
        Int32(random.below(world.catalogue.codes.count))
    }

    private func anyVisit(_ person: SimulatedPerson, _ random: inout TestRandom) -> Int32 {
        Int32(random.below(person.encounters.count + 1)) - 1
    }

    private func visits(
        _ person: inout SimulatedPerson, _ random: inout TestRandom, _ first: Int64,
        _ last: Int64, _ count: Int
    ) {
        for _ in 0..<random.below(count + 1) {
            let start = time(&random, first, last)
            var visit = EncounterEvent(
                start: start, end: min(last, start + Int64(random.below(600_000))),
                kind: EncounterKind.allCases[random.below(8)], type: anyCode(&random),
                provider: Int32(random.below(3)), careSite: Int32(random.below(2)))
            if random.chance(20) {
                visit.intensiveCareStart = Int32((visit.end - visit.start) / 4)
                visit.intensiveCareEnd = Int32((visit.end - visit.start) / 2)
            }
            person.encounters.append(visit)
        }
        person.encounters.sort { $0.start < $1.start }
    }

    private func medical(
        _ person: inout SimulatedPerson, _ random: inout TestRandom, _ first: Int64,
        _ last: Int64, _ count: Int
    ) {
        for _ in 0..<random.below(count + 1) {
            let onset = time(&random, first, last)
            var event = ConditionEvent(
                code: anyCode(&random), entry: 0, onset: onset, recorded: onset,
                encounter: anyVisit(person, &random), isProblem: random.chance(50))
            if random.chance(50) { event.abatement = time(&random, onset, last) }
            person.conditions.append(event)
            let start = time(&random, first, last)
            person.procedures.append(
                ProcedureEvent(
                    code: anyCode(&random), start: start, end: min(last, start + 3600),
                    encounter: anyVisit(person, &random)))
        }
        person.conditions.sort { $0.onset < $1.onset }
        person.procedures.sort { $0.start < $1.start }
        for index in 0..<random.below(count * 3 + 1) {
            let kinds: [ObservationEvent.Value] = [
                .quantity(Double(random.below(100_000)) / 100), .integer(Int32(random.below(30))),
                .code(anyCode(&random)), .bloodPressure(systolic: 120, diastolic: 80),
                .quantity(.nan),
            ]
            var event = ObservationEvent(
                category: index % 2 == 0 ? .laboratory : .survey, code: anyCode(&random),
                time: time(&random, first, last), encounter: anyVisit(person, &random),
                value: kinds[random.below(kinds.count)])
            event.unit = Int16(random.below(world.catalogue.units.count + 1)) - 1
            event.decimals = UInt8(random.below(4))
            if random.chance(30) { event.rangeLow = Float(random.below(100)) / 10 }
            person.observations.append(event)
        }
        person.observations.sort { $0.time < $1.time }
        for index in 0..<random.below(5) {
            let start = time(&random, first, last)
            person.devices.append(
                DeviceEvent(
                    code: anyCode(&random), start: start,
                    end: index % 2 == 0 ? .max : time(&random, start, last),
                    encounter: anyVisit(person, &random), serial: Int32(index)))
            person.allergies.append(
                AllergyEvent(
                    code: anyCode(&random), category: .food, onset: start, recorded: start,
                    encounter: anyVisit(person, &random), isSevere: false))
            person.notes.append(
                NoteEvent(
                    encounter: anyVisit(person, &random), time: start, code: anyCode(&random)))
        }
        person.devices.sort { $0.start < $1.start }
        person.allergies.sort { $0.recorded < $1.recorded }
        person.notes.sort { $0.time < $1.time }
    }

    private func drugs(
        _ person: inout SimulatedPerson, _ random: inout TestRandom, _ first: Int64,
        _ last: Int64, _ count: Int
    ) {
        // Few products, so that exposures overlap.
        let products = ["314076", "313782", "856987", "617296", "562251", "243670"]
        for _ in 0..<random.below(count + 1) {
            let start = time(&random, first, last)
            var event = MedicationEvent(
                code: code(.rxnorm, products[random.below(products.count)]), start: start,
                end: random.chance(50) ? .max : time(&random, start, last),
                encounter: anyVisit(person, &random), daysSupply: Int32(random.below(90)),
                quantity: Int32(random.below(90)))
            event.route = Int16(random.below(3)) - 1
            person.medications.append(event)
        }
        person.medications.sort { $0.start < $1.start }
        for _ in 0..<random.below(4) {
            person.administrations.append(
                AdministrationEvent(
                    code: anyCode(&random), time: time(&random, first, last),
                    encounter: anyVisit(person, &random)))
            person.immunizations.append(
                ImmunizationEvent(
                    code: code(.cvx, "140"), time: time(&random, first, last),
                    encounter: anyVisit(person, &random), lot: Int32(random.below(9_999))))
        }
        person.administrations.sort { $0.time < $1.time }
        person.immunizations.sort { $0.time < $1.time }
    }

    private func money(_ person: inout SimulatedPerson, _ random: inout TestRandom) {
        person.coverages = [
            CoverageSpan(payer: 0, start: person.demographics.birth, end: .max)
        ]
        for index in person.encounters.indices {
            let first = Int32(person.claimItems.count)
            func bill(_ subject: ClaimItem.Subject, _ count: Int) {
                guard count > 0 else { return }
                person.claimItems.append(
                    ClaimItem(
                        subject: subject, index: Int32(index % count), chargeCents: 1_234,
                        paidByPayerCents: 1_000, paidByPatientCents: 234))
            }
            bill(.visit, person.encounters.count)
            bill(.procedure, person.procedures.count)
            bill(.medication, person.medications.count)
            bill(.device, person.devices.count)
            person.claims.append(
                ClaimEvent(
                    encounter: Int32(index), created: person.encounters[index].end,
                    coverage: index % 3 == 0 ? -1 : 0, firstItem: first,
                    itemCount: Int32(person.claimItems.count) - first))
        }
    }
}
