// What can happen, with its probabilities: read from CSV files, or from tables of the database.

package import OMOP

/// A race of the US Census with its codes in both worlds.
package struct RaceEntry: Sendable {
    package let name: String
    /// In the OMB value set (urn:oid:2.16.840.1.113883.6.238).
    package let code: String
    package let conceptID: Int32
    package let share: Double

    package init(name: String, code: String, conceptID: Int32, share: Double) {
        self.name = name
        self.code = code
        self.conceptID = conceptID
        self.share = share
    }
}

package struct PlaceEntry: Sendable {
    package let city: String
    /// Two letters.
    package let state: String
    package let population: Double
    package let latitude: Double
    package let longitude: Double
    package let zipCodes: [String]

    package init(
        city: String, state: String, population: Double, latitude: Double, longitude: Double,
        zipCodes: [String]
    ) {
        self.city = city
        self.state = state
        self.population = population
        self.latitude = latitude
        self.longitude = longitude
        self.zipCodes = zipCodes
    }
}

package struct PayerEntry: Sendable {
    package let name: String
    package let isGovernment: Bool

    package init(name: String, isGovernment: Bool) {
        self.name = name
        self.isGovernment = isGovernment
    }
}

/// A route of administration: SNOMED in FHIR, a concept in OMOP.
package struct RouteEntry: Sendable {
    package let code: String
    package let display: String
    package let conceptID: Int32

    package init(code: String, display: String, conceptID: Int32) {
        self.code = code
        self.display = display
        self.conceptID = conceptID
    }
}

package struct LanguageEntry: Sendable {
    /// BCP 47.
    package let code: String
    package let display: String
    package let share: Double

    package init(code: String, display: String, share: Double) {
        self.code = code
        self.display = display
        self.share = share
    }
}

/// The lists that simulated events point into, and what the simulation needs. Immutable.
package final class Catalogue: Sendable {
    package let codes: [ClinicalCode]
    package let units: [MeasureUnit]
    package let races: [RaceEntry]
    package let places: [PlaceEntry]
    package let payers: [PayerEntry]
    package let routes: [RouteEntry]
    package let languages: [LanguageEntry]
    package let maleNames: [String]
    package let femaleNames: [String]
    package let surnames: [String]
    package let streets: [String]
    /// Who the persons are; nil in a catalogue made by hand.
    package let population: PopulationTables?
    /// What can happen to them; nil in a catalogue made by hand.
    package let clinical: ClinicalTables?
    /// The vocabulary that the codes were looked up in; nil in a catalogue made by hand.
    package let vocabulary: Vocabulary?
    /// What is odd about the tables without being wrong: codes that the vocabulary subset lacks.
    package let warnings: [String]

    package init(
        codes: [ClinicalCode], units: [MeasureUnit], races: [RaceEntry], places: [PlaceEntry],
        payers: [PayerEntry], routes: [RouteEntry], languages: [LanguageEntry],
        maleNames: [String], femaleNames: [String], surnames: [String], streets: [String],
        population: PopulationTables? = nil, clinical: ClinicalTables? = nil,
        vocabulary: Vocabulary? = nil, warnings: [String] = []
    ) {
        self.codes = codes
        self.units = units
        self.races = races
        self.places = places
        self.payers = payers
        self.routes = routes
        self.languages = languages
        self.maleNames = maleNames
        self.femaleNames = femaleNames
        self.surnames = surnames
        self.streets = streets
        self.population = population
        self.clinical = clinical
        self.vocabulary = vocabulary
        self.warnings = warnings
    }
}
