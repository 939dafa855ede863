// What happens whatever the conditions are: visits by age (encounter_rates.csv), what is measured
// and done at them (visit_panels.csv, visit_procedures.csv), vaccines (immunizations.csv),
// allergies (allergies.csv), charges (costs.csv, payer_shares.csv).

import Columnar

/// Visits due at certain ages.
package struct ScheduleRow: Equatable, Sendable {
    package let visit: UInt8
    package let encounter: EncounterKind
    package let type: Int32
    package let sex: AdministrativeSex?
    /// Ages at which the visit is due: `from`, `from` + `every` … up to `to`.
    package let fromMonths: Int
    package let toMonths: Int
    package let everyMonths: Int
    package let probability: Double
    package let minutes: ClosedRange<Double>
}

/// A panel measured at a kind of visit.
package struct VisitPanelRow: Sendable {
    package let visit: UInt8
    package let panel: Int
    package let persons: PersonRange
    package let probability: Double
    /// Measured again so often during a stay; 0 for once.
    package let everyHours: Double
}

/// A vaccine.
package struct VaccineRow: Sendable {
    /// CVX, in `Catalogue.codes`.
    package let code: Int32
    /// Ages in months, increasing.
    package let months: [Double]
    package let firstYear: Int
    package let coverage: Double
}

/// Something persons are allergic to.
package struct AllergyRow: Sendable {
    package let code: Int32
    package let category: AllergyCategory
    package let share: Double
    package let severeShare: Double
    package let ages: ClosedRange<Double>
}

/// What things cost.
package struct CostTables: Sendable {
    package struct Cost: Sendable {
        package let median: Double
        /// The standard deviation of the logarithm.
        package let spread: Double
    }

    /// By kind of encounter.
    package let encounters: [Cost]
    /// By subject of a claim item, for codes without a row of their own.
    package let subjects: [Cost]
    /// By code in `Catalogue.codes`; a median below 0 for none.
    package let codes: [Cost]
    /// The share that a payer pays: by others, by the government.
    package let payerShares: [ClosedRange<Double>]
}

extension CatalogueReader {
    mutating func readSchedule() throws(LakeError) -> [ScheduleRow] {
        let table = try table("encounter_rates")
        let visit = try table.column("visit")
        let encounter = try table.column("encounter")
        let code = try table.column("code")
        let name = table.optionalColumn("name")
        let sex = try table.column("sex")
        let from = try table.column("age_from_months")
        let to = try table.column("age_to_months")
        let every = try table.column("every_months")
        let probability = try table.column("probability")
        var rows: [ScheduleRow] = []
        for row in table.rows {
            let first = try table.integer(row, from, in: 0...1500)
            rows.append(
                ScheduleRow(
                    visit: try self.visit(table, row, visit),
                    encounter: try EncounterKind.read(table, row, encounter),
                    type: try self.code(.snomed, table, row, code, name: name),
                    sex: try table.sex(row, sex), fromMonths: first,
                    toMonths: try table.integer(row, to, in: first...1500),
                    everyMonths: try table.integer(row, every, in: 1...1500),
                    probability: try table.probability(row, probability),
                    minutes: try range("minutes", table, row)))
        }
        return rows
    }

    mutating func readVisitPanels() throws(LakeError) -> [VisitPanelRow] {
        let table = try table("visit_panels")
        let visit = try table.column("visit")
        let panel = try table.column("panel")
        let probability = try table.column("probability")
        let every = try table.column("every_hours")
        var rows: [VisitPanelRow] = []
        for row in table.rows {
            rows.append(
                VisitPanelRow(
                    visit: try self.visit(table, row, visit),
                    panel: try self.panel(table, row, panel), persons: try persons(table, row),
                    probability: try table.probability(row, probability),
                    everyHours: try table.optionalReal(row, every, in: 0...10_000) ?? 0))
        }
        return rows
    }

    mutating func readVisitProcedures() throws(LakeError) -> [ProcedureRow] {
        let table = try table("visit_procedures")
        var rows: [ProcedureRow] = []
        for row in table.rows { rows.append(try readProcedure(table, row)) }
        return rows
    }

