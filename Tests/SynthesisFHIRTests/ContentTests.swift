// What single resources say, by the rules of R4 and US Core and the conventions of OMOP pairing.

import JSON
import Synthesis
import SynthesisFHIR
import Testing

@Suite("FHIR content")
struct ContentTests {
    private let person = SamplePerson.make()

    private func profile(_ value: JSONValue) -> Substring? {
        value["meta", "profile", 0]?.text?.split(separator: "/").last
    }

    @Test(
        "The profile of an Observation follows category, code and unit",
        arguments: zip(
            0..<7,
            [
                "us-core-observation-lab", "us-core-body-weight", "us-core-vital-signs",
                "us-core-blood-pressure", "us-core-pulse-oximetry", "us-core-smokingstatus",
                "us-core-observation-screening-assessment",
            ]))
    func observationProfiles(index: Int, expected: String) throws {
        #expect(try profile(RenderedSample.line(.observation, index, of: person))! == expected)
    }

    @Test("Blood pressure is one Observation with two components and no value")
    func bloodPressure() throws {
        let value = try RenderedSample.line(.observation, 3, of: person)
        #expect(value["code", "coding", 0, "code"]?.text == "85354-9")
        #expect(value["component", 0, "code", "coding", 0, "code"]?.text == "8480-6")
        #expect(value["component", 0, "valueQuantity", "value"] == .number("128"))
        #expect(value["component", 1, "code", "coding", 0, "code"]?.text == "8462-4")
        #expect(value["component", 1, "valueQuantity", "value"] == .number("81"))
        #expect(value["component", 1, "valueQuantity", "code"]?.text == "mm[Hg]")
        #expect(value["valueQuantity"] == nil)
    }

    @Test("Pulse oximetry has the two codings of its profile")
    func pulseOximetry() throws {
        let value = try RenderedSample.line(.observation, 4, of: person)
        #expect(value["code", "coding", 0, "code"]?.text == "59408-5")
        #expect(value["code", "coding", 1, "code"]?.text == "2708-6")
    }

    @Test(
        "A result says how it lies in its range",
        arguments: [
            (7.25, 4, 5.6, "H"), (3.9, 4, 5.6, "L"), (5.6, 4, 5.6, "N"), (4, 4, 5.6, "N"),
            (9, .nan, 5.6, "H"), (1, .nan, 5.6, "N"), (1, 4, .nan, "L"),
        ] as [(Double, Float, Float, String)])
    func interpretation(value: Double, low: Float, high: Float, expected: String) throws {
        var person = person
        person.observations[0].value = .quantity(value)
        person.observations[0].rangeLow = low
        person.observations[0].rangeHigh = high
        let line = try RenderedSample.line(.observation, 0, of: person)
        #expect(line["interpretation", 0, "coding", 0, "code"]?.text == expected)
        #expect((line["referenceRange", 0, "low"] == nil) == low.isNaN)
        #expect((line["referenceRange", 0, "high"] == nil) == high.isNaN)
    }

    @Test("Values without a unit are valid; scores say so")
    func withoutUnit() throws {
        var person = person
        person.observations[1].unit = -1
        let plain = try RenderedSample.line(.observation, 1, of: person)
        #expect(plain["valueQuantity"] == .object([.init("value", .number("81.0"))]))
        let score = try RenderedSample.line(.observation, 6, of: person)
        #expect(score["valueQuantity", "value"] == .number("4"))
        #expect(score["valueQuantity", "code"]?.text == "{score}")
    }

    @Test(
        "Encounter classes are those that the visit concepts pair with",
        arguments: [
            (.wellness, "AMB"), (.outpatient, "AMB"), (.urgentCare, "AMB"), (.emergency, "EMER"),
            (.inpatient, "IMP"), (.emergencyToInpatient, "OBSENC"), (.telehealth, "VR"),
            (.home, "HH"),
        ] as [(EncounterKind, String)])
    func encounterClass(kind: EncounterKind, expected: String) throws {
        var person = person
        person.encounters[0].kind = kind
        let value = try RenderedSample.line(.encounter, 0, of: person)
        #expect(value["class", "code"]?.text == expected)
        let isStay = kind == .inpatient || kind == .emergencyToInpatient
        #expect((value["hospitalization"] != nil) == isStay)
    }

    @Test("Who dies in a visit is discharged as expired", arguments: EncounterKind.allCases)
    func expired(kind: EncounterKind) throws {
        var person = person
        person.encounters[0].kind = kind
        person.encounters[0].endsInDeath = true
        let value = try RenderedSample.line(.encounter, 0, of: person)
        let code = value["hospitalization", "dischargeDisposition", "coding", 0, "code"]
        #expect(code?.text == "exp")
    }

    @Test("Intensive care is a second location with its period")
    func intensiveCare() throws {
        let value = try RenderedSample.line(.encounter, 2, of: person)
        #expect(value["location", 0, "period"] == nil)
        #expect(value["location", 1, "period", "start"]?.text == "2024-04-16T10:00:00Z")
        #expect(value["location", 1, "period", "end"]?.text == "2024-04-17T10:00:00Z")
        #expect(value["location", 2] == nil)
    }

