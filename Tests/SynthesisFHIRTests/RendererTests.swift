// The renderer as the pipeline uses it: order, independence, references, reuse, odd indexes.

import JSON
import Synthesis
import SynthesisFHIR
import Testing

@Suite("FHIR renderer")
struct RendererTests {
    private let everything = Set(SyntheticResource.allCases)

    @Test("A type's bytes do not depend on what is asked for beside it")
    func independence() {
        let all = RenderedSample.render(RenderedSample.persons, everything)
        for resource in SyntheticResource.allCases where resource.isPerPerson {
            let alone = RenderedSample.render(RenderedSample.persons, [resource])
            #expect(alone.lines.count == 1)
            #expect(
                alone.lines[0].copy == all.lines(of: resource)?.copy)
        }
    }

    @Test("A type looks at its scope alone")
    func scopes() {
        for resource in SyntheticResource.allCases where resource.isPerPerson {
            let whole = SamplePerson.make()
            let part = whole.reduced(to: resource.scope)
            #expect(
                RenderedSample.render([whole], [resource]).lines[0].copy
                    == RenderedSample.render([part], [resource]).lines[0].copy,
                "\(resource)")
        }
    }

    @Test("Lines are in the order of persons and events")
    func order() throws {
        let renderer = RenderedSample.render(RenderedSample.persons, [.encounter])
        let ids = try RenderedSample.split(renderer.lines[0]).map { try $0.value()["id"]?.text }
        #expect(
            ids == ["1700001", "1700002", "1700003", "1800001", "1800002", "1800003"])
    }

    @Test("A renderer used again gives the same bytes")
    func reuse() {
        let renderer = RenderedSample.render(RenderedSample.persons, everything)
        let first = renderer.lines.map(\.copy)
        renderer.removeAll()
        #expect(renderer.byteCount == 0)
        var persons = RenderedSample.persons
        renderer.append(&persons, count: persons.count)
        #expect(renderer.lines.map(\.copy) == first)
        let taken = renderer.take()
        #expect(taken.map(\.copy) == first && renderer.byteCount == 0)
        renderer.append(&persons, count: persons.count)
        let again = renderer.take(reusing: taken)
        #expect(again.map(\.copy) == first)
        #expect(zip(renderer.lines, taken).allSatisfy { $0 === $1 } && renderer.byteCount == 0)
    }

    @Test("Shared types have those that persons refer to, once, ascending")
    func shared() throws {
        let renderer = RenderedSample.render(RenderedSample.persons, [])
        func ids(_ resource: SyntheticResource) throws -> [String?] {
            try RenderedSample.split(
                renderShared(
                    resource, references: renderer.references, fragments: renderer.fragments)
            ).map { try $0.value()["id"]?.text }
        }
        #expect(try ids(.organization) == ["1", "2", "payer-1", "payer-2"])
        #expect(try ids(.location) == ["1", "2"])
        #expect(try ids(.practitioner) == ["1", "2"])
        #expect(try ids(.practitionerRole) == ["1", "2"])
        #expect(try ids(.patient).isEmpty)
    }

    @Test("References of workers add up")
    func references() {
        let parts = RenderedSample.persons.map { RenderedSample.render([$0], []).references }
        var sum = ReferencedProviders()
        for part in parts.reversed() { sum.formUnion(part) }
        let whole = RenderedSample.render(RenderedSample.persons, []).references
        #expect(sum.careSites.members(below: 100) == whole.careSites.members(below: 100))
        #expect(sum.providers.members(below: 100) == whole.providers.members(below: 100))
        #expect(sum.payers.members(below: 100) == whole.payers.members(below: 100))
    }

    @Test("Index sets")
    func indexSets() {
        var set = IndexSet()
        for index in [200, 0, 63, 64, 200, -1] as [Int32] { set.insert(index) }
        #expect(set.members(below: 1000) == [0, 63, 64, 200])
        #expect(set.members(below: 64) == [0, 63])
        #expect(set.contains(200) && !set.contains(201) && !set.contains(-1))
        #expect(!set.contains(100_000))
    }

    @Test("Indexes that the catalogue does not have still give valid lines")
    func oddIndexes() throws {
        var person = SamplePerson.make()
        for index in person.observations.indices {
            person.observations[index].code = index.isMultiple(of: 2) ? -1 : 9_999
            person.observations[index].unit = 99
            person.observations[index].encounter = -1
        }
        for index in person.encounters.indices {
            person.encounters[index].type = -1
            person.encounters[index].reason = 9_999
            person.encounters[index].provider = 9_999
        }
        for index in person.medications.indices {
            person.medications[index].route = 99
            person.medications[index].encounter = 99
        }
        person.demographics.race = 99
        person.demographics.place = 99
        person.demographics.surname = -1
        person.demographics.zipCode = 50
        person.claims[0].coverage = 99
        person.claims[1].itemCount = 1_000
        person.claimItems[2].index = 99
        for lines in RenderedSample.render([person], everything).lines {
            for line in RenderedSample.split(lines) {
                #expect(throws: Never.self) { _ = try line.value() }
            }
        }
    }
}

extension SimulatedPerson {
    /// The person with the parts of a scope alone, as the simulation leaves it.
    fileprivate func reduced(to scope: SimulationScope) -> SimulatedPerson {
        var part = self
        if !scope.contains(.coverages) { part.coverages = [] }
        if !scope.contains(.encounters) { part.encounters = [] }
        if !scope.contains(.conditions) { part.conditions = [] }
        if !scope.contains(.observations) { part.observations = [] }
        if !scope.contains(.reports) { part.reports = [] }
        if !scope.contains(.procedures) { part.procedures = [] }
        if !scope.contains(.medications) { part.medications = [] }
        if !scope.contains(.administrations) { part.administrations = [] }
        if !scope.contains(.immunizations) { part.immunizations = [] }
        if !scope.contains(.allergies) { part.allergies = [] }
        if !scope.contains(.carePlans) { part.carePlans = [] }
        if !scope.contains(.devices) { part.devices = [] }
        if !scope.contains(.claims) {
            part.claims = []
            part.claimItems = []
        }
        if !scope.contains(.notes) { part.notes = [] }
        return part
    }
}
