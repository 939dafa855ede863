// Reads tables of the catalogue and resolves the names in them: conditions and measures by their
// keys, codes by their code system, visits by their names.
//
//     conditions.csv, measures.csv, panels.csv   name things     key → index
//     all others                                 refer to them   a wrong name is an error with a
//                                                                 place and a near name
//
// A code that the vocabulary subset does not hold is no error: it is added to the code book, its
// OMOP rows carry concept 0, and a warning lists it.

import Columnar
import OMOP

/// What is known while the tables are read, one after another.
struct CatalogueReader {
    let tables: (String) throws(LakeError) -> CatalogueTable?
    var codes: CodeBook
    /// One sentence each.
    var warnings: [String] = []
    private var conditionIndexes: [String: Int] = [:]
    private var measureIndexes: [String: Int] = [:]
    private var panelIndexes: [String: Int] = [:]
    /// Names of visits: those of the schedule, kinds of encounters, and roles in a condition.
    private(set) var visits = VisitNames()

    init(
        tables: @escaping (String) throws(LakeError) -> CatalogueTable?, codes: CodeBook
    ) {
        self.tables = tables
        self.codes = codes
    }

    /// The caller's table, or else the one in the binary.
    ///
    /// - Throws: `LakeError.internal` when there is neither.
    func table(_ name: String) throws(LakeError) -> CatalogueTable {
        if let table = try tables(name) { return table }
        if let table = try CatalogueTable.embedded(name) { return table }
        throw LakeError(.internal, "there is no table in the binary", at: [.table(name)])
    }

    // MARK: Names

    /// Gives the names of a table to be found by `condition`, `measure` and `panel`.
    ///
    /// - Throws: `LakeError.invalidInput` for an empty or a repeated key.
    mutating func declareConditions(_ table: CatalogueTable) throws(LakeError) {
        conditionIndexes = try Self.keys(table, "condition")
    }

    mutating func declareMeasures(_ table: CatalogueTable) throws(LakeError) {
        measureIndexes = try Self.keys(table, "measure")
    }

    mutating func declarePanels(_ table: CatalogueTable) throws(LakeError) {
        panelIndexes = try Self.keys(table, "panel")
    }

    private static func keys(
        _ table: CatalogueTable, _ name: String
    ) throws(LakeError) -> [String: Int] {
        let column = try table.column(name)
        var indexes: [String: Int] = [:]
        for (index, row) in table.rows.enumerated() {
            let key = try table.text(row, column)
            guard indexes.updateValue(index, forKey: key) == nil else {
                throw table.error("\(key) is there twice", row, column)
            }
        }
        return indexes
    }

    func condition(
        _ table: CatalogueTable, _ row: CatalogueTable.Row, _ column: Int
    ) throws(LakeError) -> Int {
        try lookUp(conditionIndexes, "condition", table, row, column)
    }

    func measure(
        _ table: CatalogueTable, _ row: CatalogueTable.Row, _ column: Int
    ) throws(LakeError) -> Int {
        try lookUp(measureIndexes, "measure", table, row, column)
    }

    func panel(
        _ table: CatalogueTable, _ row: CatalogueTable.Row, _ column: Int
    ) throws(LakeError) -> Int {
        try lookUp(panelIndexes, "panel", table, row, column)
    }

    /// A measure by its key, for columns that hold several; nil when there is none.
    func measure(named key: String) -> Int? { measureIndexes[key] }

    func condition(named key: String) -> Int? { conditionIndexes[key] }

    func nearMeasure(_ key: String) -> String? {
        nearest(to: key, among: measureIndexes.keys.sorted())
    }

    private func lookUp(
        _ indexes: [String: Int], _ noun: String, _ table: CatalogueTable,
        _ row: CatalogueTable.Row, _ column: Int
    ) throws(LakeError) -> Int {
        let key = try table.text(row, column)
        if let index = indexes[key] { return index }
        let near = nearest(to: key, among: indexes.keys.sorted())
        throw table.error(
            "there is no \(noun) \(key)", row, column,
            advice: near.map { "did you mean \($0)?" } ?? "add it to \(noun)s")
    }

    /// The number of a visit name; a new name gets the next number.
    mutating func visit(
        _ table: CatalogueTable, _ row: CatalogueTable.Row, _ column: Int
    ) throws(LakeError) -> UInt8 {
        let name = try table.text(row, column)
        guard let number = visits.number(adding: name) else {
            throw table.error("there are too many names of visits", row, column)
        }
        return number
    }

    // MARK: Codes

