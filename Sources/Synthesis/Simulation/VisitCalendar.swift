// One calendar of all visits: in order of time, none inside another, follow-ups of several
// conditions done together.
//
//     drafts      |--A--|   |B|          |C|  |C'|      |D  stay      |   |E|
//                              |B'|                         |F|
//     calendar    |--A--|   |B,B'|       |C,C'|         |D,F          |   |E|
//
// A follow-up soon after another visit in the office is done there. A visit that would fall into
// another moves behind it; a first diagnosis that finds no room is made at the visit before.

import Columnar

extension SimulationPlan {
    /// Follow-ups are joined to an office visit of so many days before.
    private static let joinedDays = 25.0
    private static let pause: Int64 = 900
    /// What a patient tells of the time before a first diagnosis goes back so many days at most: a
    /// condition began when somebody noticed it. OMOP expects a condition within a week of its
    /// visit.
    private static let noticedDays = 6.0

    /// Settles `visits` into `accepted` and `tasks`, and says when conditions were recorded.
    func settleVisits(_ draft: inout LifeDraft) {
        draft.order.removeAll()
        for index in draft.visits.indices {
            draft.order.append((draft.visits[index].start, index))
        }
        draft.order.sortShort { ($0.start, $0.index) < ($1.start, $1.index) }
        draft.accepted.removeAll()
        draft.tasks.removeAll()
        var random = RandomStream(
            seed: seed, person: draft.number, stream: SimulationStream.visits)
        var lastOffice = -1
        for place in draft.order.indices {
            settle(draft.visits[draft.order[place].index], &lastOffice, &random, &draft)
        }
        recordJoined(&draft)
        sortTasks(&draft)
    }

    private func settle(
        _ visit: Visit, _ lastOffice: inout Int, _ random: inout RandomStream,
        _ draft: inout LifeDraft
    ) {
        let joined = seconds(days: Self.joinedDays)
        if visit.role == VisitNames.followUp, visit.kind == .outpatient, lastOffice >= 0,
            visit.start - draft.accepted[lastOffice].start < joined
        {
            attach(visit, to: lastOffice, &draft)
            return
        }
        var visit = visit
        if let last = draft.accepted.indices.last {
            let free = draft.accepted[last].end + Self.pause
            if visit.start < free {
                guard
                    let moved = make(room: free, for: visit, after: last, &random, &draft)
                else { return }
                visit = moved
            }
        }
        accept(visit, &lastOffice, &draft)
    }

    /// The visit at a later time; nil when it was left out or joined to the one before.
    private func make(
        room free: Int64, for visit: Visit, after last: Int, _ random: inout RandomStream,
        _ draft: inout LifeDraft
    ) -> Visit? {
        var visit = visit
        if visit.endsInDeath {
            visit.start = free
            if visit.start < visit.end { return visit }
            // The stay before, or the visit, is where the person died.
            draft.accepted[last].end = max(visit.end, draft.accepted[last].start)
            draft.accepted[last].endsInDeath = true
            return nil
        }
        if visit.episode < 0 { return nil }
        if visit.isPinned, draft.accepted[last].kind.isStay {
            attach(visit, to: last, &draft)
            return nil
        }
        let length = visit.end - visit.start
        visit.start = Self.officeTime(dayOfSecond(free) + 1, &random)
        visit.end = min(visit.start + length, draft.end)
        if visit.start < draft.end { return visit }
        if visit.isPinned { attach(visit, to: last, &draft) }
        return nil
    }

    private func accept(
        _ visit: Visit, _ lastOffice: inout Int, _ draft: inout LifeDraft
    ) {
        let index = draft.accepted.count
        draft.accepted.append(visit)
        if visit.kind == .outpatient || visit.kind == .wellness { lastOffice = index }
        guard visit.episode >= 0 else { return }
        attach(visit, to: index, &draft)
    }

    /// Makes a visit about an episode.
    private func attach(_ visit: Visit, to index: Int, _ draft: inout LifeDraft) {
        draft.tasks.append(
            VisitOccasion(visit: index, episode: visit.episode, role: visit.role))
        guard visit.role == VisitNames.onset, visit.isPinned, visit.episode >= 0 else { return }
        record(visit.episode, at: index, &draft)
    }

    private func record(_ episode: Int, at visit: Int, _ draft: inout LifeDraft) {
        let start = draft.accepted[visit].start
        draft.episodes[episode].visit = visit
        draft.episodes[episode].recorded = start
        // It began before it was seen, and lasts at least as long as that.
        let length =
            draft.episodes[episode].end == .max
            ? 0 : draft.episodes[episode].end - draft.episodes[episode].onset
        let earliest = max(start - seconds(days: Self.noticedDays), draft.birth)
        draft.episodes[episode].onset =
            min(max(draft.episodes[episode].onset, earliest), start)
        if draft.episodes[episode].end <= start {
            draft.episodes[episode].end = start + max(length, secondsPerDay)
        }
    }

    /// Complications that are seen with their parent.
    private func recordJoined(_ draft: inout LifeDraft) {
        for index in draft.episodes.indices {
            let parent = draft.episodes[index].joins
            guard parent >= 0 else { continue }
            let visit = draft.episodes[parent].visit
            guard visit >= 0 else { continue }
            draft.tasks.append(
                VisitOccasion(visit: visit, episode: index, role: VisitNames.onset))
            record(index, at: visit, &draft)
        }
    }

    /// By visit; tasks of one visit keep their order. Few are out of place.
    private func sortTasks(_ draft: inout LifeDraft) {
        var index = 1
        while index < draft.tasks.count {
            let task = draft.tasks[index]
            var place = index
            while place > 0, draft.tasks[place - 1].visit > task.visit {
                draft.tasks[place] = draft.tasks[place - 1]
                place -= 1
            }
            draft.tasks[place] = task
            index += 1
        }
    }
}
