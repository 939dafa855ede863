// What is done about a condition: visits, treatments, examinations, plans and devices.
//
//     condition_care        where it is first seen, how often it is followed, series of visits
//     condition_therapies   what share is treated, from when, after what other therapy
//     condition_drugs       the products of a therapy; one is chosen by weight
//     condition_labs        panels measured at a visit
//     condition_procedures  procedures done at a visit
//     condition_plans, condition_devices
//     condition_effects     what the condition and its treatment do to measures
//     condition_complications, condition_rate_factors
//
// Rows are kept by condition, in the order of the file.

import Columnar

/// A kind of visit for a condition.
package struct CareRow: Sendable {
    package let visit: UInt8
    package let encounter: EncounterKind
    /// SNOMED, in `Catalogue.codes`.
    package let type: Int32
    /// After the diagnosis.
    package let delayDays: Double
    package let intervalDays: Double
    /// 0 for as long as the condition lasts.
    package let count: Int
    package let probability: Double
    package let minutes: ClosedRange<Double>
    package let intensiveShare: Double
}

/// A drug treatment of a condition.
package struct TherapyRow: Sendable {
    package enum Course: Int, Sendable, CaseIterable {
        /// Renewed for as long as the condition lasts.
        case lasting
        /// Prescribed once.
        case once
        /// Given during the stay or emergency in which the condition is first seen.
        case stay
        /// Given at the visits of the series `infusion`.
        case infusion
    }

    /// Rows of one therapy, by age and sex, share the number: that of the first of them.
    package let group: Int
    package let share: Double
    package let persons: PersonRange
    package let delayDays: ClosedRange<Double>
    /// The group of a therapy of the condition that must have been given before; -1.
    package let after: Int
    package let course: Course
    package let switchesAYear: Double
    /// In `ClinicalTables.drugs`.
    package internal(set) var drugs: Range<Int> = 0..<0
}

/// A product.
package struct DrugRow: Sendable {
    /// RxNorm, in `Catalogue.codes`.
    package let code: Int32
    package let weight: Double
    package let persons: PersonRange
    package let dose: Double
    package let everyHours: Double
    package let days: Int
    package let refills: Int
    package let isAsNeeded: Bool
    /// In `Catalogue.routes`; -1.
    package let route: Int16
}

/// A panel measured at a visit.
package struct LabRow: Sendable {
    package let panel: Int
    package let visit: UInt8
    package let probability: Double
}

/// A procedure done at a visit.
package struct ProcedureRow: Equatable, Sendable {
    package let code: Int32
    package let visit: UInt8
    package let probability: Double
    package let minutes: ClosedRange<Double>
    package let persons: PersonRange
}

/// A care plan.
package struct PlanRow: Sendable {
    package let code: Int32
    package let probability: Double
}

/// A device.
package struct DeviceRow: Sendable {
    package let code: Int32
    package let probability: Double
    package let delayDays: Double
    /// 0 for always.
    package let days: Double
}

/// A consequence of a condition.
package struct ComplicationRow: Sendable {
    /// In `ClinicalTables.conditions`.
    package let condition: Int
    package let probability: Double
    package let delayDays: ClosedRange<Double>
}

/// How much more often an acute condition comes where a lasting one is.
package struct RateFactorRow: Sendable {
    package let condition: Int
    package let factor: Double
}

/// What a condition does to a measure.
package struct EffectRow: Sendable {
    /// `+3` adds, `x1.5` multiplies.
    package struct Amount: Sendable {
        package let isFactor: Bool
        package let value: Double
        package static let none = Amount(isFactor: false, value: 0)
    }

    package let measure: Int
    package let untreated: Amount
    package let treated: Amount
    /// The group of the condition's therapy that treats it; -1 for none.
    package let treatedBy: Int
    package let months: Double
    /// Values while the condition lasts; infinite where there is no bound.
    package let low: Double
    package let high: Double
    package let endsWithTreatment: Bool
    package let persons: PersonRange
}

/// Everything about one condition.
package struct ConditionCare: Sendable {
    package var onset: [CareRow] = []
    /// Follow-ups, ends and series.
    package var later: [CareRow] = []
    package var therapies: [TherapyRow] = []
    /// The names of the therapies, one for each row.
    package var therapyKeys: [String] = []
    package var labs: [LabRow] = []
    package var procedures: [ProcedureRow] = []
    package var plans: [PlanRow] = []
    package var devices: [DeviceRow] = []
    package var effects: [EffectRow] = []
    package var complications: [ComplicationRow] = []
    package var rateFactors: [RateFactorRow] = []
}
