// Compares persons, deaths and visits.

import Columnar

/// Compares what was paired.
struct PersonComparison {
    let pairing: Pairing
    let deaths: [DeathRow]
    let map: CodeMap
    let findings: FindingCollector

    private static let administrativeGender = "http://hl7.org/fhir/administrative-gender"
    private static let omb = "urn:oid:2.16.840.1.113883.6.238"
    /// Of persons of several races.
    private static let multipleRaces: Int32 = 1_546_847

    // MARK: Persons

    func comparePersons() {
        for patient in pairing.facts.patients {
            let id = pairing.facts.subjects[patient.subject]
            guard patient.row >= 0 else {
                findings.count(.person) { $0.missingInOMOP += 1 }
                findings.issue(
                    .person, IssueKind.missingInOMOP, names(id, "person", ""), .none)
                continue
            }
            let row = pairing.persons[Int(patient.row)]
            findings.pair(.person, agrees: true)
            let names = names(id, "person", CellText.key(row.key))
            compareGender(patient, row, names)
            compareBirth(patient, row, names)
            compareCategory(
                .race, patient.races, row.race, field: "race_concept_id", names)
            compareCategory(
                .ethnicity, patient.ethnicities, row.ethnicity, field: "ethnicity_concept_id",
                names)
        }
        for row in pairing.persons where row.patient < 0 {
            findings.count(.person) { $0.missingInFHIR += 1 }
            findings.issue(
                .person, IssueKind.missingInFHIR, names("", "person", CellText.key(row.key)),
                .none)
        }
    }

    private func names(_ id: String, _ table: String, _ key: String) -> PairNames {
        PairNames(
            fhirType: ResourceKind.patient.name, fhirID: id, omopTable: table, omopKey: key)
    }

    /// Other genders than male and female have no standard concept: 0, or NULL.
    private func compareGender(_ patient: PatientFact, _ row: PersonRow, _ names: PairNames) {
        guard !patient.gender.isEmpty else { return }
        let isOther = patient.gender == "other" || patient.gender == "unknown"
        let mapped = map.concept(
            .gender, system: Self.administrativeGender, code: patient.gender)
        guard let expected = mapped ?? (isOther ? 0 : nil) else { return }
        let agrees = expected == 0 ? row.gender <= 0 : row.gender == expected
        findings.pair(.gender, agrees: agrees)
        guard !agrees else { return }
        findings.issue(
            .gender, IssueKind.gender, names,
            Difference(
                field: "gender_concept_id", fhir: patient.gender,
                omop: CellText.concept(row.gender)))
    }

    private func compareBirth(_ patient: PatientFact, _ row: PersonRow, _ names: PairNames) {
        guard patient.birth.isKnown else { return }
        let birth = patient.birth
        let parts = CalendarParts(day: birth.first)
        let isYearKnown = row.year >= 0
        var agrees = isYearKnown || row.birthDay != NoValue.day
        if isYearKnown, row.year != parts.year { agrees = false }
        if birth.precision != .year, row.month >= 0, row.month != parts.month { agrees = false }
        if birth.precision == .day, row.dayOfMonth >= 0, row.dayOfMonth != parts.day {
            agrees = false
        }
        if row.birthDay != NoValue.day, !birth.holds(row.birthDay) { agrees = false }
        findings.pair(.birthDate, agrees: agrees)
        guard !agrees else { return }
        let hasDay = row.birthDay != NoValue.day
        findings.issue(
            .birthDate, IssueKind.date, names,
            Difference(
                field: hasDay ? "birth_datetime" : "year_of_birth", fhir: birth.text,
                omop: hasDay ? CellText.day(row.birthDay) : Self.birthText(row)))
    }

    private static func birthText(_ row: PersonRow) -> String {
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        guard row.year >= 0 else { return "" }
        guard row.month >= 0 else { return String(row.year) }
        guard row.dayOfMonth >= 0 else { return "\(row.year)-\(two(row.month))" }
        return "\(row.year)-\(two(row.month))-\(two(row.dayOfMonth))"
    }

    /// Race or ethnicity: any of the categories that the Patient has.
    private func compareCategory(
        _ rule: CrossModelRule, _ codes: [String], _ concept: Int32, field: String,
        _ names: PairNames
    ) {
        let attribute = rule == .race ? CodeMap.Attribute.race : .ethnicity
        var expected = codes.compactMap {
            map.concept(attribute, system: Self.omb, code: $0)
        }
        guard !expected.isEmpty else { return }
        if expected.count > 1 { expected.append(Self.multipleRaces) }
        let agrees = expected.contains(concept)
        findings.pair(rule, agrees: agrees)
        guard !agrees else { return }
        findings.issue(
            rule, IssueKind.code, names,
            Difference(
                field: field, fhir: codes.joined(separator: ", "),
                omop: CellText.concept(concept)))
    }

    // MARK: Deaths

    func compareDeaths() {
        var days: [Int32] = Array(repeating: NoValue.day, count: pairing.persons.count)
        var isDead = Array(repeating: false, count: pairing.persons.count)
        for death in deaths {
            let person = pairing.personRow(death.person)
            guard person >= 0 else {
                findings.count(.death) { $0.disagreeing += 1 }
                findings.issue(
                    .death, IssueKind.orphanInOMOP,
                    names("", "death", CellText.key(death.person)),
                    Difference(
                        field: "person_id", fhir: "", omop: CellText.key(death.person)))
                continue
            }
            // Of several rows the earliest counts.
            let place = Int(person)
            if !isDead[place] || (death.day != NoValue.day && death.day < days[place]) {
                days[place] = death.day
            }
            isDead[place] = true
        }
        for patient in pairing.facts.patients where patient.row >= 0 {
            compareDeath(patient, isDead[Int(patient.row)], days[Int(patient.row)])
        }
        // A row of a person whom FHIR does not have.
        for (index, row) in pairing.persons.enumerated() where isDead[index] && row.patient < 0 {
            findings.count(.death) { $0.missingInFHIR += 1 }
            findings.issue(
                .death, IssueKind.missingInFHIR, names("", "death", CellText.key(row.key)),
                Difference(field: "death_date", fhir: "", omop: CellText.day(days[index])))
        }
    }

