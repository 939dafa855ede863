// All clinical tables of a catalogue, read and checked. Immutable and shared by all workers.

package import Columnar

/// What the simulation knows of conditions, measures and care.
package final class ClinicalTables: Sendable {
    /// The names of the tables that are read here.
    package static let tableNames = [
        "conditions", "condition_prevalence", "condition_comorbidity", "condition_race_risks",
        "condition_complications", "condition_rate_factors", "condition_effects",
        "condition_therapies", "condition_drugs", "condition_procedures", "condition_labs",
        "condition_care", "condition_plans", "condition_devices", "measures",
        "measure_reference", "measure_correlation", "panels", "encounter_rates",
        "visit_panels", "visit_procedures", "immunizations", "allergies", "routes",
        "mortality_ratios", "costs", "payer_shares",
    ]

    package let conditions: [ConditionEntry]
    /// By condition: prevalence, or cases a year of acute conditions; nil for complications.
    package let curves: [AgeCurve?]
    /// How race changes the prevalence.
    package let raceFactors: [RaceFactor]
    package let care: [ConditionCare]
    package let drugs: [DrugRow]
    package let measures: [MeasureEntry]
    package let quantiles: MeasureQuantiles
    package let panels: [PanelEntry]
    /// Its numbers take a few milliseconds, which only the simulation has to wait for.
    private let latentToBe: Eventual<LatentModel>
    package let schedule: [ScheduleRow]
    package let visitPanels: [VisitPanelRow]
    package let visitProcedures: [ProcedureRow]
    package let visitNames: VisitNames
    package let vaccines: [VaccineRow]
    package let allergies: [AllergyRow]
    package let costs: CostTables
    package let known: KnownEntries

    init(_ reader: inout CatalogueReader, _ population: PopulationTables, _ routes: RouteNames)
        throws(LakeError)
    {
        let conditionTable = try reader.table("conditions")
        let measureTable = try reader.table("measures")
        let panelTable = try reader.table("panels")
        try reader.declareConditions(conditionTable)
        try reader.declareMeasures(measureTable)
        try reader.declarePanels(panelTable)
        conditions = try reader.readConditions(
            conditionTable, mortality: reader.table("mortality_ratios"))
        curves = try reader.readPrevalence(reader.table("condition_prevalence"), conditions)
        raceFactors = try reader.readRaceFactors(
            reader.table("condition_race_risks"), population.ethnicGroups)
        var measures = try reader.readMeasures(measureTable)
        let correlations = try reader.readCorrelations(
            conditions, measures, prevalence: curves, persons: Self.persons(population.ages))
        latentToBe = Eventual { () throws(LakeError) in try correlations.model() }
        quantiles = try reader.readQuantiles(reader.table("measure_reference"), &measures)
        self.measures = measures
        panels = try reader.readPanels(panelTable)
        var care = try reader.readCare(conditions.count)
        drugs = try reader.readTherapies(&care, routes: routes)
        try reader.readEffects(&care)
        self.care = care
        schedule = try reader.readSchedule()
        visitPanels = try reader.readVisitPanels()
        visitProcedures = try reader.readVisitProcedures()
        vaccines = try reader.readVaccines()
        allergies = try reader.readAllergies()
        known = KnownEntries(&reader, measures)
        costs = try reader.readCosts()
        visitNames = reader.visits
    }

    /// The correlated scores of a person.
    ///
    /// - Throws: `LakeError.invalidInput` for correlations that there cannot be.
    package func latent() throws(LakeError) -> LatentModel { try latentToBe.value() }

    /// Living persons by `AgeCurve.index`.
    static func persons(_ ages: AgeDistribution) -> [Double] {
        var persons: [Double] = []
        for sex in [AdministrativeSex.male, .female] {
            for age in 0..<AgeCurve.ageCount {
                persons.append(
                    age < AgeDistribution.ageCount
                        ? ages.persons[AgeDistribution.index(sex, age: age)] : 0)
            }
        }
        return persons
    }
}

/// How much more often a condition is had in an ethnic group than in all.
package struct RaceFactor: Sendable {
    package let condition: Int
    package let sex: AdministrativeSex?
    /// By race in `Catalogue.races` + 1; the first is for those whose race is not known.
    package let byRace: [Double]
    package let hispanic: Double

    func factor(_ wanted: AdministrativeSex, isHispanic: Bool, race: Int32) -> Double {
        if let sex, sex != wanted { return 1 }
        if isHispanic { return hispanic }
        let index = Int(race) + 1
        return byRace.indices.contains(index) ? byRace[index] : 1
    }
}

