// Bills: one for each encounter of the history, with an item for the visit and one for everything
// done or prescribed at it. Charges are lognormal around a median; the payer of the day pays a
// share, the person the rest.

import Columnar

extension SimulationPlan {
    /// Fills `claims` and `claimItems`; after all lists that items point into.
    func appendClaims(_ draft: inout LifeDraft, into person: inout SimulatedPerson) {
        var random = RandomStream(seed: seed, person: draft.number, .claims)
        threadItems(person, &draft)
        for index in person.encounters.indices {
            let encounter = person.encounters[index]
            guard encounter.start >= draft.windowStart else { continue }
            let coverage = coverage(at: encounter.start, person)
            let share = payerShare(coverage, person, &random)
            let first = person.claimItems.count
            var item = draft.itemFirst[index]
            let visit = clinical.costs.encounters[Int(encounter.kind.rawValue)]
            append(.visit, Int32(index), visit, stayDays(encounter), share, &random, &person)
            while item >= 0 {
                let subject = draft.items[Int(item)].subject
                let place = draft.items[Int(item)].index
                let cost = cost(subject, code(subject, Int(place), person))
                append(subject, place, cost, 1, share, &random, &person)
                item = draft.itemNext[Int(item)]
            }
            person.claims.append(
                ClaimEvent(
                    encounter: Int32(index), created: min(encounter.end + 3600, draft.end),
                    coverage: coverage, firstItem: Int32(first),
                    itemCount: Int32(person.claimItems.count - first)))
        }
    }

    /// Chains everything that was done by its encounter, in the order of the lists.
    private func threadItems(_ person: SimulatedPerson, _ draft: inout LifeDraft) {
        draft.items.empty()
        draft.itemNext.empty()
        draft.itemFirst.empty()
        draft.itemLast.empty()
        for _ in person.encounters.indices {
            draft.itemFirst.append(-1)
            draft.itemLast.append(-1)
        }
        for (index, event) in person.procedures.enumerated() {
            thread(.procedure, index, event.encounter, &draft)
        }
        for (index, event) in person.medications.enumerated() {
            thread(.medication, index, event.encounter, &draft)
        }
        for (index, event) in person.administrations.enumerated() {
            thread(.administration, index, event.encounter, &draft)
        }
        for (index, event) in person.immunizations.enumerated() {
            thread(.immunization, index, event.encounter, &draft)
        }
        for (index, event) in person.devices.enumerated() {
            thread(.device, index, event.encounter, &draft)
        }
    }

    private func thread(
        _ subject: ClaimItem.Subject, _ index: Int, _ encounter: Int32, _ draft: inout LifeDraft
    ) {
        let place = Int(encounter)
        guard draft.itemFirst.indices.contains(place) else { return }
        let item = Int32(draft.items.count)
        draft.items.append(
            ClaimItem(
                subject: subject, index: Int32(index), chargeCents: 0, paidByPayerCents: 0,
                paidByPatientCents: 0))
        draft.itemNext.append(-1)
        if draft.itemLast[place] >= 0 {
            draft.itemNext[Int(draft.itemLast[place])] = item
        } else {
            draft.itemFirst[place] = item
        }
        draft.itemLast[place] = item
    }

    private func append(
        _ subject: ClaimItem.Subject, _ index: Int32, _ cost: CostTables.Cost, _ times: Double,
        _ share: Double, _ random: inout RandomStream, _ person: inout SimulatedPerson
    ) {
        let spread = Elementary.exp(cost.spread * normals.draw(&random))
        let cents = Int64((max(min(cost.median * times * spread, 1e7), 0.01) * 100).rounded())
        let payer = Int64((Double(cents) * share).rounded())
        person.claimItems.append(
            ClaimItem(
                subject: subject, index: index, chargeCents: cents, paidByPayerCents: payer,
                paidByPatientCents: cents - payer))
    }

    /// Stays cost by their length, in the mean as the table says for three days.
    private func stayDays(_ encounter: EncounterEvent) -> Double {
        guard encounter.kind.isStay else { return 1 }
        return 0.4 + 0.2 * Double(encounter.end - encounter.start) / 86_400
    }

    private func code(
        _ subject: ClaimItem.Subject, _ index: Int, _ person: SimulatedPerson
    ) -> Int32 {
        switch subject {
        case .visit: -1
        case .procedure: person.procedures[index].code
        case .medication: person.medications[index].code
        case .administration: person.administrations[index].code
        case .immunization: person.immunizations[index].code
        case .device: person.devices[index].code
        }
    }

    private func cost(_ subject: ClaimItem.Subject, _ code: Int32) -> CostTables.Cost {
        let costs = clinical.costs
        let index = Int(code)
        if costs.codes.indices.contains(index), costs.codes[index].median > 0 {
            return costs.codes[index]
        }
        return costs.subjects[Int(subject.rawValue)]
    }

    private func coverage(at time: Int64, _ person: SimulatedPerson) -> Int32 {
        for (index, span) in person.coverages.enumerated()
        where span.start <= time && time <= span.end {
            return Int32(index)
        }
        return -1
    }

    private func payerShare(
        _ coverage: Int32, _ person: SimulatedPerson, _ random: inout RandomStream
    ) -> Double {
        let draw = random.share()
        guard coverage >= 0 else { return 0 }
        let payer = Int(person.coverages[Int(coverage)].payer)
        let isGovernment =
            catalogue.payers.indices.contains(payer) && catalogue.payers[payer].isGovernment
        let range = clinical.costs.payerShares[isGovernment ? 1 : 0]
        return range.lowerBound + draw * (range.upperBound - range.lowerBound)
    }
}