    mutating func readVaccines() throws(LakeError) -> [VaccineRow] {
        let table = try table("immunizations")
        let code = try table.column("code")
        let name = table.optionalColumn("name")
        let ages = try table.column("at_months")
        let year = try table.column("first_year")
        let coverage = try table.column("coverage")
        var rows: [VaccineRow] = []
        for row in table.rows {
            var months: [Double] = []
            for word in try table.text(row, ages).split(separator: " ") {
                guard let age = Double(String(word)), age >= 0, age > months.last ?? -1 else {
                    throw table.error(
                        "'\(word)' is no later age", row, ages,
                        advice: "list ages in months, the youngest first")
                }
                months.append(age)
            }
            rows.append(
                VaccineRow(
                    code: try self.code(.cvx, table, row, code, name: name), months: months,
                    firstYear: try table.integer(row, year, in: 1700...3000),
                    coverage: try table.probability(row, coverage)))
        }
        return rows
    }

    mutating func readAllergies() throws(LakeError) -> [AllergyRow] {
        let table = try table("allergies")
        let code = try table.column("code")
        let name = table.optionalColumn("name")
        let category = try table.column("category")
        let share = try table.column("share")
        let severe = try table.column("severe_share")
        var rows: [AllergyRow] = []
        for row in table.rows {
            let names = ["food", "medication", "environment"]
            let index = UInt8(try table.choice(row, category, of: names))
            rows.append(
                AllergyRow(
                    code: try self.code(.snomed, table, row, code, name: name),
                    category: AllergyCategory(rawValue: index) ?? .environment,
                    share: try table.probability(row, share),
                    severeShare: try table.probability(row, severe),
                    ages: try range("age", table, row)))
        }
        return rows
    }

    private static let subjects = [
        "encounter", "procedure", "medication", "administration", "immunization", "device",
    ]

    /// Reads charges; last, when all codes are known.
    func readCosts() throws(LakeError) -> CostTables {
        let table = try table("costs")
        let subject = try table.column("subject")
        let encounter = try table.column("encounter")
        let code = try table.column("code")
        let median = try table.column("median_dollars")
        let spread = try table.column("spread")
        let unknown = CostTables.Cost(median: -1, spread: 0)
        let usual = CostTables.Cost(median: 100, spread: 0.5)
        var encounters = [CostTables.Cost](
            repeating: usual, count: EncounterKind.allCases.count)
        var subjects = [CostTables.Cost](repeating: usual, count: Self.subjects.count)
        var byCode = [CostTables.Cost](repeating: unknown, count: codes.codes.count)
        for row in table.rows {
            let cost = CostTables.Cost(
                median: try table.real(row, median, in: 0.01...1e7),
                spread: try table.real(row, spread, in: 0...3))
            let index = try table.choice(row, subject, of: Self.subjects)
            let codeText = table.optionalText(row, code)
            if index == 0 {
                encounters[Int(try EncounterKind.read(table, row, encounter).rawValue)] = cost
            } else if codeText.isEmpty {
                subjects[index] = cost
            } else if let known = ClinicalCode.System.allCases.lazy.compactMap({
                codes.index($0, codeText)
            }).first {
                byCode[Int(known)] = cost
            } else {
                throw table.error(
                    "no table of the catalogue has the code \(codeText)", row, code)
            }
        }
        return CostTables(
            encounters: encounters, subjects: subjects, codes: byCode,
            payerShares: try readPayerShares())
    }

    private func readPayerShares() throws(LakeError) -> [ClosedRange<Double>] {
        let table = try table("payer_shares")
        let kind = try table.column("payer_kind")
        var shares = [0.8...0.8, 0.8...0.8]
        for row in table.rows {
            let index = try table.choice(row, kind, of: ["private", "government", "self"])
            let range = try range("share", table, row)
            guard range.upperBound <= 1 else {
                throw table.error("a share is at most 1", row, try table.column("share_to"))
            }
            if index < 2 { shares[index] = range }
        }
        return shares
    }
}
