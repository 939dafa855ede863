import Columnar
import OMOP
import Testing

@testable import Synthesis

@Suite("Profiles of a population")
struct PopulationProfileTests {
    private func people(
        _ count: Int, _ change: (inout SyntheticOptions) -> Void
    ) throws -> (people: [Demographics], tables: PopulationTables, options: SyntheticOptions) {
        var options = SyntheticOptions()
        change(&options)
        let tables = try PopulationTables()
        let sampler = try PersonSampler(
            options: options, tables: tables, network: .make(seed: options.seed, tables: tables))
        let people = (1...Int64(count)).map { number in
            var person = Demographics()
            sampler.sample(number, into: &person)
            return person
        }
        return (people, tables, options)
    }

    @Test("Ages, sexes and states")
    func profile() throws {
        let (people, tables, options) = try people(20_000) {
            $0.profile.ageMin = 65
            $0.profile.ageMax = 74
            $0.profile.maleShare = 0.3
            $0.profile.states = ["MA", "VT"]
        }
        var men = 0
        for person in people {
            let day = Int32(dayOfSecond(person.death ?? Int64(options.asOfDay) * 86_400))
            #expect((65...74).contains(person.age(onDay: day)))
            #expect(["MA", "VT"].contains(tables.places[Int(person.place)].state))
            men += person.sex == .male ? 1 : 0
        }
        // Four standard errors.
        #expect(abs(Double(men) / 20_000 - 0.3) < 0.013)
    }

    @Test("Without a history nobody has died")
    func noHistory() throws {
        let (people, _, _) = try people(5000) { $0.historyYears = 0 }
        #expect(people.allSatisfy { $0.death == nil })
    }

    @Test("Only men, only one age")
    func narrow() throws {
        let (people, _, options) = try people(500) {
            $0.profile.ageMin = 40
            $0.profile.ageMax = 40
            $0.profile.maleShare = 1
            $0.historyYears = 0
        }
        #expect(people.allSatisfy { $0.sex == .male && $0.age(onDay: options.asOfDay) == 40 })
    }

    @Test(
        "Profiles that make no sense are refused",
        arguments: [
            (50, 40, 0.5, "MA", "argument age"), (-1, 40, 0.5, "MA", "argument age"),
            (120, 130, nil, "MA", "argument age"), (0, 110, 1.5, "MA", "argument male_share"),
            (0, 110, nil, "XX", "argument states"),
        ] as [(Int, Int, Double?, String, String)])
    func refused(from: Int, to: Int, male: Double?, state: String, place: String) {
        let error = #expect(throws: LakeError.self) {
            try people(1) {
                $0.profile.ageMin = from
                $0.profile.ageMax = to
                $0.profile.maleShare = male
                $0.profile.states = [state]
            }
        }
        #expect(error?.description.hasPrefix(place) == true, "\(error?.description ?? "")")
    }

    @Test("Birth days of an age are those that give it, on every day of a leap cycle")
    func birthDays() {
        for day in CalendarDay.days(
            year: 2023, month: 12, day: 25)...CalendarDay.days(
                year: 2028, month: 3, day: 5)
        {
            let today = CalendarDay.parts(day)
            var expected = day
            for age in 0..<6 as Range<Int32> {
                let days = Synthesis.birthDays(ofAge: age, on: today)
                // The ranges of the ages join, from today backwards.
                #expect(days.upperBound == expected)
                expected = days.lowerBound - 1
                for birth in [days.lowerBound, days.upperBound] {
                    var person = Demographics()
                    person.birth = Int64(birth) * 86_400 + 5
                    #expect(person.age(onDay: day) == Int(age))
                }
            }
        }
    }

    @Test(
        "Tables that a user damaged are refused with their place",
        arguments: [
            (
                "population", "sex,age_from,age_to,persons\nM,0,4,10\nM,6,9,5\n",
                "population.csv, line 3, column age_from: the band begins at 6"
            ),
            (
                "population", "sex,age_from,age_to,person\nM,0,4,10\n",
                "population.csv: there is no column persons; rename person to persons"
            ),
            (
                "mortality", "sex,age,annual_death_probability\nM,0,1.5\n",
                "mortality.csv, line 2, column annual_death_probability: 1.5 is out of range"
            ),
            (
                "mortality", "sex,age,annual_death_probability\nM,0,0.5\n",
                "mortality.csv: sex M has no row for age 1"
            ),
            (
                "marital_status", "sex,age_from,age_to,status,share\nM,0,,maried,1\n",
                "marital_status.csv, line 2, column status: 'maried' is not known; did you mean "
                    + "married?"
            ),
            (
                "marital_status", "sex,age_from,age_to,status,share\n,0,,married,0.5\n",
                "marital_status.csv: the shares of sex M at age 0 add up to 0.5"
            ),
            (
                "coverage_shares", "age_from,age_to,kind,share\n0,,private,0.7\n",
                "coverage_shares.csv: the shares from age 0 add up to 0.7"
            ),
            (
                "coverage_shares", "age_from,age_to,kind,share\n0,18,private,1\n",
                "coverage_shares.csv: ages from 19 have no shares"
            ),
            (
                "payers", "name,ownership,kind,weight\nA,private,private,1\n",
                "payers.csv: no payer is of the kind medicaid"
            ),
            (
                "places", "city,state,population,latitude,longitude,zip_codes\nA,Mass,1,0,0,1\n",
                "places.csv, line 2, column state: 'Mass' is no state"
            ),
            ("surnames", "name,weight\nA,0\n", "surnames.csv: there is nothing to choose from"),
            ("streets", "street\n", "streets.csv: there are no rows"),
            (
                "languages",
                "code,display,share,group,share_in_group\nen,English,0.1,,\n"
                    + "es,Spanish,0.9,hispanic,1\n",
                "languages.csv: the languages of ethnic group"
            ),
        ])
    func damaged(name: String, text: String, message: String) {
        let error = #expect(throws: LakeError.self) {
            try PopulationTables { (wanted) throws(LakeError) in
                guard wanted == name else { return nil }
                let bytes = Array(text.utf8)
                return try CatalogueTable(
                    name: name, origin: .file(name + ".csv"), text: bytes.span)
            }
        }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }
}
