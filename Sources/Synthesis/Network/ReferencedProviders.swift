// Which care sites, providers and payers the persons of a run refer to: only those are written, as
// resources and as rows.

/// What persons refer to, by index in the provider network and the catalogue.
package struct ReferencedProviders: Sendable, Equatable {
    package private(set) var careSites = IndexSet()
    package private(set) var providers = IndexSet()
    package private(set) var payers = IndexSet()

    package init() {}

    /// Adds what another worker's persons refer to.
    package mutating func formUnion(_ other: ReferencedProviders) {
        careSites.formUnion(other.careSites)
        providers.formUnion(other.providers)
        payers.formUnion(other.payers)
    }

    /// Adds those whom the person refers to, and the care sites that these providers belong to.
    package mutating func insert(_ person: SimulatedPerson, _ network: ProviderNetwork) {
        insert(person.demographics.careSite, person.demographics.provider, network)
        var index = 0
        while index < person.encounters.count {
            insert(person.encounters[index].careSite, person.encounters[index].provider, network)
            index += 1
        }
        for coverage in person.coverages { payers.insert(coverage.payer) }
    }

    private mutating func insert(
        _ careSite: Int32, _ provider: Int32, _ network: ProviderNetwork
    ) {
        careSites.insert(careSite)
        providers.insert(provider)
        // A PractitionerRole points to the provider's own care site, which need not be the visit's.
        guard network.providers.indices.contains(Int(provider)) else { return }
        careSites.insert(network.providers[Int(provider)].careSite)
    }
}
