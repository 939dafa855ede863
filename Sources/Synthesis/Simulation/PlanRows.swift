// Rows of the catalogue as the simulation wants them: numbers only, side by side, found by an
// index. Copying one touches no reference count.

import Columnar

/// Rows by the number of what they belong to.
struct Grouped<Row: Sendable>: Sendable {
    let rows: [Row]
    private let starts: [Int32]

    init(_ groups: [[Row]]) {
        var rows: [Row] = []
        var starts: [Int32] = []
        for group in groups {
            starts.append(Int32(rows.count))
            rows += group
        }
        starts.append(Int32(rows.count))
        self.rows = rows
        self.starts = starts
    }

    /// The rows of a group, as a range of `rows`.
    @inline(__always)
    func range(_ group: Int) -> Range<Int> {
        Int(starts[group])..<Int(starts[group &+ 1])
    }
}

/// A condition without its names.
struct ConditionRule: Sendable {
    let code: Int32
    let kind: ConditionEntry.Kind
    let stage: ConditionEntry.Stage
    let remits: Bool
    let isProblem: Bool
    let isCoded: Bool
    let passes: Bool
    let persons: PersonRange
    let durationDays: ClosedRange<Double>
    let mortalityRatio: Double

    init(_ entry: ConditionEntry) {
        code = entry.code
        kind = entry.kind
        stage = entry.stage
        remits = entry.remits
        isProblem = entry.isProblem
        isCoded = entry.isCoded
        passes = entry.passes
        persons = entry.persons
        durationDays = entry.durationDays
        mortalityRatio = entry.mortalityRatio
    }
}

/// A measure without its names.
struct MeasureRule: Sendable {
    let code: Int32
    let category: ObservationCategory
    let unit: Int16
    let decimals: Int
    let formula: MeasureEntry.Formula
    let ownWeight: Double
    let dayWeight: Double
    let rangeLow: Float
    let rangeHigh: Float
    let floor: Double
    let ceiling: Double
    let hasQuantiles: Bool
    /// In the person's scores; -1 for a measure that correlates with nothing.
    let score: Int

    init(_ entry: MeasureEntry, score: Int32) {
        code = entry.code
        category = entry.category
        unit = entry.unit
        decimals = entry.decimals
        formula = entry.formula
        ownWeight = entry.ownWeight
        dayWeight = entry.dayWeight
        rangeLow = entry.rangeLow
        rangeHigh = entry.rangeHigh
        floor = entry.floor
        ceiling = entry.ceiling
        hasQuantiles = entry.hasQuantiles
        self.score = Int(score)
    }
}

/// Care by condition.
struct CareRows: Sendable {
    let onset: Grouped<CareRow>
    let later: Grouped<CareRow>
    let therapies: Grouped<TherapyRow>
    let labs: Grouped<LabRow>
    let procedures: Grouped<ProcedureRow>
    let plans: Grouped<PlanRow>
    let devices: Grouped<DeviceRow>
    let effects: Grouped<EffectRow>
    let complications: Grouped<ComplicationRow>
    let rateFactors: Grouped<RateFactorRow>

    /// - Parameter measures: by measure, whether effects on it matter.
    init(_ care: [ConditionCare], measures: [Bool]) {
        onset = Grouped(care.map(\.onset))
        later = Grouped(care.map(\.later))
        therapies = Grouped(care.map(\.therapies))
        labs = Grouped(care.map(\.labs))
        procedures = Grouped(care.map(\.procedures))
        plans = Grouped(care.map(\.plans))
        devices = Grouped(care.map(\.devices))
        effects = Grouped(care.map { $0.effects.filter { measures[$0.measure] } })
        complications = Grouped(care.map(\.complications))
        rateFactors = Grouped(care.map(\.rateFactors))
    }
}
