// A person made by hand with an event of each kind, and both variants where there are two.

import Synthesis

enum SamplePerson {
    static let hour: Int64 = 3600
    static let day: Int64 = 86_400
    /// 2024-03-09T09:00:00Z.
    static let visit: Int64 = 1_709_974_800

    /// - Parameters:
    ///   - number: of the person.
    ///   - isDeceased: dies in the stay.
    ///   - isInsured: whether claims go to a payer.
    static func make(
        number: Int64 = 17, isDeceased: Bool = false, isInsured: Bool = true
    ) -> SimulatedPerson {
        var person = SimulatedPerson()
        person.number = number
        person.demographics = demographics(isDeceased: isDeceased)
        if isInsured {
            person.coverages = [
                CoverageSpan(payer: 1, start: visit - 900 * day, end: visit - 10 * day),
                CoverageSpan(payer: 0, start: visit - 10 * day, end: .max),
            ]
        }
        person.encounters = encounters(isDeceased: isDeceased)
        addConditions(to: &person)
        addObservations(to: &person)
        addTreatment(to: &person)
        addClaims(to: &person, isInsured: isInsured)
        person.notes = [
            NoteEvent(encounter: 0, time: visit + hour, code: SampleWorld.historyNote)
        ]
        return person
    }

    private static func demographics(isDeceased: Bool) -> Demographics {
        var demographics = Demographics()
        demographics.sex = .female
        demographics.birth = -305_164_800  // 1960-05-01T00:00:00Z
        demographics.death = isDeceased ? visit + 40 * day : nil
        demographics.race = isDeceased ? -1 : 0
        demographics.isHispanic = true
        demographics.givenName = 1
        demographics.middleName = 0
        demographics.surname = 1
        demographics.maidenName = 0
        demographics.maritalStatus = isDeceased ? .unknown : .married
        demographics.language = isDeceased ? 1 : 0
        demographics.place = 1
        demographics.street = 1
        demographics.houseNumber = 12
        demographics.phone = 7_195_550_123
        demographics.careSite = 1
        demographics.provider = 1
        return demographics
    }

    private static func encounters(isDeceased: Bool) -> [EncounterEvent] {
        var office = EncounterEvent(
            start: visit, end: visit + hour / 2, kind: .outpatient, type: SampleWorld.office,
            provider: 1, careSite: 1)
        office.reason = SampleWorld.diabetes
        office.reasonCondition = 0
        var stay = EncounterEvent(
            start: visit + 38 * day, end: visit + 40 * day, kind: .emergencyToInpatient,
            type: SampleWorld.admission, provider: 0, careSite: 0)
        stay.intensiveCareStart = 3600
        stay.intensiveCareEnd = 90_000
        stay.endsInDeath = isDeceased
        let call = EncounterEvent(
            start: visit + 2 * day, end: visit + 2 * day + hour, kind: .telehealth,
            type: SampleWorld.office, provider: 1, careSite: 1)
        return [office, call, stay]
    }

    private static func addConditions(to person: inout SimulatedPerson) {
        let diabetes = ConditionEvent(
            code: SampleWorld.diabetes, entry: 0, onset: visit - 30 * day, recorded: visit,
            encounter: 0, isProblem: true)
        var sinusitis = ConditionEvent(
            code: SampleWorld.sinusitis, entry: 1, onset: visit + day, recorded: visit + 2 * day,
            encounter: 1, isProblem: false)
        sinusitis.abatement = visit + 12 * day
        person.conditions = [diabetes, sinusitis]
        person.allergies = [
            AllergyEvent(
                code: SampleWorld.peanut, category: .food, onset: -300_000_000,
                recorded: -290_000_000, encounter: -1, isSevere: true),
            AllergyEvent(
                code: SampleWorld.metformin, category: .medication, onset: visit,
                recorded: visit, encounter: 0, isSevere: false),
        ]
        person.carePlans = [
            CarePlanEvent(
                code: SampleWorld.diabetesPlan, start: visit, end: .max, encounter: 0,
                condition: 0),
            CarePlanEvent(
                code: SampleWorld.diabetesPlan, start: visit, end: visit + 20 * day, encounter: 0,
                condition: -1),
        ]
    }

