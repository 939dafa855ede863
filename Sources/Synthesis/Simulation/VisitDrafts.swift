// Which visits a life would have: those due at certain ages, and those that conditions bring.
//
//     schedule     birth + months · k, kept with a probability          only within the history
//     onset        soon after the onset; says when it was recorded      at any time
//     follow-up    each interval after that, while the condition lasts  only within the history
//     end          at the end: a birth
//     series       some persons: so many visits at an interval
//
// Office hours are 8 to 17 on weekdays; emergencies come at any hour. Times are UTC.

import Columnar

extension SimulationPlan {
    /// Fills `visits`; their order and overlaps are settled later.
    func draftVisits(_ person: Demographics, _ draft: inout LifeDraft) {
        draft.visits.removeAll()
        var random = RandomStream(seed: seed, person: draft.number, .encounters)
        draftDeath(person, &random, &draft)
        draftSchedule(&random, &draft)
        for index in draft.episodes.indices { draftEpisode(index, &random, &draft) }
    }

    // MARK: Schedule

    private func draftSchedule(_ random: inout RandomStream, _ draft: inout LifeDraft) {
        let month = secondsPerYear / 12
        let start = max(draft.windowStart, draft.birth)
        let firstMonth = Int(Double(start - draft.birth) / month)
        let lastMonth = Int(Double(draft.end - draft.birth) / month)
        for place in schedule.range(AgeCurve.index(draft.sex, age: draft.age)) {
            let row = schedule.rows[place]
            guard row.fromMonths <= lastMonth, row.toMonths >= firstMonth else { continue }
            var due = row.fromMonths
            if due < firstMonth {
                due += (firstMonth - due + row.everyMonths - 1) / row.everyMonths * row.everyMonths
            }
            while due <= min(row.toMonths, lastMonth) {
                // The visits of infants are soon after they are due, later ones within weeks.
                let slack = row.everyMonths < 12 ? 6.0 : 40.0
                let delay = random.share() * slack * 86_400
                let isKept = random.happens(row.probability)
                let time = draft.birth + Int64(Double(due) * month + delay)
                due += row.everyMonths
                guard isKept, time >= start, time < draft.end else { continue }
                let visit =
                    row.encounter == .emergency
                    ? Self.visit(
                        at: time, row.encounter, row.type, row.visit, row.minutes, &random, draft)
                    : Self.officeVisit(
                        near: time, row.encounter, row.type, row.visit, row.minutes, &random,
                        draft)
                guard visit.start < draft.end, visit.start >= start else { continue }
                draft.visits.append(visit)
            }
        }
    }

    // MARK: Conditions

    private func draftEpisode(
        _ index: Int, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) {
        let episode = draft.episodes[index]
        // A trait needs no visit.
        guard rules[episode.condition].isCoded else { return }
        if episode.joins < 0 { draftOnset(index, &random, &draft) }
        for place in care.later.range(episode.condition) {
            let row = care.later.rows[place]
            switch row.visit {
            case VisitNames.followUp: draftFollowUps(index, row, &random, &draft)
            case VisitNames.end: draftEnd(index, row, &random, &draft)
            default: draftSeries(index, row, &random, &draft)
            }
        }
    }

    private func draftOnset(
        _ index: Int, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) {
        let episode = draft.episodes[index]
        var chosen: CareRow?
        var share = random.share()
        for place in care.onset.range(episode.condition) {
            chosen = care.onset.rows[place]
            share -= care.onset.rows[place].probability
            if share < 0 { break }
        }
        let kind = chosen?.encounter ?? .outpatient
        let type = chosen?.type ?? problemVisitType
        let minutes = chosen?.minutes ?? 15...45
        let isUrgent = kind == .emergency || kind == .emergencyToInpatient
        let isAcute = rules[episode.condition].passes
        let wait = random.share() * (isUrgent ? 0.3 : isAcute ? 3 : 5)
        let time = min(episode.onset + seconds(days: wait), draft.end - 1)
        var visit =
            isUrgent
            ? Self.visit(
                at: time, kind, type, VisitNames.number(of: kind), minutes, &random, draft)
            : Self.officeVisit(
                near: time, kind, type, VisitNames.number(of: kind), minutes, &random, draft)
        visit.episode = index
        visit.isPinned = true
        visit.intensiveShare = chosen?.intensiveShare ?? 0
        // Within the last hours of what is simulated: earlier the same day.
        if visit.start >= draft.end {
            visit.start = max(draft.end - 3600, draft.birth)
            visit.end = draft.end
        }
        draft.visits.append(visit)
    }