    private func compareDeath(_ patient: PatientFact, _ isDead: Bool, _ day: Int32) {
        guard patient.isDead || isDead else { return }
        let names = names(
            pairing.facts.subjects[patient.subject], "death",
            CellText.key(pairing.persons[Int(patient.row)].key))
        let difference = Difference(
            field: "death_date", fhir: patient.death.text, omop: isDead ? CellText.day(day) : "")
        guard isDead else {
            findings.count(.death) { $0.missingInOMOP += 1 }
            return findings.issue(.death, IssueKind.missingInOMOP, names, difference)
        }
        guard patient.isDead else {
            findings.count(.death) { $0.missingInFHIR += 1 }
            return findings.issue(.death, IssueKind.missingInFHIR, names, difference)
        }
        let agrees = !patient.death.isKnown || (day != NoValue.day && patient.death.holds(day))
        findings.pair(.death, agrees: agrees)
        if !agrees { findings.issue(.death, IssueKind.date, names, difference) }
    }

    // MARK: Visits

    func compareVisits() {
        for encounter in pairing.facts.encounters {
            let id = pairing.facts.encounterIDs[encounter.id]
            if encounter.row >= 0 {
                compare(encounter, pairing.visits[Int(encounter.row)], id)
                continue
            }
            guard !encounter.isOptional else { continue }
            let isOrphan =
                encounter.subject >= 0 && pairing.facts.patient(encounter.subject) < 0
            findings.count(.visit) {
                if isOrphan { $0.disagreeing += 1 } else { $0.missingInOMOP += 1 }
            }
            findings.issue(
                .visit, isOrphan ? IssueKind.orphanInFHIR : IssueKind.missingInOMOP,
                visitNames(id, ""),
                isOrphan
                    ? Difference(
                        field: "subject", fhir: subjectText(encounter.subject), omop: "")
                    : .none)
        }
        for row in pairing.visits where row.encounter < 0 {
            findings.count(.visit) { $0.missingInFHIR += 1 }
            findings.issue(
                .visit, IssueKind.missingInFHIR, visitNames("", CellText.key(row.key)), .none)
        }
    }

    private func visitNames(_ id: String, _ key: String) -> PairNames {
        PairNames(
            fhirType: ResourceKind.encounter.name, fhirID: id, omopTable: "visit_occurrence",
            omopKey: key)
    }

    private func subjectText(_ subject: Int32) -> String {
        subject < 0 ? "" : "Patient/" + pairing.facts.subjects[subject]
    }

    private func compare(_ encounter: EncounterFact, _ row: VisitRow, _ id: String) {
        let names = visitNames(id, CellText.key(row.key))
        var agrees = true
        func differ(_ kind: String, _ difference: Difference) {
            agrees = false
            findings.issue(.visit, kind, names, difference)
        }
        if let (kind, difference) = PersonAgreement(pairing: pairing)
            .difference(subject: encounter.subject, person: row.person)
        {
            differ(kind, difference)
        }
        if encounter.start.isKnown,
            row.start == NoValue.day || !encounter.start.holds(row.start)
        {
            differ(
                IssueKind.date,
                Difference(
                    field: "visit_start_date", fhir: encounter.start.text,
                    omop: CellText.day(row.start)))
        }
        if encounter.end.isKnown, row.end == NoValue.day || !encounter.end.holds(row.end) {
            differ(
                IssueKind.end,
                Difference(
                    field: "visit_end_date", fhir: encounter.end.text,
                    omop: CellText.day(row.end)))
        }
        if encounter.encounterClass >= 0 {
            let known = pairing.facts.classes[Int(encounter.encounterClass)]
            if let concept = known.conceptID, concept != row.concept {
                differ(
                    IssueKind.encounterClass,
                    Difference(
                        field: "visit_concept_id", fhir: known.code,
                        omop: CellText.concept(row.concept)))
            }
        }
        findings.pair(.visit, agrees: agrees)
    }
}

/// Whether both ends of a pair belong to the same person.
struct PersonAgreement {
    let pairing: Pairing

    /// What differs; nil when the resource names nobody or both are the same.
    func difference(subject: Int32, person: Int64) -> (String, Difference)? {
        guard subject >= 0 else { return nil }
        let facts = pairing.facts
        let patient = facts.patient(subject)
        guard patient >= 0 else {
            return (
                IssueKind.orphanInFHIR,
                Difference(
                    field: "subject", fhir: "Patient/" + facts.subjects[subject],
                    omop: CellText.key(person))
            )
        }
        let row = pairing.personRow(person)
        guard row >= 0 else {
            return (
                IssueKind.orphanInOMOP,
                Difference(field: "person_id", fhir: "", omop: CellText.key(person))
            )
        }
        let expected = facts.patients[Int(patient)].row
        guard expected != row else { return nil }
        let name =
            expected < 0
            ? "Patient/" + facts.subjects[subject]
            : CellText.key(pairing.persons[Int(expected)].key)
        return (
            IssueKind.person,
            Difference(field: "person_id", fhir: name, omop: CellText.key(person))
        )
    }
}
