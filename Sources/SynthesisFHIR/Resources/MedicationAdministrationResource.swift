// MedicationAdministration: a drug given in an encounter. US Core has no profile of it.

import Synthesis

enum MedicationAdministrationResource: PersonResource {
    static let scope: SimulationScope = [.administrations, .encounters]

    static func append(
        _ person: SimulatedPerson, _ context: PersonContext, to out: inout LineBuffer
    ) {
        var index = 0
        while index < person.administrations.count {
            append(person, index, context, to: &out)
            index += 1
        }
    }

    private static func append(
        _ person: SimulatedPerson, _ index: Int, _ context: PersonContext,
        to out: inout LineBuffer
    ) {
        let event = person.administrations[index]
        out.raw(#"{"resourceType":"MedicationAdministration","id":""#)
        out.eventID(context.number, index)
        out.raw(#"","meta":{"lastUpdated":""#)
        out.dateTime(event.time)
        out.raw(#""},"status":"completed","medicationCodeableConcept":"#)
        out.piece(context.fragments.codes, event.code)
        out.subject(context)
        if event.encounter >= 0 {
            out.raw(#","context":{"reference":"Encounter/"#)
            out.eventID(context.number, Int(event.encounter))
            out.raw(#""}"#)
        }
        out.raw(#","effectiveDateTime":""#)
        out.dateTime(event.time)
        out.raw(#"","performer":[{"actor":"#)
        out.practitioner(person.provider(ofEncounter: event.encounter))
        out.raw("}]")
        out.reason(event.reasonCondition, context)
        out.raw(#","dosage":{"#)
        if event.route >= 0 {
            out.raw(#""route":"#)
            out.piece(context.fragments.routes, Int32(event.route))
            out.raw(",")
        }
        out.raw(#""dose":{"value":"#)
        out.shortDecimal(event.doseQuantity)
        out.raw(
            #"""
            ,"unit":"dose","system":"http://unitsofmeasure.org","code":"{dose}"}}}
            """#)
        out.endLine()
    }
}
