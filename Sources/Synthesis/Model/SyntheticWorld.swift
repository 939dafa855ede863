// What all simulated persons share: the catalogue, the providers, and the options of the run.

/// The options that decide what is generated, apart from how it is written.
package struct SyntheticOptions: Sendable {
    package var seed: UInt64 = 0
    /// "Today": nothing happens after the end of this day. Days since 1970-01-01.
    package var asOfDay: Int32 = SyntheticOptions.defaultAsOfDay
    /// How many years of visits are recorded before `asOfDay`; conditions that began earlier are
    /// there with their onset.
    package var historyYears: Int = 10
    package var profile = PopulationProfile()

    /// 2026-01-01.
    package static let defaultAsOfDay: Int32 = 20_454

    package init() {}

    /// The end of the reference date, the first second that is not simulated.
    package var asOf: Int64 { (Int64(asOfDay) + 1) * 86_400 }
}

/// What a profile changes of the population.
package struct PopulationProfile: Hashable, Sendable {
    /// Ages at the reference date, whole years.
    package var ageMin: Int = 0
    package var ageMax: Int = 110
    /// The share of men; nil for the share of the population.
    package var maleShare: Double?
    /// Postal codes of states ("MA"); empty for all.
    package var states: [String] = []
    /// Factors on the prevalence of conditions, by their key in the catalogue.
    package var prevalenceMultipliers: [String: Double] = [:]
    /// The only measures that are taken, by their key in the catalogue; empty for all.
    package var measures: [String] = []

    package init() {}
}

/// Shared by all workers; immutable.
package final class SyntheticWorld: Sendable {
    package let options: SyntheticOptions
    package let catalogue: Catalogue
    package let network: ProviderNetwork

    package init(
        options: SyntheticOptions, catalogue: Catalogue, network: ProviderNetwork
    ) {
        self.options = options
        self.catalogue = catalogue
        self.network = network
    }
}
