// Prescriptions, drugs that are given, procedures, devices and care plans: what is done at visits.

import Columnar

extension SimulationPlan {
    /// A prescription is renewed when it runs out within so many days after a visit.
    private static let renewalDays = 30.0
    private static let givenMax = 20

    // MARK: Drugs

    /// Fills `medications`.
    func appendMedications(_ draft: inout LifeDraft, into person: inout SimulatedPerson) {
        for index in draft.therapies.indices {
            let therapy = draft.therapies[index]
            let episode = draft.episodes[therapy.episode]
            switch care.therapies.rows[therapy.row].course {
            case .lasting: prescribe(therapy, episode, isRenewed: true, draft, &person)
            case .once: prescribe(therapy, episode, isRenewed: false, draft, &person)
            case .stay, .infusion: break
            }
        }
        person.medications.sortShort { ($0.start, $0.code) < ($1.start, $1.code) }
    }

    private func prescribe(
        _ therapy: Therapy, _ episode: Episode, isRenewed: Bool, _ draft: borrowing LifeDraft,
        _ person: inout SimulatedPerson
    ) {
        let drug = clinical.drugs[therapy.drug]
        let covered = seconds(days: Double(drug.days * (drug.refills + 1)))
        let slack = min(seconds(days: Self.renewalDays), covered / 3)
        var due = max(therapy.start, draft.windowStart)
        var index = firstVisit(from: due, draft)
        while index < draft.accepted.count {
            let visit = draft.accepted[index]
            guard visit.start < therapy.end else { return }
            if visit.start >= due, !visit.endsInDeath {
                let start = max(
                    min(visit.start + 600, min(visit.end, therapy.end - 1)), visit.start)
                let runsOut = start + covered
                let stop = min(runsOut, therapy.end)
                var event = MedicationEvent(
                    code: drug.code, start: start, end: stop < draft.end ? stop : .max,
                    encounter: Int32(index), daysSupply: Int32(drug.days),
                    quantity: Self.quantity(drug))
                if person.demographics.death != nil, event.end == .max { event.end = draft.end }
                event.reasonCondition = episode.event
                event.route = drug.route
                event.refills = Int32(drug.refills)
                event.doseQuantity = Float(drug.dose)
                event.periodHours = Float(drug.everyHours)
                event.isAsNeeded = drug.isAsNeeded
                person.medications.append(event)
                guard isRenewed else { return }
                due = runsOut - slack
            }
            index += 1
        }
    }

    private static func quantity(_ drug: DrugRow) -> Int32 {
        let doses = drug.dose * 24 / drug.everyHours * Double(drug.days)
        return Int32(max(min(doses.rounded(.up), 1_000_000), 1))
    }

