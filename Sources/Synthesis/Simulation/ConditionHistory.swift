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
        draft.episodes.removeAll()
        drawScores(person, &draft)
        var random = draft.streams.conditions
        markPresent(person, &draft)
        var index = 0
        let row = AgeCurve.index(draft.sex, age: draft.age) * prevalent.count
        while index < draft.notedCount {
            let place = draft.noted[index]
            if draft.present[place] {
                begin(place, from: draft.age, end: .max, &random, &draft)
            } else if prevalent[place].rule.remits {
                let score = prevalent[place].sign * draft.scores[prevalent[place].score]
                if score < highestThresholds[row + place] { remember(place, &random, &draft) }
            }
            index &+= 1
        }
        endReplacedStages(&draft)
        drawComplications(&draft, from: 0)
    }

    // MARK: Scores

    private func drawScores(_ person: Demographics, _ draft: inout LifeDraft) {
        guard person.death != nil else {
            drawVector(0, &draft)
            return
        }
        let count = draft.scores.count
        draft.candidates.empty()
        draft.candidateWeights.empty()
        var total = 0.0
        for number in 0..<Self.candidateCount {
            drawVector(number, &draft)
            markPresent(person, &draft)
            var weight = 1.0
            for place in draft.noted[..<draft.notedCount] where draft.present[place] {
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

    /// Draws the scores that matter at the age.
    ///
    /// - Parameter number: of the vector. Each has a word of the stream for every score, so that
    ///   those that nobody asks for need not be made.
    private func drawVector(_ number: Int, _ draft: inout LifeDraft) {
        let row = AgeCurve.index(draft.sex, age: draft.age)
        let shape = vectorShapes[row]
        let first = number * draft.scores.count
        let start = first & 3
        let random = RandomStream(seed: seed, person: draft.number, .latent)
        random.copyWords(
            from: UInt32(truncatingIfNeeded: first >> 2), count: start + shape.wordCount,
            into: &draft.words)
        normals.fill(&draft.independent, count: shape.normalCount, draft.words, from: start)
        latent.correlate(
            neededScores.rows, neededScores.range(row), draft.independent, into: &draft.scores)
        for place in neededShares.range(row) {
            let score = Int(neededShares.rows[place])
            draft.scores[score] = RandomStream.share(of: draft.words[start + score])
        }
    }

    // MARK: Presence

    /// Marks which of the possible conditions the person has, and no others; notes those, and the
    /// ones that may be remembered.
    private func markPresent(_ person: Demographics, _ draft: inout LifeDraft) {
        var noted = 0
        while noted < draft.notedCount {
            draft.present[draft.noted[noted]] = false
            noted &+= 1
        }
        let index = AgeCurve.index(draft.sex, age: draft.age)
        draft.notedCount = bounds.note(index, draft.scores, into: &draft.noted)
        noted = 0
        while noted < draft.notedCount {
            let place = draft.noted[noted]
            noted &+= 1
            let score = prevalent[place].sign * draft.scores[prevalent[place].score]
            draft.present[place] =
                bounds.isSurelyHad(place, index, score: score)
                || isPresent(
                    person, prevalent[place], score, thresholds[index * prevalent.count + place])
        }
        for pair in exclusions where draft.present[pair.place] {
            draft.present[pair.milder] = false
        }
    }

    private func isPresent(
        _ person: Demographics, _ entry: Prevalent, _ score: Double, _ threshold: Double
    ) -> Bool {
        guard entry.raceFactor >= 0 else { return score < threshold }
        guard threshold > -.infinity else { return false }
        let factor = raceFactors.factor(entry.raceFactor, person)
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
        let first = lifeBounds.onset(place, draft.sex, age: age, score: score)
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
            if lifeBounds.isHad(place, draft.sex, age: age, score: score) {
                let end = draft.birth + Int64((Double(age) + 0.9) * secondsPerYear)
                if end < draft.end { begin(place, from: age, end: end, &random, &draft) }
                return
            }
            age -= 1
        }
    }

    /// A stage that replaces a milder one ends it.
    private func endReplacedStages(_ draft: inout LifeDraft) {
        for place in replacements where draft.present[place] {
            let entry = prevalent[place]
            guard
                let onset = draft.episodes.firstIndex(where: {
                    $0.condition == entry.condition
                }).map({ draft.episodes[$0].onset })
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
        var random =
            start == 0
            ? draft.streams.complications
            : RandomStream(
                seed: seed, person: draft.number, stream: SimulationStream.acuteComplications)
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