    @Test("An abated condition is resolved, a lasting one active")
    func clinicalStatus() throws {
        let lasting = try RenderedSample.line(.condition, 0, of: person)
        #expect(lasting["clinicalStatus", "coding", 0, "code"]?.text == "active")
        #expect(lasting["abatementDateTime"] == nil)
        #expect(profile(lasting)! == "us-core-condition-problems-health-concerns")
        let over = try RenderedSample.line(.condition, 1, of: person)
        #expect(over["clinicalStatus", "coding", 0, "code"]?.text == "resolved")
        #expect(over["abatementDateTime"]?.text == "2024-03-21T09:00:00Z")
        #expect(over["meta", "lastUpdated"]?.text == "2024-03-21T09:00:00Z")
        #expect(profile(over)! == "us-core-condition-encounter-diagnosis")
    }

    @Test("What ends after the reference date still lasts")
    func afterReferenceDate() throws {
        var person = person
        let asOf = SampleWorld.world.options.asOf
        person.conditions[1].abatement = asOf
        #expect(
            try RenderedSample.line(.condition, 1, of: person)["abatementDateTime"] == nil)
        person.conditions[1].abatement = asOf - 1
        #expect(
            try RenderedSample.line(.condition, 1, of: person)["abatementDateTime"]?.text
                == "2026-01-01T23:59:59Z")
    }

    @Test(
        "The status of a prescription follows its end",
        arguments: zip(0..<3, ["active", "stopped", "completed"]))
    func prescriptionStatus(index: Int, expected: String) throws {
        let value = try RenderedSample.line(.medicationRequest, index, of: person)
        #expect(value["status"]?.text == expected)
        // us-core-21: an order has a requester.
        #expect(value["requester", "reference"]?.text == "Practitioner/2")
    }

    @Test("Drugs, plans, devices and insurance end with the person's life")
    func endOfLife() throws {
        var person = SamplePerson.make(number: 18, isDeceased: true)
        person.coverages[1].end = .max
        #expect(
            try RenderedSample.line(.medicationRequest, 0, of: person)["status"]?.text
                == "stopped")
        #expect(try RenderedSample.line(.carePlan, 0, of: person)["status"]?.text == "completed")
        #expect(try RenderedSample.line(.device, 0, of: person)["status"]?.text == "inactive")
        #expect(
            try RenderedSample.line(.coverage, 1, of: person)["period", "end"]?.text
                == "2024-04-18T09:00:00Z")
        #expect(
            try RenderedSample.line(.patient, 0, of: person)["deceasedDateTime"]?.text
                == "2024-04-18T09:00:00Z")
    }

    @Test("Who has no insurance pays under a contained Coverage")
    func selfPay() throws {
        let value = try RenderedSample.line(
            .explanationOfBenefit, 0, of: SamplePerson.make(number: 18, isInsured: false))
        #expect(value["contained", 0, "id"]?.text == "self-pay")
        #expect(value["insurance", 0, "coverage", "reference"]?.text == "#self-pay")
        #expect(value["total", 2, "amount", "value"] == .number("129.55"))
        let insured = try RenderedSample.line(.explanationOfBenefit, 0, of: person)
        #expect(insured["contained"] == nil)
        #expect(insured["insurance", 0, "coverage", "reference"]?.text == "Coverage/1700002")
        #expect(insured["insurer", "reference"]?.text == "Organization/payer-1")
        #expect(insured["item", 1, "adjudication", 1, "amount", "value"] == .number("3.24"))
        #expect(insured["payment", "amount", "value"] == .number("103.64"))
    }

    @Test("Only implants carry a label and the implant profile")
    func devices() throws {
        let implant = try RenderedSample.line(.device, 0, of: person)
        #expect(profile(implant)! == "us-core-implantable-device")
        // Weights 3, 1, 3, … from the right: 18 + 1 + 9 + 27 + 9 = 64, so the digit is 6.
        #expect(implant["udiCarrier", 0, "deviceIdentifier"]?.text == "09990000000166")
        #expect(
            implant["udiCarrier", 0, "carrierHRF"]?.text
                == "(01)09990000000166(11)231017(17)331016(10)L12345(21)12345")
        let aid = try RenderedSample.line(.device, 1, of: person)
        #expect(profile(aid) == nil && aid["udiCarrier"] == nil)
        #expect(aid["status"]?.text == "inactive")
    }

    @Test("The narrative of a care plan is XHTML within JSON")
    func narrative() throws {
        let value = try RenderedSample.line(.carePlan, 0, of: person)
        #expect(
            value["text", "div"]?.text == """
                <div xmlns="http://www.w3.org/1999/xhtml">Care plan: Diabetes self management \
                plan &lt;"A &amp; B"&gt;</div>
                """)
        #expect(value["title"]?.text == #"Diabetes self management plan <"A & B">"#)
    }

    @Test("Names of people and places are escaped")
    func names() throws {
        let value = try RenderedSample.line(.patient, 0, of: person)
        #expect(value["name", 0, "family"]?.text == #"Núñez\Smith"#)
        #expect(value["name", 0, "given", 1]?.text == "Mary")
        #expect(value["name", 1, "use"]?.text == "maiden")
        #expect(value["address", 0, "line", 0]?.text == #"12 5th "Ave""#)
        #expect(value["address", 0, "city"]?.text == #"Cañon "City""#)
        #expect(value["address", 0, "postalCode"]?.text == "81212")
    }
}
