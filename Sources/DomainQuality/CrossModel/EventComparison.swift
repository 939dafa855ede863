// Compares events: what was paired field by field, and what has no partner.

import Columnar

/// Compares what was paired.
struct EventComparison {
    let pairing: Pairing
    /// Tables that could not be read, by `EventTable.rawValue`.
    let isMissing: [Bool]
    let findings: FindingCollector

    func compare() {
        for fact in pairing.facts.events {
            let rule = CrossModelRule(fact.kind, in: fact.table)
            if fact.row >= 0 {
                compare(fact, pairing.events[Int(fact.rowTable.rawValue)][Int(fact.row)], rule)
            } else if isMissing[Int(fact.table.rawValue)] {
                findings.count(rule) { $0.leftOut += 1 }
            } else if !fact.isOptional {
                reportMissing(fact, rule)
            }
        }
        for table in EventTable.allCases {
            for row in pairing.events[Int(table.rawValue)] where row.fact < 0 {
                reportLone(row, table)
            }
        }
    }

    private func names(_ fact: EventFact, _ key: String) -> PairNames {
        PairNames(
            fhirType: fact.kind.name, fhirID: pairing.facts.resources[fact.resource],
            omopTable: fact.row >= 0 ? fact.rowTable.name : fact.table.name, omopKey: key)
    }

    private func reportMissing(_ fact: EventFact, _ rule: CrossModelRule) {
        let isOrphan = fact.subject >= 0 && pairing.facts.patient(fact.subject) < 0
        findings.count(rule) {
            if isOrphan { $0.disagreeing += 1 } else { $0.missingInOMOP += 1 }
        }
        findings.issue(
            rule, isOrphan ? IssueKind.orphanInFHIR : IssueKind.missingInOMOP, names(fact, ""),
            isOrphan
                ? Difference(
                    field: "subject", fhir: "Patient/" + pairing.facts.subjects[fact.subject],
                    omop: "")
                : .none)
    }

    private func reportLone(_ row: EventRow, _ table: EventTable) {
        let (rule, kind) = CrossModelRule.ofLoneRow(
            in: table, isVaccine: pairing.isVaccine(row.concept))
        let isOrphan = pairing.personRow(row.person) < 0
        findings.count(rule) {
            if isOrphan { $0.disagreeing += 1 } else { $0.missingInFHIR += 1 }
        }
        findings.issue(
            rule, isOrphan ? IssueKind.orphanInOMOP : IssueKind.missingInFHIR,
            PairNames(
                fhirType: kind.name, fhirID: "", omopTable: table.name,
                omopKey: CellText.key(row.key)),
            isOrphan
                ? Difference(field: "person_id", fhir: "", omop: CellText.key(row.person))
                : .none)
    }

    // MARK: Pairs

    private func compare(_ fact: EventFact, _ row: EventRow, _ rule: CrossModelRule) {
        let table = fact.rowTable
        var agrees = true
        func differ(_ kind: String, _ difference: @autoclosure () -> Difference) {
            agrees = false
            findings.issue(rule, kind, names(fact, CellText.key(row.key)), difference())
        }
        if let (kind, difference) = PersonAgreement(pairing: pairing)
            .difference(subject: fact.subject, person: row.person)
        {
            differ(kind, difference)
        }
        if visitDiffers(fact, row) {
            differ(IssueKind.visit, visitDifference(fact, row))
        }
        if codeDiffers(fact, row) {
            differ(
                IssueKind.code,
                Difference(
                    field: table.conceptField, fhir: pairing.facts.codings[fact.code]?.code ?? "",
                    omop: CellText.concept(row.concept)))
        }
        if fact.start.isKnown, row.start == NoValue.day || !fact.start.holds(row.start) {
            differ(
                IssueKind.date,
                Difference(
                    field: table.dateField, fhir: fact.start.text, omop: CellText.day(row.start)))
        }
        if let field = table.endField, fact.kind == .condition, endDiffers(fact, row) {
            differ(
                IssueKind.end,
                Difference(field: field, fhir: fact.end.text, omop: CellText.day(row.end)))
        }
        if table.hasValues, fact.kind == .observation {
            if let difference = valueDifference(fact, row) { differ(IssueKind.value, difference) }
            if let difference = unitDifference(fact, row) { differ(IssueKind.unit, difference) }
        }
        findings.pair(rule, agrees: agrees)
    }

    /// Only where both name a visit that both sides have.
    private func visitDiffers(_ fact: EventFact, _ row: EventRow) -> Bool {
        let expected = pairing.visitRow(ofEncounter: fact.encounter)
        guard expected >= 0, row.visit != NoValue.key else { return false }
        return pairing.visitRow(row.visit) != expected
    }

    private func visitDifference(_ fact: EventFact, _ row: EventRow) -> Difference {
        let expected = Int(pairing.visitRow(ofEncounter: fact.encounter))
        return Difference(
            field: "visit_occurrence_id", fhir: CellText.key(pairing.visits[expected].key),
            omop: CellText.key(row.visit))
    }

    private func codeDiffers(_ fact: EventFact, _ row: EventRow) -> Bool {
        guard fact.concept > 0, fact.concept != row.concept else { return false }
        // The target of another of its codings is as good.
        return pairing.facts.codings[fact.code]?.concepts.contains(row.concept) != true
    }

    private func endDiffers(_ fact: EventFact, _ row: EventRow) -> Bool {
        guard fact.end.isKnown else { return row.end != NoValue.day }
        return row.end == NoValue.day || !fact.end.holds(row.end)
    }

    private func valueDifference(_ fact: EventFact, _ row: EventRow) -> Difference? {
        if fact.number.isNaN != row.number.isNaN || !Self.isNear(fact.number, row.number) {
            return Difference(
                field: "value_as_number", fhir: CellText.number(fact.number),
                omop: CellText.number(row.number))
        }
        guard let answer = pairing.facts.codings[fact.answer], !answer.concepts.isEmpty,
            !answer.concepts.contains(row.answer)
        else { return nil }
        return Difference(
            field: "value_as_concept_id", fhir: answer.code, omop: CellText.concept(row.answer))
    }

    /// Equal but for what is lost between decimal and binary numbers.
    private static func isNear(_ first: Double, _ second: Double) -> Bool {
        if first == second || first.isNaN || second.isNaN { return true }
        return (first - second).magnitude <= 1e-9 * max(first.magnitude, second.magnitude)
    }

    private func unitDifference(_ fact: EventFact, _ row: EventRow) -> Difference? {
        guard fact.unit >= 0 else { return nil }
        let unit = pairing.facts.units[Int(fact.unit)]
        guard let concept = unit.conceptID, concept != row.unit else { return nil }
        // An annotation alone is the unit 1 (UCUM, section 2.4): a CDM has no unit then.
        if row.unit == NoValue.concept, unit.isAnnotation { return nil }
        return Difference(
            field: "unit_concept_id", fhir: unit.code, omop: CellText.concept(row.unit))
    }
}
