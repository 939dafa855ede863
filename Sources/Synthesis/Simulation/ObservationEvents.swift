// What is measured at each visit: the panels of the kind of visit, and those of the conditions that
// the visit is about; in stays again every so many hours.
//
// Measures of one moment agree with each other: BMI is weight / height², LDL follows from total
// cholesterol, HDL and triglycerides, the filtration rate from creatinine, hematocrit, erythrocytes
// and MCH from hemoglobin, MCV and MCHC. Each is computed from the printed values of the others.

import Columnar

extension SimulationPlan {
    /// The step of repeated measurements in a stay, in hours, and how many steps at most.
    private static let stepHours = 12.0
    private static let stepsMax = 60

    /// Fills `observations` and `reports`.
    func appendObservations(_ draft: inout LifeDraft, into person: inout SimulatedPerson) {
        gatherEffects(&draft)
        for measure in draft.ownScores.indices { draft.ownScores[measure] = .nan }
        var random = RandomStream(seed: seed, person: draft.number, .observations)
        var task = 0
        for index in draft.accepted.indices {
            while task < draft.tasks.count, draft.tasks[task].visit < index { task += 1 }
            var tasks = task..<task
            while tasks.upperBound < draft.tasks.count,
                draft.tasks[tasks.upperBound].visit == index
            {
                tasks = task..<tasks.upperBound + 1
            }
            observe(index, tasks, &random, &draft, &person)
        }
    }

    private func observe(
        _ index: Int, _ tasks: Range<Int>, _ random: inout RandomStream,
        _ draft: inout LifeDraft, _ person: inout SimulatedPerson
    ) {
        let visit = draft.accepted[index]
        let isInHistory = visit.start >= draft.windowStart
        var rows = 0..<0
        var chosen: UInt64 = 0
        if isInHistory {
            let age = draft.wholeYears(at: visit.start)
            let group = visitGroup(visit.name, draft.sex, age: age)
            rows = visitPanels.range(group)
            for place in rows {
                let row = visitPanels.rows[place]
                random.skip(Int(row.skipped))
                guard row.panel >= 0 else { break }
                if random.happens(row.probability) {
                    chosen |= 1 << UInt64(place - rows.lowerBound)
                }
            }
        }
        guard chosen != 0 || !tasks.isEmpty else { return }
        let length = Double(visit.end - visit.start) / 3600
        let steps =
            visit.kind.isStay && chosen != 0
            ? min(Int(length / Self.stepHours) + 1, Self.stepsMax) : 1
        for step in 0..<steps {
            let hours = Double(step) * Self.stepHours
            let time = min(visit.start + Int64(hours * 3600) + 300, visit.end)
            draft.stamp += 1
            var rest = chosen
            while rest != 0 {
                let row = visitPanels.rows[rows.lowerBound + rest.trailingZeroBitCount]
                rest &= rest - 1
                guard step == 0 || isDue(row.everyHours, hours) else { continue }
                measure(Int(row.panel), index, time, &random, &draft, &person)
            }
            guard step == 0 else { continue }
            for task in tasks {
                let role = draft.tasks[task].role
                guard isInHistory || role == VisitNames.onset else { continue }
                let condition = draft.episodes[draft.tasks[task].episode].condition
                for place in conditionPanels.range(condition, role) {
                    let row = conditionPanels.rows[place]
                    random.skip(Int(row.skipped))
                    guard row.panel >= 0 else { break }
                    guard random.happens(row.probability) else { continue }
                    measure(Int(row.panel), index, time, &random, &draft, &person)
                }
            }
        }
    }

    private func isDue(_ everyHours: Double, _ hours: Double) -> Bool {
        guard everyHours > 0 else { return false }
        let parts = hours / everyHours
        return parts == parts.rounded()
    }

