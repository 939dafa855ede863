// ExplanationOfBenefit: what was billed for an encounter and who paid it.
//
// Every item says what was submitted, what the payer paid (benefit) and what was left to the person
// (copay). R4 wants an insurance even for those who pay themselves: theirs is a contained Coverage
// of type `pay` whose payor is the person, and the insurer is named, not referred to.

import Synthesis

enum ExplanationOfBenefitResource: PersonResource {
    static let scope: SimulationScope = [
        .claims, .coverages, .encounters, .procedures, .medications, .administrations,
        .immunizations, .devices,
    ]

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.claims.count {
            append(person, index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ person: SimulatedPerson, _ index: Int, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        let event = person.claims[index]
        let encounter = person.encounter(event.encounter)
        out.raw(#"{"resourceType":"ExplanationOfBenefit","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(event.created)
        out.raw(#""},"#)
        if event.coverage < 0 { selfPayCoverage(context, to: &out) }
        out.raw(#""status":"active","type":{"coding":[{"system":"#)
        if isInstitutional(encounter) {
            out.raw(
                #"""
                "http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional",\#
                "display":"Institutional"}],"text":"Institutional"},"use":"claim"
                """#)
        } else {
            out.raw(
                #"""
                "http://terminology.hl7.org/CodeSystem/claim-type","code":"professional",\#
                "display":"Professional"}],"text":"Professional"},"use":"claim"
                """#)
        }
        out.patient(context)
        out.raw(#","billablePeriod":{"start":""#)
        out.dateTime(encounter?.start ?? event.created)
        out.raw(#"","end":""#)
        out.dateTime(encounter?.end ?? event.created)
        out.raw(#""},"created":""#)
        out.dateTime(event.created)
        out.raw("\"")
        parties(event, person, context, to: &out)
        insurance(event, context, to: &out)
        items(event, person, context, to: &out)
        out.endLine()
    }

    private static func isInstitutional(_ encounter: EncounterEvent?) -> Bool {
        switch encounter?.kind {
        case .emergency, .inpatient, .emergencyToInpatient: true
        default: false
        }
    }

    private static func selfPayCoverage(_ context: PersonContext, to out: inout LineBuffer) {
        out.raw(
            #"""
            "contained":[{"resourceType":"Coverage","id":"self-pay","status":"active",\#
            "type":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/coverage-selfpay","code":"pay",\#
            "display":"Pay"}],"text":"Self-pay"},"beneficiary":{"reference":"Patient/
            """#)
        out.personID(context.number)
        out.raw(#""},"payor":[{"reference":"Patient/"#)
        out.personID(context.number)
        out.raw(#""}]}],"#)
    }

    /// Insurer, provider, facility, outcome and care team.
    private static func parties(
        _ event: ClaimEvent, _ person: SimulatedPerson, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        let site = person.careSite(ofEncounter: event.encounter)
        if event.coverage < 0 {
            out.raw(#","insurer":{"display":"Self-pay"},"provider":"#)
        } else {
            out.raw(#","insurer":{"reference":"Organization/payer-"#)
            let slot = Int(event.coverage)
            let payer = slot < person.coverages.count ? person.coverages[slot].payer : 0
            out.id(ofIndex: payer)
            out.raw(#"","display":""#)
            out.piece(context.fragments.payers.names, payer)
            out.raw(#""},"provider":"#)
        }
        out.organization(site)
        out.raw(#","facility":"#)
        out.location(site)
        out.raw(#","outcome":"complete","careTeam":[{"sequence":1,"provider":"#)
        out.practitioner(person.provider(ofEncounter: event.encounter))
        out.raw(
            #"""
            ,"role":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/claimcareteamrole","code":"primary",\#
            "display":"Primary provider"}],"text":"Primary provider"}}]
            """#)
    }

    private static func insurance(
        _ event: ClaimEvent, _ context: PersonContext, to out: inout LineBuffer
    ) {
        out.raw(#","insurance":[{"focal":true,"coverage":{"reference":""#)
        if event.coverage < 0 {
            out.raw("#self-pay")
        } else {
            out.raw("Coverage/")
            out.eventID(context.number, Int(event.coverage))
        }
        out.raw(#""}}]"#)
    }

    /// Items, totals and payment, to the end of the resource.
    private static func items(
        _ event: ClaimEvent, _ person: SimulatedPerson, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        let first = max(Int(event.firstItem), 0)
        let end = min(first + max(Int(event.itemCount), 0), person.claimItems.count)
        var submitted: Int64 = 0
        var benefit: Int64 = 0
        var copay: Int64 = 0
        var position = first
        while position < end {
            let item = person.claimItems[position]
            out.raw(position == first ? #","item":[{"sequence":"# : #",{"sequence":"#)
            out.integer(Int64(position - first + 1))
            out.raw(#","careTeamSequence":[1],"productOrService":"#)
            out.piece(context.fragments.codes, code(item, person))
            out.raw(#","servicedDate":""#)
            out.date(person.encounter(event.encounter)?.start ?? event.created)
            out.raw(#"","net":"#)
            money(item.chargeCents, to: &out)
            if event.encounter >= 0 {
                out.raw(#","encounter":[{"reference":"Encounter/"#)
                out.eventID(context.number, Int(event.encounter))
                out.raw(#""}]"#)
            }
            out.raw(#","adjudication":["#)
            amounts(
                item.chargeCents, item.paidByPayerCents, item.paidByPatientCents, to: &out)
            out.raw("]}")
            submitted &+= item.chargeCents
            benefit &+= item.paidByPayerCents
            copay &+= item.paidByPatientCents
            position += 1
        }
        if end > first { out.raw("]") }
        out.raw(#","total":["#)
        amounts(submitted, benefit, copay, to: &out)
        out.raw(#"],"payment":{"date":""#)
        out.date(event.created)
        out.raw(#"","amount":"#)
        money(benefit, to: &out)
        out.raw("}}")
    }

    /// What the item is for: the code of the event that it points to.
    private static func code(_ item: ClaimItem, _ person: SimulatedPerson) -> Int32 {
        let index = Int(item.index)
        guard index >= 0 else { return -1 }
        switch item.subject {
        case .visit:
            return index < person.encounters.count ? person.encounters[index].type : -1
        case .procedure:
            return index < person.procedures.count ? person.procedures[index].code : -1
        case .medication:
            return index < person.medications.count ? person.medications[index].code : -1
        case .administration:
            return index < person.administrations.count ? person.administrations[index].code : -1
        case .immunization:
            return index < person.immunizations.count ? person.immunizations[index].code : -1
        case .device: return index < person.devices.count ? person.devices[index].code : -1
        }
    }

    private static func amounts(
        _ submitted: Int64, _ benefit: Int64, _ copay: Int64, to out: inout LineBuffer
    ) {
        amount(#""submitted","display":"Submitted Amount"}],"text":"Submitted Amount"#, to: &out)
        money(submitted, to: &out)
        out.raw("},")
        amount(#""benefit","display":"Benefit Amount"}],"text":"Benefit Amount"#, to: &out)
        money(benefit, to: &out)
        out.raw("},")
        amount(#""copay","display":"CoPay"}],"text":"CoPay"#, to: &out)
        money(copay, to: &out)
        out.raw("}")
    }

    @inline(__always)
    private static func amount(_ category: StaticString, to out: inout LineBuffer) {
        out.raw(
            #"""
            {"category":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/adjudication","code":
            """#)
        out.raw(category)
        out.raw(#""},"amount":"#)
    }

    private static func money(_ cents: Int64, to out: inout LineBuffer) {
        out.raw(#"{"value":"#)
        out.dollars(cents)
        out.raw(#","currency":"USD"}"#)
    }
}
