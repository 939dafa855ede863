// Persons made by hand.

import Synthesis

@testable import SynthesisOMOP

extension TestWorld {
    /// A woman with a little of everything, and her own trap in each list.
    func woman(number: Int64 = 1) -> SimulatedPerson {
        var person = SimulatedPerson()
        person.number = number
        person.demographics.sex = .female
        person.demographics.birth = seconds("1950-06-15 04:30")
        person.demographics.race = 1
        person.demographics.isHispanic = true
        person.demographics.houseNumber = 17
        person.demographics.street = 1
        person.demographics.zipCode = 1
        person.demographics.provider = 0
        encounters(&person)
        conditions(&person)
        observations(&person)
        treatments(&person)
        finances(&person)
        return person
    }

    private func encounters(_ person: inout SimulatedPerson) {
        let checkUp = code(.snomed, "185349003")
        person.encounters = [
            EncounterEvent(
                start: seconds("2020-03-01 09:00"), end: seconds("2020-03-01 09:30"),
                kind: .wellness, type: checkUp, provider: 2, careSite: 1),
            EncounterEvent(
                start: seconds("2021-05-10 22:00"), end: seconds("2021-05-15 11:00"),
                kind: .emergencyToInpatient, type: code(.snomed, "183452005"), provider: 1,
                careSite: 0),
            EncounterEvent(
                start: seconds("2025-12-20 08:00"), end: seconds("2025-12-20 08:20"),
                kind: .urgentCare, type: checkUp, provider: 2, careSite: 1),
        ]
        person.encounters[1].intensiveCareStart = 3600 * 12
        person.encounters[1].intensiveCareEnd = 3600 * 60
    }

    private func conditions(_ person: inout SimulatedPerson) {
        func condition(_ code: Int32, _ onset: String, _ end: String?, _ encounter: Int32) {
            var event = ConditionEvent(
                code: code, entry: 0, onset: seconds(onset), recorded: seconds(onset),
                encounter: encounter, isProblem: end == nil)
            if let end { event.abatement = seconds(end) }
            person.conditions.append(event)
        }
        condition(code(.snomed, "59621000"), "2020-03-01 09:05", nil, 0)
        // Prediabetes is not standard; stress is an observation; an ex-smoker is two.
        condition(code(.snomed, "15777000"), "2020-03-01 09:06", "2021-05-10 22:30", 0)
        condition(code(.snomed, "73595000"), "2021-05-10 22:10", "2021-05-12 09:00", 1)
        condition(code(.snomed, "8517006"), "2021-05-10 22:20", nil, 1)
        condition(code(.snomed, "999999000"), "2025-12-20 08:05", "2026-03-01 00:00", 2)
    }

    private func observations(_ person: inout SimulatedPerson) {
        func observe(
            _ category: ObservationCategory, _ code: Int32, _ time: String, _ encounter: Int32,
            _ value: ObservationEvent.Value, unit: String = "", decimals: UInt8 = 0,
            range: (Float, Float)? = nil
        ) {
            var event = ObservationEvent(
                category: category, code: code, time: seconds(time), encounter: encounter,
                value: value)
            event.unit = unit.isEmpty ? -1 : self.unit(unit)
            event.decimals = decimals
            if let range { (event.rangeLow, event.rangeHigh) = range }
            person.observations.append(event)
        }
        observe(
            .vitalSigns, code(.loinc, "85354-9"), "2020-03-01 09:10", 0,
            .bloodPressure(systolic: 142, diastolic: 88), unit: "mm[Hg]")
        observe(
            .laboratory, code(.loinc, "4548-4"), "2020-03-01 09:20", 0, .quantity(6.1), unit: "%",
            decimals: 1, range: (4, 5.6))
        observe(
            .survey, code(.loinc, "55758-7"), "2021-05-10 22:40", 1, .integer(3), unit: "{score}")
        observe(
            .social, code(.loinc, "72166-2"), "2021-05-10 22:41", 1,
            .code(code(.snomed, "449868002")))
        observe(
            .laboratory, code(.loinc, "33914-3"), "2025-12-20 08:10", 2, .quantity(64.27),
            unit: "mL/min/{1.73_m2}", decimals: 2)
    }

