// MedicationRequest: a prescription with its dose and supply.
//
// Status: active while it lasts; completed when the supply with its refills was used up; stopped
// when it ended before that, be it with the person's life.

import Synthesis

enum MedicationRequestResource: PersonResource {
    static let scope: SimulationScope = [.medications, .encounters]

    private static let secondsPerDay: Int64 = 86_400

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.medications.count {
            append(person, index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ person: SimulatedPerson, _ index: Int, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        let event = person.medications[index]
        let end = context.endedWithLife(event.end)
        out.raw(#"{"resourceType":"MedicationRequest","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(end ?? event.start)
        out.raw(
            #"""
            ","profile":["http://hl7.org/fhir/us/core/StructureDefinition/\#
            us-core-medicationrequest"]},"status":"
            """#)
        if let end {
            if end >= supplyEnd(event) { out.raw("completed") } else { out.raw("stopped") }
        } else {
            out.raw("active")
        }
        out.raw(
            #"""
            ","intent":"order","category":[{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/medicationrequest-category",\#
            "code":"community","display":"Community"}],"text":"Community"}],\#
            "reportedBoolean":false,"medicationCodeableConcept":
            """#)
        out.piece(context.fragments.codes, event.code)
        out.subject(context)
        out.encounter(event.encounter, context)
        out.raw(#","authoredOn":""#)
        out.dateTime(event.start)
        out.raw(#"","requester":"#)
        out.practitioner(person.provider(ofEncounter: event.encounter))
        out.reason(event.reasonCondition, context)
        dosage(event, context.fragments, to: &out)
        dispense(event, to: &out)
        out.raw("}")
        out.endLine()
    }

    /// The last day of the supply: what ends on it was used up.
    private static func supplyEnd(_ event: MedicationEvent) -> Int64 {
        let days = Int64(event.daysSupply) * (Int64(event.refills) + 1)
        return event.start + (days - 1) * secondsPerDay
    }

    private static func dosage(
        _ event: MedicationEvent, _ fragments: FHIRFragments, to out: inout LineBuffer
    ) {
        out.raw(#","dosageInstruction":[{"sequence":1,"text":""#)
        out.shortDecimal(event.doseQuantity)
        out.raw(" dose every ")
        let days = wholeDays(event.periodHours)
        if let days {
            out.integer(days)
            out.raw(" d")
        } else {
            out.shortDecimal(event.periodHours)
            out.raw(" h")
        }
        if event.isAsNeeded { out.raw(" as needed") }
        out.raw(#"","timing":{"repeat":{"frequency":1,"period":"#)
        if let days {
            out.integer(days)
            out.raw(#","periodUnit":"d"}},"asNeededBoolean":"#)
        } else {
            out.shortDecimal(event.periodHours)
            out.raw(#","periodUnit":"h"}},"asNeededBoolean":"#)
        }
        if event.isAsNeeded { out.raw("true") } else { out.raw("false") }
        if event.route >= 0 {
            out.raw(#","route":"#)
            out.piece(fragments.routes, Int32(event.route))
        }
        out.raw(
            #"""
            ,"doseAndRate":[{"type":{"coding":[{"system":\#
            "http://terminology.hl7.org/CodeSystem/dose-rate-type","code":"ordered",\#
            "display":"Ordered"}],"text":"Ordered"},"doseQuantity":{"value":
            """#)
        out.shortDecimal(event.doseQuantity)
        out.raw(
            #"""
            ,"unit":"dose","system":"http://unitsofmeasure.org","code":"{dose}"}}]}]
            """#)
    }

    private static func dispense(_ event: MedicationEvent, to out: inout LineBuffer) {
        out.raw(#","dispenseRequest":{"numberOfRepeatsAllowed":"#)
        out.integer(Int64(max(event.refills, 0)))
        out.raw(#","quantity":{"value":"#)
        out.integer(Int64(event.quantity))
        out.raw(
            #"""
            ,"unit":"dose","system":"http://unitsofmeasure.org","code":"{dose}"},\#
            "expectedSupplyDuration":{"value":
            """#)
        out.integer(Int64(event.daysSupply))
        out.raw(#","unit":"d","system":"http://unitsofmeasure.org","code":"d"}}"#)
    }

    /// The period in days where it is a whole number of them.
    private static func wholeDays(_ hours: Float) -> Int64? {
        let days = hours / 24
        guard days >= 1, days < 10_000, days == days.rounded() else { return nil }
        return Int64(days)
    }
}
