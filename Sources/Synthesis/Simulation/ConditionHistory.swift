// Which lasting conditions a person has, and since when.
//
// The person's score stands still while the prevalence grows with age: the condition begins in the
// year in which the quantile of the prevalence passes the score.
//
//     quantile of prevalence              ____....´´´´  at the age of the person: had, if above
//                               __..--´´´´              the score
//     score  - - - - - - -__.-´- - - - - - - - - - - -
//                     _.-´ ^ onset: the first year from which on it stays above
//
// Those who died are chosen among several candidates, in proportion to the product of the mortality
// ratios of their conditions: the sick die more.

import Columnar

extension SimulationPlan {
    /// How many candidates stand for one who died.
    private static let candidateCount = 6
    /// Conditions that remit are remembered for so many years.
    private static let rememberedYears = 25

    /// Fills `scores` and `episodes` with lasting conditions, and their complications.
    func drawLastingConditions(
        _ person: Demographics, _ draft: inout LifeDraft
    ) {
        draft.episodes.removeAll(keepingCapacity: true)
        drawScores(person, &draft)
        var random = RandomStream(seed: seed, person: draft.number, .conditions)
        let possible = candidates.range(AgeCurve.index(draft.sex, age: draft.age))
        markPresent(person, possible, draft.scores, &draft.present)
        var index = possible.lowerBound
        while index < possible.upperBound {
            let candidate = candidates.rows[index]
            let place = Int(candidate.place)
            if draft.present[place] {
                begin(place, from: draft.age, end: .max, &random, &draft)
            } else if candidate.sign * draft.scores[Int(candidate.score)] < candidate.remembered {
                remember(place, &random, &draft)
            }
            index &+= 1
        }
        endReplacedStages(possible, &draft)
        drawComplications(&draft, from: 0)
    }

    // MARK: Scores

    private func drawScores(_ person: Demographics, _ draft: inout LifeDraft) {
        var random = RandomStream(seed: seed, person: draft.number, .latent)
        guard person.death != nil else {
            drawVector(&random, &draft)
            return
        }
        let count = draft.scores.count
        let possible = candidates.range(AgeCurve.index(draft.sex, age: draft.age))
        draft.candidates.removeAll(keepingCapacity: true)
        draft.candidateWeights.removeAll(keepingCapacity: true)
        var total = 0.0
        for _ in 0..<Self.candidateCount {
            drawVector(&random, &draft)
            markPresent(person, possible, draft.scores, &draft.present)
            var weight = 1.0
            for candidate in candidates.rows[possible] where draft.present[Int(candidate.place)] {
                weight *= prevalent[Int(candidate.place)].rule.mortalityRatio
            }
            total += weight
            draft.candidateWeights.append(total)
            draft.candidates.append(contentsOf: draft.scores)
        }
        var selection = RandomStream(seed: seed, person: draft.number, .deathSelection)
        let place = selection.uniform() * total
        let chosen = draft.candidateWeights.firstIndex { place < $0 } ?? 0
        for index in 0..<count { draft.scores[index] = draft.candidates[chosen * count + index] }
    }

    private func drawVector(_ random: inout RandomStream, _ draft: inout LifeDraft) {
        let count = draft.scores.count
        let wanted = neededScores.range(AgeCurve.index(draft.sex, age: draft.age))
        var index = clinical.latent.correlatedCount
        normals.fill(&draft.independent, count: index, &random)
        clinical.latent.correlate(
            neededScores.rows[wanted], draft.independent, into: &draft.scores)
        while index < count {
            draft.scores[index] = random.share()
            index &+= 1
        }
    }

    // MARK: Presence

    /// Marks which of the possible conditions the person has, and no others.
    private func markPresent(
        _ person: Demographics, _ possible: Range<Int>, _ scores: [Double],
        _ present: inout [Bool]
    ) {
        for place in present.indices { present[place] = false }
        var index = possible.lowerBound
        while index < possible.upperBound {
            let candidate = candidates.rows[index]
            let score = candidate.sign * scores[Int(candidate.score)]
            var isHad = score < candidate.threshold
            if candidate.dependsOnRace {
                let entry = prevalent[Int(candidate.place)]
                isHad = isPresent(person, entry, score, candidate.threshold)
            }
            present[Int(candidate.place)] = isHad
            index &+= 1
        }
        for candidate in candidates.rows[possible] where present[Int(candidate.place)] {
            let entry = prevalent[Int(candidate.place)]
            if entry.milder >= 0, entry.rule.stage == .excludes {
                present[entry.milder] = false
            }
        }
    }

