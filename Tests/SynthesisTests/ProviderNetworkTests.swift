// The example 123456789 with the check digit 3 is that of CMS, "NPI check digit"; the other was
// worked out by hand.

import Columnar
import Testing

@testable import Synthesis

@Suite("Provider network")
struct ProviderNetworkTests {
    @Test("Check digits", arguments: [(123_456_789, 3), (999_999_999, 5)])
    func checkDigit(body: Int64, digit: Int64) {
        #expect(NationalProviderID.checkDigit(of: body) == digit)
        // The sum over all fifteen digits of the number with its prefix is a multiple of ten.
        let number = 80_840 * 10_000_000_000 + body * 10 + NationalProviderID.checkDigit(of: body)
        #expect(luhnSum(number) % 10 == 0)
    }

    @Test("Every provider has a number of its own that nobody was issued")
    func numbers() throws {
        let network = ProviderNetwork.make(seed: 1, tables: try PopulationTables())
        #expect(Set(network.providers.map(\.npi)).count == network.providers.count)
        for provider in network.providers {
            #expect(provider.npi >= 9_900_000_000 && provider.npi <= 9_999_999_999)
            #expect(luhnSum(80_840 * 10_000_000_000 + provider.npi) % 10 == 0)
        }
    }

    @Test("Sites and providers refer to each other, within the stated limits")
    func references() throws {
        let tables = try PopulationTables()
        let network = ProviderNetwork.make(seed: 1, tables: tables)
        #expect(network.careSites.count < 3000 && network.sitesByPlace.count == 204)
        var nextSite: Int32 = 0
        var nextProvider: Int32 = 0
        for (place, sites) in network.sitesByPlace.enumerated() {
            #expect(sites.lowerBound == nextSite)
            nextSite = sites.upperBound
            var kinds = [0, 0, 0]
            for site in sites.map({ network.careSites[Int($0)] }) {
                #expect(site.place == Int32(place) && site.firstProvider == nextProvider)
                #expect((2...12).contains(site.providerCount))
                nextProvider += site.providerCount
                kinds[Int(site.kind.rawValue)] += 1
                #expect(site.name.hasPrefix(tables.places[place].city))
            }
            #expect((1...3).contains(kinds[0]) && (2...8).contains(kinds[1]))
            #expect((1...3).contains(kinds[2]))
            #expect(Set(sites.map { network.careSites[Int($0)].name }).count == sites.count)
        }
        #expect(Int(nextProvider) == network.providers.count)
        for (index, provider) in network.providers.enumerated() {
            let site = network.careSites[Int(provider.careSite)]
            let own = site.firstProvider..<site.firstProvider + site.providerCount
            #expect(own.contains(Int32(index)))
            let names = provider.sex == .male ? tables.maleNames : tables.femaleNames
            #expect(names.indices.contains(Int(provider.givenName)))
            #expect(tables.surnames.indices.contains(Int(provider.surname)))
        }
    }

    @Test("The network depends on the seed alone")
    func seed() throws {
        let tables = try PopulationTables()
        let first = ProviderNetwork.make(seed: 1, tables: tables)
        let again = ProviderNetwork.make(seed: 1, tables: tables)
        let other = ProviderNetwork.make(seed: 2, tables: tables)
        #expect(first.careSites.map(\.name) == again.careSites.map(\.name))
        #expect(first.providers.map(\.surname) == again.providers.map(\.surname))
        #expect(first.providers.map(\.surname) != other.providers.map(\.surname))
    }

    /// Every second digit from the right is doubled, and the digits are added up.
    private func luhnSum(_ number: Int64) -> Int {
        String(number).reversed().enumerated().reduce(0) { sum, digit in
            let value = (digit.element.wholeNumberValue ?? 0) * (digit.offset % 2 == 1 ? 2 : 1)
            return sum + value / 10 + value % 10
        }
    }
}
