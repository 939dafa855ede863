// Distributions against the published tables, at 200,000 persons of a fixed seed. Bounds are the
// 99.9 % points of chi-square, or four standard errors.

import Columnar
import OMOP
import Testing

@testable import Synthesis

/// A population of the tables in the binary, drawn once for all tests.
private struct Sample {
    static let count = 200_000
    static let shared = Result { () throws(LakeError) in try Sample() }

    let tables: PopulationTables
    let options: SyntheticOptions
    let sampler: PersonSampler
    let people: [Demographics]

    init() throws(LakeError) {
        var options = SyntheticOptions()
        options.seed = 20_260_101
        tables = try PopulationTables()
        self.options = options
        sampler = try PersonSampler(
            options: options, tables: tables,
            network: .make(seed: options.seed, tables: tables))
        var people: [Demographics] = []
        var person = Demographics()
        for number in 1...Int64(Self.count) {
            sampler.sample(number, into: &person)
            people.append(person)
        }
        self.people = people
    }
}

@Suite("Demographics")
struct DemographicsTests {
    private func sample() throws -> Sample { try Sample.shared.get() }

    @Test("The living have the sexes and ages of population.csv")
    func living() throws {
        let sample = try sample()
        let table = try #require(try CatalogueTable.embedded("population"))
        let bands = table.rows.compactMap {
            row -> (sex: AdministrativeSex, from: Int, n: Double)? in
            guard let from = Int(row.fields[1]), let persons = Double(row.fields[3]) else {
                return nil
            }
            return (row.fields[0] == "M" ? .male : .female, from, persons)
        }
        var counts = [Int](repeating: 0, count: bands.count)
        var living = 0
        for person in sample.people where !person.isDeceasedStratum {
            living += 1
            let age = min(person.age(onDay: sample.options.asOfDay), 104) / 5 * 5
            let band = bands.firstIndex { $0.sex == person.sex && $0.from == age }
            counts[try #require(band)] += 1
        }
        #expect(bands.count == 42)
        let total = bands.reduce(0) { $0 + $1.n }
        // 41 degrees of freedom.
        #expect(chiSquare(counts, expected: bands.map { $0.n / total * Double(living) }) < 74.7)
    }

    @Test("Bands keep their numbers, and years within them follow a smooth curve")
    func years() throws {
        let ages = try sample().tables.ages
        let table = try #require(try CatalogueTable.embedded("population"))
        for row in table.rows {
            let sex: AdministrativeSex = row.fields[0] == "M" ? .male : .female
            let from = try #require(Int(row.fields[1]))
            let to = Int(row.fields[2]) ?? AgeDistribution.ageCount - 1
            let sum = (from...to).reduce(0) {
                $0 + ages.persons[AgeDistribution.index(sex, age: $1)]
            }
            #expect(abs(sum - (try #require(Double(row.fields[3])))) < 1e-3)
        }
        for sex in [AdministrativeSex.male, .female] {
            for age in 1..<90 {
                let ratio =
                    ages.persons[AgeDistribution.index(sex, age: age)]
                    / ages.persons[AgeDistribution.index(sex, age: age - 1)]
                #expect(ratio > 0.75 && ratio < 1.1, "\(sex) \(age)")
            }
        }
    }

    @Test("Deaths follow population and life table, evenly over the history")
    func deaths() throws {
        let sample = try sample()
        let ages = sample.tables.ages
        let weights = zip(ages.persons, ages.deathProbabilities).map { $0 * $1 }
        let deaths = 10 * weights.reduce(0, +)
        let share = deaths / (deaths + ages.persons.reduce(0, +))
        let dead = sample.people.filter(\.isDeceasedStratum)
        let error = (share * (1 - share) / Double(Sample.count)).squareRoot()
        #expect(abs(Double(dead.count) / Double(Sample.count) - share) < 4 * error)
        #expect(abs(sample.sampler.strata.deceasedShare - share) < 1e-12)
        // By sex and ten years of age: 21 degrees of freedom.
        var counts = [Int](repeating: 0, count: 22)
        var expected = [Double](repeating: 0, count: 22)
        var years = [Int](repeating: 0, count: 10)
        for person in dead {
            let death = try #require(person.death)
            let day = Int32(dayOfSecond(death))
            counts[(person.sex == .male ? 0 : 11) + person.age(onDay: day) / 10] += 1
            let back = sample.options.asOfDay - day
            #expect(back >= 0 && back <= 3653 && death >= person.birth)
            years[min(Int(back) * 10 / 3654, 9)] += 1
        }
        for index in weights.indices {
            expected[index / 110 * 11 + index % 110 / 10] +=
                weights[index] / weights.reduce(0, +) * Double(dead.count)
        }
        // Girls of 10 to 19 and the like are few: cells below five are left out.
        let used = counts.indices.filter { expected[$0] >= 5 }
        #expect(chiSquare(used.map { counts[$0] }, expected: used.map { expected[$0] }) < 46.8)
        // 9 degrees of freedom.
        #expect(chiSquare(years, expected: years.map { _ in Double(dead.count) / 10 }) < 27.9)
    }

    @Test("Birthdays are spread over the year")
    func birthdays() throws {
        let sample = try sample()
        var months = [Int](repeating: 0, count: 12)
        for person in sample.people {
            #expect(person.birth < sample.options.asOf)
            months[Int(CalendarDay.parts(Int32(dayOfSecond(person.birth))).month) - 1] += 1
        }
        let days = [31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        // 11 degrees of freedom.
        #expect(
            chiSquare(months, expected: days.map { $0 / 365.2425 * Double(Sample.count) }) < 31.3)
    }

    @Test("Races, Hispanic origin and languages have their shares")
    func groups() throws {
        let sample = try sample()
        let groups = sample.tables.ethnicGroups.groups
        var keys: [(race: Int32, isHispanic: Bool, share: Double)] = []
        for group in groups {
            let same = keys.firstIndex {
                $0.race == group.race && $0.isHispanic == group.isHispanic
            }
            if let same {
                keys[same].share += group.share
            } else {
                keys.append((group.race, group.isHispanic, group.share))
            }
        }
        var counts = [Int](repeating: 0, count: keys.count)
        var spoken = [Int](repeating: 0, count: sample.tables.languages.entries.count)
        var spanish = (hispanic: 0, other: 0)
        for person in sample.people {
            let key = keys.firstIndex {
                $0.race == person.race && $0.isHispanic == person.isHispanic
            }
            counts[try #require(key)] += 1
            spoken[Int(person.language)] += 1
            if sample.tables.languages.entries[Int(person.language)].code == "es" {
                if person.isHispanic { spanish.hispanic += 1 } else { spanish.other += 1 }
            }
        }
        let total = keys.reduce(0) { $0 + $1.share }
        #expect(abs(total - 1) < 0.001)
        // 8 degrees of freedom.
        #expect(
            chiSquare(counts, expected: keys.map { $0.share / total * Double(Sample.count) })
                < 26.2)
        let shares = sample.tables.languages.entries.map(\.share)
        // 3 degrees of freedom.
        #expect(chiSquare(spoken, expected: shares.map { $0 * Double(Sample.count) }) < 16.3)
        #expect(Double(spanish.hispanic) / Double(spanish.hispanic + spanish.other) > 0.84)
        #expect(sample.tables.races.map(\.conceptID) == [8527, 8516, 8515, 8657, 8557])
    }

    @Test("Marital status has the shares of sex and age")
    func marital() throws {
        let sample = try sample()
        let statuses: [MaritalStatus] = [.neverMarried, .married, .divorced, .widowed, .separated]
        for sex in [AdministrativeSex.male, .female] {
            for from in [20, 40, 60, 80] {
                var counts = [Int](repeating: 0, count: 5)
                for person in sample.people where person.sex == sex && person.death == nil {
                    let age = person.age(onDay: sample.options.asOfDay)
                    guard age >= from, age < from + 10 else { continue }
                    counts[try #require(statuses.firstIndex(of: person.maritalStatus))] += 1
                }
                let total = Double(counts.reduce(0, +))
                let expected = statuses.map {
                    total * sample.tables.maritalShares.share($0, sex, age: from)
                }
                let used = counts.indices.filter { expected[$0] > 0 }
                // 4 degrees of freedom.
                let found = chiSquare(
                    used.map { counts[$0] }, expected: used.map { expected[$0] })
                #expect(found < 18.5, "\(sex) \(from)")
            }
        }
        // NHANES 2009-2012, men of 40 to 49.
        #expect(
            abs(sample.tables.maritalShares.share(.married, .male, age: 45) - 0.6399) < 0.001)
        #expect(
            sample.people.allSatisfy {
                $0.maidenName == -1 || $0.sex == .female && $0.maritalStatus != .neverMarried
            })
    }