    private func isPresent(
        _ person: Demographics, _ entry: Prevalent, _ score: Double, _ threshold: Double
    ) -> Bool {
        guard threshold > -.infinity else { return false }
        let factor = clinical.raceFactors[entry.raceFactor].factor(person)
        if entry.isShare { return score < threshold * factor }
        return Normal.cumulative(score) < Normal.cumulative(threshold) * factor
    }

    // MARK: Onset

    /// Appends the episode of a condition that is had at an age.
    private func begin(
        _ place: Int, from age: Int, end: Int64, _ random: inout RandomStream,
        _ draft: inout LifeDraft
    ) {
        let entry = prevalent[place]
        let score = entry.sign * draft.scores[entry.score]
        var first = age
        while first > 0, score < threshold(place, draft.sex, age: first - 1) { first -= 1 }
        let birthday = draft.birth + Int64(Double(first) * secondsPerYear)
        let last = min(birthday + Int64(secondsPerYear), min(draft.end, end) - 1)
        let width = max(last - birthday, 0)
        let onset = min(max(birthday + Int64(random.share() * Double(width)), draft.birth), last)
        var episode = Episode(condition: entry.condition, onset: max(onset, draft.birth), end: end)
        if entry.rule.passes {
            episode.end =
                episode.onset + seconds(days: random.number(in: entry.rule.durationDays))
        }
        draft.episodes.append(episode)
    }

    /// Appends the episode of a condition that was had at an earlier age and is no more, unless
    /// that is too long ago.
    private func remember(
        _ place: Int, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) {
        let entry = prevalent[place]
        let score = entry.sign * draft.scores[entry.score]
        var age = draft.age - 1
        let youngest = max(draft.age - Self.rememberedYears, 0)
        while age >= youngest {
            if score < threshold(place, draft.sex, age: age) {
                let end = draft.birth + Int64((Double(age) + 0.9) * secondsPerYear)
                if end < draft.end { begin(place, from: age, end: end, &random, &draft) }
                return
            }
            age -= 1
        }
    }

    /// A stage that replaces a milder one ends it.
    private func endReplacedStages(_ possible: Range<Int>, _ draft: inout LifeDraft) {
        for candidate in candidates.rows[possible] where draft.present[Int(candidate.place)] {
            let entry = prevalent[Int(candidate.place)]
            guard entry.milder >= 0,
                entry.rule.stage == .replaces,
                let onset = draft.episodes.first(where: { $0.condition == entry.condition })?
                    .onset
            else { continue }
            var milder = entry.milder
            while milder >= 0 {
                let condition = prevalent[milder].condition
                if let index = draft.episodes.firstIndex(where: { $0.condition == condition }) {
                    if draft.episodes[index].onset >= onset {
                        draft.episodes.remove(at: index)
                    } else {
                        draft.episodes[index].end = min(draft.episodes[index].end, onset)
                    }
                }
                milder = prevalent[milder].milder
            }
        }
    }

    // MARK: Complications

    /// Appends complications of the episodes from an index on, and theirs.
    func drawComplications(_ draft: inout LifeDraft, from start: Int) {
        var random = RandomStream(
            seed: seed, person: draft.number,
            stream: SimulationStream.complications &+ (start == 0 ? 0 : 500))
        var index = start
        while index < draft.episodes.count {
            for place in care.complications.range(draft.episodes[index].condition) {
                let row = care.complications.rows[place]
                guard random.happens(row.probability) else { continue }
                let parent = draft.episodes[index]
                let delay = seconds(days: random.number(in: row.delayDays))
                let onset = parent.onset + delay
                let entry = rules[row.condition]
                guard onset < draft.end, onset <= parent.end,
                    entry.persons.contains(draft.sex, age: draft.wholeYears(at: onset))
                else { continue }
                var episode = Episode(condition: row.condition, onset: onset)
                if entry.passes {
                    episode.end = onset + seconds(days: random.number(in: entry.durationDays))
                }
                let isSeenWithParent =
                    row.delayDays.upperBound <= 3
                    && care.onset.range(row.condition).isEmpty
                    && rules[parent.condition].isCoded
                if isSeenWithParent { episode.joins = index }
                draft.episodes.append(episode)
            }
            index += 1
        }
    }
}
