// Which treatments a person gets: for each condition and each of its therapies a chance, a product
// by weight, a start after the diagnosis; lasting ones change to another product now and then.
//
// Measures depend on treatments, so they are drawn whether prescriptions are wanted or not.

import Columnar

extension SimulationPlan {
    /// Fills `therapies`.
    ///
    /// - Parameter onlyMeasured: whether to stop behind the last episode whose treatment a measure
    ///   tells: those before it are drawn, since all take their numbers from one stream.
    func drawTherapies(_ draft: inout LifeDraft, onlyMeasured: Bool) {
        draft.therapies.removeAll()
        var random = draft.streams.therapies
        var end = draft.episodes.count
        while onlyMeasured, end > 0, !isTreatmentMeasured[draft.episodes[end - 1].condition] {
            end -= 1
        }
        for index in 0..<end {
            let episode = draft.episodes[index]
            let isTrait = !rules[episode.condition].isCoded
            guard isTrait || episode.visit >= 0 else { continue }
            let first = draft.therapies.count
            for row in care.therapies.range(episode.condition) {
                draw(row, index, first, &random, &draft)
            }
            if draft.therapies.count > first { draft.episodes[index].firstTherapy = first }
        }
    }

    private func draw(
        _ row: Int, _ index: Int, _ first: Int, _ random: inout RandomStream,
        _ draft: inout LifeDraft
    ) {
        let therapy = care.therapies.rows[row]
        let isGiven = random.happens(therapy.share)
        let delay = seconds(days: random.number(in: therapy.delayDays))
        guard isGiven, therapy.persons.contains(draft.sex, age: draft.age),
            !therapy.drugs.isEmpty
        else { return }
        var start = draft.episodes[index].recorded
        if therapy.after >= 0 {
            guard let before = therapyStart(of: therapy.after, from: first, draft) else { return }
            start = before
        }
        start += delay
        let end = min(draft.episodes[index].end, draft.end)
        guard start < end else { return }
        append(row, therapy, index, start, draft.episodes[index].end, &random, &draft)
    }

    private func append(
        _ row: Int, _ therapy: TherapyRow, _ index: Int, _ start: Int64, _ end: Int64,
        _ random: inout RandomStream, _ draft: inout LifeDraft
    ) {
        var start = start
        var last = -1
        while true {
            guard let drug = pick(therapy.drugs, except: last, &random, draft) else { return }
            var given = Therapy(episode: index, row: row, drug: drug, start: start, end: end)
            guard therapy.course == .lasting, therapy.switchesAYear > 0 else {
                draft.therapies.append(given)
                return
            }
            let years = random.exponential(mean: 1 / therapy.switchesAYear)
            let change = Double(start) + min(years, 200) * secondsPerYear
            guard change < Double(min(end, draft.end)) else {
                draft.therapies.append(given)
                return
            }
            given.end = Int64(change)
            given.isContinued = true
            draft.therapies.append(given)
            start = given.end
            last = drug
        }
    }

    /// When the therapy of a group began, among those of an episode from an index on; nil for
    /// never.
    func therapyStart(of group: Int, from first: Int, _ draft: borrowing LifeDraft) -> Int64? {
        guard first >= 0, first < draft.therapies.count else { return nil }
        var index = first
        let episode = draft.therapies[index].episode
        while index < draft.therapies.count, draft.therapies[index].episode == episode {
            if care.therapies.rows[draft.therapies[index].row].group == group {
                return draft.therapies[index].start
            }
            index += 1
        }
        return nil
    }

    /// One of the products that suit the person.
    private func pick(
        _ drugs: Range<Int>, except last: Int, _ random: inout RandomStream,
        _ draft: borrowing LifeDraft
    ) -> Int? {
        var total = 0.0
        for index in drugs where suits(index, last, draft) {
            total += clinical.drugs[index].weight
        }
        var place = random.share() * total
        guard total > 0 else { return last >= 0 ? last : nil }
        var chosen: Int?
        for index in drugs where suits(index, last, draft) {
            chosen = index
            place -= clinical.drugs[index].weight
            if place < 0 { break }
        }
        return chosen
    }

    private func suits(_ drug: Int, _ last: Int, _ draft: borrowing LifeDraft) -> Bool {
        drug != last && clinical.drugs[drug].persons.contains(draft.sex, age: draft.age)
    }
}