    @Test("Names and places have their frequencies")
    func names() throws {
        let sample = try sample()
        func weights(_ name: String, _ column: Int, sex: String? = nil) throws -> [Double] {
            let table = try #require(try CatalogueTable.embedded(name))
            return table.rows.filter { sex == nil || $0.fields[0] == sex }
                .compactMap { Double($0.fields[column]) }
        }
        func check(_ counts: [Int], _ weights: [Double], below: Double) {
            let total = weights.reduce(0, +)
            let drawn = Double(counts.reduce(0, +))
            #expect(chiSquare(counts, expected: weights.map { $0 / total * drawn }) < below)
        }
        var male = [Int](repeating: 0, count: sample.tables.maleNames.count)
        var surnames = [Int](repeating: 0, count: sample.tables.surnames.count)
        var places = [Int](repeating: 0, count: sample.tables.places.count)
        for person in sample.people {
            if person.sex == .male { male[Int(person.givenName)] += 1 }
            surnames[Int(person.maidenName >= 0 ? person.maidenName : person.surname)] += 1
            places[Int(person.place)] += 1
        }
        // 299, 599 and 203 degrees of freedom: k + 3.1 √(2k) + 6.
        check(male, try weights("given_names", 2, sex: "M"), below: 381)
        check(surnames, try weights("surnames", 1), below: 713)
        check(places, try weights("places", 2), below: 272)
    }

