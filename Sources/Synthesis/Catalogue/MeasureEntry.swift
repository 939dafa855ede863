// What is measured: measures.csv, the panels it is measured in: panels.csv, and the distributions
// of the values: measure_reference.csv.
//
// The value of a measure is the quantile of the person's sex and age at a normal score, and the
// score is partly the person's own and partly of the day:
//
//     score = √persistence · own + √(1 - persistence) · of the day
//
// Quantiles are kept for ages in quarters of a year up to 20 and in years beyond, five for each:
// the 5th, 25th, 50th, 75th and 95th percentile. Between them the value is linear in the score,
// beyond them it goes on with the outermost slope.

import Columnar

/// A measure of the catalogue.
package struct MeasureEntry: Sendable {
    /// How the value is found.
    package enum Formula: Int, Sendable, CaseIterable {
        /// The quantile of the score.
        case distribution
        /// The same, printed as a whole number without decimals.
        case score
        /// Found (above 0) or not, by the quantile of the score.
        case presence
        /// Standing or lying: never less than at an earlier visit of a growing person.
        case height
        /// From BMI and height.
        case weight
        /// As the measured height and weight make it.
        case bmi
        /// Of children: where the BMI lies among those of one age and sex.
        case bmiPercentile
        /// Systolic and diastolic together.
        case pressure
        /// Its bounds follow from those of the filtration rate.
        case creatinine
        /// CKD-EPI 2021 from creatinine, age and sex.
        case filtration
        /// Total - HDL - triglycerides / 5.
        case friedewald
        /// Hemoglobin / MCHC.
        case hematocrit
        /// Hematocrit / MCV.
        case erythrocytes
        /// Hemoglobin / erythrocytes.
        case mch
        /// Whether the person smokes, by traits.
        case smoking

        static let names = [
            "distribution", "score", "presence", "height", "weight", "bmi", "bmi_percentile",
            "pressure", "creatinine", "filtration", "friedewald", "hematocrit", "erythrocytes",
            "mch", "smoking",
        ]
    }

    package let key: String
    /// LOINC, in `Catalogue.codes`.
    package let code: Int32
    package let category: ObservationCategory
    /// In `Catalogue.units`; -1 for none.
    package let unit: Int16
    package let decimals: Int
    package let formula: Formula
    /// The root of the persistence, and of what is left.
    package let ownWeight: Double
    package let dayWeight: Double
    /// The reference range; NaN where there is none.
    package let rangeLow: Float
    package let rangeHigh: Float
    package let floor: Double
    package let ceiling: Double
    /// Whether `MeasureQuantiles` has it.
    package internal(set) var hasQuantiles = false
}

/// What is measured together.
package struct PanelEntry: Sendable {
    package let key: String
    /// The LOINC code of the report, in `Catalogue.codes`; -1 when results stand alone.
    package let code: Int32
    /// In `measures`.
    package let measures: [Int]
}