extension CatalogueReader {
    /// Reads risks by race, and divides them by their mean over the population.
    func readRaceFactors(
        _ table: CatalogueTable, _ groups: EthnicGroups
    ) throws(LakeError) -> [RaceFactor] {
        let condition = try table.column("condition")
        let race = try table.column("race")
        let sex = try table.column("sex")
        let risk = try table.column("risk")
        let names = groups.races.map(\.name)
        var rows: [(condition: Int, sex: AdministrativeSex?, race: Int?, risk: Double)] = []
        for row in table.rows {
            let name = try table.text(row, race)
            rows.append(
                (
                    try self.condition(table, row, condition), try table.sex(row, sex),
                    // Groups that the population does not have cannot be met.
                    name == "Hispanic" ? -1 : names.firstIndex(of: name),
                    try table.probability(row, risk)
                ))
        }
        var factors: [RaceFactor] = []
        for row in rows
        where !factors.contains(where: { $0.condition == row.condition && $0.sex == row.sex }) {
            let own = rows.filter { $0.condition == row.condition && $0.sex == row.sex }
            var byRace = [Double](repeating: -1, count: names.count + 1)
            for entry in own {
                if let race = entry.race { byRace[race + 1] = entry.risk }
            }
            // -1 stands for Hispanic in the rows, so its risk came first in the list.
            let hispanic = byRace[0]
            byRace[0] = -1
            var sum = 0.0
            var weight = 0.0
            for group in groups.groups {
                let value = group.isHispanic ? hispanic : byRace[Int(group.race) + 1]
                guard value >= 0 else { continue }
                sum += group.share * value
                weight += group.share
            }
            let mean = weight > 0 ? sum / weight : 1
            guard mean > 0 else { continue }
            factors.append(
                RaceFactor(
                    condition: row.condition, sex: row.sex,
                    byRace: byRace.map { $0 < 0 ? 1 : $0 / mean },
                    hispanic: hispanic < 0 ? 1 : hispanic / mean))
        }
        return factors
    }
}

/// Entries that formulas refer to, found once; -1 where the catalogue lacks one.
package struct KnownEntries: Sendable {
    package let systolic: Int
    package let diastolic: Int
    package let height: Int
    package let bmi: Int
    package let creatinine: Int
    package let filtration: Int
    package let cholesterol: Int
    package let hdl: Int
    package let triglycerides: Int
    package let hemoglobin: Int
    package let mcv: Int
    package let mchc: Int
    /// Traits, in `conditions`.
    package let currentSmoker: Int
    package let formerSmoker: Int
    /// In `Catalogue.codes`.
    package let neverSmoker: Int32
    package let positive: Int32
    package let negative: Int32
    package let historyAndPhysical: Int32
    package let evaluationAndPlan: Int32
    package let deathCertification: Int32
    package let emergencyAdmission: Int32

    init(_ reader: inout CatalogueReader, _ measures: [MeasureEntry]) {
        func index(_ key: String) -> Int { measures.firstIndex { $0.key == key } ?? -1 }
        systolic = index("systolic")
        diastolic = index("diastolic")
        height = index("height")
        bmi = index("bmi")
        creatinine = index("creatinine")
        filtration = measures.firstIndex { $0.formula == .filtration } ?? -1
        cholesterol = index("cholesterol")
        hdl = index("hdl")
        triglycerides = index("triglycerides")
        hemoglobin = index("hemoglobin")
        mcv = index("mcv")
        mchc = index("mchc")
        currentSmoker = reader.condition(named: "current_smoker") ?? -1
        formerSmoker = reader.condition(named: "former_smoker") ?? -1
        neverSmoker = reader.codes.index(
            adding: .snomed, "266919005", display: "Never smoked tobacco")
        positive = reader.codes.index(adding: .snomed, "10828004", display: "Positive")
        negative = reader.codes.index(adding: .snomed, "260385009", display: "Negative")
        historyAndPhysical = reader.codes.index(
            adding: .loinc, "34117-2", display: "History and physical note")
        evaluationAndPlan = reader.codes.index(
            adding: .loinc, "51847-2", display: "Evaluation + Plan note")
        deathCertification = reader.codes.index(
            adding: .snomed, "308646001", display: "Death certification")
        emergencyAdmission = reader.codes.index(
            adding: .snomed, "183452005", display: "Emergency hospital admission")
    }
}
