// Vaccines, allergies and notes.

import Columnar
import OMOP

extension SimulationPlan {
    /// Fills `immunizations`: doses that fell due since the last check-up are given at the next
    /// one.
    func appendImmunizations(_ draft: inout LifeDraft, into person: inout SimulatedPerson) {
        var random = RandomStream(seed: seed, person: draft.number, .immunizations)
        let month = secondsPerYear / 12
        var last = Double(max(draft.windowStart, draft.birth) - draft.birth) / month - 0.5
        for index in draft.accepted.indices {
            let visit = draft.accepted[index]
            guard visit.kind == .wellness, visit.start >= draft.windowStart else { continue }
            let age = Double(visit.start - draft.birth) / month
            let day = Int32(truncatingIfNeeded: dayOfSecond(visit.start))
            let year = Int(CalendarDay.parts(day).year)
            for row in clinical.vaccines {
                // At most one dose of a vaccine at a visit.
                guard row.months.contains(where: { $0 > last && $0 <= age }) else { continue }
                let isGiven = random.happens(row.coverage)
                let lot = Int32(random.integer(below: 900_000 as UInt32)) + 100_000
                guard isGiven, year >= row.firstYear else { continue }
                person.immunizations.append(
                    ImmunizationEvent(
                        code: row.code, time: min(visit.start + 900, visit.end),
                        encounter: Int32(index), lot: lot))
            }
            last = age
        }
    }

    /// Fills `allergies`: most begin in childhood; recorded at the first visit after that.
    func appendAllergies(_ draft: inout LifeDraft, into person: inout SimulatedPerson) {
        var random = RandomStream(seed: seed, person: draft.number, .allergies)
        for row in clinical.allergies {
            let isAllergic = random.happens(row.share)
            let age = random.number(in: row.ages)
            let isSevere = random.happens(row.severeShare)
            guard isAllergic else { continue }
            let onset = draft.birth + Int64(age * secondsPerYear) + 86_400
            guard onset < draft.end else { continue }
            guard
                let index = draft.accepted.firstIndex(where: {
                    $0.start >= onset && !$0.endsInDeath
                })
            else { continue }
            person.allergies.append(
                AllergyEvent(
                    code: row.code, category: row.category, onset: onset,
                    recorded: draft.accepted[index].start, encounter: Int32(index),
                    isSevere: isSevere))
        }
        person.allergies.sortShort { ($0.onset, $0.code) < ($1.onset, $1.code) }
    }

    /// Fills `notes`: of check-ups, and at the end of stays.
    func appendNotes(_ draft: inout LifeDraft, into person: inout SimulatedPerson) {
        for index in draft.accepted.indices {
            let visit = draft.accepted[index]
            guard visit.start >= draft.windowStart else { continue }
            if visit.kind == .wellness {
                person.notes.append(
                    NoteEvent(
                        encounter: Int32(index), time: visit.end,
                        code: clinical.known.historyAndPhysical))
            } else if visit.kind.isStay {
                person.notes.append(
                    NoteEvent(
                        encounter: Int32(index), time: visit.end,
                        code: clinical.known.evaluationAndPlan))
            }
        }
    }
}
