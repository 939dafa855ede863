// Reads the tables about conditions into one `ConditionCare` for each.

import Columnar

extension CatalogueReader {
    /// Reads visits, examinations, plans, devices, complications and rate factors.
    mutating func readCare(_ count: Int) throws(LakeError) -> [ConditionCare] {
        var care = [ConditionCare](repeating: ConditionCare(), count: count)
        try readVisits(&care)
        try readLabs(&care)
        try readProcedures(&care)
        try readPlans(&care)
        try readDevices(&care)
        try readComplications(&care)
        try readRateFactors(&care)
        return care
    }

    private mutating func readVisits(_ care: inout [ConditionCare]) throws(LakeError) {
        let table = try table("condition_care")
        let condition = try table.column("condition")
        let visit = try table.column("visit")
        let encounter = try table.column("encounter")
        let code = try table.column("code")
        let name = table.optionalColumn("name")
        let delay = try table.column("delay_days")
        let interval = try table.column("interval_days")
        let count = try table.column("count")
        let probability = try table.column("probability")
        let intensive = try table.column("intensive_share")
        for row in table.rows {
            let index = try self.condition(table, row, condition)
            let number = try self.visit(table, row, visit)
            let step = try table.optionalReal(row, interval, in: 1...40_000) ?? 0
            let times = try table.optionalInteger(row, count, in: 0...1000) ?? 1
            guard step > 0 || times == 1 else {
                throw table.error(
                    "the field is empty", row, interval, advice: "say how many days lie between")
            }
            let parsed = CareRow(
                visit: number, encounter: try EncounterKind.read(table, row, encounter),
                type: try self.code(.snomed, table, row, code, name: name),
                delayDays: try table.optionalReal(row, delay, in: 0...40_000) ?? 0,
                intervalDays: step, count: times,
                probability: try table.probability(row, probability),
                minutes: try range("minutes", table, row),
                intensiveShare: try table.optionalReal(row, intensive, in: 0...1) ?? 0)
            if number == VisitNames.onset {
                care[index].onset.append(parsed)
            } else {
                care[index].later.append(parsed)
            }
        }
    }

    private mutating func readLabs(_ care: inout [ConditionCare]) throws(LakeError) {
        let table = try table("condition_labs")
        let condition = try table.column("condition")
        let panel = try table.column("panel")
        let visit = try table.column("visit")
        let probability = try table.column("probability")
        for row in table.rows {
            let index = try self.condition(table, row, condition)
            care[index].labs.append(
                LabRow(
                    panel: try self.panel(table, row, panel),
                    visit: try self.visit(table, row, visit),
                    probability: try table.probability(row, probability)))
        }
    }

    private mutating func readProcedures(_ care: inout [ConditionCare]) throws(LakeError) {
        let table = try table("condition_procedures")
        let condition = try table.column("condition")
        for row in table.rows {
            let index = try self.condition(table, row, condition)
            care[index].procedures.append(try readProcedure(table, row))
        }
    }

    /// A row with `visit`, `code`, `probability` and minutes.
    mutating func readProcedure(
        _ table: CatalogueTable, _ row: CatalogueTable.Row
    ) throws(LakeError) -> ProcedureRow {
        ProcedureRow(
            code: try code(
                .snomed, table, row, try table.column("code"), name: table.optionalColumn("name")),
            visit: try visit(table, row, try table.column("visit")),
            probability: try table.probability(row, try table.column("probability")),
            minutes: try range("minutes", table, row), persons: try persons(table, row))
    }

    private mutating func readPlans(_ care: inout [ConditionCare]) throws(LakeError) {
        let table = try table("condition_plans")
        let condition = try table.column("condition")
        let code = try table.column("code")
        let name = table.optionalColumn("name")
        let probability = try table.column("probability")
        for row in table.rows {
            let index = try self.condition(table, row, condition)
            care[index].plans.append(
                PlanRow(
                    code: try self.code(.snomed, table, row, code, name: name),
                    probability: try table.probability(row, probability)))
        }
    }

