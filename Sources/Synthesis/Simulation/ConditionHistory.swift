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
        markPresent(person, draft.scores, 0, draft.sex, draft.age, &draft.present)
        for place in prevalent.indices {
            if draft.present[place] {
                begin(place, from: draft.age, end: .max, &random, &draft)
            } else if prevalent[place].rule.remits {
                remember(place, &random, &draft)
            }
        }
        endReplacedStages(&draft)
        drawComplications(&draft, from: 0)
    }

    // MARK: Scores

    private func drawScores(_ person: Demographics, _ draft: inout LifeDraft) {
        var random = RandomStream(seed: seed, person: draft.number, .latent)
        guard person.death != nil else {
            drawVector(&random, &draft)
            return
        }
        let count = clinical.latent.count
        draft.candidates.removeAll(keepingCapacity: true)
        draft.candidateWeights.removeAll(keepingCapacity: true)
        var total = 0.0
        for _ in 0..<Self.candidateCount {
            drawVector(&random, &draft)
            markPresent(person, draft.scores, 0, draft.sex, draft.age, &draft.present)
            var weight = 1.0
            for place in prevalent.indices where draft.present[place] {
                weight *= prevalent[place].rule.mortalityRatio
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
        let count = clinical.latent.count
        var index = clinical.latent.correlatedCount
        normals.fill(&draft.independent, count: index, &random)
        clinical.latent.correlate(draft.independent, into: &draft.scores)
        while index < count {
            draft.scores[index] = random.share()
            index &+= 1
        }
    }

    // MARK: Presence

    private func markPresent(
        _ person: Demographics, _ scores: [Double], _ offset: Int, _ sex: AdministrativeSex,
        _ age: Int, _ present: inout [Bool]
    ) {
        let row = AgeCurve.index(sex, age: age) &* prevalent.count
        var place = 0
        while place < prevalent.count {
            let entry = prevalent[place]
            let score = entry.sign * scores[entry.score]
            present[place] = score < thresholds[row &+ place]
            if entry.raceFactor >= 0 {
                present[place] = isPresent(person, entry, score, thresholds[row &+ place])
            }
            place &+= 1
        }
        for place in prevalent.indices where present[place] {
            let entry = prevalent[place]
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

    /// The threshold of a prevalent condition at an age.
    func threshold(_ place: Int, _ sex: AdministrativeSex, age: Int) -> Double {
        thresholds[AgeCurve.index(sex, age: age) * prevalent.count + place]
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

    /// Appends the episode of a condition that was had at an earlier age and is no more.
    private func remember(
        _ place: Int, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) {
        let entry = prevalent[place]
        let score = entry.sign * draft.scores[entry.score]
        let row = AgeCurve.index(draft.sex, age: draft.age)
        guard score < highestThresholds[row * prevalent.count + place] else { return }
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
    private func endReplacedStages(_ draft: inout LifeDraft) {
        for place in prevalent.indices where draft.present[place] {
            let entry = prevalent[place]
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
