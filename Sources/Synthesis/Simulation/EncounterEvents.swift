// The settled calendar as encounters, and the episodes as conditions.

import Columnar

extension SimulationPlan {
    /// Fills `encounters` and `conditions`; the index of an accepted visit is that of its
    /// encounter.
    func appendEncounters(_ draft: inout LifeDraft, into person: inout SimulatedPerson) {
        appendConditions(&draft, into: &person)
        var random = RandomStream(
            seed: seed, person: draft.number, stream: SimulationStream.careSites)
        var task = 0
        for index in draft.accepted.indices {
            let visit = draft.accepted[index]
            let site = careSite(of: visit, person.demographics, &random)
            var encounter = EncounterEvent(
                start: visit.start, end: visit.end, kind: visit.kind, type: visit.type,
                provider: provider(of: visit, at: site, person.demographics, &random),
                careSite: site)
            setIntensiveCare(visit, &encounter, &random)
            encounter.endsInDeath = visit.endsInDeath
            while task < draft.tasks.count, draft.tasks[task].visit < index { task += 1 }
            if task < draft.tasks.count, draft.tasks[task].visit == index {
                let episode = draft.episodes[draft.tasks[task].episode]
                encounter.reason = rules[episode.condition].code
                encounter.reasonCondition = episode.event
            }
            person.encounters.append(encounter)
        }
    }

    private func appendConditions(
        _ draft: inout LifeDraft, into person: inout SimulatedPerson
    ) {
        draft.order.removeAll()
        for index in draft.episodes.indices {
            let episode = draft.episodes[index]
            guard rules[episode.condition].isCoded, episode.visit >= 0 else {
                continue
            }
            draft.order.append((episode.onset, index))
        }
        draft.order.sortShort { ($0.start, $0.index) < ($1.start, $1.index) }
        for place in draft.order.indices {
            let index = draft.order[place].index
            let episode = draft.episodes[index]
            let entry = rules[episode.condition]
            draft.episodes[index].event = Int32(person.conditions.count)
            var event = ConditionEvent(
                code: entry.code, entry: Int32(episode.condition), onset: episode.onset,
                recorded: max(episode.recorded, episode.onset), encounter: Int32(episode.visit),
                isProblem: entry.isProblem)
            // An end that is not lived to see is none.
            if episode.end < draft.end { event.abatement = max(episode.end, event.recorded) }
            person.conditions.append(event)
        }
    }

    private func careSite(
        of visit: Visit, _ person: Demographics, _ random: inout RandomStream
    ) -> Int32 {
        let place = Int(person.place)
        let range: Range<Int>
        switch visit.kind {
        case .emergency, .inpatient, .emergencyToInpatient: range = hospitals.range(place)
        case .urgentCare: range = urgentCare.range(place)
        case .wellness, .outpatient, .telehealth, .home: range = 0..<0
        }
        // Each visit has a word for the site, whether there is a choice or not.
        guard !range.isEmpty else {
            random.skip(1)
            return person.careSite
        }
        let draw = random.nextUInt32()
        let index = range.lowerBound + Int(draw % UInt32(range.count))
        return visit.kind == .urgentCare ? urgentCare.rows[index] : hospitals.rows[index]
    }

    /// The person's own provider, or another of the site.
    private func provider(
        of visit: Visit, at site: Int32, _ person: Demographics, _ random: inout RandomStream
    ) -> Int32 {
        let isOwn = random.happens(visit.kind == .wellness ? 0.92 : 0.7)
        if site == person.careSite, isOwn {
            random.skip(1)
            return person.provider
        }
        let draw = random.nextUInt32()
        let providers = siteProviders[Int(site)]
        return providers.lowerBound + Int32(draw % UInt32(max(providers.count, 1)))
    }

    private func setIntensiveCare(
        _ visit: Visit, _ encounter: inout EncounterEvent, _ random: inout RandomStream
    ) {
        guard visit.intensiveShare > 0 else { return random.skip(2) }
        let isIntensive = random.happens(visit.intensiveShare)
        let share = random.share()
        let length = visit.end - visit.start
        guard isIntensive, length >= 12 * 3600 else { return }
        let start = 3600 + Int64(share * 5) * 3600
        encounter.intensiveCareStart = Int32(start)
        let longest = Double(length - start - 3600)
        encounter.intensiveCareEnd = Int32(start + 3600 + Int64(longest * 0.6 * share))
    }
}
