// The ledger of one person.

import Synthesis

extension LedgerRows {
    /// Appends all resources and rows of a person.
    mutating func append(
        _ frame: PersonFrame, _ person: SimulatedPerson, _ staged: StagedRows,
        periods: [DaySpan], conditionEras: [ConditionEra], drugEras: [DrugEra]
    ) {
        appendPatient(frame, person)
        appendEncounters(frame, person)
        for table in EventTable.allCases { appendEvents(frame, table, staged[table]) }
        appendOthers(frame, person)
        appendClaims(frame, person)
        appendDerived(.observationPeriod, periods.count, frame)
        appendDerived(.conditionEra, conditionEras.count, frame)
        appendDerived(.drugEra, drugEras.count, frame)
        flushIfFull()
    }

    private mutating func appendPatient(_ frame: PersonFrame, _ person: SimulatedPerson) {
        let number = frame.number
        pair(
            .patient, id: number, table: Self.number(of: .person), omopID: number, person: number)
        pair(
            .patient, id: number, table: Self.number(of: .location),
            omopID: LocationTable.homeID(ofPerson: number), person: number)
        if person.demographics.death != nil {
            pair(
                .patient, id: number, table: Self.number(of: .death), omopID: number,
                person: number)
        }
    }

    private mutating func appendEncounters(_ frame: PersonFrame, _ person: SimulatedPerson) {
        let visits = Self.number(of: .visitOccurrence)
        for index in person.encounters.indices {
            let id = frame.id(Int32(truncatingIfNeeded: index))
            pair(.encounter, id: id, table: visits, omopID: id, person: frame.number)
        }
        let details = Self.number(of: .visitDetail)
        for (ordinal, detail) in frame.details.enumerated() {
            pair(
                .encounter, id: frame.id(detail.encounter), table: details,
                omopID: frame.id(Int32(truncatingIfNeeded: ordinal)), person: frame.number)
        }
    }

    private mutating func appendEvents(
        _ frame: PersonFrame, _ table: EventTable, _ staged: [StagedRow]
    ) {
        let number = Self.number(of: table.table)
        for (ordinal, row) in staged.enumerated() {
            pair(
                LedgerResource(row.source), id: frame.id(row.index), table: number,
                omopID: frame.id(Int32(truncatingIfNeeded: ordinal)), person: frame.number)
        }
    }

    /// Reports, care plans, coverages and notes.
    private mutating func appendOthers(_ frame: PersonFrame, _ person: SimulatedPerson) {
        for index in person.reports.indices {
            lone(
                .diagnosticReport, id: frame.id(Int32(truncatingIfNeeded: index)),
                reason: .panel, person: frame.number)
        }
        for index in person.carePlans.indices {
            lone(
                .carePlan, id: frame.id(Int32(truncatingIfNeeded: index)), reason: .carePlan,
                person: frame.number)
        }
        for index in person.coverages.indices {
            let id = frame.id(Int32(truncatingIfNeeded: index))
            pair(
                .coverage, id: id, table: Self.number(of: .payerPlanPeriod), omopID: id,
                person: frame.number)
        }
        for index in person.notes.indices {
            let id = frame.id(Int32(truncatingIfNeeded: index))
            pair(
                .documentReference, id: id, table: Self.number(of: .note), omopID: id,
                person: frame.number)
        }
    }

    private mutating func appendClaims(_ frame: PersonFrame, _ person: SimulatedPerson) {
        let costs = Self.number(of: .cost)
        for (index, claim) in person.claims.enumerated() {
            let id = frame.id(Int32(truncatingIfNeeded: index))
            let items = CostTable.items(of: claim, person)
            for item in items {
                pair(
                    .explanationOfBenefit, id: id, table: costs,
                    omopID: frame.id(Int32(truncatingIfNeeded: item)), person: frame.number)
            }
            if items.isEmpty {
                lone(
                    .explanationOfBenefit, id: id, reason: .nothingBilled, person: frame.number)
            }
        }
    }

    private mutating func appendDerived(_ table: OMOPTable, _ count: Int, _ frame: PersonFrame) {
        for ordinal in 0..<count {
            derived(
                table, omopID: frame.id(Int32(truncatingIfNeeded: ordinal)), person: frame.number)
        }
    }
}