    private func treatments(_ person: inout SimulatedPerson) {
        // Mammography is a measurement although it is a procedure in FHIR.
        person.procedures = [
            ProcedureEvent(
                code: code(.snomed, "430193006"), start: seconds("2020-03-01 09:25"),
                end: seconds("2020-03-01 09:28"), encounter: 0),
            ProcedureEvent(
                code: code(.snomed, "24623002"), start: seconds("2020-03-01 09:15"),
                end: seconds("2020-03-01 09:19"), encounter: 0),
        ]
        var lisinopril = MedicationEvent(
            code: code(.rxnorm, "314076"), start: seconds("2020-03-01 09:29"), end: .max,
            encounter: 0, daysSupply: 30, quantity: 30)
        lisinopril.route = 0
        lisinopril.refills = 2
        var pain = MedicationEvent(
            code: code(.rxnorm, "856987"), start: seconds("2021-05-15 10:00"),
            end: seconds("2021-05-18 10:00"), encounter: 1, daysSupply: 10, quantity: 20)
        pain.route = 1
        pain.periodHours = 6
        pain.isAsNeeded = true
        let late = MedicationEvent(
            code: code(.rxnorm, "314076"), start: seconds("2025-12-20 08:15"), end: .max,
            encounter: 2, daysSupply: 90, quantity: 90)
        person.medications = [lisinopril, pain, late]
        person.administrations = [
            AdministrationEvent(
                code: code(.rxnorm, "313782"), time: seconds("2021-05-11 08:00"), encounter: 1)
        ]
        person.immunizations = [
            ImmunizationEvent(
                code: code(.cvx, "140"), time: seconds("2020-03-01 09:27"), encounter: 0,
                lot: 4711)
        ]
        person.allergies = [
            AllergyEvent(
                code: code(.snomed, "91935009"), category: .food, onset: seconds("1955-01-01"),
                recorded: seconds("2020-03-01 09:02"), encounter: 0, isSevere: true)
        ]
        person.devices = [
            DeviceEvent(
                code: code(.snomed, "337414009"), start: seconds("2021-05-15 10:30"), end: .max,
                encounter: 1, serial: 99)
        ]
        person.carePlans = [
            CarePlanEvent(
                code: code(.snomed, "59621000"), start: seconds("2020-03-01 09:29"), end: .max,
                encounter: 0, condition: 0)
        ]
        person.reports = [
            ReportEvent(
                code: code(.loinc, "4548-4"), time: seconds("2020-03-01 09:20"),
                issued: seconds("2020-03-01 12:00"), encounter: 0, firstObservation: 1,
                observationCount: 1)
        ]
        person.notes = [
            NoteEvent(
                encounter: 0, time: seconds("2020-03-01 09:30"), code: code(.loinc, "34117-2"))
        ]
    }

    private func finances(_ person: inout SimulatedPerson) {
        person.coverages = [
            CoverageSpan(
                payer: 1, start: seconds("2018-01-01"), end: seconds("2019-12-31")),
            CoverageSpan(payer: 0, start: seconds("2020-01-01"), end: .max),
        ]
        person.claims = [
            ClaimEvent(
                encounter: 0, created: seconds("2020-03-02"), coverage: 1, firstItem: 0,
                itemCount: 4),
            ClaimEvent(
                encounter: 2, created: seconds("2025-12-21"), coverage: -1, firstItem: 4,
                itemCount: 0),
        ]
        func item(_ subject: ClaimItem.Subject, _ index: Int32, _ cents: Int64) -> ClaimItem {
            ClaimItem(
                subject: subject, index: index, chargeCents: cents, paidByPayerCents: cents * 4 / 5,
                paidByPatientCents: cents - cents * 4 / 5)
        }
        person.claimItems = [
            item(.visit, 0, 10_000), item(.procedure, 0, 2_550), item(.procedure, 1, 9_999),
            item(.immunization, 0, 3_000),
        ]
    }

    /// A man who died in hospital of his heart attack, with hardly a life before.
    func man(number: Int64 = 2) -> SimulatedPerson {
        var person = SimulatedPerson()
        person.number = number
        person.demographics.sex = .male
        person.demographics.birth = seconds("1940-01-31 23:59")
        person.demographics.death = seconds("2024-02-29 03:00")
        person.demographics.causeOfDeath = 0
        person.demographics.place = 1
        person.demographics.careSite = 1
        person.demographics.provider = 2
        var stay = EncounterEvent(
            start: seconds("2024-02-28 12:00"), end: seconds("2024-02-29 03:00"),
            kind: .inpatient, type: code(.snomed, "32485007"), provider: 0, careSite: 0)
        stay.endsInDeath = true
        person.encounters = [stay]
        person.conditions = [
            ConditionEvent(
                code: code(.snomed, "22298006"), entry: 0, onset: seconds("2024-02-28 12:00"),
                recorded: seconds("2024-02-28 12:10"), encounter: 0, isProblem: false)
        ]
        person.medications = [
            MedicationEvent(
                code: code(.rxnorm, "243670"), start: seconds("2024-02-28 13:00"), end: .max,
                encounter: 0, daysSupply: 30, quantity: 30)
        ]
        return person
    }

    /// A person of whom nothing is recorded.
    func nobody(number: Int64 = 3) -> SimulatedPerson {
        var person = SimulatedPerson()
        person.number = number
        person.demographics.birth = seconds("2025-12-31 23:00")
        return person
    }
}
