// The rows of a realism report: the figures of the tables beside those of a sample.

import Columnar

extension PopulationSample {
    private static func group(_ sex: AdministrativeSex, _ first: Int, _ last: Int) -> String {
        (sex == .male ? "men " : "women ") + (last >= 110 ? "\(first)+" : "\(first)-\(last)")
    }

    func prevalences(_ reader: CatalogueReader) throws(LakeError) -> [RealismReport.Row] {
        let table = try reader.table("condition_prevalence")
        let condition = try table.column("condition")
        let kind = try table.column("kind")
        let from = try table.column("age_from")
        let to = try table.column("age_to")
        let figure = try table.column("value")
        let sex = try table.column("sex")
        let source = try table.column("source")
        var rows: [RealismReport.Row] = []
        for row in table.rows {
            let index = try reader.condition(table, row, condition)
            guard try table.choice(row, kind, of: ["prevalence", "incidence"]) == 0,
                plan.rules[index].isCoded, let wanted = try table.sex(row, sex)
            else { continue }
            let first = try table.integer(row, from)
            let last = try table.integer(row, to)
            let (had, persons) = share(index, wanted, first, last)
            guard persons > 0 else { continue }
            let generated = Double(had) / Double(persons)
            let published = try table.probability(row, figure)
            // Below one case expected, the error of one.
            let people = Double(persons)
            let error = (max(published * (1 - published), 1 / people) / people).squareRoot()
            rows.append(
                RealismReport.Row(
                    what: "prevalence of \(plan.clinical.conditions[index].key)",
                    group: Self.group(wanted, first, last), generated: generated,
                    samplingError: error, published: published,
                    source: table.optionalText(row, source),
                    isWithin: abs(generated - published)
                        <= 4 * error + RealismReport.Tolerance.prevalence))
        }
        return rows
    }

    func oddsRatios(_ reader: CatalogueReader) throws(LakeError) -> [RealismReport.Row] {
        let table = try reader.table("condition_comorbidity")
        let a = try table.column("a")
        let b = try table.column("b")
        let odds = try table.column("odds_ratio")
        let source = try table.column("source")
        var rows: [RealismReport.Row] = []
        for row in table.rows {
            let first = try reader.condition(table, row, a)
            let second = try reader.condition(table, row, b)
            guard plan.rules[first].isCoded, plan.rules[second].isCoded else { continue }
            let published = try table.real(row, odds)
            let (ratio, error) = oddsRatio(first, second)
            // Too few have both to tell.
            guard ratio > 0, error < 0.5 else { continue }
            let distance = abs(Elementary.ln(ratio / published))
            let entries = plan.clinical.conditions
            rows.append(
                RealismReport.Row(
                    what: "odds ratio of \(entries[first].key) and \(entries[second].key)",
                    group: "adults", generated: ratio, samplingError: ratio * error,
                    published: published, source: table.optionalText(row, source),
                    isWithin: distance <= 4 * error + RealismReport.Tolerance.oddsRatio))
        }
        return rows
    }

    /// Measures whose logarithm was correlated.
    private static let logarithmic: Set = [
        "triglycerides", "c_reactive_protein", "glucose", "hba1c", "alkaline_phosphatase",
        "creatinine", "bmi",
    ]

    func correlations(_ reader: CatalogueReader) throws(LakeError) -> [RealismReport.Row] {
        let table = try reader.table("measure_correlation")
        let a = try table.column("a")
        let b = try table.column("b")
        let figure = try table.column("correlation")
        let source = try table.column("source")
        var residuals = [[Double]?](repeating: nil, count: plan.measures.count)
        func residual(_ index: Int) -> [Double] {
            if let known = residuals[index] { return known }
            let key = plan.clinical.measures[index].key
            let made = self.residuals(index, isLogarithmic: Self.logarithmic.contains(key))
            residuals[index] = made
            return made
        }
        var rows: [RealismReport.Row] = []
        for row in table.rows {
            let first = try reader.measure(table, row, a)
            let second = try reader.measure(table, row, b)
            let (x, y) = (residual(first), residual(second))
            var value = 0.0
            for index in x.indices { value += x[index] * y[index] }
            let published = try table.real(row, figure)
            let error = (1 - value * value) / Double(max(adultCount, 1)).squareRoot()
            let keys = [plan.clinical.measures[first].key, plan.clinical.measures[second].key]
            rows.append(
                RealismReport.Row(
                    what: "correlation of \(keys[0]) and \(keys[1])", group: "adults",
                    generated: value, samplingError: error, published: published,
                    source: table.optionalText(row, source),
                    isWithin: abs(value - published)
                        <= 4 * error + RealismReport.Tolerance.correlation))
        }
        return rows
    }

    func medians(_ reader: CatalogueReader) throws(LakeError) -> [RealismReport.Row] {
        let table = try reader.table("measure_reference")
        let measure = try table.column("measure")
        let sex = try table.column("sex")
        let from = try table.column("age_from")
        let to = try table.column("age_to")
        let middle = try table.column("p50")
        let low = try table.column("p25")
        let high = try table.column("p75")
        let source = try table.column("source")
        var rows: [RealismReport.Row] = []
        for row in table.rows {
            let index = try reader.measure(table, row, measure)
            guard let wanted = try table.sex(row, sex) else { continue }
            let first = try table.real(row, from)
            let last = try table.real(row, to)
            // Bands of months are not told apart here.
            guard first == first.rounded(), last >= first + 1,
                !table.optionalText(row, source).hasPrefix("choice"),
                let found = median(index, wanted, Int(first), Int(last))
            else { continue }
            let published = try table.real(row, middle)
            let quartiles = try table.real(row, high) - table.real(row, low)
            rows.append(
                RealismReport.Row(
                    what: "median of \(plan.clinical.measures[index].key)",
                    group: Self.group(wanted, Int(first), Int(last)), generated: found.value,
                    samplingError: 0.93 * quartiles / Double(found.persons).squareRoot(),
                    published: published, source: table.optionalText(row, source),
                    isWithin: abs(found.value - published)
                        <= quartiles * RealismReport.Tolerance.median))
        }
        return rows
    }
}