    /// The index of the code in a field; nil for an empty one.
    ///
    /// - Parameter name: the column with the display of a code that the subset lacks.
    mutating func optionalCode(
        _ system: ClinicalCode.System, _ table: CatalogueTable, _ row: CatalogueTable.Row,
        _ column: Int, name: Int?
    ) -> Int32? {
        let code = table.optionalText(row, column)
        guard !code.isEmpty else { return nil }
        let known = codes.codes.count
        let index = codes.index(
            adding: system, code, display: table.optionalText(row, name))
        if Int(index) == known {
            warnings.append(
                "\(table.name), line \(row.line): \(system.vocabulary) \(code) has no concept here;"
                    + " its OMOP rows carry concept 0")
        }
        return index
    }

    /// - Throws: `LakeError.invalidInput` for an empty field.
    mutating func code(
        _ system: ClinicalCode.System, _ table: CatalogueTable, _ row: CatalogueTable.Row,
        _ column: Int, name: Int?
    ) throws(LakeError) -> Int32 {
        _ = try table.text(row, column)
        return optionalCode(system, table, row, column, name: name) ?? 0
    }

    // MARK: Fields of several tables

    /// `sex`, `age_from`, `age_to`: whom a row is about. Columns that are missing mean everybody.
    func persons(
        _ table: CatalogueTable, _ row: CatalogueTable.Row
    ) throws(LakeError) -> PersonRange {
        let sex =
            switch table.optionalColumn("sex") {
            case let column?: try table.sex(row, column)
            case nil: AdministrativeSex?.none
            }
        let first = try table.optionalReal(row, table.optionalColumn("age_from"), in: 0...150)
        let last = try table.optionalReal(
            row, table.optionalColumn("age_to"), in: (first ?? 0)...150)
        return PersonRange(sex: sex, ageFrom: Int(first ?? 0), ageTo: Int(last ?? 150))
    }

    /// `NAME_from` and `NAME_to` as a range; 0...0 when both are empty.
    func range(
        _ name: String, _ table: CatalogueTable, _ row: CatalogueTable.Row
    ) throws(LakeError) -> ClosedRange<Double> {
        let first = try table.column("\(name)_from")
        let last = try table.column("\(name)_to")
        let from = try table.optionalReal(row, first, in: 0...1e6) ?? 0
        let to = try table.optionalReal(row, last, in: 0...1e6) ?? from
        guard to >= from else {
            throw table.error("the range ends before it begins", row, last)
        }
        return from...to
    }
}

/// Whom a row of a table is about.
package struct PersonRange: Equatable, Sendable {
    /// nil for both.
    package let sex: AdministrativeSex?
    /// Whole years, both included.
    package let ageFrom: Int
    package let ageTo: Int

    @inlinable
    package func contains(_ other: AdministrativeSex, age: Int) -> Bool {
        age >= ageFrom && age <= ageTo && (sex == nil || sex == other)
    }
}

/// Names of visits as small numbers.
package struct VisitNames: Sendable {
    package static let onset: UInt8 = 0
    package static let followUp: UInt8 = 1
    package static let end: UInt8 = 2
    package static let infusion: UInt8 = 3
    /// Kinds of encounters follow, in their order.
    package static let firstKind: UInt8 = 4

    package private(set) var names: [String] =
        ["onset", "follow_up", "end", "infusion"] + EncounterKind.allCases.map(\.catalogueName)

    package init() {}

    package static func number(of kind: EncounterKind) -> UInt8 { firstKind + kind.rawValue }

    /// nil above 255 names.
    mutating func number(adding name: String) -> UInt8? {
        if let index = names.firstIndex(of: name) { return UInt8(exactly: index) }
        guard let number = UInt8(exactly: names.count) else { return nil }
        names.append(name)
        return number
    }
}

extension EncounterKind {
    /// As catalogue tables name it.
    package var catalogueName: String {
        switch self {
        case .wellness: "wellness"
        case .outpatient: "outpatient"
        case .urgentCare: "urgent_care"
        case .emergency: "emergency"
        case .inpatient: "inpatient"
        case .emergencyToInpatient: "emergency_to_inpatient"
        case .telehealth: "telehealth"
        case .home: "home"
        }
    }

    /// - Throws: `LakeError.invalidInput` for another name.
    static func read(
        _ table: CatalogueTable, _ row: CatalogueTable.Row, _ column: Int
    ) throws(LakeError) -> EncounterKind {
        let index = try table.choice(row, column, of: allCases.map(\.catalogueName))
        return allCases[index]
    }

    /// Whether the person stays overnight.
    package var isStay: Bool { self == .inpatient || self == .emergencyToInpatient }
}