    /// The first visit that begins at a time or later.
    private func firstVisit(from time: Int64, _ draft: borrowing LifeDraft) -> Int {
        var low = 0
        var high = draft.accepted.count
        while low < high {
            let middle = (low + high) / 2
            if draft.accepted[middle].start < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Fills `administrations`.
    func appendAdministrations(_ draft: inout LifeDraft, into person: inout SimulatedPerson) {
        for index in draft.therapies.indices {
            let therapy = draft.therapies[index]
            let episode = draft.episodes[therapy.episode]
            switch care.therapies.rows[therapy.row].course {
            case .stay: give(therapy, episode, at: episode.visit, isRepeated: true, draft, &person)
            case .infusion:
                for place in draft.tasks.indices
                where draft.tasks[place].episode == therapy.episode
                    && draft.tasks[place].role == VisitNames.infusion
                {
                    let visit = draft.tasks[place].visit
                    give(therapy, episode, at: visit, isRepeated: false, draft, &person)
                }
            case .lasting, .once: break
            }
        }
        person.administrations.sortShort { ($0.time, $0.code) < ($1.time, $1.code) }
    }

    private func give(
        _ therapy: Therapy, _ episode: Episode, at index: Int, isRepeated: Bool,
        _ draft: borrowing LifeDraft, _ person: inout SimulatedPerson
    ) {
        guard draft.accepted.indices.contains(index) else { return }
        let visit = draft.accepted[index]
        guard visit.start >= draft.windowStart else { return }
        if isRepeated {
            guard visit.kind.isStay || visit.kind == .emergency else { return }
        }
        let drug = clinical.drugs[therapy.drug]
        let step = max(Int64(drug.everyHours * 3600), 3600)
        var time = min(visit.start + 1800, visit.end)
        for _ in 0..<(isRepeated ? Self.givenMax : 1) {
            var event = AdministrationEvent(
                code: drug.code, time: time, encounter: Int32(index))
            event.reasonCondition = episode.event
            event.route = drug.route
            event.doseQuantity = Float(drug.dose)
            person.administrations.append(event)
            time += step
            guard time < visit.end else { return }
        }
    }

    // MARK: Procedures

    /// Fills `procedures`.
    ///
    /// - Parameter wanted: those that anybody asks for.
    func appendProcedures(
        _ draft: inout LifeDraft, _ wanted: ProcedureScope, into person: inout SimulatedPerson
    ) {
        var random = RandomStream(seed: seed, person: draft.number, .procedures)
        var task = 0
        for index in wanted.visits(draft) {
            let visit = draft.accepted[index]
            while task < draft.tasks.count, draft.tasks[task].visit < index { task += 1 }
            guard visit.start >= draft.windowStart else { continue }
            let age = draft.wholeYears(at: visit.start)
            for place in visitProcedures.range(visitGroup(visit.name, draft.sex, age: age)) {
                let row = visitProcedures.rows[place]
                guard random.happens(row.probability) else { continue }
                perform(row, index, -1, visit, wanted, &random, &person)
            }
            var next = task
            while next < draft.tasks.count, draft.tasks[next].visit == index {
                let episode = draft.episodes[draft.tasks[next].episode]
                let role = draft.tasks[next].role
                for place in conditionProcedures.range(episode.condition, role) {
                    let row = conditionProcedures.rows[place]
                    guard random.happens(row.probability),
                        row.persons.contains(draft.sex, age: age)
                    else { continue }
                    perform(row, index, episode.event, visit, wanted, &random, &person)
                }
                next += 1
            }
        }
        person.procedures.sortShort { ($0.start, $0.code) < ($1.start, $1.code) }
    }

    private func perform(
        _ row: ProcedureRow, _ index: Int, _ condition: Int32, _ visit: Visit,
        _ wanted: ProcedureScope, _ random: inout RandomStream, _ person: inout SimulatedPerson
    ) {
        guard wanted.contains(row) else { return random.skip(2) }
        let minutes = random.number(in: row.minutes)
        // Some time after the beginning, with room for it where there is any.
        let room = max(Double(visit.end - visit.start) - minutes * 60 - 600, 0)
        let start = min(
            visit.start + 300 + Int64(min(room, 86_400) * random.share()), visit.end)
        var event = ProcedureEvent(
            code: row.code, start: start, end: min(start + Int64(minutes * 60), visit.end),
            encounter: Int32(index))
        event.reasonCondition = condition
        person.procedures.append(event)
    }

    // MARK: Devices and plans

    /// Fills `devices`.
    func appendDevices(_ draft: inout LifeDraft, into person: inout SimulatedPerson) {
        var random = RandomStream(seed: seed, person: draft.number, .devices)
        for index in draft.episodes.indices where draft.episodes[index].event >= 0 {
            let episode = draft.episodes[index]
            for place in care.devices.range(episode.condition) {
                let row = care.devices.rows[place]
                let isUsed = random.happens(row.probability)
                let serial = Int32(random.integer(below: 900_000_000 as UInt32)) + 100_000_000
                guard isUsed else { continue }
                let due = max(
                    episode.recorded + seconds(days: row.delayDays), draft.windowStart)
                let index = firstVisit(from: due, draft)
                guard index < draft.accepted.count else { continue }
                let visit = draft.accepted[index]
                guard visit.start < episode.end, !visit.endsInDeath else { continue }
                let start = min(visit.start + 900, visit.end)
                let last = row.days > 0 ? start + seconds(days: row.days) : episode.end
                var event = DeviceEvent(
                    code: row.code, start: start, end: last < draft.end ? last : .max,
                    encounter: Int32(index), serial: serial)
                if person.demographics.death != nil, event.end == .max { event.end = draft.end }
                event.reasonCondition = episode.event
                person.devices.append(event)
            }
        }
        person.devices.sortShort { ($0.start, $0.code) < ($1.start, $1.code) }
    }

    /// Fills `carePlans`.
    func appendCarePlans(_ draft: inout LifeDraft, into person: inout SimulatedPerson) {
        var random = RandomStream(seed: seed, person: draft.number, .carePlans)
        for index in draft.episodes.indices {
            let episode = draft.episodes[index]
            for place in care.plans.range(episode.condition) {
                let row = care.plans.rows[place]
                let isMade = random.happens(row.probability)
                guard isMade, episode.event >= 0, episode.visit >= 0 else { continue }
                let visit = draft.accepted[episode.visit]
                let start = min(visit.start + 900, visit.end)
                let end = max(episode.end, start)
                var event = CarePlanEvent(
                    code: row.code, start: start, end: end < draft.end ? end : .max,
                    encounter: Int32(episode.visit), condition: episode.event)
                if person.demographics.death != nil, event.end == .max { event.end = draft.end }
                person.carePlans.append(event)
            }
        }
        person.carePlans.sortShort { ($0.start, $0.code) < ($1.start, $1.code) }
    }
}
