// Acute conditions within the history: a Poisson process whose rate is the sum of the incidences at
// the person's age; one number picks which condition it was. A lasting condition that makes an
// acute one more frequent adds a process of its own for the excess.

import Columnar

extension SimulationPlan {
    /// No second episode of a condition begins so soon after the last.
    private static let restDays = 14.0

    /// Appends acute episodes and their complications, in order of their time.
    func drawAcuteConditions(_ draft: inout LifeDraft) {
        let first = draft.episodes.count
        var random = draft.streams.acuteConditions
        let start = max(draft.birth, draft.windowStart)
        var age = draft.wholeYears(at: start)
        var time = start
        while time < draft.end, !acute.isEmpty {
            let birthday = draft.birth + Int64(Double(age + 1) * secondsPerYear)
            let until = min(max(birthday, time + 1), draft.end)
            drawYear(age, time, until, &random, &draft)
            time = until
            age = min(age + 1, AgeCurve.ageCount - 1)
        }
        for index in 0..<first { drawExcess(draft.episodes[index], &random, &draft) }
        draft.episodes.sortShort(from: first) {
            ($0.onset, $0.condition) < ($1.onset, $1.condition)
        }
        dropRepeats(&draft, from: first)
        drawComplications(&draft, from: first)
    }

    private func drawYear(
        _ age: Int, _ start: Int64, _ end: Int64, _ random: inout RandomStream,
        _ draft: inout LifeDraft
    ) {
        let row = AgeCurve.index(draft.sex, age: age) * acute.count
        let total = acuteRates[row + acute.count - 1]
        let length = Double(end - start)
        let count = random.poisson(mean: total * length / secondsPerYear)
        for _ in 0..<count {
            let place = random.share() * total
            var low = 0
            var high = acute.count - 1
            while low < high {
                let middle = (low + high) / 2
                if place < acuteRates[row + middle] { high = middle } else { low = middle + 1 }
            }
            appendAcute(acute[low], start + Int64(random.share() * length), &random, &draft)
        }
    }

    private func drawExcess(
        _ given: Episode, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) {
        let start = max(given.onset, draft.windowStart)
        let end = min(given.end, draft.end)
        guard start < end else { return }
        for place in care.rateFactors.range(given.condition) {
            let row = care.rateFactors.rows[place]
            let middle = draft.wholeYears(at: start + (end - start) / 2)
            let rates = AgeCurve.index(draft.sex, age: middle) * care.rateFactors.rows.count
            let rate = excessRates[rates + place]
            let length = Double(end - start)
            for _ in 0..<random.poisson(mean: rate * length / secondsPerYear) {
                appendAcute(
                    row.condition, start + Int64(random.share() * length), &random, &draft)
            }
        }
    }

    private func appendAcute(
        _ condition: Int, _ onset: Int64, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) {
        let days = random.number(in: rules[condition].durationDays)
        draft.episodes.append(
            Episode(condition: condition, onset: onset, end: onset + seconds(days: days)))
    }

    /// An episode that would begin while one of its kind lasts is none.
    private func dropRepeats(_ draft: inout LifeDraft, from first: Int) {
        let rest = seconds(days: Self.restDays)
        var kept = first
        for index in first..<draft.episodes.count {
            let episode = draft.episodes[index]
            guard episode.onset > draft.lastEnds[episode.condition] else { continue }
            draft.lastEnds[episode.condition] = episode.end + rest
            draft.episodes[kept] = episode
            kept += 1
        }
        draft.episodes.removeAll(from: kept)
        // Only these were set.
        for index in first..<kept { draft.lastEnds[draft.episodes[index].condition] = .min }
    }
}
