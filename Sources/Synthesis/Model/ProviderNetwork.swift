// The organizations, places and people that give care. They depend on the seed alone, never on how
// many persons are generated; only those that a person refers to are written.

/// A hospital, clinic or urgent care centre: Organization, Location and CARE_SITE.
package struct CareSite: Sendable {
    package enum Kind: UInt8, Sendable { case hospital, clinic, urgentCare }

    package let kind: Kind
    package let name: String
    /// In `Catalogue.places`.
    package let place: Int32
    package let street: Int32
    package let houseNumber: Int32
    package let zipCode: Int32
    package let phone: Int64
    /// Its providers: a range of `ProviderNetwork.providers`.
    package let firstProvider: Int32
    package let providerCount: Int32

    package init(
        kind: Kind, name: String, place: Int32, street: Int32, houseNumber: Int32, zipCode: Int32,
        phone: Int64, firstProvider: Int32, providerCount: Int32
    ) {
        self.kind = kind
        self.name = name
        self.place = place
        self.street = street
        self.houseNumber = houseNumber
        self.zipCode = zipCode
        self.phone = phone
        self.firstProvider = firstProvider
        self.providerCount = providerCount
    }
}

/// Practitioner, PractitionerRole and PROVIDER.
package struct Provider: Sendable {
    package let sex: AdministrativeSex
    package let givenName: Int32
    package let surname: Int32
    /// A year.
    package let yearOfBirth: Int32
    /// Ten digits with a valid check digit, of the range that is not issued.
    package let npi: Int64
    package let careSite: Int32

    package init(
        sex: AdministrativeSex, givenName: Int32, surname: Int32, yearOfBirth: Int32, npi: Int64,
        careSite: Int32
    ) {
        self.sex = sex
        self.givenName = givenName
        self.surname = surname
        self.yearOfBirth = yearOfBirth
        self.npi = npi
        self.careSite = careSite
    }
}

/// Ids are the index plus 1: care_site_id, Organization and Location; provider_id, Practitioner.
package struct ProviderNetwork: Sendable {
    package let careSites: [CareSite]
    package let providers: [Provider]
    /// The care sites of each place of the catalogue: a range of `careSites`.
    package let sitesByPlace: [Range<Int32>]

    package init(careSites: [CareSite], providers: [Provider], sitesByPlace: [Range<Int32>]) {
        self.careSites = careSites
        self.providers = providers
        self.sitesByPlace = sitesByPlace
    }
}