/// Quantiles by measure, sex and age.
package struct MeasureQuantiles: Sendable {
    /// Quarters of a year to 20, then years to 110.
    package static let slotCount = 80 + 91
    @usableFromInline static let quantileCount = 5

    /// By sex, age slot, measure, quantile: what one visit needs lies side by side.
    @usableFromInline var values: [Float]
    @usableFromInline let perSlot: Int
    /// By measure, where its quantiles stand in a slot.
    @usableFromInline let places: [Int]

    init(measureCount: Int) {
        self.init(places: (0..<measureCount).map { $0 * Self.quantileCount })
    }

    private init(places: [Int]) {
        self.places = places
        perSlot = (places.max() ?? 0) + Self.quantileCount
        values = [Float](repeating: 0, count: 2 * Self.slotCount * perSlot)
    }

    /// The quantiles of some measures, close together: few enough for the processor's cache.
    ///
    /// - Parameter isKept: by measure; nobody may ask for the others.
    func keeping(_ isKept: [Bool]) -> MeasureQuantiles {
        guard isKept.contains(false) else { return self }
        var places: [Int] = []
        var next = 0
        for isKept in isKept {
            places.append(next)
            if isKept { next += Self.quantileCount }
        }
        var kept = MeasureQuantiles(places: places)
        for slot in 0..<2 * Self.slotCount {
            for measure in isKept.indices where isKept[measure] {
                for index in 0..<Self.quantileCount {
                    kept.values[slot * kept.perSlot + places[measure] + index] =
                        values[slot * perSlot + self.places[measure] + index]
                }
            }
        }
        return kept
    }

    /// Where the quantiles of a measure begin.
    @inlinable
    func start(_ measure: Int, _ sex: AdministrativeSex, _ slot: Int) -> Int {
        ((sex == .male ? 0 : Self.slotCount) &+ slot) &* perSlot
            &+ places[measure]
    }

    @inlinable
    package static func slot(age: Double) -> Int {
        age < 20 ? max(Int(age * 4), 0) : min(Int(age), 110) + 60
    }

    /// The age that a slot stands for: its middle.
    static func age(ofSlot slot: Int) -> Double {
        slot < 80 ? (Double(slot) + 0.5) / 4 : Double(slot - 60) + 0.5
    }

    /// The value at a normal score.
    ///
    /// `measure` and `slot` must be inside the table.
    @inlinable
    package func value(
        _ measure: Int, _ sex: AdministrativeSex, slot: Int, score: Double
    ) -> Double {
        let start = start(measure, sex, slot)
        // By sums and choices: nobody foretells the piece of a random score, and a jump to the
        // wrong one costs more than all of this.
        let isUpper = score >= 0
        let isOuter = score < -0.674490 || score >= 0.674490
        let piece = (score >= -0.674490 ? 1 : 0) + (isUpper ? 1 : 0) + (score >= 0.674490 ? 1 : 0)
        let lower = Double(values[start &+ piece])
        let upper = Double(values[start &+ piece &+ 1])
        let beside = isUpper ? 0 : -0.674490
        let beyond = isUpper ? 0.674490 : -1.644854
        let scale = isOuter ? 1 / 0.970364 : 1 / 0.674490
        return lower + (score - (isOuter ? beyond : beside)) * ((upper - lower) * scale)
    }

    /// Fills a sex of a measure: straight lines between the middles of bands.
    mutating func set(
        _ measure: Int, _ sex: AdministrativeSex,
        bands: [(from: Double, to: Double, quantiles: [Double])]
    ) {
        let bands = bands.sorted { $0.from < $1.from }
        let middles = bands.map { band in
            // An open last band has most of its persons early.
            band.to > 100 && band.to - band.from > 20 && bands.count > 1
                ? band.from + 5 : (band.from + band.to) / 2
        }
        for slot in 0..<Self.slotCount {
            let age = Self.age(ofSlot: slot)
            let next = middles.firstIndex { $0 > age } ?? middles.count
            let upper = min(next, bands.count - 1)
            let lower = max(next - 1, 0)
            let width = middles[upper] - middles[lower]
            let share = width > 0 ? (age - middles[lower]) / width : 0
            let start = start(measure, sex, slot)
            for index in 0..<Self.quantileCount {
                let low = bands[lower].quantiles[index]
                values[start + index] =
                    Float(low + share * (bands[upper].quantiles[index] - low))
            }
        }
    }
}

