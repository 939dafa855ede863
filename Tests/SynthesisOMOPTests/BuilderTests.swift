// Tables do not depend on which others are asked for, nor on how persons are cut into batches.

import Columnar
import OMOP
import Synthesis
import Testing

@testable import SynthesisOMOP

@Suite("Row builder")
struct BuilderTests {
    private let test = TestWorld()

    /// The person as a simulation of some parts would have made it.
    private func part(_ person: SimulatedPerson, _ scope: SimulationScope) -> SimulatedPerson {
        var part = SimulatedPerson()
        part.number = person.number
        part.demographics = person.demographics
        if scope.contains(.coverages) { part.coverages = person.coverages }
        if scope.contains(.encounters) { part.encounters = person.encounters }
        if scope.contains(.conditions) { part.conditions = person.conditions }
        if scope.contains(.observations) { part.observations = person.observations }
        if scope.contains(.reports) { part.reports = person.reports }
        if scope.contains(.procedures) { part.procedures = person.procedures }
        if scope.contains(.medications) { part.medications = person.medications }
        if scope.contains(.administrations) { part.administrations = person.administrations }
        if scope.contains(.immunizations) { part.immunizations = person.immunizations }
        if scope.contains(.allergies) { part.allergies = person.allergies }
        if scope.contains(.carePlans) { part.carePlans = person.carePlans }
        if scope.contains(.devices) { part.devices = person.devices }
        if scope.contains(.notes) { part.notes = person.notes }
        if scope.contains(.claims) {
            part.claims = person.claims
            part.claimItems = person.claimItems
        }
        return part
    }

    private func lines(_ batches: [TypedBatch], _ table: OMOPTable) -> [String] {
        TableRows(table, batches).lines(table.columns.map(\.name).joined(separator: " "))
    }

    @Test(
        "A table alone, from its own scope, is the same as among all",
        arguments: OMOPTable.allCases.filter(\.isPerPerson))
    func alone(table: OMOPTable) throws {
        var random = TestRandom(11)
        let all = test.builder()
        let one = test.builder([table])
        for number in 1...40 {
            let person = test.randomPerson(number: Int64(number), random: &random)
            all.append(person)
            one.append(part(person, table.scope))
        }
        let among = try #require(all.take().first { $0.0 == table })
        let taken = one.take()
        #expect(taken.map(\.0) == [table])
        #expect(lines(taken.map(\.1), table) == lines([among.1], table))
    }

    @Test("Batches one after another are the same as one batch")
    func batches() {
        var random = TestRandom(12)
        let persons = (1...20).map { test.randomPerson(number: Int64($0), random: &random) }
        let (whole, cut) = (test.builder(), test.builder())
        var pieces: [OMOPTable: [TypedBatch]] = [:]
        var rowCount = 0
        for person in persons {
            whole.append(person)
            cut.append(person)
            rowCount += cut.rowCount
            for (table, batch) in cut.take() { pieces[table, default: []].append(batch) }
            #expect(cut.rowCount == 0)
        }
        #expect(whole.rowCount == rowCount)
        let order = OMOPTable.allCases.filter(\.isPerPerson)
        let taken = whole.take()
        #expect(taken.map(\.0) == order)
        for (table, batch) in taken {
            #expect(lines([batch], table) == lines(pieces[table] ?? [], table))
        }
        #expect(whole.referenced == cut.referenced)
    }

    @Test("All tables of the CDM are there, those without rows too")
    func allTables() {
        let names = Set(OMOPTable.allCases.filter(\.isOfCDM).map(\.rawValue))
        #expect(names == Set(CDMSchema.tables.map(\.name)))
        #expect(OMOPTable.noteNLP.isEmpty && !OMOPTable.noteNLP.isPerPerson)
    }

    @Test("Partition and sort columns exist", arguments: OMOPTable.allCases)
    func layout(table: OMOPTable) {
        let names = Set(table.columns.map(\.name))
        for name in (table.sortBy ?? "").split(separator: ",") {
            #expect(names.contains(name.trimmingPrefix(" ").description))
        }
        if let partition = table.defaultPartitionBy {
            #expect(names.contains(String(partition.dropFirst(5).dropLast())))
        }
    }

    @Test("Empty lists and events outside of them do not trap")
    func hostile() {
        var person = SimulatedPerson()
        person.number = 1
        person.demographics.causeOfDeath = 12
        person.demographics.death = 0
        person.demographics.place = 99
        person.demographics.race = 99
        person.demographics.street = -4
        person.demographics.zipCode = 1_000
        person.observations = [
            ObservationEvent(
                category: .laboratory, code: 1_000_000, time: 0, encounter: 5,
                value: .quantity(1e300)),
            ObservationEvent(
                category: .survey, code: -1, time: 0, encounter: -1, value: .code(-7)),
        ]
        person.claims = [
            ClaimEvent(encounter: 3, created: 0, coverage: 4, firstItem: 7, itemCount: 9)
        ]
        person.notes = [NoteEvent(encounter: -1, time: 0, code: -1)]
        let builder = test.builder()
        builder.append(person)
        let measurement = builder.take().first { $0.0 == .measurement }
        #expect(
            lines(measurement.map { [$0.1] } ?? [], .measurement).first?.hasPrefix("100001|1|0|")
                == true)
    }
}