    private mutating func readDevices(_ care: inout [ConditionCare]) throws(LakeError) {
        let table = try table("condition_devices")
        let condition = try table.column("condition")
        let code = try table.column("code")
        let name = table.optionalColumn("name")
        let probability = try table.column("probability")
        let delay = try table.column("delay_days")
        let days = try table.column("days")
        for row in table.rows {
            let index = try self.condition(table, row, condition)
            care[index].devices.append(
                DeviceRow(
                    code: try self.code(.snomed, table, row, code, name: name),
                    probability: try table.probability(row, probability),
                    delayDays: try table.optionalReal(row, delay, in: 0...40_000) ?? 0,
                    days: try table.optionalReal(row, days, in: 0...40_000) ?? 0))
        }
    }

    private func readComplications(_ care: inout [ConditionCare]) throws(LakeError) {
        let table = try table("condition_complications")
        let condition = try table.column("condition")
        let parent = try table.column("parent")
        let probability = try table.column("probability")
        for row in table.rows {
            let index = try self.condition(table, row, parent)
            let child = try self.condition(table, row, condition)
            guard child != index else {
                throw table.error("a condition is no complication of itself", row, condition)
            }
            care[index].complications.append(
                ComplicationRow(
                    condition: child, probability: try table.probability(row, probability),
                    delayDays: try range("delay_days", table, row)))
        }
    }

    private func readRateFactors(_ care: inout [ConditionCare]) throws(LakeError) {
        let table = try table("condition_rate_factors")
        let condition = try table.column("condition")
        let given = try table.column("given")
        let factor = try table.column("factor")
        for row in table.rows {
            let index = try self.condition(table, row, given)
            care[index].rateFactors.append(
                RateFactorRow(
                    condition: try self.condition(table, row, condition),
                    factor: try table.real(row, factor, in: 1...1000)))
        }
    }

    /// Reads therapies and their products.
    ///
    /// - Returns: all products; therapies hold ranges of them.
    mutating func readTherapies(
        _ care: inout [ConditionCare], routes: RouteNames
    ) throws(LakeError) -> [DrugRow] {
        let table = try table("condition_therapies")
        let condition = try table.column("condition")
        let therapy = try table.column("therapy")
        let share = try table.column("share")
        let after = try table.column("after")
        let course = try table.column("course")
        let switches = try table.column("switch_a_year")
        for row in table.rows {
            let index = try self.condition(table, row, condition)
            let key = try table.text(row, therapy)
            let known = care[index].therapyKeys
            let before = table.optionalText(row, after)
            let courses = ["lasting", "once", "stay", "infusion"]
            care[index].therapies.append(
                TherapyRow(
                    group: known.firstIndex(of: key) ?? known.count,
                    share: try table.probability(row, share), persons: try persons(table, row),
                    delayDays: try range("delay_days", table, row),
                    after: before.isEmpty ? -1 : try table.choice(row, after, of: known),
                    course: TherapyRow.Course.allCases[
                        try table.choice(row, course, of: courses)],
                    switchesAYear: try table.optionalReal(row, switches, in: 0...20) ?? 0))
            care[index].therapyKeys.append(key)
        }
        return try readDrugs(&care, routes)
    }

    private mutating func readDrugs(
        _ care: inout [ConditionCare], _ routes: RouteNames
    ) throws(LakeError) -> [DrugRow] {
        let table = try table("condition_drugs")
        let condition = try table.column("condition")
        let therapy = try table.column("therapy")
        let code = try table.column("code")
        let name = table.optionalColumn("name")
        let weight = try table.column("weight")
        let dose = try table.column("dose")
        let hours = try table.column("every_hours")
        let days = try table.column("days")
        let refills = try table.column("refills")
        let asNeeded = try table.column("as_needed")
        let route = try table.column("route")
        // By condition and therapy, since the rows of one may stand apart.
        var byTherapy: [[[DrugRow]]] = care.map {
            [[DrugRow]](repeating: [], count: $0.therapies.count)
        }
        for row in table.rows {
            let index = try self.condition(table, row, condition)
            let keys = care[index].therapyKeys
            let first = try table.choice(row, therapy, of: keys)
            let drug = DrugRow(
                code: try self.code(.rxnorm, table, row, code, name: name),
                weight: try table.real(row, weight, in: 0...1e9),
                persons: try persons(table, row),
                dose: try table.real(row, dose, in: 0.001...10_000),
                everyHours: try table.real(row, hours, in: 0.25...10_000),
                days: try table.integer(row, days, in: 1...4000),
                refills: try table.integer(row, refills, in: 0...99),
                isAsNeeded: try table.choice(row, asNeeded, of: ["no", "yes"]) == 1,
                route: routes.indexes[try table.choice(row, route, of: routes.names)])
            // A therapy may have a row for each age and sex: all share its products.
            for place in keys.indices where keys[place] == keys[first] {
                byTherapy[index][place].append(drug)
            }
        }
        var drugs: [DrugRow] = []
        for index in care.indices {
            for place in care[index].therapies.indices {
                let rows = byTherapy[index][place]
                care[index].therapies[place].drugs = drugs.count..<drugs.count + rows.count
                drugs += rows
            }
        }
        return drugs
    }

