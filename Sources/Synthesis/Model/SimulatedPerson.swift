// One simulated life: the single model from which every FHIR resource and every OMOP row comes.
//
// Times are seconds since 1970-01-01 00:00:00 UTC, dates days since 1970-01-01. Events refer to
// each other by their index in the person's lists; -1 is none. Each list is sorted by time, and
// positions in the lists are the ordinals from which ids are made (`RecordID`).
//
// A worker keeps one of these and fills it again for each person: `removeAll()` keeps the memory.

/// A person and all that happened to them.
package struct SimulatedPerson: Sendable {
    /// From 1; `person_id`, and the id of the Patient.
    package var number: Int64 = 0
    package var demographics = Demographics()
    package var coverages: [CoverageSpan] = []
    package var encounters: [EncounterEvent] = []
    package var conditions: [ConditionEvent] = []
    package var observations: [ObservationEvent] = []
    package var reports: [ReportEvent] = []
    package var procedures: [ProcedureEvent] = []
    package var medications: [MedicationEvent] = []
    package var administrations: [AdministrationEvent] = []
    package var immunizations: [ImmunizationEvent] = []
    package var allergies: [AllergyEvent] = []
    package var carePlans: [CarePlanEvent] = []
    package var devices: [DeviceEvent] = []
    package var claims: [ClaimEvent] = []
    package var claimItems: [ClaimItem] = []
    package var notes: [NoteEvent] = []

    package init() {}

    package mutating func removeAll() {
        coverages.empty()
        encounters.empty()
        conditions.empty()
        observations.empty()
        reports.empty()
        procedures.empty()
        medications.empty()
        administrations.empty()
        immunizations.empty()
        allergies.empty()
        carePlans.empty()
        devices.empty()
        claims.empty()
        claimItems.empty()
        notes.empty()
    }
}

extension Array {
    /// Removes the elements and keeps the memory; most lists of a person have none.
    @inlinable
    @inline(__always)
    package mutating func empty() {
        if !isEmpty { removeAll(keepingCapacity: true) }
    }
}

/// Numbers that both worlds share: the OMOP key of the n-th event of a person, whose decimal text
/// is the id of the FHIR resource.
package enum RecordID {
    /// More events of one kind than a person can have.
    package static let eventsMax: Int64 = 100_000

    /// - Parameters:
    ///   - person: from 1.
    ///   - ordinal: from 0, below `eventsMax`.
    @inlinable
    @inline(__always)
    package static func event(person: Int64, ordinal: Int) -> Int64 {
        // Persons are fewer than 2^46, so that nothing can overflow.
        person &* eventsMax &+ Int64(truncatingIfNeeded: ordinal) &+ 1
    }
}

package enum AdministrativeSex: UInt8, Sendable { case male, female }

package enum MaritalStatus: UInt8, Sendable {
    case neverMarried, married, divorced, widowed, separated, unknown
}

/// Who the person is. Indexes point into `Catalogue`.
package struct Demographics: Sendable {
    package var sex = AdministrativeSex.female
    /// The moment of birth.
    package var birth: Int64 = 0
    /// The moment of death; nil for the living.
    package var death: Int64?
    /// The condition (index in `conditions`) that the person died of; -1 when it is not known.
    package var causeOfDeath: Int32 = -1
    /// In `Catalogue.races`; -1 when not known.
    package var race: Int32 = -1
    package var isHispanic = false
    package var givenName: Int32 = 0
    package var middleName: Int32 = -1
    package var surname: Int32 = 0
    /// The surname at birth, where another; -1.
    package var maidenName: Int32 = -1
    package var maritalStatus = MaritalStatus.unknown
    /// In `Catalogue.languages`.
    package var language: Int32 = 0
    /// In `Catalogue.places`.
    package var place: Int32 = 0
    package var street: Int32 = 0
    package var houseNumber: Int32 = 0
    /// In the place's zip codes.
    package var zipCode: Int32 = 0
    /// Ten digits, in the range kept for fiction (555-01xx).
    package var phone: Int64 = 0
    /// In `ProviderNetwork`: where and by whom the person is usually seen.
    package var careSite: Int32 = 0
    package var provider: Int32 = 0

    package init() {}
}

package enum EncounterKind: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    case wellness, outpatient, urgentCare, emergency, inpatient, emergencyToInpatient, telehealth,
        home
}

