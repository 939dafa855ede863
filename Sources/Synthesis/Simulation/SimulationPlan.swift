// What one run needs of the catalogue, prepared so that a person costs no look-up by name:
// quantiles of prevalences by sex and age, sums of incidences, visits by their names, care sites by
// place.

package import Columnar
import OMOP

/// Prepared tables of a run. Immutable; shared by the workers that one was handed to.
package final class SimulationPlan: Sendable {
    /// A condition that a share of the population has.
    struct Prevalent: Sendable {
        /// In `clinical.conditions`.
        let condition: Int
        /// In the person's scores; the sign makes low scores have the condition.
        let score: Int
        let sign: Double
        /// The next milder stage, as an index in `prevalent`; -1.
        let milder: Int
        /// Whether race changes the prevalence, as an index in `raceFactors`; -1.
        let raceFactor: Int
        /// Whether the score is a share between 0 and 1, and no normal score.
        let isShare: Bool
        let rule: ConditionRule
    }

    /// What has to be drawn of a vector of scores.
    struct VectorShape: Sendable {
        /// The first so many independent normal numbers.
        let normalCount: Int
        /// Words of the stream up to the last that matters.
        let wordCount: Int
    }

    package let options: SyntheticOptions
    package let catalogue: Catalogue
    package let network: ProviderNetwork
    package let clinical: ClinicalTables
    let latent: LatentModel
    let sampler: PersonSampler
    let rules: [ConditionRule]
    let care: CareRows
    let measures: [MeasureRule]
    /// Of the measures that are asked for.
    let quantiles: MeasureQuantiles
    let panelCodes: [Int32]
    let panelMeasures: Grouped<Int>
    let normals = NormalTable()
    let prevalent: [Prevalent]
    /// The score below which a condition is had, by sex, age and prevalent condition: the normal
    /// quantile of the prevalence, or the prevalence itself.
    let thresholds: [Double]
    /// The largest threshold of this and all younger ages.
    let highestThresholds: [Double]
    /// `thresholds` by prevalent condition, sex and age: one condition through a life.
    let lifeBounds: LifeBounds
    let raceFactors: RaceFactorTable
    /// What rules out most of them.
    let bounds: ConditionBounds
    /// By `AgeCurve.index`: the correlated scores that decide on them, or belong to measures.
    let neededScores: Grouped<Int32>
    /// The same of scores that are shares.
    let neededShares: Grouped<Int32>
    /// By `AgeCurve.index`: how much of a vector that takes.
    let vectorShapes: [VectorShape]
    /// Stages, most severe first, whose presence rules out the next milder one.
    let exclusions: [(place: Int, milder: Int)]
    /// In `prevalent`: stages that end the milder ones.
    let replacements: [Int]
    /// By condition: whether a measure that is taken depends on its therapies.
    let isTreatmentMeasured: [Bool]
    /// Acute conditions, and the sums of their rates up to each, by sex and age.
    let acute: [Int]
    let acuteRates: [Double]
    /// Cases a year that a lasting condition adds to those of an acute one, without factors of the
    /// profile: by `AgeCurve.index` and row of `care.rateFactors`, so that a person's stand
    /// together.
    let excessRates: [Double]
    /// By name of visit and `AgeCurve.index`: what is measured and done at it.
    let visitPanels: SharedGroups<PanelDraw>
    /// The same of conditions, by condition and role of the visit.
    let conditionPanels: RowsByRole<PanelDraw>
    let visitProcedures: SharedGroups<ProcedureRow>
    let conditionProcedures: RowsByRole<ProcedureRow>
    /// By `AgeCurve.index` of the last age: visits that can be due within the history.
    let schedule: SharedGroups<ScheduleRow>
    /// The traits of smoking, as indexes in `prevalent`; -1.
    let currentSmoker: Int
    let formerSmoker: Int
    /// In `Catalogue.codes`: the visit for a condition that has no row of its own.
    let problemVisitType: Int32
    /// Care sites by place.
    let hospitals: Grouped<Int32>
    let urgentCare: Grouped<Int32>
    /// The providers of each care site.
    let siteProviders: [Range<Int32>]
    /// The first second of the history.
    package let windowStart: Int64
    package let asOf: Int64
    let seed: UInt64

    /// - Parameter isSurvey: whether all measures are asked for, whatever the profile takes.
    /// - Throws: `LakeError.invalidInput` for options that leave nobody or name no condition;
    ///   `.internal` for a world whose catalogue was made by hand.
    package init(world: SyntheticWorld, isSurvey: Bool = false) throws(LakeError) {
        guard let clinical = world.catalogue.clinical,
            let population = world.catalogue.population
        else {
            throw LakeError(.internal, "the catalogue has no tables to simulate from")
        }
        options = world.options
        seed = world.options.seed
        catalogue = world.catalogue
        network = world.network
        self.clinical = clinical
        sampler = try PersonSampler(
            options: world.options, tables: population, network: world.network)
        let factors = try Self.multipliers(options.profile, clinical)
        rules = clinical.conditions.map(ConditionRule.init)
        let latent = try clinical.latent()
        self.latent = latent
        measures = zip(clinical.measures, latent.measureScores).map {
            MeasureRule($0, score: $1)
        }
        panelCodes = clinical.panels.map(\.code)
        let isTaken = try Self.takenMeasures(options.profile, clinical)
        panelMeasures = Grouped(clinical.panels.map { $0.measures.filter { isTaken[$0] } })
        let isAsked = isSurvey ? isTaken.map { _ in true } : clinical.dependencies(isTaken)
        quantiles = clinical.quantiles.keeping(isAsked)
        let care = CareRows(clinical, measures: isAsked)
        self.care = care
        isTreatmentMeasured = clinical.conditions.indices.map { condition in
            care.effects.range(condition).contains { care.effects.rows[$0].treatedBy >= 0 }
        }
        let prevalent = Self.prevalentConditions(clinical, latent)
        self.prevalent = prevalent
        currentSmoker =
            prevalent.firstIndex { $0.condition == clinical.known.currentSmoker } ?? -1
        formerSmoker =
            prevalent.firstIndex { $0.condition == clinical.known.formerSmoker } ?? -1
        let thresholds = Self.thresholds(clinical, prevalent, factors)
        let highest = Self.highest(thresholds, prevalent.count)
        self.thresholds = thresholds
        highestThresholds = highest
        lifeBounds = LifeBounds(thresholds, count: prevalent.count)
        raceFactors = RaceFactorTable(
            clinical.raceFactors, raceCount: world.catalogue.races.count)
        bounds = ConditionBounds(prevalent, thresholds, highest, clinical.raceFactors)
        // What somebody of the sex and age can have, or have had.
        let candidates = (0..<2 * AgeCurve.ageCount).map { row in
            prevalent.indices.filter { highest[row * prevalent.count + $0] > -.infinity }
                .map { prevalent[$0].score }
        }
        let needed = candidates.map { latent.rows(of: $0, measures: isAsked) }
        let shares = candidates.map { scores in
            scores.filter { $0 >= latent.correlatedCount }.map { Int32($0) }
        }
        neededScores = Grouped(needed)
        neededShares = Grouped(shares)
        vectorShapes = zip(needed, shares).map { rows, shares in
            // Rows are multiplied by groups of four.
            let normals = min((Int(rows.last ?? -1) + 4) / 4 * 4, latent.correlatedCount)
            return VectorShape(
                normalCount: normals, wordCount: max(normals, Int(shares.max() ?? -1) + 1))
        }
        exclusions = prevalent.indices.filter {
            prevalent[$0].milder >= 0 && prevalent[$0].rule.stage == .excludes
        }.map { ($0, prevalent[$0].milder) }
        replacements = prevalent.indices.filter {
            prevalent[$0].milder >= 0 && prevalent[$0].rule.stage == .replaces
        }
        acute = clinical.conditions.indices.filter { clinical.conditions[$0].kind == .acute }
        acuteRates = Self.acuteRates(clinical, acute, factors)
        excessRates = (0..<2 * AgeCurve.ageCount).flatMap { index in
            care.rateFactors.rows.map { row in
                (clinical.curves[row.condition]?.values[index] ?? 0) * (row.factor - 1)
            }
        }
        let names = clinical.visitNames.names.count
        visitPanels = PanelDraw.byVisit(clinical.visitPanels, names, panelMeasures)
        conditionPanels = PanelDraw.byCondition(clinical.care, roles: names, panelMeasures)
        let procedures = Grouped(
            (0..<names).map { name in
                clinical.visitProcedures.filter { Int($0.visit) == name }
            })
        visitProcedures = SharedGroups(count: names * 2 * AgeCurve.ageCount) { group, rows in
            for place in procedures.range(group / (2 * AgeCurve.ageCount))
            where procedures.rows[place].persons.contains(curveIndex: group) {
                rows.append(procedures.rows[place])
            }
        }
        conditionProcedures = RowsByRole(conditions: clinical.care.count, roles: names) {
            condition, role, rows in
            rows += clinical.care[condition].procedures.filter { $0.visit == role }
        }
        schedule = Self.schedule(clinical.schedule, options.historyYears)
        problemVisitType =
            clinical.care.lazy.flatMap(\.onset).first { $0.encounter == .outpatient }?.type ?? 0
        let sites = world.network.careSites
        hospitals = Grouped(
            world.network.sitesByPlace.map { range in
                range.filter { sites[Int($0)].kind == .hospital }
            })
        urgentCare = Grouped(
            world.network.sitesByPlace.map { range in
                range.filter { sites[Int($0)].kind == .urgentCare }
            })
        siteProviders = sites.map { $0.firstProvider..<$0.firstProvider + $0.providerCount }
        let today = CalendarDay.parts(options.asOfDay)
        let years = Int32(
            min(max(options.historyYears, 0), PersonSampler.historyYearsMax))
        windowStart =
            Int64(birthDays(ofAge: years, on: today).upperBound) * secondsPerDay
        asOf = options.asOf
    }

    /// The group of a visit's panels and procedures.
    @inline(__always)
    func visitGroup(_ name: UInt8, _ sex: AdministrativeSex, age: Int) -> Int {
        Int(name) &* 2 &* AgeCurve.ageCount &+ AgeCurve.index(sex, age: age)
    }

    /// Factors of the profile by condition.
    private static func multipliers(
        _ profile: PopulationProfile, _ clinical: ClinicalTables
    ) throws(LakeError) -> [Double] {
        var factors = [Double](repeating: 1, count: clinical.conditions.count)
        let keys = clinical.conditions.map(\.key)
        for (key, factor) in profile.prevalenceMultipliers.sorted(by: { $0.key < $1.key }) {
            guard let index = keys.firstIndex(of: key) else {
                throw LakeError(
                    .invalidInput, "there is no condition \(key)", at: [.argument("prevalence")],
                    advice: nearest(to: key, among: keys).map { "did you mean \($0)?" })
            }
            guard factor >= 0, factor <= 1000 else {
                throw LakeError(
                    .invalidInput, "the factor of \(key) is \(factor)",
                    at: [.argument("prevalence")], advice: "it must lie from 0 to 1000")
            }
            factors[index] = factor
        }
        return factors
    }

    /// By measure, whether the profile has it taken.
    private static func takenMeasures(
        _ profile: PopulationProfile, _ clinical: ClinicalTables
    ) throws(LakeError) -> [Bool] {
        guard !profile.measures.isEmpty else {
            return [Bool](repeating: true, count: clinical.measures.count)
        }
        let keys = clinical.measures.map(\.key)
        var isTaken = [Bool](repeating: false, count: keys.count)
        for key in profile.measures {
            guard let index = keys.firstIndex(of: key) else {
                throw LakeError(
                    .invalidInput, "there is no measure \(key)", at: [.argument("measures")],
                    advice: nearest(to: key, among: keys).map { "did you mean \($0)?" })
            }
            isTaken[index] = true
        }
        return isTaken
    }

    /// Scheduled visits by `AgeCurve.index`: those that a history which ends at the age can have,
    /// with a year to spare at both ends.
    private static func schedule(
        _ schedule: [ScheduleRow], _ historyYears: Int
    ) -> SharedGroups<ScheduleRow> {
        let years = min(max(historyYears, 0), PersonSampler.historyYearsMax)
        return SharedGroups(count: 2 * AgeCurve.ageCount) { index, rows in
            let age = index % AgeCurve.ageCount
            let sex = index < AgeCurve.ageCount ? AdministrativeSex.male : .female
            let first = (age - years - 2) * 12
            // The oldest share the last age.
            let last = age == AgeCurve.ageCount - 1 ? Int.max : (age + 2) * 12
            for row in schedule
            where (row.sex == nil || row.sex == sex) && row.fromMonths <= last
                && row.toMonths >= first
            {
                rows.append(row)
            }
        }
    }

    private static func prevalentConditions(
        _ clinical: ClinicalTables, _ model: LatentModel
    ) -> [Prevalent] {
        let indexes = clinical.conditions.indices.filter { clinical.conditions[$0].isPrevalent }
        return indexes.enumerated().map { place, index in
            let latent = clinical.conditions[index].latent
            let milder = indexes[(place + 1)...].firstIndex {
                clinical.conditions[$0].latent == latent
            }
            return Prevalent(
                condition: index, score: Int(model.conditionScores[index]),
                sign: model.conditionSigns[index], milder: milder ?? -1,
                raceFactor: clinical.raceFactors.firstIndex { $0.condition == index } ?? -1,
                isShare: Int(model.conditionScores[index]) >= model.correlatedCount,
                rule: ConditionRule(clinical.conditions[index]))
        }
    }

    /// Prevalences of stages add up from the most severe on, unless a stage includes the one
    /// before it.
    private static func thresholds(
        _ clinical: ClinicalTables, _ prevalent: [Prevalent], _ factors: [Double]
    ) -> [Double] {
        var shares = [Double](
            repeating: 0, count: 2 * AgeCurve.ageCount * prevalent.count)
        for (place, entry) in prevalent.enumerated() {
            guard let curve = clinical.curves[entry.condition] else { continue }
            for index in curve.values.indices {
                let own = index * prevalent.count + place
                shares[own] = min(
                    shares[own] + curve.values[index] * factors[entry.condition], 0.98)
                guard entry.milder >= 0 else { continue }
                if clinical.conditions[entry.condition].stage != .adds {
                    shares[index * prevalent.count + entry.milder] += shares[own]
                }
            }
        }
        for index in shares.indices {
            if shares[index] <= 0 {
                shares[index] = -.infinity
            } else if !prevalent[index % prevalent.count].isShare {
                shares[index] = Normal.quantile(shares[index])
            }
        }
        return shares
    }

    private static func highest(_ thresholds: [Double], _ count: Int) -> [Double] {
        var highest = thresholds
        for row in 0..<2 * AgeCurve.ageCount where row % AgeCurve.ageCount > 0 {
            for place in 0..<count {
                let index = row * count + place
                highest[index] = max(highest[index], highest[index - count])
            }
        }
        return highest
    }

    private static func acuteRates(
        _ clinical: ClinicalTables, _ acute: [Int], _ factors: [Double]
    ) -> [Double] {
        var rates: [Double] = []
        for index in 0..<2 * AgeCurve.ageCount {
            var sum = 0.0
            for condition in acute {
                sum += (clinical.curves[condition]?.values[index] ?? 0) * factors[condition]
                rates.append(sum)
            }
        }
        return rates
    }
}

extension PersonRange {
    /// Whether persons of an `AgeCurve.index` are in it; whole curves beyond count as one.
    func contains(curveIndex: Int) -> Bool {
        let index = curveIndex % (2 * AgeCurve.ageCount)
        return contains(
            index < AgeCurve.ageCount ? .male : .female, age: index % AgeCurve.ageCount)
    }
}

extension SyntheticWorld {
    /// A world with the provider network of its seed.
    ///
    /// - Throws: `LakeError.internal` for a catalogue made by hand.
    package static func make(
        options: SyntheticOptions, catalogue: Catalogue
    ) throws(LakeError) -> SyntheticWorld {
        guard let population = catalogue.population else {
            throw LakeError(.internal, "the catalogue has no places for a provider network")
        }
        return SyntheticWorld(
            options: options, catalogue: catalogue,
            network: ProviderNetwork.make(seed: options.seed, tables: population))
    }
}
