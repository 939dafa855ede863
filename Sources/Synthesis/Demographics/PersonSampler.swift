// Who a person is, from the seed and the number of the person alone.
//
// Three streams: `demographics` for life dates, origin, language and marital status, `names`, and
// `address`. The living have their age at the reference date, the deceased theirs at a day of death
// that is uniform in the history; the birthday is uniform among the days that give this age.

package import Columnar
import OMOP

/// Draws demographics and coverage; one for all workers.
// A class, since a copy of all its tables would touch a dozen reference counts for each person.
package final class PersonSampler: Sendable {
    /// Histories are cut at this length.
    package static let historyYearsMax = 120

    package let strata: PopulationStrata
    private let options: SyntheticOptions
    private let tables: PopulationTables
    private let maritalShares: MaritalShares
    private let placeChoice: WeightedChoice
    private let coverage: CoverageSampler
    private let asOfDate: (year: Int32, month: Int32, day: Int32)
    /// The first day of the history.
    private let windowStartDay: Int32
    /// The clinics of each place, in `ProviderNetwork.careSites`.
    private let clinics: [Range<Int32>]
    /// The postal codes of each place.
    private let zipCodeCounts: [Int]
    /// The providers of each care site, in `ProviderNetwork.providers`.
    private let siteProviders: [Range<Int32>]
    /// The birth days of the living by their age.
    private let birthDaysByAge: [ClosedRange<Int32>]

    // Choices: no fact of ours tells them.
    private static let middleNameShare = 0.8
    /// Of women who are or were married.
    private static let marriedNameShare = 0.75

    /// - Parameter network: made of the same tables (`ProviderNetwork.make`).
    /// - Throws: `LakeError.invalidInput` at the argument for options that leave nobody, or that
    ///   name a state without a place; `.internal` for a network of other places.
    package init(
        options: SyntheticOptions, tables: PopulationTables, network: ProviderNetwork
    ) throws(LakeError) {
        self.options = options
        self.tables = tables
        maritalShares = tables.maritalShares
        guard network.sitesByPlace.count == tables.places.count else {
            throw LakeError(.internal, "the provider network was made for other places")
        }
        strata = try PopulationStrata(tables.ages, options)
        placeChoice = try WeightedChoice(
            weights: Self.placeWeights(tables.places, states: options.profile.states))
        asOfDate = CalendarDay.parts(options.asOfDay)
        let years = Int32(min(max(options.historyYears, 0), Self.historyYearsMax))
        windowStartDay = birthDays(ofAge: years, on: asOfDate).upperBound
        coverage = CoverageSampler(
            tables: tables.coverage, windowStart: Int64(windowStartDay) * secondsPerDay,
            asOf: options.asOf)
        clinics = network.sitesByPlace.map { Self.clinics(of: $0, in: network) }
        zipCodeCounts = tables.places.map(\.zipCodes.count)
        siteProviders = network.careSites.map {
            $0.firstProvider..<$0.firstProvider + $0.providerCount
        }
        let date = asOfDate
        birthDaysByAge = (0..<Int32(AgeDistribution.ageCount)).map {
            birthDays(ofAge: $0, on: date)
        }
    }

    /// Fills the demographics of a person.
    ///
    /// - Parameter number: from 1.
    package func sample(_ number: Int64, into person: inout Demographics) {
        person = Demographics()
        sampleLife(number, &person)
        sampleNames(number, &person)
        sampleAddress(number, &person)
    }

    /// Fills the coverage of a person whose demographics are there.
    package func sampleCoverages(
        _ number: Int64, _ person: Demographics, into spans: inout [CoverageSpan]
    ) {
        var random = RandomStream(seed: options.seed, person: number, .coverages)
        coverage.sample(&random, birth: person.birth, death: person.death, into: &spans)
    }

    private func sampleLife(_ number: Int64, _ person: inout Demographics) {
        var random = RandomStream(seed: options.seed, person: number, .demographics)
        let stratum = strata.pick(&random)
        person.sex = stratum.sex
        // Drawn for the living too, so that the numbers that follow stay in their places.
        let window = Int(options.asOfDay) - Int(windowStartDay) + 1
        let dayOfDeath = windowStartDay + Int32(random.integer(below: window))
        let days =
            stratum.isDeceased
            ? birthDays(ofAge: stratum.age, on: CalendarDay.parts(dayOfDeath))
            : birthDaysByAge[Int(stratum.age)]
        let birthDay = days.lowerBound + Int32(random.integer(below: days.count))
        let birthSecond = Int64(random.integer(below: 86_400 as UInt32))
        let deathSecond = Int64(random.integer(below: 86_400 as UInt32))
        person.birth = Int64(birthDay) * secondsPerDay + birthSecond
        if stratum.isDeceased {
            let death = Int64(dayOfDeath) * secondsPerDay + deathSecond
            person.death = max(death, person.birth)
        }
        let group = tables.ethnicGroups.choice.pick(&random)
        person.race = tables.ethnicGroups.groups[group].race
        person.isHispanic = tables.ethnicGroups.groups[group].isHispanic
        person.language = Int32(tables.languages.choices[group].pick(&random))
        person.maritalStatus = maritalShares.pick(
            &random, stratum.sex, age: Int(stratum.age))
    }

    private func sampleNames(_ number: Int64, _ person: inout Demographics) {
        var random = RandomStream(seed: options.seed, person: number, .names)
        person.givenName = givenName(person.sex, &random)
        person.surname = Int32(tables.surnameChoice.pick(&random))
        let hasMiddleName = random.chance(Self.middleNameShare)
        let middleName = givenName(person.sex, &random)
        // Nobody bears one name twice.
        if hasMiddleName, middleName != person.givenName { person.middleName = middleName }
        let wasMarried =
            switch person.maritalStatus {
            case .married, .divorced, .widowed, .separated: true
            case .neverMarried, .unknown: false
            }
        let takesName = random.chance(Self.marriedNameShare)
        let marriedName = Int32(tables.surnameChoice.pick(&random))
        if person.sex == .female, wasMarried, takesName, marriedName != person.surname {
            person.maidenName = person.surname
            person.surname = marriedName
        }
    }

    // A choice that is held in a constant would be counted, in memory that all threads share.
    private func givenName(
        _ sex: AdministrativeSex, _ random: inout RandomStream
    ) -> Int32 {
        sex == .male
            ? Int32(tables.maleNameChoice.pick(&random))
            : Int32(tables.femaleNameChoice.pick(&random))
    }

    private func sampleAddress(_ number: Int64, _ person: inout Demographics) {
        var random = RandomStream(seed: options.seed, person: number, .address)
        let place = placeChoice.pick(&random)
        person.place = Int32(place)
        person.street = Int32(random.integer(below: tables.streets.count))
        person.houseNumber = Int32(random.integer(in: 1...9999))
        person.zipCode = Int32(random.integer(below: zipCodeCounts[place]))
        person.phone = FictionalPhone.number(place: place, &random)
        let sites = clinics[place]
        person.careSite = sites.lowerBound + Int32(random.integer(below: sites.count))
        let providers = siteProviders[Int(person.careSite)]
        person.provider =
            providers.lowerBound + Int32(random.integer(below: providers.count))
    }

    private static func placeWeights(
        _ places: [PlaceEntry], states: [String]
    ) throws(LakeError) -> [Double] {
        let known = Set(places.map(\.state))
        for state in states where !known.contains(state) {
            throw LakeError(
                .invalidInput, "there is no place in the state '\(state)'",
                at: [.argument("states")],
                advice: "the states are \(known.sorted().joined(separator: ", "))")
        }
        return places.map { states.isEmpty || states.contains($0.state) ? $0.population : 0 }
    }

    /// The clinics among the sites of a place, which stand together; all sites where there is none.
    private static func clinics(of sites: Range<Int32>, in network: ProviderNetwork) -> Range<Int32>
    {
        let clinics = sites.filter { network.careSites[Int($0)].kind == .clinic }
        guard let first = clinics.first, let last = clinics.last else { return sites }
        return first..<last + 1
    }
}