package struct EncounterEvent: Sendable {
    package var start: Int64
    package var end: Int64
    package var kind: EncounterKind
    /// The type (SNOMED), in `Catalogue.codes`.
    package var type: Int32
    /// Why: a code, or -1.
    package var reason: Int32 = -1
    /// The condition it is about, in `conditions`; -1.
    package var reasonCondition: Int32 = -1
    package var provider: Int32
    package var careSite: Int32
    /// For stays: a second stretch of the visit in intensive care, as offsets in seconds from the
    /// start; 0 and 0 for none. It becomes a visit_detail of its own.
    package var intensiveCareStart: Int32 = 0
    package var intensiveCareEnd: Int32 = 0
    /// Whether the person died in it.
    package var endsInDeath = false

    package init(
        start: Int64, end: Int64, kind: EncounterKind, type: Int32, provider: Int32,
        careSite: Int32
    ) {
        self.start = start
        self.end = end
        self.kind = kind
        self.type = type
        self.provider = provider
        self.careSite = careSite
    }
}

package struct ConditionEvent: Sendable {
    package var code: Int32
    /// In `Catalogue.conditions`.
    package var entry: Int32
    package var onset: Int64
    /// Never before the onset.
    package var recorded: Int64
    /// `Int64.max` while it lasts.
    package var abatement: Int64 = .max
    package var encounter: Int32
    /// Problem list item, or else encounter diagnosis.
    package var isProblem: Bool

    package init(
        code: Int32, entry: Int32, onset: Int64, recorded: Int64, encounter: Int32, isProblem: Bool
    ) {
        self.code = code
        self.entry = entry
        self.onset = onset
        self.recorded = recorded
        self.encounter = encounter
        self.isProblem = isProblem
    }
}

package enum ObservationCategory: UInt8, Sendable { case vitalSigns, laboratory, survey, social }

package struct ObservationEvent: Sendable {
    package enum Value: Sendable {
        /// In the unit, to the decimals.
        case quantity(Double)
        /// A code of the catalogue.
        case code(Int32)
        /// Systolic and diastolic pressure, in mm[Hg]: one Observation with two components, two
        /// rows of MEASUREMENT and none for the panel.
        case bloodPressure(systolic: Double, diastolic: Double)
        /// A score or count without a unit of its own; the unit says `{score}`.
        case integer(Int32)
    }

    package var category: ObservationCategory
    /// In `Catalogue.codes`; of blood pressure, the panel.
    package var code: Int32
    package var time: Int64
    package var encounter: Int32
    package var value: Value
    /// In `Catalogue.units`; -1 for none.
    package var unit: Int16 = -1
    package var decimals: UInt8 = 0
    /// The reference range; NaN where there is none.
    package var rangeLow: Float = .nan
    package var rangeHigh: Float = .nan
    /// The report it belongs to, in `reports`; -1.
    package var report: Int32 = -1

    package init(
        category: ObservationCategory, code: Int32, time: Int64, encounter: Int32, value: Value
    ) {
        self.category = category
        self.code = code
        self.time = time
        self.encounter = encounter
        self.value = value
    }
}

/// A panel of results: a DiagnosticReport. No OMOP row of its own.
package struct ReportEvent: Sendable {
    package var code: Int32
    package var time: Int64
    package var issued: Int64
    package var encounter: Int32
    /// Its results: a range of `observations`.
    package var firstObservation: Int32
    package var observationCount: Int32

    package init(
        code: Int32, time: Int64, issued: Int64, encounter: Int32, firstObservation: Int32,
        observationCount: Int32
    ) {
        self.code = code
        self.time = time
        self.issued = issued
        self.encounter = encounter
        self.firstObservation = firstObservation
        self.observationCount = observationCount
    }
}

package struct ProcedureEvent: Sendable {
    package var code: Int32
    package var start: Int64
    package var end: Int64
    package var encounter: Int32
    package var reasonCondition: Int32 = -1

    package init(code: Int32, start: Int64, end: Int64, encounter: Int32) {
        self.code = code
        self.start = start
        self.end = end
        self.encounter = encounter
    }
}

/// A prescription: MedicationRequest and DRUG_EXPOSURE.
package struct MedicationEvent: Sendable {
    package var code: Int32
    package var start: Int64
    /// When it ran out or was stopped; `Int64.max` while it goes on.
    package var end: Int64
    package var encounter: Int32
    package var reasonCondition: Int32 = -1
    /// A route in `Catalogue.routes`; -1.
    package var route: Int16 = -1
    package var daysSupply: Int32
    package var refills: Int32 = 0
    package var quantity: Int32
    /// Doses of `doseQuantity` each `periodHours`.
    package var doseQuantity: Float = 1
    package var periodHours: Float = 24
    package var isAsNeeded = false

    package init(
        code: Int32, start: Int64, end: Int64, encounter: Int32, daysSupply: Int32, quantity: Int32
    ) {
        self.code = code
        self.start = start
        self.end = end
        self.encounter = encounter
        self.daysSupply = daysSupply
        self.quantity = quantity
    }
}