    private static func addObservations(to person: inout SimulatedPerson) {
        var result = ObservationEvent(
            category: .laboratory, code: SampleWorld.hemoglobinA1c, time: visit, encounter: 0,
            value: .quantity(7.25))
        result.unit = SampleWorld.percent
        result.decimals = 2
        result.rangeLow = 4
        result.rangeHigh = 5.6
        result.report = 0
        var weight = ObservationEvent(
            category: .vitalSigns, code: SampleWorld.weight, time: visit, encounter: 0,
            value: .quantity(81))
        weight.unit = SampleWorld.kilogram
        weight.decimals = 1
        var odd = weight
        odd.unit = SampleWorld.stone
        var pressure = ObservationEvent(
            category: .vitalSigns, code: SampleWorld.bloodPressure, time: visit, encounter: 0,
            value: .bloodPressure(systolic: 128, diastolic: 81))
        pressure.unit = SampleWorld.millimetreOfMercury
        var oxygen = ObservationEvent(
            category: .vitalSigns, code: SampleWorld.oxygen, time: visit, encounter: 0,
            value: .quantity(97))
        oxygen.unit = SampleWorld.percent
        let smoking = ObservationEvent(
            category: .social, code: SampleWorld.smokingStatus, time: visit, encounter: 0,
            value: .code(SampleWorld.neverSmoked))
        let score = ObservationEvent(
            category: .survey, code: SampleWorld.depressionScore, time: visit, encounter: 1,
            value: .integer(4))
        person.observations = [result, weight, odd, pressure, oxygen, smoking, score]
        person.reports = [
            ReportEvent(
                code: SampleWorld.lipidPanel, time: visit, issued: visit + day, encounter: 0,
                firstObservation: 0, observationCount: 1)
        ]
    }

    private static func addTreatment(to person: inout SimulatedPerson) {
        var lasting = MedicationEvent(
            code: SampleWorld.metformin, start: visit, end: .max, encounter: 0, daysSupply: 30,
            quantity: 60)
        lasting.reasonCondition = 0
        lasting.route = 0
        lasting.refills = 3
        lasting.periodHours = 12
        var stopped = lasting
        stopped.end = visit + 20 * day
        stopped.isAsNeeded = true
        stopped.doseQuantity = 0.5
        stopped.route = -1
        stopped.periodHours = 48
        var completed = lasting
        completed.end = visit + 119 * day
        person.medications = [lasting, stopped, completed]
        var given = AdministrationEvent(
            code: SampleWorld.metformin, time: visit + 38 * day, encounter: 2)
        given.route = 0
        given.doseQuantity = 2.25
        person.administrations = [given]
        person.procedures = [
            ProcedureEvent(
                code: SampleWorld.chestXRay, start: visit + 38 * day,
                end: visit + 38 * day + hour, encounter: 2)
        ]
        person.immunizations = [
            ImmunizationEvent(
                code: SampleWorld.influenzaVaccine, time: visit, encounter: 0, lot: 4711)
        ]
        person.devices = [
            DeviceEvent(
                code: SampleWorld.pacemaker, start: visit + 39 * day, end: .max, encounter: 2,
                serial: 12345),
            DeviceEvent(
                code: SampleWorld.nebulizer, start: visit, end: visit + 100 * day, encounter: 0,
                serial: 6),
        ]
    }

    private static func addClaims(to person: inout SimulatedPerson, isInsured: Bool) {
        person.claims = [
            ClaimEvent(
                encounter: 0, created: visit + hour, coverage: isInsured ? 1 : -1, firstItem: 0,
                itemCount: 2),
            ClaimEvent(
                encounter: 2, created: visit + 40 * day, coverage: isInsured ? 1 : -1,
                firstItem: 2, itemCount: 3),
        ]
        person.claimItems = [
            item(.visit, 0, 12_550, isInsured), item(.medication, 0, 405, isInsured),
            item(.visit, 2, 1_234_500, isInsured), item(.procedure, 0, 10_000, isInsured),
            item(.device, 0, 700_000, isInsured),
        ]
    }

    private static func item(
        _ subject: ClaimItem.Subject, _ index: Int32, _ charge: Int64, _ isInsured: Bool
    ) -> ClaimItem {
        let copay = isInsured ? charge / 5 : charge
        return ClaimItem(
            subject: subject, index: index, chargeCents: charge,
            paidByPayerCents: charge - copay, paidByPatientCents: copay)
    }
}