extension CatalogueReader {
    mutating func readMeasures(_ table: CatalogueTable) throws(LakeError) -> [MeasureEntry] {
        let key = try table.column("measure")
        let code = try table.column("code")
        let name = table.optionalColumn("name")
        let category = try table.column("category")
        let unit = try table.column("unit")
        let decimals = try table.column("decimals")
        let persistence = try table.column("persistence")
        let formula = try table.column("formula")
        let low = try table.column("low")
        let high = try table.column("high")
        let floor = try table.column("floor")
        let ceiling = try table.column("ceiling")
        var entries: [MeasureEntry] = []
        for row in table.rows {
            let categories = ["vital", "laboratory", "survey", "social"]
            let index = UInt8(try table.choice(row, category, of: categories))
            let unitCode = table.optionalText(row, unit)
            let own = try table.optionalReal(row, persistence, in: 0...1) ?? 0.7
            entries.append(
                MeasureEntry(
                    key: try table.text(row, key),
                    code: try self.code(.loinc, table, row, code, name: name),
                    category: ObservationCategory(rawValue: index) ?? .laboratory,
                    unit: unitCode.isEmpty ? -1 : codes.unitIndex(adding: unitCode),
                    decimals: try table.integer(row, decimals, in: 0...6),
                    formula: MeasureEntry.Formula.allCases[
                        try table.choice(row, formula, of: MeasureEntry.Formula.names)],
                    ownWeight: own.squareRoot(), dayWeight: (1 - own).squareRoot(),
                    rangeLow: Float(try table.optionalReal(row, low) ?? .nan),
                    rangeHigh: Float(try table.optionalReal(row, high) ?? .nan),
                    floor: try table.optionalReal(row, floor) ?? -1e9,
                    ceiling: try table.optionalReal(row, ceiling) ?? 1e9))
        }
        return entries
    }

    /// Reads the quantiles, and marks the measures that have them.
    func readQuantiles(
        _ table: CatalogueTable, _ measures: inout [MeasureEntry]
    ) throws(LakeError) -> MeasureQuantiles {
        let measure = try table.column("measure")
        let sex = try table.column("sex")
        let from = try table.column("age_from")
        let to = try table.column("age_to")
        var columns: [Int] = []
        for name in ["p05", "p25", "p50", "p75", "p95"] { columns.append(try table.column(name)) }
        var bands = [[(from: Double, to: Double, quantiles: [Double])]](
            repeating: [], count: 2 * measures.count)
        for row in table.rows {
            let index = try self.measure(table, row, measure)
            let first = try table.real(row, from, in: 0...150)
            let last = try table.real(row, to, in: first...150)
            var quantiles: [Double] = []
            for column in columns {
                let value = try table.real(row, column)
                guard value >= quantiles.last ?? -.infinity else {
                    throw table.error("the quantile is below the one before", row, column)
                }
                quantiles.append(value)
            }
            // Whole years mean the whole of the last one.
            let end = last == last.rounded() && first == first.rounded() ? last + 1 : last
            let sexes = try table.sex(row, sex).map { [$0] } ?? [.male, .female]
            for sex in sexes {
                bands[2 * index + Int(sex.rawValue)].append((first, end, quantiles))
            }
        }
        var result = MeasureQuantiles(measureCount: measures.count)
        for index in measures.indices {
            for sex in [AdministrativeSex.male, .female] {
                let rows = bands[2 * index + Int(sex.rawValue)]
                let other = bands[2 * index + (sex == .male ? 1 : 0)]
                guard let any = [rows, other].first(where: { !$0.isEmpty }) else { continue }
                measures[index].hasQuantiles = true
                result.set(index, sex, bands: any)
            }
        }
        return result
    }

    mutating func readPanels(_ table: CatalogueTable) throws(LakeError) -> [PanelEntry] {
        let key = try table.column("panel")
        let code = try table.column("code")
        let name = table.optionalColumn("name")
        let measures = try table.column("measures")
        var entries: [PanelEntry] = []
        for row in table.rows {
            var indexes: [Int] = []
            for word in try table.text(row, measures).split(separator: " ") {
                guard let index = measure(named: String(word)) else {
                    throw table.error(
                        "there is no measure \(word)", row, measures,
                        advice: nearMeasure(String(word)).map { "did you mean \($0)?" })
                }
                indexes.append(index)
            }
            entries.append(
                PanelEntry(
                    key: try table.text(row, key),
                    code: optionalCode(.loinc, table, row, code, name: name) ?? -1,
                    measures: indexes))
        }
        return entries
    }
}