    @Test("What a person points at exists, and lies in the own place")
    func references() throws {
        let sample = try sample()
        let network = ProviderNetwork.make(seed: sample.options.seed, tables: sample.tables)
        for person in sample.people.prefix(20_000) {
            let place = sample.tables.places[Int(person.place)]
            #expect(place.zipCodes.indices.contains(Int(person.zipCode)))
            #expect(sample.tables.streets.indices.contains(Int(person.street)))
            #expect(network.careSites[Int(person.careSite)].place == person.place)
            #expect(network.careSites[Int(person.careSite)].kind == .clinic)
            #expect(network.providers[Int(person.provider)].careSite == person.careSite)
            #expect(person.phone / 100 % 100_000 == 55_501)
            let area = person.phone / 10_000_000
            #expect(area >= 200 && area <= 989 && area % 100 != 11)
        }
    }

    @Test("A person is the same whoever else is drawn")
    func independence() throws {
        let sample = try sample()
        let sampler = try PersonSampler(
            options: sample.options, tables: PopulationTables(),
            network: .make(seed: sample.options.seed, tables: sample.tables))
        var person = Demographics()
        for number in stride(from: Sample.count, to: 0, by: -997) {
            sampler.sample(Int64(number), into: &person)
            #expect(fields(person) == fields(sample.people[number - 1]))
        }
        var options = sample.options
        options.seed += 1
        let other = try PersonSampler(
            options: options, tables: sample.tables,
            network: .make(seed: options.seed, tables: sample.tables))
        other.sample(1, into: &person)
        #expect(fields(person) != fields(sample.people[0]))
    }

    private func fields(_ person: Demographics) -> [Int64] {
        [
            person.sex == .male ? 0 : 1, person.birth, person.death ?? -1, Int64(person.race),
            person.isHispanic ? 1 : 0, Int64(person.givenName), Int64(person.middleName),
            Int64(person.surname), Int64(person.maidenName), Int64(person.maritalStatus.rawValue),
            Int64(person.language), Int64(person.place), Int64(person.street),
            Int64(person.houseNumber), Int64(person.zipCode), person.phone,
            Int64(person.careSite), Int64(person.provider),
        ]
    }
}
