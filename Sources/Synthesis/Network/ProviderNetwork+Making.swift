// The hospitals, clinics and urgent care centres of each place, and their providers, from the seed
// alone.
//
//     place   hospitals      one for each 500,000 inhabitants, 1 to 3
//             clinics        one for each 60,000, 2 to 8
//             urgent care    one for each 250,000, 1 to 3
//
// Sites of a place stand together in this order. Each place draws from a stream of its own, each
// site's providers from another, so that an added place does not change those before it.

extension ProviderNetwork {
    /// The network of all places, whatever states a profile asks for.
    package static func make(seed: UInt64, tables: PopulationTables) -> ProviderNetwork {
        var builder = NetworkBuilder(seed: seed, tables: tables)
        for place in tables.places.indices { builder.append(place: place) }
        return ProviderNetwork(
            careSites: builder.careSites, providers: builder.providers,
            sitesByPlace: builder.sitesByPlace)
    }
}

private struct NetworkBuilder {
    let seed: UInt64
    let tables: PopulationTables
    var careSites: [CareSite] = []
    var providers: [Provider] = []
    var sitesByPlace: [Range<Int32>] = []

    init(seed: UInt64, tables: PopulationTables) {
        self.seed = seed
        self.tables = tables
    }

    /// The sites of the next place.
    mutating func append(place: Int) {
        let first = Int32(careSites.count)
        let population = tables.places[place].population
        var random = RandomStream(seed: seed, person: Int64(place), .careSites)
        for (kind, perSite, limits) in Self.kinds {
            let count = Int((population / perSite).rounded())
            let names = SiteNames.names(kind, city: tables.places[place].city, &random)
            for number in 0..<min(max(count, limits.lowerBound), limits.upperBound) {
                appendSite(kind, names[number % names.count], place, &random)
            }
        }
        sitesByPlace.append(first..<Int32(careSites.count))
    }

    private static let kinds: [(CareSite.Kind, perSite: Double, limits: ClosedRange<Int>)] = [
        (.hospital, 500_000, 1...3), (.clinic, 60_000, 2...8), (.urgentCare, 250_000, 1...3),
    ]

    private mutating func appendSite(
        _ kind: CareSite.Kind, _ name: String, _ place: Int, _ random: inout RandomStream
    ) {
        let providersOfKind =
            switch kind {
            case .hospital: 6...12
            case .clinic: 2...8
            case .urgentCare: 2...5
            }
        let count = random.integer(in: providersOfKind)
        let careSite = Int32(careSites.count)
        careSites.append(
            CareSite(
                kind: kind, name: name, place: Int32(place),
                street: Int32(random.integer(below: tables.streets.count)),
                houseNumber: Int32(random.integer(in: 1...2000)),
                zipCode: Int32(random.integer(below: tables.places[place].zipCodes.count)),
                phone: FictionalPhone.number(place: place, &random),
                firstProvider: Int32(providers.count), providerCount: Int32(count)))
        var people = RandomStream(seed: seed, person: Int64(careSite), .providers)
        for _ in 0..<count { appendProvider(careSite, &people) }
    }

    private mutating func appendProvider(_ careSite: Int32, _ random: inout RandomStream) {
        let sex: AdministrativeSex = random.chance(0.5) ? .male : .female
        let givenNames = sex == .male ? tables.maleNameChoice : tables.femaleNameChoice
        providers.append(
            Provider(
                sex: sex, givenName: Int32(givenNames.pick(&random)),
                surname: Int32(tables.surnameChoice.pick(&random)),
                yearOfBirth: Int32(random.integer(in: 1956...1994)),
                npi: NationalProviderID.number(providers.count), careSite: careSite))
    }
}

/// What sites are called: words behind the city, from a place in the list that the city draws.
private enum SiteNames {
    static func names(
        _ kind: CareSite.Kind, city: String, _ random: inout RandomStream
    ) -> [String] {
        let words =
            switch kind {
            case .hospital:
                [
                    "General Hospital", "Medical Center", "Memorial Hospital",
                    "Community Hospital", "Regional Medical Center",
                ]
            case .clinic:
                [
                    "Family Medicine", "Primary Care", "Community Health Center",
                    "Internal Medicine Associates", "Medical Group", "Health Clinic",
                    "Family Health Center", "Physicians", "Wellness Clinic",
                ]
            case .urgentCare:
                ["Urgent Care", "Walk-In Clinic", "Immediate Care", "Express Care"]
            }
        let start = random.integer(below: words.count)
        return words.indices.map { city + " " + words[(start + $0) % words.count] }
    }
}