    /// Measures a panel, once at a moment.
    private func measure(
        _ panel: Int, _ encounter: Int, _ time: Int64, _ random: inout RandomStream,
        _ draft: inout LifeDraft, _ person: inout SimulatedPerson
    ) {
        guard draft.panelStamps[panel] != draft.stamp else { return }
        draft.panelStamps[panel] = draft.stamp
        guard !panelMeasures.range(panel).isEmpty else { return }
        let code = panelCodes[panel]
        let first = person.observations.count
        for place in panelMeasures.range(panel) {
            let measure = panelMeasures.rows[place]
            guard let value = printed(measure, at: time, &random, &draft) else { continue }
            var event = ObservationEvent(
                category: measures[measure].category, code: measures[measure].code, time: time,
                encounter: Int32(encounter), value: value)
            event.unit = measures[measure].unit
            event.decimals = UInt8(measures[measure].decimals)
            event.rangeLow = measures[measure].rangeLow
            event.rangeHigh = measures[measure].rangeHigh
            person.observations.append(event)
        }
        let count = person.observations.count - first
        guard code >= 0, count > 0 else { return }
        let report = Int32(person.reports.count)
        person.reports.append(
            ReportEvent(
                code: code, time: time, issued: min(time + 5400, draft.end),
                encounter: Int32(encounter), firstObservation: Int32(first),
                observationCount: Int32(count)))
        for index in first..<first + count { person.observations[index].report = report }
    }

    // MARK: Values

    /// The value as an observation carries it; nil where the measure does not apply.
    private func printed(
        _ measure: Int, at time: Int64, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) -> ObservationEvent.Value? {
        let known = clinical.known
        switch measures[measure].formula {
        case .score:
            let value = number(measure, at: time, &random, &draft)
            return .integer(Int32(value))
        case .presence:
            let isFound = distributed(measure, at: time, &random, &draft) > 0
            return .code(isFound ? known.positive : known.negative)
        case .smoking:
            return .code(smokingStatus(at: time, draft))
        case .pressure:
            guard known.systolic >= 0, known.diastolic >= 0 else { return nil }
            let systolic = number(known.systolic, at: time, &random, &draft)
            let diastolic = number(known.diastolic, at: time, &random, &draft)
            return .bloodPressure(
                systolic: systolic, diastolic: min(diastolic, systolic - 12))
        case .bmi, .bmiPercentile:
            if draft.years(at: time) < 2 { return nil }
        case .filtration:
            if draft.years(at: time) < 18 { return nil }
        default: break
        }
        return .quantity(number(measure, at: time, &random, &draft))
    }

    /// The rounded number, the same for all that ask at one moment.
    func number(
        _ measure: Int, at time: Int64, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) -> Double {
        guard draft.valueStamps[measure] != draft.stamp else { return draft.values[measure] }
        let value = Self.rounded(
            compute(measure, at: time, &random, &draft), measures[measure].decimals)
        draft.valueStamps[measure] = draft.stamp
        draft.values[measure] = value
        return value
    }

    private static let powersOfTen = [1.0, 10, 100, 1000, 10_000, 100_000, 1_000_000]

    static func rounded(_ value: Double, _ decimals: Int) -> Double {
        let power = powersOfTen[min(max(decimals, 0), 6)]
        // Adding and taking off 1.5 · 2^52 leaves the nearest whole number, without a call.
        return ((value * power + 0x1.8p52) - 0x1.8p52) / power
    }

