// The whole catalogue, from the tables in the binary or from tables that a user has changed.

package import Columnar
import OMOP

extension Catalogue {
    /// Every table, in the order in which they are explained; each becomes a table
    /// `synthetic_<name>` of the database.
    package static let tableNames = PopulationTables.tableNames + ClinicalTables.tableNames

    /// Reads the catalogue.
    ///
    /// - Parameter tables: gives a table by its name; nil for the one in the binary.
    /// - Throws: `LakeError` at the table, line and column, for what makes no sense: a name that
    ///   nothing has (with a near one), a probability outside of 0 to 1, bands that overlap.
    package static func load(
        from tables: @escaping (String) throws(LakeError) -> CatalogueTable?
    ) throws(LakeError) -> Catalogue {
        let vocabulary = Vocabulary()
        let catalogue = try load(
            from: tables, population: PopulationTables(from: tables), vocabulary: vocabulary,
            codes: CodeBook(vocabulary: vocabulary))
        // What a user has changed is refused here, not when somebody simulates.
        _ = try catalogue.clinical?.latent()
        return catalogue
    }

    private static func load(
        from tables: @escaping (String) throws(LakeError) -> CatalogueTable?,
        population: PopulationTables, vocabulary: Vocabulary, codes: CodeBook
    ) throws(LakeError) -> Catalogue {
        var reader = CatalogueReader(tables: tables, codes: codes)
        let routes = try RouteNames(reader.table("routes"))
        let clinical = try ClinicalTables(&reader, population, routes)
        return Catalogue(
            codes: reader.codes.codes, units: reader.codes.units, races: population.races,
            places: population.places, payers: population.payers, routes: routes.entries,
            languages: population.languages.entries, maleNames: population.maleNames,
            femaleNames: population.femaleNames, surnames: population.surnames,
            streets: population.streets, population: population, clinical: clinical,
            vocabulary: vocabulary, warnings: reader.warnings)
    }

    /// The catalogue in the binary.
    package static func load() throws(LakeError) -> Catalogue {
        // Its texts are taken apart side by side, in two halves: it takes milliseconds, and
        // somebody waits for the first person.
        let texts = Eventual { () throws(LakeError) in
            let population = try PopulationTables(from: { (_) throws(LakeError) in nil })
            var tables: [String: CatalogueTable] = [:]
            for name in ClinicalTables.tableNames {
                tables[name] = try CatalogueTable.embedded(name)
            }
            return (population, tables)
        }
        let vocabulary = Vocabulary()
        let codes = CodeBook(vocabulary: vocabulary)
        let (population, tables) = try texts.value()
        return try load(
            from: { [tables] (name) throws(LakeError) in tables[name] }, population: population,
            vocabulary: vocabulary, codes: codes)
    }

    /// The conditions; none in a catalogue made by hand.
    package var conditions: [ConditionEntry] { clinical?.conditions ?? [] }
}