/// A drug given in an encounter: MedicationAdministration and DRUG_EXPOSURE.
package struct AdministrationEvent: Sendable {
    package var code: Int32
    package var time: Int64
    package var encounter: Int32
    package var reasonCondition: Int32 = -1
    package var route: Int16 = -1
    package var doseQuantity: Float = 1

    package init(code: Int32, time: Int64, encounter: Int32) {
        self.code = code
        self.time = time
        self.encounter = encounter
    }
}

package struct ImmunizationEvent: Sendable {
    package var code: Int32
    package var time: Int64
    package var encounter: Int32
    package var lot: Int32

    package init(code: Int32, time: Int64, encounter: Int32, lot: Int32) {
        self.code = code
        self.time = time
        self.encounter = encounter
        self.lot = lot
    }
}

package enum AllergyCategory: UInt8, Sendable { case food, medication, environment }

package struct AllergyEvent: Sendable {
    package var code: Int32
    package var category: AllergyCategory
    package var onset: Int64
    package var recorded: Int64
    package var encounter: Int32
    package var isSevere: Bool

    package init(
        code: Int32, category: AllergyCategory, onset: Int64, recorded: Int64, encounter: Int32,
        isSevere: Bool
    ) {
        self.code = code
        self.category = category
        self.onset = onset
        self.recorded = recorded
        self.encounter = encounter
        self.isSevere = isSevere
    }
}

/// A care plan. No OMOP row.
package struct CarePlanEvent: Sendable {
    package var code: Int32
    package var start: Int64
    /// `Int64.max` while it lasts.
    package var end: Int64
    package var encounter: Int32
    package var condition: Int32

    package init(code: Int32, start: Int64, end: Int64, encounter: Int32, condition: Int32) {
        self.code = code
        self.start = start
        self.end = end
        self.encounter = encounter
        self.condition = condition
    }
}

package struct DeviceEvent: Sendable {
    package var code: Int32
    package var start: Int64
    /// `Int64.max` while it is in use.
    package var end: Int64
    package var encounter: Int32
    package var reasonCondition: Int32 = -1
    package var serial: Int32

    package init(code: Int32, start: Int64, end: Int64, encounter: Int32, serial: Int32) {
        self.code = code
        self.start = start
        self.end = end
        self.encounter = encounter
        self.serial = serial
    }
}

/// A stretch of time under one payer: Coverage and PAYER_PLAN_PERIOD.
package struct CoverageSpan: Sendable {
    /// In `Catalogue.payers`.
    package var payer: Int32
    package var start: Int64
    /// `Int64.max` while it lasts.
    package var end: Int64

    package init(payer: Int32, start: Int64, end: Int64) {
        self.payer = payer
        self.start = start
        self.end = end
    }
}

/// What was billed for an encounter: ExplanationOfBenefit, and a COST row for each item.
package struct ClaimEvent: Sendable {
    package var encounter: Int32
    package var created: Int64
    /// In `coverages`; -1 for those who pay themselves.
    package var coverage: Int32
    /// A range of `claimItems`.
    package var firstItem: Int32
    package var itemCount: Int32

    package init(
        encounter: Int32, created: Int64, coverage: Int32, firstItem: Int32, itemCount: Int32
    ) {
        self.encounter = encounter
        self.created = created
        self.coverage = coverage
        self.firstItem = firstItem
        self.itemCount = itemCount
    }
}

package struct ClaimItem: Sendable {
    package enum Subject: UInt8, Sendable {
        case visit, procedure, medication, administration, immunization, device
    }

    package var subject: Subject
    /// In the list of the subject.
    package var index: Int32
    /// In cents; what is paid adds up to what is charged.
    package var chargeCents: Int64
    package var paidByPayerCents: Int64
    package var paidByPatientCents: Int64

    package init(
        subject: Subject, index: Int32, chargeCents: Int64, paidByPayerCents: Int64,
        paidByPatientCents: Int64
    ) {
        self.subject = subject
        self.index = index
        self.chargeCents = chargeCents
        self.paidByPayerCents = paidByPayerCents
        self.paidByPatientCents = paidByPatientCents
    }
}

/// A note of an encounter: DocumentReference and NOTE, with the same text.
package struct NoteEvent: Sendable {
    package var encounter: Int32
    package var time: Int64
    /// The kind (LOINC), in `Catalogue.codes`.
    package var code: Int32

    package init(encounter: Int32, time: Int64, code: Int32) {
        self.encounter = encounter
        self.time = time
        self.code = code
    }
}
