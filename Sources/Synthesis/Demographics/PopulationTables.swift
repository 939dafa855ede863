// The tables that say who the persons are, read and checked: lists that events point into, and the
// weights of their entries.
//
// Every table comes from the caller, or else from the binary.

package import Columnar

/// The population's tables. Immutable; built once and shared.
package final class PopulationTables: Sendable {
    /// The names of all tables that are read here.
    package static let tableNames = [
        "population", "mortality", "race_ethnicity", "marital_status", "languages", "payers",
        "coverage_shares", "places", "given_names", "surnames", "streets",
    ]

    package let ages: AgeDistribution
    package let ethnicGroups: EthnicGroups
    package let languages: LanguageShares
    package let maritalShares: MaritalShares
    package let coverage: CoverageTables
    package let places: [PlaceEntry]
    package let maleNames: [String]
    package let femaleNames: [String]
    package let surnames: [String]
    package let streets: [String]

    let maleNameChoice: WeightedChoice
    let femaleNameChoice: WeightedChoice
    let surnameChoice: WeightedChoice

    /// Becomes `Catalogue.races`.
    package var races: [RaceEntry] { ethnicGroups.races }
    /// Becomes `Catalogue.payers`.
    package var payers: [PayerEntry] { coverage.payers }

    /// - Parameter tables: gives a table by its name; nil for the one in the binary.
    /// - Throws: `LakeError` of the table, with line and column, for what makes no sense.
    package init(
        from tables: (String) throws(LakeError) -> CatalogueTable?
    ) throws(LakeError) {
        func table(_ name: String) throws(LakeError) -> CatalogueTable {
            if let table = try tables(name) { return table }
            if let table = try CatalogueTable.embedded(name) { return table }
            throw LakeError(.internal, "there is no table in the binary", at: [.table(name)])
        }
        ages = try AgeDistribution(
            population: table("population"), mortality: table("mortality"))
        let groups = try EthnicGroups(table("race_ethnicity"))
        ethnicGroups = groups
        languages = try LanguageShares(table("languages"), groups)
        maritalShares = try MaritalShares(table("marital_status"))
        coverage = try CoverageTables(payers: table("payers"), shares: table("coverage_shares"))
        places = try Self.places(table("places"))
        let givenNames = try table("given_names")
        (maleNames, maleNameChoice) = try Self.names(givenNames, .male)
        (femaleNames, femaleNameChoice) = try Self.names(givenNames, .female)
        (surnames, surnameChoice) = try Self.names(table("surnames"), nil)
        streets = try Self.streets(table("streets"))
    }

    /// The tables in the binary.
    package convenience init() throws(LakeError) {
        try self.init(from: { (_) throws(LakeError) in nil })
    }

    /// `city,state,population,latitude,longitude,zip_codes`
    private static func places(_ table: CatalogueTable) throws(LakeError) -> [PlaceEntry] {
        let city = try table.column("city")
        let state = try table.column("state")
        let population = try table.column("population")
        let latitude = try table.column("latitude")
        let longitude = try table.column("longitude")
        let zipCodes = try table.column("zip_codes")
        var places: [PlaceEntry] = []
        for row in table.rows {
            let codes = try table.text(row, zipCodes).split(separator: " ").map(String.init)
            guard !codes.isEmpty else {
                throw table.error(
                    "there is no postal code", row, zipCodes, advice: "separate them by blanks")
            }
            let stateCode = try table.text(row, state)
            guard stateCode.utf8.count == 2, stateCode.allSatisfy({ "A"..."Z" ~= $0 }) else {
                throw table.error(
                    "'\(stateCode)' is no state", row, state,
                    advice: "write two capital letters, as in MA")
            }
            places.append(
                PlaceEntry(
                    city: try table.text(row, city), state: stateCode,
                    population: try table.real(row, population, in: 0...1e9),
                    latitude: try table.real(row, latitude, in: -90...90),
                    longitude: try table.real(row, longitude, in: -180...180), zipCodes: codes))
        }
        return try notEmpty(places, table)
    }

    /// `name,weight`, and `sex` where one is wanted.
    private static func names(
        _ table: CatalogueTable, _ wanted: AdministrativeSex?
    ) throws(LakeError) -> ([String], WeightedChoice) {
        let name = try table.column("name")
        let weight = try table.column("weight")
        let sexColumn = wanted == nil ? nil : try table.column("sex")
        var names: [String] = []
        var weights: [Double] = []
        for row in table.rows {
            if let sexColumn, let sex = try table.sex(row, sexColumn), sex != wanted { continue }
            names.append(try table.text(row, name))
            weights.append(try table.real(row, weight, in: 0...1e12))
        }
        return (names, try choice(weights, table))
    }

    private static func streets(_ table: CatalogueTable) throws(LakeError) -> [String] {
        let street = try table.column("street")
        var streets: [String] = []
        for row in table.rows { streets.append(try table.text(row, street)) }
        return try notEmpty(streets, table)
    }

    private static func notEmpty<Entry>(
        _ entries: [Entry], _ table: CatalogueTable
    ) throws(LakeError) -> [Entry] {
        guard !entries.isEmpty else {
            throw LakeError(.invalidInput, "there are no rows", at: [table.origin])
        }
        return entries
    }

    /// A choice whose error names the table.
    static func choice(
        _ weights: [Double], _ table: CatalogueTable
    ) throws(LakeError) -> WeightedChoice {
        do throws(LakeError) {
            return try WeightedChoice(weights: weights)
        } catch {
            throw error.at(table.origin)
        }
    }
}