    private func compute(
        _ measure: Int, at time: Int64, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) -> Double {
        let known = clinical.known
        func other(_ index: Int) -> Double {
            index < 0 ? 1 : number(index, at: time, &random, &draft)
        }
        switch measures[measure].formula {
        case .distribution, .score, .presence, .pressure, .smoking:
            let value = distributed(measure, at: time, &random, &draft)
            guard measure == known.cholesterol, known.hdl >= 0, known.triglycerides >= 0 else {
                return value
            }
            // Leaves room for LDL.
            return max(value, other(known.hdl) + other(known.triglycerides) / 5 + 20)
        case .height:
            return height(measure, at: time, &random, &draft)
        case .weight:
            return weight(at: time, &random, &draft)
        case .bmi:
            // Printed from the printed weight, so that the two agree.
            let meters = other(known.height) / 100
            return weight(at: time, &random, &draft) / (meters * meters)
        case .bmiPercentile:
            let own = known.bmi >= 0 ? ownScore(known.bmi, &draft) : 0
            return max(min(100 * Normal.cumulative(own), 99.9), 0.1)
        case .creatinine:
            return creatinine(measure, at: time, &random, &draft)
        case .filtration:
            let value = KidneyFunction.filtrationRate(
                creatinine: max(other(known.creatinine), 0.05), age: draft.years(at: time),
                sex: draft.sex)
            let (low, high) = bounds(measure, at: time, draft)
            return max(
                min(value.rounded(), min(high, measures[measure].ceiling)),
                max(low, measures[measure].floor))
        case .friedewald:
            let rest = other(known.hdl) + other(known.triglycerides) / 5
            return max(other(known.cholesterol) - rest, measures[measure].floor)
        case .hematocrit:
            return 100 * other(known.hemoglobin) / other(known.mchc)
        case .erythrocytes:
            return 1000 * other(known.hemoglobin) / (other(known.mchc) * other(known.mcv))
        case .mch:
            return other(known.mcv) * other(known.mchc) / 100
        }
    }

    /// Nobody shrinks between two visits: the day has no part in it.
    private func height(
        _ measure: Int, at time: Int64, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) -> Double {
        let slot = MeasureQuantiles.slot(age: draft.years(at: time))
        let value = quantiles.value(
            measure, draft.sex, slot: slot, score: ownScore(measure, &draft))
        return max(min(value, measures[measure].ceiling), measures[measure].floor)
    }

    /// To 0.1 kg, such that BMI keeps the bounds of definitions.
    private func weight(
        at time: Int64, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) -> Double {
        let known = clinical.known
        guard known.bmi >= 0, known.height >= 0 else { return 0 }
        let meters = number(known.height, at: time, &random, &draft) / 100
        let square = meters * meters
        // Kept as the value of the moment under a key of its own.
        if draft.weightStamp == draft.stamp { return draft.weight }
        let bmi = distributed(known.bmi, at: time, &random, &draft)
        var weight = Self.rounded(bmi * square, 1)
        let (low, high) = bounds(known.bmi, at: time, draft)
        if Self.rounded(weight / square, 2) < low { weight = Self.rounded(weight + 0.1, 1) }
        if Self.rounded(weight / square, 2) > high { weight = Self.rounded(weight - 0.1, 1) }
        draft.weightStamp = draft.stamp
        draft.weight = weight
        return weight
    }

    /// A stage of kidney disease bounds the filtration rate, and so creatinine.
    private func creatinine(
        _ measure: Int, at time: Int64, _ random: inout RandomStream, _ draft: inout LifeDraft
    ) -> Double {
        let value = distributed(measure, at: time, &random, &draft)
        let filtration = clinical.known.filtration
        let age = draft.years(at: time)
        guard filtration >= 0, age >= 18 else { return value }
        let (low, high) = bounds(filtration, at: time, draft)
        guard low > 0, high < .infinity else { return value }
        let most = KidneyFunction.creatinine(
            filtrationRate: low + 0.4, age: age, sex: draft.sex)
        let least = KidneyFunction.creatinine(
            filtrationRate: high - 0.4, age: age, sex: draft.sex)
        return max(min(value, most), least)
    }

    /// Smokers, former smokers and others by the person's score and age.
    private func smokingStatus(at time: Int64, _ draft: borrowing LifeDraft) -> Int32 {
        guard currentSmoker >= 0, formerSmoker >= 0 else { return clinical.known.neverSmoker }
        let score = draft.scores[prevalent[currentSmoker].score]
        let row = AgeCurve.index(draft.sex, age: draft.wholeYears(at: time)) * prevalent.count
        if score < thresholds[row + currentSmoker] { return prevalent[currentSmoker].rule.code }
        // Who has smoked stays a former smoker.
        if score < highestThresholds[row + formerSmoker] {
            return prevalent[formerSmoker].rule.code
        }
        return clinical.known.neverSmoker
    }
}
