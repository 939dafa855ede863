// Generated persons against the public figures of the catalogue: what the catalogue says is what a
// population has.

import Columnar
import Testing

@testable import Synthesis

@Suite("Realism")
struct RealismTests {
    @Test("Prevalences, odds ratios, correlations and medians of 100,000 persons")
    func report() throws {
        var options = SyntheticOptions()
        options.seed = 5
        options.historyYears = 1
        let report = try RealismReport.make(
            options: options, catalogue: Catalogue.load(), persons: 100_000)
        func outside(_ kind: String) -> [RealismReport.Row] {
            report.rows.filter { $0.what.hasPrefix(kind) && !$0.isWithin }
        }
        func count(_ kind: String) -> Int {
            report.rows.filter { $0.what.hasPrefix(kind) }.count
        }
        #expect(count("prevalence") > 500)
        #expect(outside("prevalence").isEmpty, "\(outside("prevalence"))")
        #expect(count("odds ratio") > 150)
        #expect(outside("odds ratio").isEmpty, "\(outside("odds ratio"))")
        #expect(count("correlation") > 150)
        #expect(outside("correlation").count <= 2, "\(outside("correlation"))")
        #expect(count("median") > 300)
        #expect(outside("median").count <= 3, "\(outside("median"))")
    }

    @Test("The sick die more")
    func mortality() throws {
        let world = try SampleLives.world(historyYears: 5)
        let simulator = try PersonSimulator(world: world, scope: .conditions)
        var person = SimulatedPerson()
        let failure = try #require(
            world.catalogue.conditions.firstIndex { $0.key == "heart_failure" })
        var had = [0, 0]
        var all = [0, 0]
        for number in Int64(1)...60_000 {
            simulator.simulate(number, into: &person)
            let isDead = person.demographics.death == nil ? 0 : 1
            let end = person.demographics.death ?? world.options.asOf
            let age = person.demographics.years(at: end)
            guard age >= 70, age < 80 else { continue }
            all[isDead] += 1
            if person.conditions.contains(where: { Int($0.entry) == failure }) {
                had[isDead] += 1
            }
        }
        let living = Double(had[0]) / Double(all[0])
        let dead = Double(had[1]) / Double(all[1])
        // The ratio is 2.6; other conditions come with it, candidates are few.
        #expect(dead / living > 1.8)
        #expect(dead / living < 4.5)
    }

    @Test("HbA1c rises to the diagnosis of diabetes and falls under metformin")
    func diabetes() throws {
        let world = try SampleLives.world(historyYears: 10)
        let simulator = try PersonSimulator(
            world: world, scope: [.conditions, .encounters, .observations, .medications])
        let catalogue = world.catalogue
        let diabetes = try #require(
            catalogue.conditions.firstIndex { $0.key == "type_2_diabetes" })
        let hba1c = try #require(catalogue.codes.firstIndex { $0.code == "4548-4" })
        let metformin = try #require(catalogue.codes.firstIndex { $0.code == "860975" })
        var person = SimulatedPerson()
        // Years before, at the diagnosis, and once the treatment has its effect; later the disease
        // goes on.
        var sums = [0.0, 0, 0]
        var counts = [0.0, 0, 0]
        for number in Int64(1)...20_000 {
            simulator.simulate(number, into: &person)
            guard
                let onset = person.conditions.first(where: { Int($0.entry) == diabetes }),
                person.medications.contains(where: { Int($0.code) == metformin })
            else { continue }
            for event in person.observations where Int(event.code) == hba1c {
                guard case .quantity(let value) = event.value else { continue }
                let days = Double(event.time - onset.recorded) / 86_400
                let period = days < -800 ? 0 : abs(days) < 1 ? 1 : days > 250 && days < 900 ? 2 : -1
                if period == 1 { #expect(value >= 6.5) }
                guard period >= 0 else { continue }
                sums[period] += value
                counts[period] += 1
            }
        }
        #expect(counts.allSatisfy { $0 > 60 })
        let means = zip(sums, counts).map { $0 / $1 }
        #expect(means[1] > means[0] + 0.8, "\(means)")
        #expect(means[1] > means[2] + 0.5, "\(means)")
        #expect(means[2] < 8, "\(means)")
    }

    @Test("Values of one moment agree: BMI, LDL, red cells, filtration rate, definitions")
    func consistency() throws {
        let world = try SampleLives.world(historyYears: 5)
        let simulator = try PersonSimulator(
            world: world, scope: [.conditions, .encounters, .observations])
        var person = SimulatedPerson()
        var compared = [0, 0, 0, 0]
        for number in Int64(1)...3_000 {
            simulator.simulate(number, into: &person)
            var index = 0
            while index < person.observations.count {
                let time = person.observations[index].time
                var values: [String: Double] = [:]
                while index < person.observations.count, person.observations[index].time == time {
                    let event = person.observations[index]
                    if case .quantity(let value) = event.value {
                        values[world.catalogue.codes[Int(event.code)].code] = value
                    }
                    index += 1
                }
                compare(values, at: time, person, world, &compared)
            }
        }
        #expect(compared.allSatisfy { $0 > 400 }, "\(compared)")
    }

    private func compare(
        _ values: [String: Double], at time: Int64, _ person: SimulatedPerson,
        _ world: SyntheticWorld, _ compared: inout [Int]
    ) {
        if let bmi = values["39156-5"], let weight = values["29463-7"],
            let height = values["8302-2"]
        {
            compared[0] += 1
            #expect(abs(bmi - weight / (height * height / 10_000)) < 0.0051)
            let isObese = person.conditions.contains {
                $0.onset <= time && time < $0.abatement
                    && world.catalogue.conditions[Int($0.entry)].key == "obesity"
            }
            if isObese { #expect(bmi >= 30) }
        }
        if let ldl = values["18262-6"], let total = values["2093-3"], let hdl = values["2085-9"],
            let triglycerides = values["2571-8"]
        {
            compared[1] += 1
            #expect(abs(ldl - (total - hdl - triglycerides / 5)) < 0.51)
        }
        if let hemoglobin = values["718-7"], let hematocrit = values["4544-3"],
            let mchc = values["786-4"]
        {
            compared[2] += 1
            #expect(abs(hematocrit - 100 * hemoglobin / mchc) < 0.06)
        }
        if let rate = values["98979-8"], let creatinine = values["2160-0"], rate > 16, rate < 178 {
            compared[3] += 1
            let computed = KidneyFunction.filtrationRate(
                creatinine: creatinine, age: person.demographics.years(at: time),
                sex: person.demographics.sex)
            // Within what rounding creatinine to 0.01 mg/dL does, at the edge of a stage.
            #expect(abs(rate - computed) < 2.6)
        }
    }
}
