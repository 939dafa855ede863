// Checks one life after another and lists what is wrong.

import Columnar

@testable import Synthesis

struct LifeChecker {
    let world: SyntheticWorld
    var faults: [String] = []
    var eventCount = 0
    var deathCount = 0

    init(world: SyntheticWorld) { self.world = world }

    mutating func check(_ person: SimulatedPerson) {
        if person.demographics.death != nil { deathCount += 1 }
        checkEncounters(person)
        checkConditions(person)
        checkObservations(person)
        checkTreatments(person)
        checkRest(person)
        checkClaims(person)
    }

    private mutating func require(
        _ holds: Bool, _ what: @autoclosure () -> String, _ person: SimulatedPerson
    ) {
        if !holds, faults.count < 100 { faults.append("person \(person.number): \(what())") }
    }

    private func end(_ person: SimulatedPerson) -> Int64 {
        min(person.demographics.death ?? .max, world.options.asOf)
    }

    /// A time within the life and before the reference date.
    private mutating func requireTime(
        _ time: Int64, _ what: String, _ person: SimulatedPerson
    ) {
        require(time >= person.demographics.birth, "\(what) before birth", person)
        require(time <= end(person), "\(what) after the end", person)
        require(time < world.options.asOf, "\(what) after the reference date", person)
    }

    /// A time within an encounter.
    private mutating func require(
        _ time: Int64, within encounter: Int32, _ what: String, _ person: SimulatedPerson
    ) {
        eventCount += 1
        guard person.encounters.indices.contains(Int(encounter)) else {
            require(false, "\(what) of encounter \(encounter)", person)
            return
        }
        let entry = person.encounters[Int(encounter)]
        require(
            time >= entry.start && time <= entry.end, "\(what) outside of its encounter", person)
        requireTime(time, what, person)
    }

    private mutating func requireCode(_ code: Int32, _ what: String, _ person: SimulatedPerson) {
        require(world.catalogue.codes.indices.contains(Int(code)), "code of \(what)", person)
    }

    private mutating func requireCondition(
        _ index: Int32, _ what: String, _ person: SimulatedPerson
    ) {
        require(
            index == -1 || person.conditions.indices.contains(Int(index)),
            "condition of \(what)", person)
    }

    private mutating func checkEncounters(_ person: SimulatedPerson) {
        var last = Int64.min
        for (index, encounter) in person.encounters.enumerated() {
            eventCount += 1
            requireTime(encounter.start, "start of encounter", person)
            require(encounter.end >= encounter.start, "encounter ends before it starts", person)
            require(encounter.end <= end(person), "encounter ends after the end", person)
            require(encounter.start >= last, "encounter \(index) inside the one before", person)
            last = encounter.end
            requireCode(encounter.type, "encounter", person)
            requireCondition(encounter.reasonCondition, "encounter", person)
            require(
                world.network.careSites.indices.contains(Int(encounter.careSite)), "care site",
                person)
            let provider = Int(encounter.provider)
            require(
                world.network.providers.indices.contains(provider)
                    && world.network.providers[provider].careSite == encounter.careSite,
                "provider of another site", person)
            require(
                encounter.intensiveCareStart <= encounter.intensiveCareEnd
                    && Int64(encounter.intensiveCareEnd) <= encounter.end - encounter.start,
                "intensive care", person)
            if encounter.endsInDeath {
                require(index == person.encounters.count - 1, "life after death", person)
                require(encounter.end == person.demographics.death, "time of death", person)
            }
        }
    }

    private mutating func checkConditions(_ person: SimulatedPerson) {
        var last = Int64.min
        for condition in person.conditions {
            require(condition.recorded, within: condition.encounter, "condition", person)
            requireTime(condition.onset, "onset", person)
            require(condition.onset >= last, "conditions are not in order", person)
            last = condition.onset
            require(condition.recorded >= condition.onset, "recorded before onset", person)
            require(condition.abatement >= condition.recorded, "ended before seen", person)
            require(
                condition.abatement == .max || condition.abatement < end(person),
                "end of condition after the end", person)
            requireCode(condition.code, "condition", person)
            let entry = world.catalogue.conditions[Int(condition.entry)]
            require(entry.code == condition.code, "entry of condition", person)
            require(
                entry.persons.sex == nil || entry.persons.sex == person.demographics.sex,
                "\(entry.key) of the other sex", person)
        }
        let cause = person.demographics.causeOfDeath
        requireCondition(cause, "death", person)
        require(cause == -1 || person.demographics.death != nil, "cause without death", person)
    }

