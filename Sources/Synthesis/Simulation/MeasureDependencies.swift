// Which measures the values of others are made of: of a profile that takes only some, effects on
// the rest need not be gathered.

extension ClinicalTables {
    /// The measures that are taken, and those that they are computed from.
    ///
    /// - Parameter isTaken: by measure.
    func dependencies(_ isTaken: [Bool]) -> [Bool] {
        var isAsked = isTaken
        var pending = isTaken.indices.filter { isTaken[$0] }
        while let measure = pending.popLast() {
            for other in sources(of: measure) where other >= 0 && !isAsked[other] {
                isAsked[other] = true
                pending.append(other)
            }
        }
        return isAsked
    }

    /// What the formula of a measure, or a bound of it, asks for; -1 for what is not there.
    private func sources(of measure: Int) -> [Int] {
        switch measures[measure].formula {
        case .distribution, .score, .presence, .height, .smoking:
            measure == known.cholesterol ? [known.hdl, known.triglycerides] : []
        case .pressure: [known.systolic, known.diastolic]
        case .weight, .bmi, .bmiPercentile: [known.height, known.bmi]
        case .creatinine: [known.filtration]
        case .filtration: [known.creatinine]
        case .friedewald: [known.cholesterol, known.hdl, known.triglycerides]
        case .hematocrit, .erythrocytes, .mch: [known.hemoglobin, known.mcv, known.mchc]
        }
    }
}
