// The ledger's sums: each resource at least once, each row exactly once.

import OMOP
import Synthesis
import Testing

@testable import SynthesisOMOP

@Suite("Ledger")
struct LedgerTests {
    private static let population = TestPopulation(seed: 99, count: 60)
    private let persons = LedgerTests.population.persons
    private let rows = LedgerTests.population.rows

    @Test("Every resource is in it")
    func resources() throws {
        let ledger = try #require(rows[.ledger])
        let found = Set(ledger.lines("resource_type resource_id"))
        var expected: Set<String> = []
        for person in persons {
            expected.insert("Patient|\(person.number)")
            func add(_ type: String, _ count: Int) {
                for index in 0..<count {
                    expected.insert(
                        "\(type)|\(RecordID.event(person: person.number, ordinal: index))")
                }
            }
            add("Encounter", person.encounters.count)
            add("Condition", person.conditions.count)
            add("Observation", person.observations.count)
            add("DiagnosticReport", person.reports.count)
            add("Procedure", person.procedures.count)
            add("MedicationRequest", person.medications.count)
            add("MedicationAdministration", person.administrations.count)
            add("Immunization", person.immunizations.count)
            add("AllergyIntolerance", person.allergies.count)
            add("CarePlan", person.carePlans.count)
            add("Device", person.devices.count)
            add("Coverage", person.coverages.count)
            add("ExplanationOfBenefit", person.claims.count)
            add("DocumentReference", person.notes.count)
        }
        for id in 1...2 {
            expected.formUnion(["Organization|\(id)", "Location|\(id)", "Organization|payer-\(id)"])
        }
        for id in 1...3 {
            expected.formUnion(["Practitioner|\(id)", "PractitionerRole|\(id)"])
        }
        #expect(found.subtracting(["-|-"]) == expected)
    }

    @Test("Every row is in it once")
    func once() throws {
        let ledger = try #require(rows[.ledger])
        let pairs = ledger.lines("omop_table omop_id").filter { $0 != "-|-" }
        #expect(Set(pairs).count == pairs.count)
        for table in OMOPTable.allCases where table.isOfCDM && !table.isVocabulary {
            guard table != .cdmSource, !table.isEmpty else { continue }
            let rows = try #require(rows[table])
            let key = table == .death || table == .person ? "person_id" : "\(table.rawValue)_id"
            let expected = Set(rows[key].map { "\(table.rawValue)|\($0 ?? "-")" })
            let found = Set(pairs.filter { $0.hasPrefix("\(table.rawValue)|") })
            #expect(found == expected, "\(table.rawValue)")
        }
    }

    @Test("Reasons stand where one side is missing, and only there")
    func reasons() throws {
        let ledger = try #require(rows[.ledger])
        for line in ledger.lines("resource_type omop_table reason person_id") {
            let parts = line.split(separator: "|").map(String.init)
            #expect((parts[0] == "-" || parts[1] == "-") == (parts[2] != "-"), "\(line)")
            if parts[0] == "-" { #expect(parts[2] == "derived") }
        }
        let reasons = ledger.lines("resource_type reason")
        #expect(reasons.contains("CarePlan|no OMOP table: CarePlan"))
        #expect(reasons.contains("DiagnosticReport|panel: its results are the rows"))
        #expect(reasons.contains("ExplanationOfBenefit|no items: nothing was billed"))
    }

    @Test("A blood pressure is one resource and two rows, an ex-smoker one and two")
    func twoRows() throws {
        let lines = try #require(rows[.ledger]).lines(
            "person_id resource_type resource_id omop_table omop_id")
        #expect(lines.contains("1|Observation|100001|measurement|100001"))
        #expect(lines.contains("1|Observation|100001|measurement|100002"))
        #expect(lines.contains("1|Condition|100004|observation|100003"))
        #expect(lines.contains("1|Condition|100004|observation|100004"))
        #expect(lines.contains("1|Procedure|100002|measurement|100003"))
    }
}