    private mutating func checkObservations(_ person: SimulatedPerson) {
        var last = Int64.min
        for observation in person.observations {
            require(observation.time, within: observation.encounter, "observation", person)
            require(observation.time >= last, "observations are not in order", person)
            last = observation.time
            requireCode(observation.code, "observation", person)
            if case .quantity(let value) = observation.value {
                require(value.isFinite, "value is no number", person)
                require(
                    world.catalogue.units.indices.contains(Int(observation.unit)), "unit", person)
            }
            if case .bloodPressure(let systolic, let diastolic) = observation.value {
                require(systolic > diastolic && diastolic > 20, "blood pressure", person)
            }
        }
        var next: Int32 = 0
        for (index, report) in person.reports.enumerated() {
            require(report.time, within: report.encounter, "report", person)
            require(report.issued >= report.time, "issued before measured", person)
            require(report.firstObservation >= next, "reports overlap", person)
            next = report.firstObservation + report.observationCount
            require(Int(next) <= person.observations.count, "range of report", person)
            for place in report.firstObservation..<next {
                require(
                    person.observations[Int(place)].report == Int32(index), "result of report",
                    person)
            }
        }
    }

    private mutating func checkTreatments(_ person: SimulatedPerson) {
        for event in person.procedures {
            require(event.start, within: event.encounter, "procedure", person)
            require(event.end, within: event.encounter, "end of procedure", person)
            require(event.end >= event.start, "procedure", person)
            requireCondition(event.reasonCondition, "procedure", person)
        }
        for event in person.medications {
            require(event.start, within: event.encounter, "medication", person)
            require(event.end >= event.start, "medication ends before it starts", person)
            require(event.end == .max || event.end <= end(person), "end of medication", person)
            require(event.daysSupply > 0 && event.quantity > 0, "supply", person)
            requireCondition(event.reasonCondition, "medication", person)
        }
        for event in person.administrations {
            require(event.time, within: event.encounter, "administration", person)
            requireCondition(event.reasonCondition, "administration", person)
        }
        for event in person.devices {
            require(event.start, within: event.encounter, "device", person)
            require(event.end >= event.start, "device", person)
            requireCondition(event.reasonCondition, "device", person)
        }
        for event in person.carePlans {
            require(event.start, within: event.encounter, "care plan", person)
            require(event.end >= event.start, "care plan", person)
            requireCondition(event.condition, "care plan", person)
        }
        require(isSorted(person.procedures.map(\.start)), "order of procedures", person)
        require(isSorted(person.medications.map(\.start)), "order of medications", person)
        require(isSorted(person.administrations.map(\.time)), "order of administrations", person)
        require(isSorted(person.devices.map(\.start)), "order of devices", person)
        require(isSorted(person.carePlans.map(\.start)), "order of care plans", person)
    }

    private mutating func checkRest(_ person: SimulatedPerson) {
        for event in person.immunizations {
            require(event.time, within: event.encounter, "immunization", person)
        }
        for event in person.allergies {
            require(event.recorded, within: event.encounter, "allergy", person)
            requireTime(event.onset, "allergy", person)
            require(event.recorded >= event.onset, "allergy recorded before onset", person)
        }
        for event in person.notes { require(event.time, within: event.encounter, "note", person) }
        require(isSorted(person.immunizations.map(\.time)), "order of immunizations", person)
        require(isSorted(person.allergies.map(\.onset)), "order of allergies", person)
        require(isSorted(person.notes.map(\.time)), "order of notes", person)
    }

    private mutating func checkClaims(_ person: SimulatedPerson) {
        var next: Int32 = 0
        for claim in person.claims {
            eventCount += 1
            requireTime(claim.created, "claim", person)
            require(claim.firstItem == next && claim.itemCount > 0, "items of claim", person)
            next += claim.itemCount
            require(
                claim.coverage == -1 || person.coverages.indices.contains(Int(claim.coverage)),
                "coverage of claim", person)
            if claim.coverage >= 0, person.coverages.indices.contains(Int(claim.coverage)) {
                let span = person.coverages[Int(claim.coverage)]
                let start = person.encounters[Int(claim.encounter)].start
                require(span.start <= start && start <= span.end, "span of claim", person)
            }
        }
        require(Int(next) == person.claimItems.count, "number of claim items", person)
        let counts = [
            person.encounters.count, person.procedures.count, person.medications.count,
            person.administrations.count, person.immunizations.count, person.devices.count,
        ]
        for item in person.claimItems {
            require(
                item.chargeCents == item.paidByPayerCents + item.paidByPatientCents
                    && item.chargeCents > 0 && item.paidByPayerCents >= 0
                    && item.paidByPatientCents >= 0, "sums of claim item", person)
            let count = counts[Int(item.subject.rawValue)]
            require(item.index >= 0 && Int(item.index) < count, "index of claim item", person)
        }
    }

    private func isSorted(_ times: [Int64]) -> Bool {
        zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }
    }
}