    /// Reads the effects of conditions on measures; after the therapies, which they name. What they
    /// say of correlations is read by `readCorrelations`.
    func readEffects(_ care: inout [ConditionCare]) throws(LakeError) {
        let table = try table("condition_effects")
        let condition = try table.column("condition")
        let measure = try table.column("measure")
        let untreated = try table.column("untreated")
        let treated = try table.column("treated")
        let treatedBy = try table.column("treated_by")
        let months = try table.column("months")
        let low = try table.column("low")
        let high = try table.column("high")
        let until = try table.column("until_treated")
        for row in table.rows {
            let index = try self.condition(table, row, condition)
            let first = try Self.amount(table, row, untreated) ?? .none
            let second = try Self.amount(table, row, treated)
            guard second.map({ $0.isFactor == first.isFactor }) ?? true else {
                throw table.error(
                    "both must add or both must multiply", row, treated,
                    advice: "begin both with + or -, or both with x")
            }
            let keys = care[index].therapyKeys
            care[index].effects.append(
                EffectRow(
                    measure: try self.measure(table, row, measure),
                    untreated: first, treated: second ?? first,
                    treatedBy: table.optionalText(row, treatedBy).isEmpty
                        ? -1 : try table.choice(row, treatedBy, of: keys),
                    months: try table.optionalReal(row, months, in: 0...600) ?? 0,
                    low: try table.optionalReal(row, low) ?? -.infinity,
                    high: try table.optionalReal(row, high) ?? .infinity,
                    endsWithTreatment: table.optionalText(row, until) == "yes",
                    persons: try persons(table, row)))
        }
    }

    /// `+3`, `-0.5`, `0` or `x1.5`; nil for an empty field.
    private static func amount(
        _ table: CatalogueTable, _ row: CatalogueTable.Row, _ column: Int
    ) throws(LakeError) -> EffectRow.Amount? {
        let text = table.optionalText(row, column)
        guard !text.isEmpty else { return nil }
        let isFactor = text.first == "x"
        guard let value = Double(isFactor ? String(text.dropFirst()) : text), value.isFinite,
            !isFactor || value > 0
        else {
            throw table.error(
                "'\(text)' is no amount", row, column, advice: "write +3, -0.5 or x1.5")
        }
        return EffectRow.Amount(isFactor: isFactor, value: value)
    }
}

/// Routes of administration by their names in condition_drugs.csv: routes.csv.
struct RouteNames {
    let names: [String]
    /// In `entries`; -1 for a route without a code.
    let indexes: [Int16]
    /// Becomes `Catalogue.routes`.
    let entries: [RouteEntry]

    init(_ table: CatalogueTable) throws(LakeError) {
        let route = try table.column("route")
        let code = try table.column("code")
        let display = try table.column("display")
        let concept = try table.column("concept_id")
        var names: [String] = []
        var indexes: [Int16] = []
        var entries: [RouteEntry] = []
        for row in table.rows {
            names.append(try table.text(row, route))
            guard !table.optionalText(row, code).isEmpty, entries.count < Int(Int16.max) else {
                indexes.append(-1)
                continue
            }
            indexes.append(Int16(entries.count))
            let id = try table.optionalInteger(row, concept, in: 0...Int(Int32.max)) ?? 0
            entries.append(
                RouteEntry(
                    code: try table.text(row, code), display: try table.text(row, display),
                    conceptID: Int32(id)))
        }
        self.names = names
        self.indexes = indexes
        self.entries = entries
    }
}
