// Rows of the catalogue as the simulation wants them: numbers only, side by side, found by an
// index. Copying one touches no reference count.

import Columnar

/// Rows by the number of what they belong to.
struct Grouped<Row: Sendable>: Sendable {
    /// A range of `rows`; small, since a look-up in a long list waits for memory.
    private struct Bounds: Sendable {
        let lower: Int32
        let upper: Int32
    }

    let rows: [Row]
    private let bounds: [Bounds]

    init(_ groups: [[Row]]) {
        var rows: [Row] = []
        var bounds: [Bounds] = []
        for group in groups {
            let lower = Int32(rows.count)
            rows += group
            bounds.append(Bounds(lower: lower, upper: Int32(rows.count)))
        }
        self.rows = rows
        self.bounds = bounds
    }

    /// The rows of a group, as a range of `rows`.
    @inline(__always)
    func range(_ group: Int) -> Range<Int> {
        let found = bounds[group]
        return Int(found.lower)..<Int(found.upper)
    }
}

/// Rows by groups of which neighbours are mostly the same, such as those of one year of age and the
/// next: equal neighbours share their rows, so that all of it stays in the processor's cache.
struct SharedGroups<Row: Equatable & Sendable>: Sendable {
    let rows: [Row]
    private let groups: Grouped<Row>
    /// By group, its number among those that differ.
    private let places: [UInt32]

    /// - Parameters:
    ///   - count: of groups.
    ///   - fill: appends the rows of a group, which are asked for in their order.
    init(count: Int, _ fill: (_ group: Int, _ rows: inout [Row]) -> Void) {
        var distinct: [[Row]] = []
        var places: [UInt32] = []
        for group in 0..<count {
            var rows: [Row] = []
            fill(group, &rows)
            if distinct.last != rows { distinct.append(rows) }
            places.append(UInt32(truncatingIfNeeded: distinct.count - 1))
        }
        groups = Grouped(distinct)
        rows = groups.rows
        self.places = places
    }

    /// The rows of a group, as a range of `rows`.
    @inline(__always)
    func range(_ group: Int) -> Range<Int> { groups.range(Int(places[group])) }
}

/// Rows by condition and role of a visit. A condition has rows for few roles, and its roles are
/// looked through.
struct RowsByRole<Row: Sendable>: Sendable {
    private struct Part: Sendable {
        let lower: Int32
        let upper: Int32
        let role: UInt8
    }

    let rows: [Row]
    private let parts: Grouped<Part>

    /// - Parameter fill: appends the rows of a condition and role.
    init(
        conditions: Int, roles: Int,
        _ fill: (_ condition: Int, _ role: UInt8, _ rows: inout [Row]) -> Void
    ) {
        var rows: [Row] = []
        var parts: [[Part]] = []
        for condition in 0..<conditions {
            var own: [Part] = []
            for role in 0...UInt8(clamping: roles - 1) {
                let lower = Int32(rows.count)
                fill(condition, role, &rows)
                if rows.count > Int(lower) {
                    own.append(Part(lower: lower, upper: Int32(rows.count), role: role))
                }
            }
            parts.append(own)
        }
        self.rows = rows
        self.parts = Grouped(parts)
    }

    /// The rows of a condition and role, as a range of `rows`.
    @inline(__always)
    func range(_ condition: Int, _ role: UInt8) -> Range<Int> {
        for place in parts.range(condition) where parts.rows[place].role == role {
            return Int(parts.rows[place].lower)..<Int(parts.rows[place].upper)
        }
        return 0..<0
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
    let plans: Grouped<PlanRow>
    let devices: Grouped<DeviceRow>
    let effects: Grouped<EffectRow>
    let complications: Grouped<ComplicationRow>
    /// Of acute conditions.
    let rateFactors: Grouped<RateFactorRow>

    /// - Parameter measures: by measure, whether effects on it matter.
    init(_ clinical: ClinicalTables, measures: [Bool]) {
        let care = clinical.care
        onset = Grouped(care.map(\.onset))
        later = Grouped(care.map(\.later))
        therapies = Grouped(care.map(\.therapies))
        plans = Grouped(care.map(\.plans))
        devices = Grouped(care.map(\.devices))
        effects = Grouped(care.map { $0.effects.filter { measures[$0.measure] } })
        complications = Grouped(care.map(\.complications))
        rateFactors = Grouped(
            care.map { care in
                care.rateFactors.filter { clinical.conditions[$0.condition].kind == .acute }
            })
    }
}