    private func draftFollowUps(
        _ index: Int, _ row: CareRow, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) {
        let episode = draft.episodes[index]
        let step = row.intervalDays * 86_400
        let end = min(episode.end, draft.end)
        let first = episode.onset + seconds(days: row.delayDays)
        // Those before the history are not drawn, but counted.
        let behind = Double(draft.windowStart - first)
        var number = behind > 0 ? Int(behind / step) + 1 : 0
        while row.count == 0 || number < row.count {
            let shift = (random.share() - 0.5) * 0.3 * step
            let isKept = random.happens(row.probability)
            let time = first + Int64(Double(number) * step + shift)
            number += 1
            guard first + Int64(Double(number - 1) * step) < end else { return }
            guard isKept, time < end, time >= draft.windowStart, time > episode.onset else {
                continue
            }
            append(index, row, at: time, &random, &draft)
        }
    }

    private func draftEnd(
        _ index: Int, _ row: CareRow, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) {
        let episode = draft.episodes[index]
        guard random.happens(row.probability), episode.end < draft.end,
            episode.end >= draft.windowStart
        else { return }
        let visit = Self.visit(
            at: episode.end - 7200, row.encounter, row.type,
            VisitNames.number(of: row.encounter), row.minutes, &random, draft)
        append(index, row, visit, &draft)
    }

    private func draftSeries(
        _ index: Int, _ row: CareRow, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) {
        let episode = draft.episodes[index]
        guard random.happens(row.probability) else { return }
        let wait = row.delayDays * random.number(in: 0.5...1.5)
        let end = min(episode.end, draft.end)
        for number in 0..<max(row.count, 1) {
            let days = wait + Double(number) * row.intervalDays
            let time = episode.onset + seconds(days: days)
            guard time < end else { return }
            if time >= draft.windowStart { append(index, row, at: time, &random, &draft) }
        }
    }

    private func append(
        _ index: Int, _ row: CareRow, at time: Int64, _ random: inout RandomStream,
        _ draft: inout LifeDraft
    ) {
        let name = VisitNames.number(of: row.encounter)
        let isUrgent = row.encounter == .emergency || row.encounter == .emergencyToInpatient
        let visit =
            isUrgent
            ? Self.visit(at: time, row.encounter, row.type, name, row.minutes, &random, draft)
            : Self.officeVisit(
                near: time, row.encounter, row.type, name, row.minutes, &random, draft)
        append(index, row, visit, &draft)
    }

    private func append(_ index: Int, _ row: CareRow, _ visit: Visit, _ draft: inout LifeDraft) {
        guard visit.start < draft.end, visit.start >= draft.windowStart else { return }
        var visit = visit
        visit.role = row.visit
        visit.episode = index
        visit.intensiveShare = row.intensiveShare
        draft.visits.append(visit)
    }

    // MARK: Death

    /// Two of five die in hospital; of others most have a visit that certifies the death.
    private func draftDeath(
        _ person: Demographics, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) {
        guard let death = person.death, death == draft.end else { return }
        let place = random.share()
        let length = random.share()
        guard place < 0.85 else { return }
        let isInHospital = place < 0.4
        let minutes = isInHospital ? 120 + 14_400 * length * length : 20 + 30 * length
        var visit = Visit(
            start: max(death - Int64(minutes * 60), draft.birth), end: death,
            kind: isInHospital ? .emergencyToInpatient : .home,
            type: isInHospital
                ? clinical.known.emergencyAdmission : clinical.known.deathCertification,
            name: VisitNames.number(of: isInHospital ? .emergencyToInpatient : .home))
        visit.isPinned = true
        visit.endsInDeath = true
        visit.intensiveShare = isInHospital ? 0.3 : 0
        draft.visits.append(visit)
    }

    // MARK: Times

    /// A visit on a weekday in office hours, on the day of `time` or soon after.
    static func officeVisit(
        near time: Int64, _ kind: EncounterKind, _ type: Int32, _ name: UInt8,
        _ minutes: ClosedRange<Double>, _ random: inout RandomStream, _ draft: borrowing LifeDraft
    ) -> Visit {
        let start = officeTime(dayOfSecond(time), &random)
        return visit(
            at: max(start, draft.birth + 3600), kind, type, name, minutes, &random, draft)
    }

    static func officeTime(_ day: Int64, _ random: inout RandomStream) -> Int64 {
        // 1970-01-01 was a Thursday: 2 and 3 days later the week ends.
        let weekday = ((day % 7) + 7) % 7
        let workday = weekday == 2 ? day + 2 : weekday == 3 ? day + 1 : day
        return workday * secondsPerDay + 8 * 3600 + Int64(random.integer(below: 108 as UInt32))
            * 300
    }

    /// A visit from `time` on, rounded to the minute.
    static func visit(
        at time: Int64, _ kind: EncounterKind, _ type: Int32, _ name: UInt8,
        _ minutes: ClosedRange<Double>, _ random: inout RandomStream, _ draft: borrowing LifeDraft
    ) -> Visit {
        let start = max(time / 60 * 60, draft.birth)
        let u = random.share()
        // Most stays are short.
        let share = kind.isStay ? u * u * u : u
        let length = minutes.lowerBound + share * (minutes.upperBound - minutes.lowerBound)
        let end = min(start + Int64(length) * 60, max(draft.end, start))
        return Visit(start: start, end: end, kind: kind, type: type, name: name)
    }
}
