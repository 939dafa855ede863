// The value of a measure of a person at a time.
//
//     score      own part (the same at all visits) + part of the day
//     quantile   by sex and age
//     effects    of conditions, growing before the onset and shrinking under treatment
//
//         amount                 untreated ______
//                                        .´      `.
//                                     .-´          `-.______ treated
//              ___________________.-´
//                    ramp start    onset   treated from … after so many months
//
//     bounds     of definitions: obesity is a BMI of 30 and more, and so on
//     limits     of what a laboratory would believe

import Columnar

extension SimulationPlan {
    /// Effects of lasting conditions begin to grow so long before the onset.
    private static let rampDays = 700.0

    /// Lists what the episodes do to measures.
    func gatherEffects(_ draft: inout LifeDraft) {
        for index in draft.effects.indices {
            draft.firstEffects[draft.effects[index].measure] = -1
        }
        draft.effects.removeAll()
        for index in draft.episodes.indices {
            let episode = draft.episodes[index]
            for place in care.effects.range(episode.condition) {
                let row = care.effects.rows[place]
                guard row.persons.contains(draft.sex, age: draft.age) else { continue }
                let entry = rules[episode.condition]
                let ramp = entry.passes || entry.kind == .acute ? 0 : Self.rampDays
                let treated =
                    row.treatedBy < 0
                    ? nil : therapyStart(of: row.treatedBy, from: episode.firstTherapy, draft)
                let full = seconds(days: row.months * 30.4)
                draft.effects.append(
                    ActiveEffect(
                        measure: row.measure, rampStart: episode.onset - seconds(days: ramp),
                        onset: episode.onset, end: episode.end, treatedFrom: treated ?? .max,
                        treatedFully: treated.map { $0 + full } ?? .max,
                        isFactor: row.untreated.isFactor, untreated: row.untreated.value,
                        treated: row.treated.value, low: row.low, high: row.high,
                        boundsEnd: row.endsWithTreatment
                            ? min(treated ?? .max, episode.end) : episode.end,
                        next: draft.firstEffects[row.measure]))
                draft.firstEffects[row.measure] = Int32(draft.effects.count - 1)
            }
        }
    }

    /// The person's own part of a score.
    func ownScore(_ measure: Int, _ draft: inout LifeDraft) -> Double {
        let known = draft.ownScores[measure]
        if !known.isNaN { return known }
        let place = measures[measure].score
        var score = 0.0
        if place >= 0 {
            score = draft.scores[place]
        } else {
            var random = RandomStream(
                seed: seed, person: draft.number,
                stream: SimulationStream.ownScores &+ UInt32(truncatingIfNeeded: measure))
            score = normals.draw(&random)
        }
        draft.ownScores[measure] = score
        return score
    }

    /// The value from the distribution, with effects, bounds and limits, not rounded.
    func distributed(
        _ measure: Int, at time: Int64, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) -> Double {
        let own = ownScore(measure, &draft)
        let score =
            measures[measure].ownWeight * own
            + measures[measure].dayWeight * normals.draw(&random)
        let slot = MeasureQuantiles.slot(age: draft.years(at: time))
        var value =
            measures[measure].hasQuantiles
            ? quantiles.value(measure, draft.sex, slot: slot, score: score) : score
        let floor = measures[measure].floor
        let ceiling = measures[measure].ceiling
        var low = floor
        var high = ceiling
        var index = Int(draft.firstEffects[measure])
        while index >= 0 {
            Self.apply(draft.effects[index], at: time, &value, &low, &high)
            index = Int(draft.effects[index].next)
        }
        value = max(min(value, high), low)
        return max(min(value, ceiling), floor)
    }

    private static func apply(
        _ effect: ActiveEffect, at time: Int64, _ value: inout Double, _ low: inout Double,
        _ high: inout Double
    ) {
        guard time >= effect.rampStart, time < effect.end else { return }
        var share = 1.0
        if time < effect.onset {
            share =
                Double(time - effect.rampStart) / Double(max(effect.onset - effect.rampStart, 1))
        } else if time < effect.boundsEnd {
            low = max(low, effect.low)
            high = min(high, effect.high)
        }
        var amount = effect.untreated
        if time > effect.treatedFrom {
            let length = Double(max(effect.treatedFully - effect.treatedFrom, 1))
            let treated = min(Double(time - effect.treatedFrom) / length, 1)
            amount += treated * (effect.treated - amount)
        }
        if effect.isFactor {
            value *= 1 + share * (amount - 1)
        } else {
            value += share * amount
        }
    }

    /// The bounds that lasting conditions set for a measure at a time.
    func bounds(_ measure: Int, at time: Int64, _ draft: borrowing LifeDraft) -> (Double, Double) {
        var low = -Double.infinity
        var high = Double.infinity
        var index = Int(draft.firstEffects[measure])
        while index >= 0 {
            let effect = draft.effects[index]
            index = Int(effect.next)
            guard time >= effect.onset, time < effect.boundsEnd else { continue }
            low = max(low, effect.low)
            high = min(high, effect.high)
        }
        return (low, high)
    }
}
